/* Decodes, encodes and measures UTF-8. */
#include "utf8.h"

#include <string.h>

#include "scan.h"

/* The table of RFC 3629, section 4: low and high limit the second byte. */
size_t
utf8_decode(const char *s, size_t n, uint32_t *cp)
{
	const unsigned char *u = (const unsigned char *)s;
	unsigned char low, high;
	size_t len, i;

	if (n == 0)
		return 0;
	if (u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	if (u[0] < 0xc2 || u[0] > 0xf4)
		return 0;
	len = u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
	low = u[0] == 0xe0 ? 0xa0 : u[0] == 0xf0 ? 0x90 : 0x80;
	high = u[0] == 0xed ? 0x9f : u[0] == 0xf4 ? 0x8f : 0xbf;
	if (n < len || u[1] < low || u[1] > high)
		return 0;
	*cp = u[0] & (0x7fU >> len);
	for (i = 1; i < len; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (u[i] & 0x3fU);
	}
	return len;
}

/*
 * How many bytes at the beginning of s are pairs of code points of three
 * bytes: most of a Chinese text.  Stops at E0 and ED, which limit their
 * second byte further.
 */
static size_t
pairs_of_three(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t i;
	uint64_t w;

	for (i = 0; i + 8 <= n; i += 6) {
		memcpy(&w, u + i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		w = __builtin_bswap64(w);
#endif
		if ((w & UINT64_C(0x0000c0c0f0c0c0f0)) !=
		    UINT64_C(0x00008080e08080e0))
			break;
		if (u[i] == 0xe0 || u[i] == 0xed ||
		    u[i + 3] == 0xe0 || u[i + 3] == 0xed)
			break;
	}
	return i;
}

size_t
utf8_valid(const char *s, size_t n)
{
	size_t i, len;
	uint32_t cp;

	for (i = scan_utf8(s, n); i < n;) {
		i += (unsigned char)s[i] < 0x80 ?
		    scan_ascii(s + i, n - i) : pairs_of_three(s + i, n - i);
		if (i == n)
			break;
		if ((len = utf8_decode(s + i, n - i, &cp)) == 0)
			break;
		i += len;
	}
	return i;
}

size_t
utf8_count(const char *s, size_t n)
{
	return scan_count(s, n);
}

size_t
utf8_skip(const char *s, size_t n, size_t count)
{
	size_t i, step;

	/* count bytes hold at most count code points: skip that far. */
	for (i = 0; count >= 32 && n - i > count; i += step) {
		step = count;
		count -= scan_count(s + i, step);
		if (count == 0) {
			i += step;
			break;
		}
	}
	for (; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) == 0x80)
			continue;
		if (count == 0)
			return i;
		count--;
	}
	return n;
}

size_t
utf8_decode_last(const char *s, size_t n, uint32_t *cp)
{
	size_t back, len;

	for (back = 1; back <= 4 && back <= n; back++) {
		len = utf8_decode(s + n - back, back, cp);
		if (len == back)
			return len;
	}
	return 0;
}

size_t
utf8_encode(char *out, uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* Unicode's White_Space, and U+001C to U+001F as in CPython's tables. */
bool
utf8_isspace(uint32_t cp)
{
	if (cp < 0x80)
		return cp == ' ' || (cp >= 0x09 && cp <= 0x0d) ||
		    (cp >= 0x1c && cp <= 0x1f);
	return cp == 0x85 || cp == 0xa0 || cp == 0x1680 ||
	    (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 ||
	    cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

/*
 * The control characters, the characters that Unicode 15 calls
 * Default_Ignorable, and a few more that show as nothing: the Braille pattern
 * without dots, the marks of annotations, two noncharacters.
 */
static bool
is_ignorable(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
		{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
		{ 0x202a, 0x202e }, { 0x2060, 0x206f }, { 0x2800, 0x2800 },
		{ 0x3164, 0x3164 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xfffe, 0xffff },
		{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};
	size_t i;

	for (i = 0; i < LEN(ranges) && cp >= ranges[i].first; i++)
		if (cp <= ranges[i].last)
			return true;
	return false;
}

bool
utf8_isvisible(uint32_t cp)
{
	if (cp < 0x80)
		return cp > ' ' && cp < 0x7f;
	return !utf8_isspace(cp) && !is_ignorable(cp);
}

bool
utf8_has_visible(struct span s)
{
	size_t i, len;
	uint32_t cp;

	for (i = 0; i < s.len; i += len) {
		if ((len = utf8_decode(s.p + i, s.len - i, &cp)) == 0)
			break;
		if (utf8_isvisible(cp))
			return true;
	}
	return false;
}

size_t
utf8_count_visible(struct span s)
{
	size_t i, len, n = 0;
	uint32_t cp;

	for (i = 0; i < s.len; i += len) {
		if ((len = utf8_decode(s.p + i, s.len - i, &cp)) == 0)
			break;
		n += utf8_isvisible(cp);
	}
	return n;
}

struct span
utf8_strip(struct span s)
{
	size_t len;
	uint32_t cp;

	while ((len = utf8_decode(s.p, s.len, &cp)) != 0 && utf8_isspace(cp)) {
		s.p += len;
		s.len -= len;
	}
	while ((len = utf8_decode_last(s.p, s.len, &cp)) != 0 &&
	    utf8_isspace(cp))
		s.len -= len;
	return s;
}

void
utf8_repair(struct buf *b, const char *s, size_t n)
{
	size_t good;

	for (;;) {
		good = utf8_valid(s, n);
		buf_add(b, s, good);
		if (good == n)
			return;
		buf_puts(b, UTF8_REPLACEMENT);
		s += good + 1;
		n -= good + 1;
	}
}

static bool
unfit_for_terminal(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
	    cp == 0x061c || cp == 0x200e || cp == 0x200f ||
	    (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

void
utf8_mask(struct buf *b, const char *s, size_t n, size_t max)
{
	size_t i, len;
	uint32_t cp;

	for (i = 0; i < n; i += len) {
		len = utf8_decode(s + i, n - i, &cp);
		if (i + (len == 0 ? 1 : len) > max) {
			buf_puts(b, "...");
			return;
		}
		if (len == 0) {
			buf_printf(b, "\\x%02x", (unsigned char)s[i]);
			len = 1;
		} else if (!unfit_for_terminal(cp))
			buf_add(b, s + i, len);
		else if (cp < 0x80)
			buf_printf(b, "\\x%02x", (unsigned int)cp);
		else
			buf_printf(b, "\\u{%04x}", (unsigned int)cp);
	}
}
