/* Finds the next place in a text where one of several strings may begin. */
#include "prefix.h"

#include <string.h>

#if defined(__SSE2__) && !defined(WK_PLAIN)
#define WK_SSE2
#include <emmintrin.h>
#endif

/* Marks an unused slot; this byte never occurs in UTF-8. */
#define NEVER ((char)0xff)

void
prefix_clear(struct prefixes *set)
{
	memset(set, 0xff, sizeof(*set));
}

bool
prefix_add(struct prefixes *set, const char *s)
{
	bool ascii = (unsigned char)s[0] < 0x80;
	char *first = ascii ? set->ascii : set->first;
	size_t k;

	for (k = 0; k < PREFIX_MAX; k++) {
		if (first[k] == NEVER) {
			first[k] = s[0];
			if (!ascii)
				set->second[k] = s[1];
			return true;
		}
		if (first[k] == s[0] && (ascii || set->second[k] == s[1]))
			return true;
	}
	return false;
}

/* Whether s begins like a string of the set. */
static bool
begins(const struct prefixes *set, const char *s)
{
	const char *first;
	size_t k;

	if ((unsigned char)s[0] < 0x80) {
		first = set->ascii;
		return s[0] == first[0] || s[0] == first[1] ||
		    s[0] == first[2] || s[0] == first[3];
	}
	for (k = 0; k < PREFIX_MAX; k++)
		if (s[0] == set->first[k] && s[1] == set->second[k])
			return true;
	return false;
}

/* begins() reads the byte behind one above 0x7f, so that must be there. */
size_t
prefix_plain_find(const struct prefixes *set, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (((unsigned char)s[i] < 0x80 || i + 1 < n) &&
		    begins(set, s + i))
			return i;
	return n;
}

#ifdef WK_SSE2

static __m128i
load(const char *s)
{
	return _mm_loadu_si128((const __m128i *)(const void *)s);
}

/* Where all bytes of v (and of w) are a (and b). */
#define IS(v, a) _mm_cmpeq_epi8((v), (a))
#define ARE(v, a, w, b) _mm_and_si128(IS(v, a), IS(w, b))

size_t
prefix_find(const struct prefixes *set, const char *s, size_t n)
{
	/* Written out: loops over the set take twice the time. */
	const __m128i a0 = _mm_set1_epi8(set->ascii[0]);
	const __m128i a1 = _mm_set1_epi8(set->ascii[1]);
	const __m128i a2 = _mm_set1_epi8(set->ascii[2]);
	const __m128i a3 = _mm_set1_epi8(set->ascii[3]);
	const __m128i f0 = _mm_set1_epi8(set->first[0]);
	const __m128i f1 = _mm_set1_epi8(set->first[1]);
	const __m128i f2 = _mm_set1_epi8(set->first[2]);
	const __m128i f3 = _mm_set1_epi8(set->first[3]);
	const __m128i s0 = _mm_set1_epi8(set->second[0]);
	const __m128i s1 = _mm_set1_epi8(set->second[1]);
	const __m128i s2 = _mm_set1_epi8(set->second[2]);
	const __m128i s3 = _mm_set1_epi8(set->second[3]);
	__m128i v, w, hit;
	unsigned int mask;
	size_t i;

	for (i = 0; i + 17 <= n; i += 16) {
		v = load(s + i);
		w = load(s + i + 1);
		hit = _mm_or_si128(
		    _mm_or_si128(IS(v, a0), IS(v, a1)),
		    _mm_or_si128(IS(v, a2), IS(v, a3)));
		hit = _mm_or_si128(hit, _mm_or_si128(
		    _mm_or_si128(ARE(v, f0, w, s0), ARE(v, f1, w, s1)),
		    _mm_or_si128(ARE(v, f2, w, s2), ARE(v, f3, w, s3))));
		mask = (unsigned int)_mm_movemask_epi8(hit);
		if (mask != 0)
			return i + (size_t)__builtin_ctz(mask);
	}
	return i + prefix_plain_find(set, s + i, n - i);
}

#else

size_t
prefix_find(const struct prefixes *set, const char *s, size_t n)
{
	return prefix_plain_find(set, s, n);
}

#endif
