/* The inner loops, vector and plain, against the obvious loops. */
#include "base/scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define LONGEST 200
#define ALIGNMENTS 16

static uint32_t seed = 1;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static size_t
slow_json(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == '"' || s[i] == '\\')
			return i;
	return n;
}

static size_t
slow_find(const char *s, size_t n, const char *what, size_t m)
{
	size_t i;

	for (i = 0; i + m <= n; i++)
		if (memcmp(s + i, what, m) == 0)
			return i;
	return n;
}

static size_t
slow_count(const char *s, size_t n)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x80 || (unsigned char)s[i] > 0xbf)
			count++;
	return count;
}

static size_t
slow_ascii(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] > 0x7f)
			return i;
	return n;
}

/* Ways to fill a buffer, from the harmless to the hostile. */
enum fill { LETTERS, HAN, RANDOM, TWO_VALUES, EDGES, FILLS };

static void
fill(char *s, size_t n, enum fill how)
{
	static const char han[] = "\346\202\237\347\251\272\343\200\202";
	static const unsigned char edges[] = { 0x00, 0x1f, 0x20, 0x21, '"',
		'#', '[', '\\', ']', 0x7f, 0x80, 0xbf, 0xc0, 0xff };
	size_t i;

	for (i = 0; i < n; i++)
		switch (how) {
		case LETTERS:
			s[i] = (char)('a' + draw(3));
			break;
		case HAN:
			s[i] = han[i % (sizeof(han) - 1)];
			break;
		case RANDOM:
			s[i] = (char)draw(256);
			break;
		case TWO_VALUES:
			s[i] = draw(2) == 0 ? 'a' : 'b';
			break;
		default:
			s[i] = (char)edges[draw(sizeof(edges))];
			break;
		}
}

/* The number of scanners that are wrong about s[0..n). */
static int
wrong_about(const char *s, size_t n)
{
	size_t json = slow_json(s, n), ascii = slow_ascii(s, n);
	size_t count = slow_count(s, n);

	return (scan_json(s, n) != json) + (scan_plain_json(s, n) != json) +
	    (scan_ascii(s, n) != ascii) + (scan_plain_ascii(s, n) != ascii) +
	    (scan_count(s, n) != count) + (scan_plain_count(s, n) != count);
}

static int
wrong_finds(const char *s, size_t n, const char *what, size_t m)
{
	size_t want = slow_find(s, n, what, m);

	return (scan_find(s, n, what, m) != want) +
	    (scan_plain_find(s, n, what, m) != want);
}

/* Every length at every alignment; the end of memory is the text's. */
static void
test_lengths(enum fill how, const char *name)
{
	int wrong = 0, wrong_found = 0;
	size_t n, at, m;
	char *memory, *s, what[5];

	for (n = 0; n <= LONGEST; n++)
		for (at = 0; at < ALIGNMENTS; at++) {
			if ((memory = malloc(at + n)) == NULL && at + n > 0)
				abort();
			s = memory + at;
			fill(s, n, how);
			wrong += wrong_about(s, n);
			m = 1 + draw(sizeof(what));
			fill(what, m, how);
			if (m <= n && draw(2) == 0)
				memcpy(what, s + n - m, m);
			wrong_found += wrong_finds(s, n, what, m);
			free(memory);
		}
	ok(wrong == 0, "%s: json, ascii, count at all lengths", name);
	ok(wrong_found == 0, "%s: find at all lengths", name);
}

/* One byte that matters, at every place. */
static void
test_places(unsigned char byte)
{
	char s[LONGEST], what[2];
	int wrong = 0;
	size_t i;

	for (i = 0; i < LONGEST; i++) {
		memset(s, 'a', sizeof(s));
		s[i] = (char)byte;
		wrong += wrong_about(s, sizeof(s));
		what[0] = (char)byte;
		what[1] = 'a';
		wrong += wrong_finds(s, sizeof(s), what, 1);
		wrong += wrong_finds(s, sizeof(s), what, 2);
	}
	ok(wrong == 0, "byte %02x at every place", byte);
}

/* The byte counters of the vector code hold 255 steps of 16. */
static void
test_long_count(void)
{
	size_t n = 255 * 16 * 3 + 17, i;
	char *s;

	if ((s = malloc(n)) == NULL)
		abort();
	memset(s, 'a', n);
	ok(scan_count(s, n) == n, "count of ASCII, long");
	memset(s, 0x80, n);
	ok(scan_count(s, n) == 0, "count of continuation bytes, long");
	for (i = 0; i < n; i++)
		s[i] = "\344\275\240"[i % 3];
	ok(scan_count(s, n) == (n + 2) / 3, "count of Han, long");
	free(s);
}

