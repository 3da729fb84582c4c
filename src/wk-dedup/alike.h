/* Tells, exactly, how alike two texts are. */
#ifndef WK_ALIKE_H
#define WK_ALIKE_H

#include "folded.h"

struct alike;

/*
 * Begins with a threshold, from 0 to 1; that of short texts (FOLDED_SHORT)
 * lies half as far from 1.  The folding must outlive it.  alike_close frees the
 * memory.
 */
struct alike *alike_open(double threshold, const struct folding *folding);
void alike_close(struct alike *a);

/* How long the n-grams are by which a text of so many characters compares. */
size_t alike_grams(size_t length);

/* Texts of fewer tokens are brief: two of them are compared by token. */
#define ALIKE_BRIEF 64

/*
 * A hash of the tokens that have a meaning of their own, in order.  It is the
 * same in brief texts that are alike.
 */
uint64_t alike_meaning(const struct alike *a, const struct folded *f);

/*
 * How alike two texts are: the Jaccard similarity of the sets of their
 * n-grams (of 2 if the shorter is short, else 3) and words; 0 if that is
 * below the threshold, if their facts differ, or if, in a text of fewer
 * than 64 tokens, one has a word or character with a meaning of its own that
 * the other has not; or if, in a longer one, a name that comes again has
 * another in its place, or a word one that excludes it (opposites.h).
 */
double alike_compare(struct alike *a, struct folded *x, struct folded *y);

/*
 * Whether two answers may be those of one question: their facts are the same
 * and, if they are brief, their words.
 */
bool alike_answers(const struct alike *a, const struct folded *x,
    const struct folded *y);

/* The share of the n-grams of `part` that `whole` holds. */
double alike_contained(struct folded *part, struct folded *whole);

#endif
