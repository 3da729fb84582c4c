/* UTF-8: every code point, every kind of mistake. */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define STR(s) s, sizeof(s) - 1

/* The encoder that the RFC's table describes, written out again. */
static size_t
slow_encode(char *out, uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(192 + cp / 64);
		out[1] = (char)(128 + cp % 64);
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(224 + cp / 4096);
		out[1] = (char)(128 + cp / 64 % 64);
		out[2] = (char)(128 + cp % 64);
		return 3;
	}
	out[0] = (char)(240 + cp / 262144);
	out[1] = (char)(128 + cp / 4096 % 64);
	out[2] = (char)(128 + cp / 64 % 64);
	out[3] = (char)(128 + cp % 64);
	return 4;
}

/*
 * The number of mistakes made over one code point: alone, and in a run long
 * enough for the loop that takes two at once.
 */
static int
wrong_about(uint32_t cp)
{
	char s[4], got[4], run[40];
	uint32_t back = 0, last = 0;
	bool good = cp < 0xd800 || cp > 0xdfff;
	size_t len = slow_encode(s, cp), want = good ? len : 0, i, n;
	int wrong = 0;

	wrong += utf8_decode(s, len, &back) != want;
	wrong += utf8_decode_last(s, len, &last) != want;
	wrong += utf8_valid(s, len) != want;
	for (n = 0; n + len <= sizeof(run); n += len)
		memcpy(run + n, s, len);
	wrong += utf8_valid(run, n) != (good ? n : 0);
	if (!good)
		return wrong;
	wrong += back != cp || last != cp;
	wrong += utf8_encode(got, cp) != len || memcmp(got, s, len) != 0;
	wrong += utf8_count(run, n) != n / len;
	for (i = 0; i <= n / len; i++)
		wrong += utf8_skip(run, n, i) != i * len;
	for (i = 1; i < len; i++)
		wrong += utf8_decode(s, i, &back) != 0;
	return wrong;
}

static void
test_code_points(void)
{
	uint32_t cp;
	int wrong = 0;

	for (cp = 0; cp <= 0x10ffff; cp++)
		wrong += wrong_about(cp);
	ok(wrong == 0, "every code point there and back, no surrogate");
}

/* The same question, answered by the RFC's grammar byte by byte. */
static bool
slow_valid(const unsigned char *u, size_t n)
{
	uint32_t cp;
	size_t len, i, k;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	for (i = 0; i < n; i += len) {
		len = u[i] < 0x80 ? 1 : u[i] < 0xc0 ? 0 : u[i] < 0xe0 ? 2 :
		    u[i] < 0xf0 ? 3 : u[i] < 0xf8 ? 4 : 0;
		if (len == 0 || i + len > n)
			return false;
		cp = len == 1 ? u[i] : u[i] & (0xffU >> (len + 1));
		for (k = 1; k < len; k++) {
			if (u[i + k] >> 6 != 2)
				return false;
			cp = cp * 64 + u[i + k] % 64;
		}
		if (cp < least[len] || cp > 0x10ffff ||
		    (cp >= 0xd800 && cp <= 0xdfff))
			return false;
	}
	return true;
}

/*
 * Whether utf8_valid errs about a sequence, alone or in the middle of a text
 * that is long enough to be looked at in blocks.
 */
static int
errs(const unsigned char *u, size_t n)
{
	static char text[192];
	bool good = slow_valid(u, n);
	int wrong;

	if (text[0] == '\0')
		memset(text, 'a', sizeof(text));
	memcpy(text + 62, u, n);
	wrong = (utf8_valid((const char *)u, n) == n) != good;
	wrong += (utf8_valid(text, sizeof(text)) == sizeof(text)) != good;
	memset(text + 62, 'a', n);
	return wrong;
}

