#include "scan.h"

#include <stdbool.h>
#include <string.h>

#if defined(__SSE2__) && !defined(WK_PLAIN)
#define WK_SSE2
#include <emmintrin.h>
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

#ifdef WK_SSE2

static __m128i
load(const char *s)
{
	return _mm_loadu_si128((const __m128i *)(const void *)s);
}

/* The number of the lowest bit set in a mask that is not 0. */
static size_t
lowest(unsigned int mask)
{
	return (size_t)__builtin_ctz(mask);
}

size_t
scan_json(const char *s, size_t n)
{
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i slash = _mm_set1_epi8('\\');
	const __m128i control = _mm_set1_epi8(0x1f);
	__m128i v, bad;
	unsigned int mask;
	size_t i;

	for (i = 0; i + 16 <= n; i += 16) {
		v = load(s + i);
		bad = _mm_or_si128(_mm_cmpeq_epi8(v, quote),
		    _mm_cmpeq_epi8(v, slash));
		/* v <= 0x1f, unsigned */
		bad = _mm_or_si128(bad,
		    _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
		mask = (unsigned int)_mm_movemask_epi8(bad);
		if (mask != 0)
			return i + lowest(mask);
	}
	/* What is left, with bytes before it that are known. */
	if (i > 0 && i < n)
		return n - 16 + scan_json(s + n - 16, 16);
	return i + scan_plain_json(s + i, n - i);
}

/*
 * Compares the first and the last byte of the needle at 16 places a step;
 * the rest of it only where both fit.
 */
size_t
scan_find(const char *s, size_t n, const char *what, size_t m)
{
	const __m128i first = _mm_set1_epi8(what[0]);
	const __m128i last = _mm_set1_epi8(what[m - 1]);
	unsigned int mask;
	size_t i, at;

	for (i = 0; i + m - 1 + 16 <= n; i += 16) {
		mask = (unsigned int)_mm_movemask_epi8(_mm_and_si128(
		    _mm_cmpeq_epi8(load(s + i), first),
		    _mm_cmpeq_epi8(load(s + i + m - 1), last)));
		for (; mask != 0; mask &= mask - 1) {
			at = i + lowest(mask);
			if (m <= 2 || memcmp(s + at + 1, what + 1, m - 2) == 0)
				return at;
		}
	}
	return i + scan_plain_find(s + i, n - i, what, m);
}

/*
 * As a signed number a continuation byte is below -64, every other byte at
 * or above it.  255 steps at the most before the byte counters overflow.
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

#endif
