/* Base64 (RFC 4648, section 4). */
#ifndef WK_BASE64_H
#define WK_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "span.h"

/* Appends the digits of bytes[0..n), with padding. */
void base64_put(struct buf *b, const void *bytes, size_t n);

/*
 * Appends the bytes that the digits of s stand for; padding may be missing.
 * False if s has another character, or a digit too few; b is as it was then.
 */
bool base64_add(struct buf *b, struct span s);

#endif