/* Every sequence of up to three bytes, and four with few last ones. */
static void
test_sequences(void)
{
	static const unsigned char fourth[] = { 0x00, 0x7f, 0x80, 0x8f, 0x90,
		0xbf, 0xc0, 0xff };
	unsigned char u[4];
	size_t n, i;
	uint32_t bits;
	int wrong = 0;

	for (bits = 0; bits < 0x1000000; bits++) {
		u[0] = (unsigned char)(bits >> 16);
		u[1] = (unsigned char)(bits >> 8);
		u[2] = (unsigned char)bits;
		if (u[0] < 0xc0 && (bits & 0x3f) != 0)
			continue;
		for (n = 1; n <= 3; n++)
			wrong += errs(u, n);
		if (u[0] < 0xf0)
			continue;
		for (i = 0; i < sizeof(fourth); i++) {
			u[3] = fourth[i];
			wrong += errs(u, 4);
		}
	}
	ok(wrong == 0, "every short sequence of bytes");
}

static void
test_invalid(void)
{
	static const struct {
		const char *s;
		size_t n, valid;
		const char *name;
	} cases[] = {
		{ STR("\200"), 0, "a lone continuation byte" },
		{ STR("ab\300\200"), 2, "overlong NUL" },
		{ STR("\301\277"), 0, "overlong in two bytes" },
		{ STR("\340\200\257"), 0, "overlong in three" },
		{ STR("\360\202\202\254"), 0, "overlong in four" },
		{ STR("\355\240\200"), 0, "the first surrogate" },
		{ STR("\355\277\277"), 0, "the last surrogate" },
		{ STR("\355\240\275\355\270\200"), 0, "a pair of surrogates" },
		{ STR("\364\220\200\200"), 0, "U+110000" },
		{ STR("\365\200\200\200"), 0, "F5" },
		{ STR("\370\210\200\200\200"), 0, "five bytes" },
		{ STR("\376\377"), 0, "FE FF" },
		{ STR("a\342\202"), 1, "cut off after two of three" },
		{ STR("a\360\237\230"), 1, "cut off after three of four" },
		{ STR("\342\202\342\202\254"), 0, "cut off, then a good one" },
		{ STR("\344\275\240\344\275\240\344\275\240x\200"), 10,
		    "good, then bad" },
		{ STR("\344\275\240\344\275\240\344\275\240\344\275"), 9,
		    "cut off in a run of Han" },
		{ STR("\344\275\240\355\240\200\344\275\240\344\275\240"), 3,
		    "a surrogate in a run of Han" },
		{ STR("\344\275\240\340\200\257\344\275\240\344\275\240"), 3,
		    "an overlong one in a run of Han" },
	};
	size_t i, got;

	for (i = 0; i < LEN(cases); i++) {
		got = utf8_valid(cases[i].s, cases[i].n);
		if (!ok(got == cases[i].valid, "%s", cases[i].name))
			printf("# %zu, not %zu\n", got, cases[i].valid);
	}
	ok(utf8_valid("", 0) == 0, "nothing is valid");
}

/* A bad byte at every place of a long text: found there. */
static void
test_places(void)
{
	char s[90];
	size_t i, k, kind;
	int wrong = 0;

	for (kind = 0; kind < 3; kind++)
		for (i = 0; i < sizeof(s); i++) {
			for (k = 0; k < sizeof(s); k++)
				s[k] = kind == 0 ? 'a' : kind == 1 ?
				    "\344\275\240"[k % 3] :
				    "\360\237\230\200x"[k % 5];
			s[i] = (char)0xff;
			k = kind == 0 ? i : kind == 1 ? i - i % 3 :
			    i % 5 == 4 ? i : i - i % 5;
			wrong += utf8_valid(s, sizeof(s)) != k;
		}
	ok(wrong == 0, "a bad byte is found at every place");
}