/* The needle's first and last byte fit at many places, the rest does not. */
static void
test_near_misses(void)
{
	const char hay[] = "a-ba-ba-ba-ba-ba-ba-ba-ba-ba-ba-ba-ba+ba-ba-b";
	size_t m = 3, n = sizeof(hay) - 1;

	ok(scan_find(hay, n, "a+b", m) == slow_find(hay, n, "a+b", m),
	    "find goes on after near misses");
	ok(scan_find(hay, 2, "a-b", m) == 2, "needle longer than the text");
	ok(scan_find(hay, 0, "a", 1) == 0, "nothing in nothing");
	ok(scan_find("\0\0x", 3, "\0x", 2) == 1, "NUL is a byte");
}

/* Strings of one to seven bytes, three groups, longer ones cut. */
static const struct {
	const char *text;
	unsigned group;
} strings[] = { { "ab", 1 }, { "abab", 1 }, { "bbabab", 2 }, { "\xe6", 2 },
	{ "\xe6\x82\x9f\xe7\xa9\xba", 4 }, { "a", 128 },
	{ "\xe7\xa9\xba\xe3\x80\x82\xe6", 128 } };

#define STRINGS (sizeof(strings) / sizeof(strings[0]))

static void
add_strings(struct scan_starts *st, size_t from, size_t to)
{
	size_t i, k;
	unsigned byte;

	memset(st, 0, sizeof(*st));
	for (i = from; i < to; i++) {
		for (k = 0; k < SCAN_STARTS && strings[i].text[k] != '\0'; k++)
			scan_starts_add(st, strings[i].group, k,
			    (unsigned char)strings[i].text[k]);
		for (; k < SCAN_STARTS; k++)
			for (byte = 0; byte < 256; byte++)
				scan_starts_add(st, strings[i].group, k,
				    (unsigned char)byte);
	}
}

/* The first place where one of the strings begins, or goes on at the end. */
static size_t
slow_starts(const char *s, size_t n, size_t from, size_t to)
{
	size_t at, i, m;

	for (at = 0; at < n; at++)
		for (i = from; i < to; i++) {
			m = strlen(strings[i].text);
			m = m > SCAN_STARTS ? SCAN_STARTS : m;
			if (memcmp(s + at, strings[i].text,
			    m < n - at ? m : n - at) == 0)
				return at;
		}
	return n;
}

/*
 * One string of each group: nothing but these is found, at all lengths; of
 * more strings no place is missed, and the vector code finds the same.
 */
static void
test_starts(void)
{
	struct scan_starts st;
	char *memory, *s;
	unsigned a, b;
	int wrong = 0, apart = 0, missed = 0;
	size_t n, i, want, got, found = 0;

	for (n = 0; n <= LONGEST; n++)
		for (i = 0; i < FILLS * STRINGS; i++) {
			if ((memory = malloc(n + 1)) == NULL)
				abort();
			s = memory + 1;
			fill(s, n, (enum fill)(i % FILLS));
			add_strings(&st, i / FILLS, i / FILLS + 1);
			want = slow_starts(s, n, i / FILLS, i / FILLS + 1);
			got = scan_starts(&st, s, n, &a);
			wrong += got != want;
			found += want < n;
			apart += scan_plain_starts(&st, s, n, &b) != got ||
			    (got < n && (a != b || a == 0));
			add_strings(&st, 0, STRINGS);
			got = scan_starts(&st, s, n, &a);
			missed += got > slow_starts(s, n, 0, STRINGS);
			apart += scan_plain_starts(&st, s, n, &b) != got ||
			    (got < n && a != b);
			free(memory);
		}
	ok(wrong == 0 && found > 1000, "starts: the first place of a string");
	ok(missed == 0, "starts: no place of several strings is missed");
	ok(apart == 0, "starts: vector and plain code find the same");
}

int
main(void)
{
	static const unsigned char bytes[] = { 0x00, 0x01, 0x1f, 0x20, '"',
		'\\', 0x7f, 0x80, 0xbf, 0xc0, 0xff };
	size_t i;

	test_lengths(LETTERS, "letters");
	test_lengths(HAN, "Han");
	test_lengths(RANDOM, "random bytes");
	test_lengths(TWO_VALUES, "two letters");
	test_lengths(EDGES, "bytes at the edges");
	for (i = 0; i < sizeof(bytes); i++)
		test_places(bytes[i]);
	test_long_count();
	test_near_misses();
	test_starts();
	return tap_done();
}
