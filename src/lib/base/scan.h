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

/*
 * Which strings may begin at a place: for strings in eight groups, the bytes
 * that those of a group, a bit, have at their first places.  All zero is no
 * string.
 */
#define SCAN_STARTS 6
struct scan_starts {
	unsigned char byte[SCAN_STARTS][256];
	/* The same for the halves of a byte: what the vector code looks at. */
	unsigned char low[SCAN_STARTS][16], high[SCAN_STARTS][16];
};

/* Says that strings of a group have a byte at a place below SCAN_STARTS. */
void scan_starts_add(struct scan_starts *st, unsigned group, size_t place,
    unsigned char byte);

/* The groups of strings that may begin with s[0..n), or go on behind it. */
unsigned scan_starts_at(const struct scan_starts *st, const char *s, size_t n);

/*
 * The first place in s[0..n) at which a string of *groups may begin, or n.
 * With SSSE3, 16 places a step.
 * Source of the algorithm: "Teddy" of X. Wang et al., "Hyperscan: A Fast
 * Multi-pattern Regex Matcher for Modern CPUs", 2019.
 */
size_t scan_starts(const struct scan_starts *st, const char *s, size_t n,
    unsigned *groups);
size_t scan_plain_starts(const struct scan_starts *st, const char *s, size_t n,
    unsigned *groups);

#endif
