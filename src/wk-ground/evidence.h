/* Evidence: words that were copied from a passage. */
#ifndef WK_EVIDENCE_H
#define WK_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "lookup.h"
#include "text/units.h"

/*
 * Looks evidence up in the passages, in their order.  Dots (……, ...) in it
 * may stand for words that were left out: its parts then come one after the
 * other in one passage.  True, and *match is where it begins, if it is there.
 * Evidence of less than two Han characters or four letters is never there: it
 * would prove nothing.
 */
bool evidence_find(const struct lookup *lookup, const struct units *evidence,
    struct buf *scratch, struct lookup_match *match);

/*
 * Where the evidence begins in the passage, with the marks before its first
 * letter: start is the place of that letter.  In code points.
 */
size_t evidence_start(const struct units *evidence, struct span passage,
    size_t start);

#endif
