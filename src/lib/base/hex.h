/*
 * Hexadecimal digits, and the escapes of code points written with them.
 */
#ifndef WK_HEX_H
#define WK_HEX_H

#include <stddef.h>
#include <stdint.h>

/*
 * Reads the hexadecimal digits at the beginning of s[0..n), `most` (8 or
 * less) at most, into *value.  Returns how many digits there are.
 */
size_t hex_read(const char *s, size_t n, size_t most, uint32_t *value);

/*
 * Reads the escape at s[0..n), \uXXXX or a surrogate pair of two, into *cp.
 * Returns its length in bytes, 6 or 12, or 0 if s begins with no such
 * escape.  For a lone surrogate that is 6, and *cp is the surrogate
 * (0xd800 to 0xdfff): the caller decides about it.
 */
size_t hex_escape(const char *s, size_t n, uint32_t *cp);

/*
 * Writes the first n hexadecimal digits, in lower case, of the bytes at sum
 * to s[0..n), and a NUL.
 */
void hex_write(char *s, const unsigned char *sum, size_t n);

#endif
