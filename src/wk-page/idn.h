/* Writes hosts of any script in ASCII, as the name system has them. */
#ifndef WK_IDN_H
#define WK_IDN_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Appends a host, valid UTF-8, in ASCII: letters in lower case, full-width
 * ones and dots as ASCII, other labels by Punycode (RFC 3492) behind "xn--".
 * It does not check whether a name system would have such a name.  False: a
 * label would be longer than 63 bytes, or a character stands for one that ends
 * a host, such as a full-width slash.
 */
bool idn_to_ascii(struct buf *to, struct span host);

#endif
