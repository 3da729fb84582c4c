/* The id of a record: a hash, so that it is the same in every run. */
#ifndef WK_ID_H
#define WK_ID_H

#include "base/span.h"

#define ID_LEN 16

/*
 * Writes an id to id[0..ID_LEN), and a NUL: the first hex digits of the
 * SHA-256 of source, start (its decimal digits) and text, with a NUL after
 * each of the first two.  A part that a record lacks is an empty span.
 */
void id_of(char id[ID_LEN + 1], struct span source, struct span start,
    struct span text);

#endif
