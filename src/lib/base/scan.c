/* The inner loops over bytes, 16 at a time where the machine can. */
#include "scan.h"

#include <stdbool.h>
#include <string.h>

#if defined(__SSE2__) && !defined(WK_PLAIN)
#define WK_SSE2
#include <tmmintrin.h>
#endif

static bool
json_special(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

size_t
scan_plain_json(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && !json_special(s[i]); i++)
		;
	return i;
}

size_t
scan_plain_find(const char *s, size_t n, const char *what, size_t m)
{
	const char *p;

	p = memmem(s, n, what, m);
	return p == NULL ? n : (size_t)(p - s);
}

size_t
scan_plain_count(const char *s, size_t n)
{
	size_t count, i;

	for (count = i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

size_t
scan_plain_ascii(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && (unsigned char)s[i] < 0x80; i++)
		;
	return i;
}

void
scan_starts_add(struct scan_starts *st, unsigned group, size_t place,
    unsigned char byte)
{
	st->byte[place][byte] |= (unsigned char)group;
	st->low[place][byte & 15] |= (unsigned char)group;
	st->high[place][byte >> 4] |= (unsigned char)group;
}

unsigned
scan_starts_at(const struct scan_starts *st, const char *s, size_t n)
{
	unsigned groups = 0xff;
	size_t k;

	for (k = 0; k < SCAN_STARTS && k < n && groups != 0; k++)
		groups &= st->byte[k][(unsigned char)s[k]];
	return groups;
}

size_t
scan_plain_starts(const struct scan_starts *st, const char *s, size_t n,
    unsigned *groups)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((*groups = scan_starts_at(st, s + i, n - i)) != 0)
			break;
	return i;
}

#ifdef WK_SSE2

