/* Recognises UTF-16 without a byte order mark, and UTF-8 with errors. */
#include "unicode.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/span.h"
#include "base/utf8.h"

#define SAMPLE 65536	/* bytes examined */

/* What the units of a text are, read as UTF-16 in one order. */
struct units {
	size_t ascii;
	size_t common;	/* frequent in Chinese or Japanese */
	size_t good;	/* in blocks that are in wide use */
	size_t n;
};

/* Characters that make up a fifth or more of a Chinese text. */
static const uint16_t common[] = {
	0x3001, 0x3002, 0xff0c, 0xff1a, 0xff1b, 0xff1f, 0xff01,	/* 、。， */
	0x201c, 0x201d, 0x7684, 0x4e00, 0x662f, 0x4e86, 0x6211,	/* 的一是了我 */
	0x4e0d, 0x4eba, 0x5728, 0x4ed6, 0x6709, 0x8fd9, 0x9019,	/* 不人在他有 */
	0x4e2a, 0x500b, 0x4eec, 0x5011, 0x4e2d, 0x6765, 0x4f86,	/* 个们中来 */
	0x4e0a, 0x5927, 0x4e3a, 0x70ba, 0x548c, 0x56fd, 0x570b,	/* 上大为和国 */
	0x5730, 0x5230, 0x4ee5, 0x8bf4, 0x8aaa, 0x65f6, 0x6642,	/* 地到以说时 */
	0x8981, 0x5c31, 0x51fa, 0x4f1a, 0x6703, 0x4f60, 0x53ef,	/* 要就出会你 */
	0x5f88, 0x597d, 0x5929, 0x65e5, 0x672c, 0x5e74, 0x4e0b,	/* 很好天日本 */
};

/* The first and last code points of scripts and signs in wide use. */
static const uint16_t blocks[][2] = {
	{ 0x0009, 0x024f }, { 0x0300, 0x09ff }, { 0x0a01, 0x0cff },
	{ 0x0d01, 0x0dff }, { 0x0e01, 0x0eff },
	{ 0x1000, 0x11ff }, { 0x1780, 0x17ff }, { 0x1e00, 0x1fff },
	{ 0x200b, 0x203f }, { 0x20a0, 0x20bf }, { 0x2100, 0x22ff },
	{ 0x2500, 0x27bf }, { 0x3001, 0x318f }, { 0x4e00, 0x9fff },
	{ 0xac00, 0xd7a3 }, { 0xfe0f, 0xfe0f }, { 0xfe30, 0xfe4f },
	{ 0xfeff, 0xffef },
};

static bool
is_control(unsigned int u)
{
	return u < 0x20 && u != '\t' && u != '\n' && u != '\r' && u != '\f';
}

static bool
is_common(unsigned int u)
{
	size_t i;

	if (u >= 0x3041 && u <= 0x30ff)
		return true;
	for (i = 0; i < LEN(common); i++)
		if (common[i] == u)
			return true;
	return false;
}

static bool
in_use(unsigned int u)
{
	size_t i;

	for (i = 0; i < LEN(blocks); i++)
		if (u >= blocks[i][0] && u <= blocks[i][1])
			return true;
	return false;
}

/*
 * Counts the units of s, read as UTF-16 with the low byte at `low` (0 or 1)
 * of each unit.  False if one is a control character, half of a pair of
 * surrogates or no character.
 */
static bool
count_units(const unsigned char *s, size_t n, size_t low, struct units *c)
{
	unsigned int u, next;
	size_t i;

	*c = (struct units){ .n = n / 2 };
	for (i = 0; i + 2 <= n; i += 2) {
		u = (unsigned int)s[i + 1 - low] << 8 | s[i + low];
		if (is_control(u) || u == 0x7f || u >= 0xfffe ||
		    (u >= 0xdc00 && u < 0xf900))
			return false;
		if (u >= 0xd800 && u < 0xdc00) {
			if (i + 4 > n)	/* cut off by the sample */
				return n == SAMPLE;
			next = (unsigned int)s[i + 3 - low] << 8 |
			    s[i + 2 + low];
			if (next < 0xdc00 || next >= 0xe000)
				return false;
			i += 2;
			c->good += 2;
			continue;
		}
		c->ascii += u < 0x80;
		c->common += is_common(u);
		c->good += in_use(u);
	}
	return true;
}