/* Skipping and counting agree, from every place, in mixed text. */
static void
test_skip(void)
{
	static const char part[] = "a\303\251\344\275\240\360\237\230\200"
	    "bc\344\275\240\344\275\240";
	char s[(sizeof(part) - 1) * 20];
	size_t n = sizeof(s), i, at, count;
	uint32_t cp;
	int wrong = 0;

	for (i = 0; i < n; i++)
		s[i] = part[i % (sizeof(part) - 1)];
	for (at = count = 0; at < n; count++) {
		wrong += utf8_skip(s, n, count) != at;
		wrong += utf8_count(s, at) != count;
		at += utf8_decode(s + at, n - at, &cp);
	}
	ok(wrong == 0, "skip and count in mixed text");
	ok(utf8_skip(s, n, count) == n, "skip to the end");
	ok(utf8_skip(s, n, count + 1) == n, "skip beyond the end");
	ok(utf8_skip(s, n, SIZE_MAX) == n, "skip far beyond the end");
	ok(utf8_skip(s, 0, 5) == 0, "skip in nothing");
	ok(utf8_skip(s, n, 0) == 0, "skip nothing");
}

/* What CPython 3's str.isspace() says of every code point. */
static void
test_space(void)
{
	static const uint32_t spaces[] = { 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c,
		0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001,
		0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
		0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 };
	uint32_t cp;
	size_t found = 0;
	int wrong = 0;

	for (cp = 0; cp <= 0x10ffff; cp++) {
		bool want = found < LEN(spaces) && spaces[found] == cp;

		found += want;
		wrong += utf8_isspace(cp) != want;
	}
	ok(wrong == 0 && found == LEN(spaces), "Python's white space");
}

static void
test_strip(void)
{
	static const struct {
		const char *s;
		size_t n;
		const char *want;
	} cases[] = {
		{ STR(""), "" },
		{ STR(" \t\r\n"), "" },
		{ STR("\343\200\200\343\200\200"), "" },
		{ STR("a"), "a" },
		{ STR("\343\200\200\344\275\240 \345\245\275\302\240\302\205"),
		    "\344\275\240 \345\245\275" },
		{ STR("\342\200\213x\342\200\213"),
		    "\342\200\213x\342\200\213" },	/* U+200B is none */
		{ STR("\357\273\277x"), "\357\273\277x" },	/* nor a BOM */
		{ STR("\034\035x\036\037"), "x" },
	};
	struct span got;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		got = utf8_strip((struct span){ cases[i].s, cases[i].n });
		is_mem(got.p, got.len, cases[i].want, strlen(cases[i].want),
		    "strip");
	}
}

static void
test_repair(void)
{
	static const struct {
		const char *s;
		size_t n;
		const char *want;
	} cases[] = {
		{ STR(""), "" },
		{ STR("\344\275\240a"), "\344\275\240a" },
		{ STR("\377"), UTF8_REPLACEMENT },
		{ STR("a\300\200b"),
		    "a" UTF8_REPLACEMENT UTF8_REPLACEMENT "b" },
		{ STR("\344\275"), UTF8_REPLACEMENT UTF8_REPLACEMENT },
		{ STR("\344\275\344\275\240"),
		    UTF8_REPLACEMENT UTF8_REPLACEMENT "\344\275\240" },
		{ STR("\355\240\200"),
		    UTF8_REPLACEMENT UTF8_REPLACEMENT UTF8_REPLACEMENT },
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_clear(&b);
		buf_addc(&b, '<');
		utf8_repair(&b, cases[i].s, cases[i].n);
		is_mem(b.data + 1, b.len - 1, cases[i].want,
		    strlen(cases[i].want), "repair");
		ok(utf8_valid(b.data, b.len) == b.len, "it is valid");
	}
	buf_free(&b);
}