static __m128i
load(const void *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

/* The number of the lowest bit set in mask, which is not 0. */
static size_t
lowest(unsigned int mask)
{
	return (size_t)__builtin_ctz(mask);
}

/* The bytes of v that cannot stand as they are in a JSON string. */
static __m128i
special(__m128i v)
{
	__m128i bad;

	bad = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
	    _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	/* v <= 0x1f, unsigned */
	return _mm_or_si128(bad, _mm_cmpeq_epi8(_mm_min_epu8(v,
	    _mm_set1_epi8(0x1f)), v));
}

size_t
scan_json(const char *s, size_t n)
{
	__m128i a, b;
	unsigned int mask;
	size_t i = 0;

	for (; i + 32 <= n; i += 32) {
		a = special(load(s + i));
		b = special(load(s + i + 16));
		if (_mm_movemask_epi8(_mm_or_si128(a, b)) != 0)
			break;
	}
	for (; i + 16 <= n; i += 16) {
		mask = (unsigned int)_mm_movemask_epi8(special(load(s + i)));
		if (mask != 0)
			return i + lowest(mask);
	}
	/* The last 16 bytes: the first of them are known to be good. */
	if (i > 0 && i < n)
		return n - 16 + scan_json(s + n - 16, 16);
	return i + scan_plain_json(s + i, n - i);
}

/*
 * Compares the first and the last byte of the needle at 16 places a step,
 * and the bytes between only where both are equal.
 */
size_t
scan_find(const char *s, size_t n, const char *what, size_t m)
{
	const __m128i first = _mm_set1_epi8(what[0]);
	const __m128i last = _mm_set1_epi8(what[m - 1]);
	unsigned int mask;
	size_t i, at;

	if (n < m - 1 + 16)
		return scan_plain_find(s, n, what, m);
	for (i = 0; ; i += 16) {
		/* The last 16 places overlap those before them. */
		if (i > n - (m - 1) - 16)
			i = n - (m - 1) - 16;
		mask = (unsigned int)_mm_movemask_epi8(_mm_and_si128(
		    _mm_cmpeq_epi8(load(s + i), first),
		    _mm_cmpeq_epi8(load(s + i + m - 1), last)));
		for (; mask != 0; mask &= mask - 1) {
			at = i + lowest(mask);
			if (m <= 2 || memcmp(s + at + 1, what + 1, m - 2) == 0)
				return at;
		}
		if (i == n - (m - 1) - 16)
			return n;
	}
}

/*
 * As a signed number a continuation byte is below -64; every other byte is
 * not.  Each of the 16 byte counters can take 255 steps before it overflows.
 */
size_t
scan_count(const char *s, size_t n)
{
	const __m128i zero = _mm_setzero_si128();
	const __m128i limit = _mm_set1_epi8(-65);
	__m128i sums, counts;
	size_t i, steps;

	sums = zero;
	for (i = 0; i + 16 <= n;) {
		counts = zero;
		for (steps = 0; steps < 255 && i + 16 <= n; steps++, i += 16)
			counts = _mm_sub_epi8(counts,
			    _mm_cmpgt_epi8(load(s + i), limit));
		sums = _mm_add_epi64(sums, _mm_sad_epu8(counts, zero));
	}
	return (size_t)_mm_cvtsi128_si64(sums) +
	    (size_t)_mm_cvtsi128_si64(_mm_srli_si128(sums, 8)) +
	    scan_plain_count(s + i, n - i);
}

size_t
scan_ascii(const char *s, size_t n)
{
	unsigned int mask;
	size_t i;

	for (i = 0; i + 16 <= n; i += 16) {
		mask = (unsigned int)_mm_movemask_epi8(load(s + i));
		if (mask != 0)
			return i + lowest(mask);
	}
	return i + scan_plain_ascii(s + i, n - i);
}

/* Functions so marked need SSSE3: scan_utf8 looks whether the CPU has it. */
#define SSSE3 __attribute__((target("ssse3")))

/* The errors that two neighbouring bytes can show, a bit each. */
enum {
	TOO_SHORT = 1,		/* a lead byte without a continuation */
	TOO_LONG = 2,		/* a continuation after ASCII */
	OVERLONG_3 = 4,		/* E0 80..9F */
	TOO_LARGE = 8,		/* F4 90.., F5.. */
	SURROGATE = 16,		/* ED A0..BF */
	OVERLONG_2 = 32,	/* C0, C1 */
	OVERLONG_4 = 64,	/* F0 80..8F */
	TOO_LARGE_8 = 64,	/* F5.. 80..8F: the same bit */
	TWO = 128,		/* two continuations: may be right */
	ANY = TOO_SHORT | TOO_LONG | TWO
};

/*
 * The errors that are possible with the high half of the first byte, with
 * its low half, and with the high half of the second byte.
 */
static const unsigned char first_high[16] = {
	TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	TWO, TWO, TWO, TWO,
	TOO_SHORT | OVERLONG_2, TOO_SHORT,
	TOO_SHORT | OVERLONG_3 | SURROGATE,
	TOO_SHORT | TOO_LARGE | TOO_LARGE_8 | OVERLONG_4
};
#define LARGE (ANY | TOO_LARGE | TOO_LARGE_8)
static const unsigned char first_low[16] = {
	ANY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, ANY | OVERLONG_2,
	ANY, ANY, ANY | TOO_LARGE, LARGE, LARGE, LARGE,
	LARGE, LARGE, LARGE, LARGE, LARGE, LARGE | SURROGATE, LARGE, LARGE
};
#define BOTH (TOO_LONG | OVERLONG_2 | TWO)
static const unsigned char second_high[16] = {
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	BOTH | OVERLONG_3 | TOO_LARGE_8 | OVERLONG_4,
	BOTH | OVERLONG_3 | TOO_LARGE,
	BOTH | SURROGATE | TOO_LARGE, BOTH | SURROGATE | TOO_LARGE,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT
};

/* Looks up the high, or else the low halves of 16 bytes in a table. */
static SSSE3 __m128i
look_up(const unsigned char *table, __m128i bytes, bool high)
{
	if (high)
		bytes = _mm_srli_epi16(bytes, 4);
	return _mm_shuffle_epi8(load(table),
	    _mm_and_si128(bytes, _mm_set1_epi8(15)));
}

/* The errors in 16 bytes that follow the 16 in `before`; all 0 without. */
static SSSE3 __m128i
errors(__m128i bytes, __m128i before)
{
	__m128i one = _mm_alignr_epi8(bytes, before, 15);
	__m128i two = _mm_alignr_epi8(bytes, before, 14);
	__m128i three = _mm_alignr_epi8(bytes, before, 13);
	__m128i wrong, must;

	wrong = _mm_and_si128(look_up(first_high, one, true),
	    _mm_and_si128(look_up(first_low, one, false),
	    look_up(second_high, bytes, true)));
	/* Two continuations are expected here: TWO is no error. */
	must = _mm_or_si128(_mm_subs_epu8(two, _mm_set1_epi8(0xe0 - 0x80)),
	    _mm_subs_epu8(three, _mm_set1_epi8(0xf0 - 0x80)));
	return _mm_xor_si128(wrong,
	    _mm_and_si128(must, _mm_set1_epi8((char)0x80)));
}

static SSSE3 size_t
valid_steps(const char *s, size_t n)
{
	__m128i before = _mm_setzero_si128(), wrong, bytes;
	size_t i, k;

	for (i = 0; i + 64 <= n; i += 64) {
		wrong = _mm_setzero_si128();
		for (k = 0; k < 64; k += 16) {
			bytes = load(s + i + k);
			wrong = _mm_or_si128(wrong, errors(bytes, before));
			before = bytes;
		}
		if (_mm_movemask_epi8(_mm_cmpeq_epi8(wrong,
		    _mm_setzero_si128())) != 0xffff)
			break;
	}
	return i;
}

size_t
scan_utf8(const char *s, size_t n)
{
	size_t i;

	if (n < 64 || !__builtin_cpu_supports("ssse3"))
		return 0;
	i = valid_steps(s, n);
	/* The last code point may go on in the step that follows. */
	while (i > 0 && ((unsigned char)s[i - 1] & 0xc0) == 0x80)
		i--;
	if (i > 0 && (unsigned char)s[i - 1] >= 0x80)
		i--;
	return i;
}

/* The groups whose strings have a half of each of 16 bytes at a place. */
static SSSE3 __m128i
low(const struct scan_starts *st, size_t place, const char *s)
{
	return look_up(st->low[place], load(s + place), false);
}

static SSSE3 __m128i
high(const struct scan_starts *st, size_t place, const char *s)
{
	return look_up(st->high[place], load(s + place), true);
}

/*
 * The places, of 16, at which a string may begin: by the halves of bytes that
 * tell most in text of one and of three bytes a character.
 */
static SSSE3 unsigned int
may_start(const struct scan_starts *st, const char *s)
{
	__m128i found = _mm_and_si128(low(st, 0, s), high(st, 0, s));

	found = _mm_and_si128(found, low(st, 1, s));
	found = _mm_and_si128(found, high(st, 1, s));
	found = _mm_and_si128(found, low(st, 2, s));
	found = _mm_and_si128(found, low(st, 4, s));
	found = _mm_and_si128(found, low(st, 5, s));
	return 0xffff ^ (unsigned int)_mm_movemask_epi8(_mm_cmpeq_epi8(found,
	    _mm_setzero_si128()));
}

static SSSE3 size_t
starts_steps(const struct scan_starts *st, const char *s, size_t n,
    unsigned *groups)
{
	unsigned int mask;
	size_t i, at;

	for (i = 0; i + 15 + SCAN_STARTS <= n; i += 16)
		for (mask = may_start(st, s + i); mask != 0; mask &= mask - 1) {
			at = i + lowest(mask);
			*groups = scan_starts_at(st, s + at, n - at);
			if (*groups != 0)
				return at;
		}
	return i + scan_plain_starts(st, s + i, n - i, groups);
}

size_t
scan_starts(const struct scan_starts *st, const char *s, size_t n,
    unsigned *groups)
{
	return __builtin_cpu_supports("ssse3") ?
	    starts_steps(st, s, n, groups) :
	    scan_plain_starts(st, s, n, groups);
}

#else

size_t
scan_json(const char *s, size_t n)
{
	return scan_plain_json(s, n);
}

size_t
scan_find(const char *s, size_t n, const char *what, size_t m)
{
	return scan_plain_find(s, n, what, m);
}

size_t
scan_count(const char *s, size_t n)
{
	return scan_plain_count(s, n);
}

size_t
scan_ascii(const char *s, size_t n)
{
	return scan_plain_ascii(s, n);
}

size_t
scan_utf8(const char *s, size_t n)
{
	(void)s;
	(void)n;
	return 0;
}

size_t
scan_starts(const struct scan_starts *st, const char *s, size_t n,
    unsigned *groups)
{
	return scan_plain_starts(st, s, n, groups);
}

#endif
