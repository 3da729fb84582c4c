/*
 * UTF-8 (RFC 3629): at most U+10FFFF, no surrogates, nothing overlong.
 * Lengths of strings are bytes; lengths of text are code points.
 */
#ifndef WK_UTF8_H
#define WK_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

#define UTF8_BOM "\357\273\277"
#define UTF8_REPLACEMENT "\357\277\275"	/* U+FFFD */

/* The length in bytes of the longest valid beginning of s[0..n). */
size_t utf8_valid(const char *s, size_t n);

/* How many code points there are in the valid text s[0..n). */
size_t utf8_count(const char *s, size_t n);

/*
 * How many bytes the first `count` code points of the valid text s[0..n)
 * take; n if there are fewer.
 */
size_t utf8_skip(const char *s, size_t n, size_t count);

/*
 * Decodes the first code point of s[0..n) into *cp.  Returns its length in
 * bytes, or 0 if n is 0 or the bytes are not valid.
 */
size_t utf8_decode(const char *s, size_t n, uint32_t *cp);

/* Like utf8_decode, for the code point that ends at s + n. */
size_t utf8_decode_last(const char *s, size_t n, uint32_t *cp);

/*
 * Writes the valid code point cp to out (room for 4 bytes).  Returns its
 * length in bytes.
 */
size_t utf8_encode(char *out, uint32_t cp);

/* Whether Python's str.isspace() holds for cp: str.strip() strips it then. */
bool utf8_isspace(uint32_t cp);

/*
 * Whether cp shows on paper: it is no blank, no control character, and none
 * that Unicode lets be ignored (zero-width characters, the BOM, soft hyphens,
 * marks of writing direction, variation selectors, fillers).
 */
bool utf8_isvisible(uint32_t cp);

/* Whether a code point of the valid text s is visible. */
bool utf8_has_visible(struct span s);

/* How many code points of the valid text s are visible. */
size_t utf8_count_visible(struct span s);

/* s, valid UTF-8, as Python's str.strip() would return it. */
struct span utf8_strip(struct span s);

/* Appends s to b; each byte outside a valid code point becomes U+FFFD. */
void utf8_repair(struct buf *b, const char *s, size_t n);

/*
 * Appends s to b so that a terminal can show it: C0, C1, DEL and bidi
 * controls as \xXX or \u{XXXX}, invalid bytes as \xXX.  Of a longer s only
 * max bytes are shown, then "...".
 */
void utf8_mask(struct buf *b, const char *s, size_t n, size_t max);

#endif