/*
 * Whether s reads as text in UTF-16: nine in ten units are in wide use, and
 * there is ASCII among them.  Without ASCII, either every other byte is a
 * control character, as in Russian or Thai, or the text has to be Chinese or
 * Japanese with its frequent characters.
 */
static bool
reads_as_utf16(const unsigned char *s, size_t n, size_t low, bool control,
    struct units *c)
{
	if (!count_units(s, n, low, c) || c->good * 10 < c->n * 9)
		return false;
	return control || c->ascii > 0 || (c->n >= 4 && c->good == c->n &&
	    c->common >= 2 && c->common * 5 >= c->n);
}

/*
 * Whether s reads as text in UTF-32, the low byte first or last: two
 * characters or more, none of control, nine in ten of them in wide use.
 */
static bool
reads_as_utf32(const unsigned char *s, size_t n, bool low_first)
{
	size_t i, k, good = 0, units = n / 4;
	unsigned int u;

	for (i = 0; i < units * 4; i += 4) {
		for (u = 0, k = 0; k < 4; k++)
			u = u << 8 | s[i + (low_first ? 3 - k : k)];
		if (is_control(u) || u == 0x7f || u > 0x10ffff ||
		    (u >= 0xd800 && u < 0xe000))
			return false;
		good += u > 0xffff || in_use(u);
	}
	return units >= 2 && good * 10 >= units * 9;
}

const char *
wide_order(const char *text, size_t length)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i, nuls = 0, small = 0, controls = 0;
	size_t n = length < SAMPLE ? length : SAMPLE;
	struct units l, b;
	bool le, be, control, valid;

	if (length % 2 != 0)
		return NULL;
	if (length % 4 == 0 && reads_as_utf32(s, n, true))
		return "UTF-32LE";
	if (length % 4 == 0 && reads_as_utf32(s, n, false))
		return "UTF-32BE";
	for (i = 0; i < n; i++) {
		nuls += s[i] == '\0';
		small += s[i] < 0x20;
		controls += is_control(s[i]);
	}
	valid = utf8_valid(text, n) + 4 > n;
	/*
	 * UTF-8 with a few NULs is not UTF-16: there, half of the bytes of a
	 * text whose bytes are all ASCII would be small.
	 */
	if (valid && (small * 5 < n * 2 || controls == 0))
		return NULL;
	control = (controls - nuls) * 5 >= n * 2;
	le = reads_as_utf16(s, n, 0, control, &l);
	be = reads_as_utf16(s, n, 1, control, &b);
	if (le && be) {
		le = l.ascii + l.common > 2 * (b.ascii + b.common);
		be = b.ascii + b.common > 2 * (l.ascii + l.common);
	}
	return le == be ? NULL : le ? "UTF-16LE" : "UTF-16BE";
}

/* Whether s[0..n) is the beginning of a code point longer than n bytes. */
static bool
cut_short(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t i;

	if (u[0] < 0xc2 || u[0] > 0xf4 ||
	    n >= (u[0] < 0xe0 ? 2U : u[0] < 0xf0 ? 3U : 4U))
		return false;
	for (i = 1; i < n; i++)
		if ((u[i] & 0xc0) != 0x80)
			return false;
	return true;
}

/*
 * The length of a code point in UTF-8's way that UTF-8 does not allow: a
 * surrogate (CESU-8), or one longer than it need be; or 0.
 */
