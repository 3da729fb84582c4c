/* Writes and reads base64. */
#include "base64.h"

#include <stdint.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of each digit, and 1 more; 0 for what is no digit. */
static const unsigned char value[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
	['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17,
	['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22,
	['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27,
	['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37,
	['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47,
	['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52,
	['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56, ['4'] = 57,
	['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62,
	['+'] = 63, ['/'] = 64,
};

void
base64_put(struct buf *b, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint32_t bits;
	size_t i;
	char *to;

	if (!buf_reserve(b, (n + 2) / 3 * 4))
		return;
	to = b->data + b->len;
	for (i = 0; i + 2 < n; i += 3) {
		bits = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 |
		    p[i + 2];
		*to++ = digits[bits >> 18];
		*to++ = digits[bits >> 12 & 63];
		*to++ = digits[bits >> 6 & 63];
		*to++ = digits[bits & 63];
	}
	if (i < n) {
		bits = (uint32_t)p[i] << 16;
		if (i + 1 < n)
			bits |= (uint32_t)p[i + 1] << 8;
		*to++ = digits[bits >> 18];
		*to++ = digits[bits >> 12 & 63];
		*to++ = i + 1 < n ? digits[bits >> 6 & 63] : '=';
		*to++ = '=';
	}
	b->len = (size_t)(to - b->data);
}

/* Reads the last two or three digits; 0 digits: none. */
static bool
read_rest(unsigned char *to, const char *p, size_t n)
{
	uint32_t bits = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (value[(unsigned char)p[i]] == 0)
			return false;
		bits = bits << 6 | (value[(unsigned char)p[i]] - 1U);
	}
	if (n == 2)
		to[0] = (unsigned char)(bits >> 4);
	if (n == 3) {
		to[0] = (unsigned char)(bits >> 10);
		to[1] = (unsigned char)(bits >> 2);
	}
	return true;
}

bool
base64_add(struct buf *b, struct span s)
{
	const unsigned char *p, *end;
	unsigned char *to, v[4];
	uint32_t bits;

	while (s.len > 0 && s.p[s.len - 1] == '=')
		s.len--;
	if (s.len % 4 == 1 || !buf_reserve(b, s.len / 4 * 3 + 2))
		return false;
	to = (unsigned char *)b->data + b->len;
	p = (const unsigned char *)s.p;
	for (end = p + s.len / 4 * 4; p < end; p += 4) {
		v[0] = value[p[0]];
		v[1] = value[p[1]];
		v[2] = value[p[2]];
		v[3] = value[p[3]];
		if (v[0] == 0 || v[1] == 0 || v[2] == 0 || v[3] == 0)
			return false;
		bits = (v[0] - 1U) << 18 | (v[1] - 1U) << 12 |
		    (v[2] - 1U) << 6 | (v[3] - 1U);
		*to++ = (unsigned char)(bits >> 16);
		*to++ = (unsigned char)(bits >> 8);
		*to++ = (unsigned char)bits;
	}
	if (!read_rest(to, (const char *)p, s.len % 4))
		return false;
	b->len += s.len / 4 * 3 + (s.len % 4 > 0 ? s.len % 4 - 1 : 0);
	return true;
}