static void
test_mask(void)
{
	static const struct {
		const char *s;
		size_t n, max;
		const char *want;
	} cases[] = {
		{ STR("plain \344\275\240"), 99, "plain \344\275\240" },
		{ STR("\033[31mred"), 99, "\\x1b[31mred" },
		{ STR("a\nb\tc\r"), 99, "a\\x0ab\\x09c\\x0d" },
		{ STR("\177"), 99, "\\x7f" },
		{ STR("\302\233x"), 99, "\\u{009b}x" },	/* C1 CSI */
		{ STR("\342\200\256x"), 99, "\\u{202e}x" },
		{ STR("\342\201\246x"), 99, "\\u{2066}x" },
		{ STR("\330\234x"), 99, "\\u{061c}x" },
		{ STR("\342\200\217x"), 99, "\\u{200f}x" },
		{ STR("a\377b"), 99, "a\\xffb" },
		{ STR("\0x"), 99, "\\x00x" },
		{ STR("abcdef"), 6, "abcdef" },
		{ STR("abcdef"), 5, "abcde..." },
		{ STR("\344\275\240\344\275\240"), 4, "\344\275\240..." },
		{ STR("\344\275\240"), 2, "..." },
		{ STR("\344\275"), 2, "\\xe4\\xbd" },
		{ STR(""), 0, "" },
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_clear(&b);
		buf_addc(&b, '<');
		utf8_mask(&b, cases[i].s, cases[i].n, cases[i].max);
		is_mem(b.data + 1, b.len - 1, cases[i].want,
		    strlen(cases[i].want), "mask");
	}
	buf_free(&b);
}

/* Nothing that a terminal would obey gets through the mask. */
static void
test_mask_all(void)
{
	struct buf b = { 0 };
	uint32_t cp, at;
	size_t i, len;
	char s[4];
	int wrong = 0;

	for (cp = 0; cp <= 0x10ffff; cp++) {
		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		buf_clear(&b);
		utf8_mask(&b, s, utf8_encode(s, cp), 4);
		for (i = 0; i < b.len; i += len) {
			len = utf8_decode(b.data + i, b.len - i, &at);
			wrong += at < 0x20 || (at >= 0x7f && at < 0xa0) ||
			    (at >= 0x202a && at <= 0x202e) ||
			    (at >= 0x2066 && at <= 0x2069) ||
			    at == 0x200e || at == 0x200f || at == 0x61c;
		}
	}
	ok(wrong == 0, "no control gets through the mask");
	buf_free(&b);
}

/* Blanks and characters without ink do not count as text. */
static void
test_visible(void)
{
	static const struct {
		const char *s;
		size_t n;
	} cases[] = {
		{ "", 0 }, { " \t\r\n", 0 }, { "a b", 2 },
		{ "\343\200\200\302\240", 0 },	/* U+3000, U+00A0 */
		{ "\342\200\213\357\273\277", 0 },	/* U+200B, BOM */
		{ "\302\255\342\201\240", 0 },	/* soft hyphen, U+2060 */
		{ "\357\270\217", 0 },		/* U+FE0F alone */
		{ "\342\235\244\357\270\217", 1 },	/* a heart, U+FE0F */
		{ "\342\200\217\342\200\256", 0 },	/* U+200F, U+202E */
		{ "\342\200\215\342\200\214", 0 },	/* ZWJ, ZWNJ */
		{ "\343\205\244\342\240\200", 0 },	/* U+3164, U+2800 */
		{ "\363\240\201\201\315\217", 0 },	/* U+E0041, U+034F */
		{ "\177\302\205\007", 0 },		/* DEL, NEL, BEL */
		{ "\344\275\240\357\274\214\345\245\275", 3 },
		{ "\360\237\230\200", 1 },
		{ "\357\277\275", 1 },		/* U+FFFD shows */
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		ok(utf8_count_visible(span_of(cases[i].s)) == cases[i].n,
		    "visible characters of text %zu", i);
	ok(utf8_count_visible((struct span){ "\0", 1 }) == 0,
	    "a NUL is not visible");
}

int
main(void)
{
	test_code_points();
	test_sequences();
	test_invalid();
	test_places();
	test_skip();
	test_space();
	test_strip();
	test_visible();
	test_repair();
	test_mask();
	test_mask_all();
	return tap_done();
}
