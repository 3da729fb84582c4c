/*
 * Writes numbers as Word, slides, OpenDocument and HTML count lists: 3, iii,
 * c, 三, 丙, ③.
 */
#ifndef WK_NUMBERING_H
#define WK_NUMBERING_H

#include <stdbool.h>

#include "base/buf.h"

/* Formats that callers ask for by themselves. */
enum { NUMBERING_DECIMAL, NUMBERING_NONE, NUMBERING_BULLET };

/*
 * The format of that name in Office Open XML (ST_NumberFormat: "lowerRoman",
 * "chineseCounting"); NUMBERING_DECIMAL if there is no such format.
 */
int numbering_format(struct span name);

/*
 * Appends n, at most some 100 bytes.  A number that the format does not have
 * is written in decimal, as Word does; NUMBERING_NONE and NUMBERING_BULLET
 * have none at all.
 */
void numbering_put(struct buf *b, int format, long n);

/*
 * Appends n, above 0, as HTML and OpenDocument count in letters: from first,
 * which is 'a' or 'A', to the 26th, then aa, ab.
 */
void numbering_letters(struct buf *b, long n, char first);

#endif
