/*
 * Fences: digits that stand in a prompt before and after a text, and that the
 * text cannot hold.  Whatever the text says, it does not end before them.
 */
#ifndef WK_FENCE_H
#define WK_FENCE_H

#include "base/span.h"

#define FENCE_LEN 16	/* hexadecimal digits */
#define FENCE_SHORT 8	/* so many of the first stand in no text */

/*
 * Writes a fence for texts to fence[0..FENCE_LEN), and a NUL: the first
 * digits of the SHA-256 (FIPS 180-4) of a number and the texts.  The number
 * is the first, from 0, whose first FENCE_SHORT digits the texts do not hold.
 * The same texts have the same fence.  A NUL before each text keeps other
 * cuts of the same bytes apart.
 */
void fence_make(char fence[FENCE_LEN + 1], struct span texts);

#endif
