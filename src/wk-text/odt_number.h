/* Numbers as OpenDocument lets them look: 1, a, iv, 三. */
#ifndef WK_ODT_NUMBER_H
#define WK_ODT_NUMBER_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Appends n in a format of style:num-format: "1", "a", "A", "i", "I", or
 * the first numbers of a row as an office program writes them ("一, 二, 三,
 * ...").  Nothing for the empty format; decimal where the format is not known
 * or cannot say n.  With sync, 28 is "bb", not "ab".
 */
void odt_number(struct buf *b, long n, struct span format, bool sync);

#endif
