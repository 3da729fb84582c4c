/*
 * What other passages hold of a question too.  Where several that are about
 * different things hold nearly as much as the best, the question is about
 * something that many touch, and none need answer it.
 */
#ifndef WK_KB_RIVALS_H
#define WK_KB_RIVALS_H

#include "kb_fuse.h"

/* Terms told apart in kb_evidence.terms. */
#define KB_RIVAL_TERMS 64

/*
 * What the third best of the rivals of a chunk among the n of the list has
 * found, one a source; 0 if there are fewer.  Chunks of its own source are no
 * rivals, nor are those that hold what it holds: copies, and other versions of
 * a document.  `weight` is that of each of the KB_RIVAL_TERMS.
 */
double kb_rival(const struct kb_candidate *chunk,
    const struct kb_candidate *list, size_t n, const double *weight);

#endif
