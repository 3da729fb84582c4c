#include "scan.h"

#if defined(__SSE2__) && !defined(WK_PLAIN)

#include <stdbool.h>
#include <tmmintrin.h>

/* The functions here are compiled for SSSE3, and called where it is. */
#define SSSE3 __attribute__((target("ssse3")))

/* What two bytes that follow each other can have wrong, a bit each. */
enum {
	TOO_SHORT = 1,		/* a lead byte, and no continuation */
	TOO_LONG = 2,		/* ASCII, and a continuation */
	OVERLONG_3 = 4,		/* E0 80..9F */
	TOO_LARGE = 8,		/* F4 90.., F5.. */
	SURROGATE = 16,		/* ED A0..BF */
	OVERLONG_2 = 32,	/* C0, C1 */
	OVERLONG_4 = 64,	/* F0 80..8F */
	TOO_LARGE_8 = 64,	/* F5.. 80..8F: the same bit, other bytes */
	TWO = 128,		/* two continuations: may be right */
	ANY = TOO_SHORT | TOO_LONG | TWO
};

/* By the high half of the first byte, its low half, the second's high half. */
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

static SSSE3 __m128i
load(const void *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

/* A table's entries for the high (shift) or low halves of bytes. */
static SSSE3 __m128i
look_up(const unsigned char *table, __m128i bytes, bool high)
{
	if (high)
		bytes = _mm_srli_epi16(bytes, 4);
	return _mm_shuffle_epi8(load(table),
	    _mm_and_si128(bytes, _mm_set1_epi8(15)));
}

/* What is wrong with 16 bytes that follow `before`: zero if nothing is. */
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
	/* The third byte of three or four and the fourth of four: TWO. */
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
	/* The last code point may go on in what was not looked at. */
	while (i > 0 && ((unsigned char)s[i - 1] & 0xc0) == 0x80)
		i--;
	if (i > 0 && (unsigned char)s[i - 1] >= 0x80)
		i--;
	return i;
}

#else

size_t
scan_utf8(const char *s, size_t n)
{
	(void)s;
	(void)n;
	return 0;
}

#endif