static size_t
odd_length(const unsigned char *u, size_t n)
{
	size_t i, len = u[0] == 0xc0 || u[0] == 0xc1 ? 2 :
	    u[0] == 0xe0 || u[0] == 0xed ? 3 : u[0] == 0xf0 ? 4 : 0;

	if (len == 0 || len > n || (len == 4 && u[1] >= 0x90) ||
	    (u[0] == 0xe0 && u[1] >= 0xa0) || (u[0] == 0xed && u[1] < 0xa0))
		return 0;
	for (i = 1; i < len; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/* The length of the beginning of a longer sequence, of which u is cut; or 0. */
static size_t
torn_length(const unsigned char *u, size_t n)
{
	size_t len = u[0] < 0xe1 || u[0] > 0xf3 ? 0 : u[0] < 0xf0 ? 3 : 4, i;

	for (i = 1; i < len && i < n && (u[i] & 0xc0) == 0x80; i++)
		;
	return i > 1 && i < len ? i : 0;
}

/* Whether c is a blank, a dash or a quote mark in Windows' code pages. */
static bool
is_page_punctuation(unsigned char c)
{
	return c == 0x82 || (c >= 0x84 && c <= 0x87) || c == 0x8b ||
	    (c >= 0x91 && c <= 0x97) || c == 0x99 || c == 0x9b || c == 0xa0 ||
	    c == 0xab || c == 0xb0 || c == 0xb7 || c == 0xbb;
}

/*
 * How much a valid sequence speaks for UTF-8.  0: little, as in a code
 * page a letter may stand before such quote marks or blanks (the end of a
 * French quotation).  1: it does where few bytes are above 0x7f; Cyrillic and
 * Greek have it by chance.  2: surely.
 */
static int
weight(const unsigned char *u, size_t len)
{
	if ((u[0] == 0xf0 && u[1] == 0x9f) || (u[0] == 0xe2 && u[1] < 0x90) ||
	    (u[0] == 0xe3 && u[1] == 0x80) || (u[0] == 0xef && u[1] == 0xbc))
		return 2;
	if (len == 4)
		return 0;
	if (len == 3)
		return !is_page_punctuation(u[1]) ||
		    !is_page_punctuation(u[2]);
	return u[0] == 0xc2 || (u[0] <= 0xc5 && !is_page_punctuation(u[1]));
}

/* What stands around an error. */
struct around {
	size_t high;	/* bytes above 0x7f, without surrogates */
	size_t right;	/* bytes in valid sequences */
	size_t wide;	/* bytes in those of 3 bytes or more */
	size_t torn;	/* bytes in sequences that were cut */
	size_t valid, wrong;	/* sequences */
	size_t weights[3];	/* valid sequences of each weight */
};

static void
look_around(const char *s, size_t n, size_t start, size_t end,
    struct around *a)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t i, len;
	uint32_t cp;
	int w;

	*a = (struct around){ 0 };
	for (i = start; i < end; i += len) {
		len = utf8_decode(s + i, n - i, &cp);
		if (len == 0 && cut_short(s + i, n - i))
			break;
		if (len == 1 ||
		    (len == 0 && (len = odd_length(u + i, n - i)) > 0))
			continue;
		w = len == 0 ? 0 : weight(u + i, len);
		if (len == 2 || w > 0) {
			a->valid++;
			a->right += len;
			a->wide += len > 2 ? len : 0;
			a->weights[w]++;
		} else {
			a->wrong++;
			if (len == 0) {
				len = torn_length(u + i, n - i);
				a->torn += len;
			}
			if (len == 0)
				len = 1;
		}
		a->high += len;
	}
}

enum broken_utf8
broken_utf8(const char *s, size_t n, size_t good)
{
	size_t start = good > SAMPLE / 2 ? good - SAMPLE / 2 : 0;
	size_t end = n - good > SAMPLE / 2 ? good + SAMPLE / 2 : n;
	struct around a;
	bool few;

	while (start < good && ((unsigned char)s[start] & 0xc0) == 0x80)
		start++;
	look_around(s, n, start, end, &a);
	if (a.right == 0)
		return BROKEN_NOT;
	/* Chinese in GB18030 has some valid sequences by chance. */
	if (a.wide >= 6 && a.right * 8 >= (a.high - a.torn) * 7)
		return BROKEN_SURELY;
	if (a.wrong == 0 && a.weights[1] + a.weights[2] > 0)
		return BROKEN_SURELY;
	few = a.high * 3 <= end - start;
	if (a.right * 4 >= a.high * 3 || a.weights[2] > 0 ||
	    (a.weights[1] > 0 && (few || a.valid >= a.wrong)))
		return BROKEN_LIKELY;
	return BROKEN_NOT;
}
