/* Ends of a text that nobody sees, and bytes that nobody must look at. */
#ifndef WK_STRIP_H
#define WK_STRIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/* Whether a byte begins no invisible character, but most of the others. */
static inline bool
list_begins_visible(char c)
{
	unsigned char u = (unsigned char)c;

	return (u > 0x20 && u < 0x80) || (u >= 0xe4 && u <= 0xee);
}

/* The same of the end of s, not empty: ASCII, or three bytes. */
static inline bool
list_ends_visible(struct span s)
{
	const unsigned char *end = (const unsigned char *)s.p + s.len;

	if (end[-1] < 0x80)
		return end[-1] > 0x20 && end[-1] < 0x7f;
	return s.len >= 3 && end[-3] >= 0xe4 &&
	    (end[-3] <= 0xee || end[-2] != 0xbb);
}

/* s without the white space and invisible characters at its ends. */
struct span list_strip_ends(struct span s);

/* The same, quick for most texts: they have no such characters there. */
static inline struct span
list_strip(struct span s)
{
	return s.len > 0 && list_begins_visible(*s.p) &&
	    list_ends_visible(s) ? s : list_strip_ends(s);
}

/*
 * The place of the first byte in s[i..n) that does not begin a character of
 * U+4000 to U+9FFF: Han, of which most of a Chinese text consists.
 */
static inline size_t
list_skip_han(const char *s, size_t i, size_t n)
{
	while (i + 3 < n && (unsigned char)(s[i] - '\344') < 6 &&
	    (unsigned char)(s[i + 3] - '\344') < 6)
		i += 6;
	if (i < n && (unsigned char)(s[i] - '\344') < 6)
		i += 3;
	return i < n ? i : n;
}

#endif
