/*
 * The inner loops over bytes.  With SSE2 they take 16 bytes a step; each
 * has a plain twin, scan_plain_*, that gives the same answer on any
 * machine.  -DWK_PLAIN builds the twins alone.
 */
#ifndef WK_SCAN_H
#define WK_SCAN_H

#include <stddef.h>

/*
 * The place of the first byte in s[0..n) that cannot stand as it is in a
 * JSON string (a control character, '"' or '\\'), or n.
 */
size_t scan_json(const char *s, size_t n);
size_t scan_plain_json(const char *s, size_t n);

/*
 * The place of the first occurrence of m bytes at `what` in s[0..n), or n.
 * m is 1 or more.  Linear in n for the short needles it is meant for
 * (separators of a few bytes).
 */
size_t scan_find(const char *s, size_t n, const char *what, size_t m);
size_t scan_plain_find(const char *s, size_t n, const char *what, size_t m);

/* How many bytes in s[0..n) begin a code point: those not 10xxxxxx. */
size_t scan_count(const char *s, size_t n);
size_t scan_plain_count(const char *s, size_t n);

/* How many bytes of s[0..n), from its beginning, are ASCII. */
size_t scan_ascii(const char *s, size_t n);
size_t scan_plain_ascii(const char *s, size_t n);

/*
 * How many bytes at the beginning of s[0..n) are surely valid UTF-8: a lower
 * bound, found 64 bytes a step.  It ends between code points, before the
 * step with the first error or behind the last whole step; without SSSE3 it
 * is 0.  utf8_valid finishes the work.
 * Source of the algorithm: J. Keiser, D. Lemire, "Validating UTF-8 In Less
 * Than One Instruction Per Byte", 2021.
 */
size_t scan_utf8(const char *s, size_t n);

#endif
