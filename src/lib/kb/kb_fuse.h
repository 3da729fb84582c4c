/* One order of chunks from two: by words, and by vectors. */
#ifndef WK_KB_FUSE_H
#define WK_KB_FUSE_H

#include "kb_vectors.h"

/* A chunk in the new order. */
struct kb_fused {
	sqlite3_int64 id;
	size_t words;		/* its place in the order by words, from 0 */
	double sum;		/* of the reciprocal ranks */
	bool compared;		/* whether it has a vector */
	double similarity;	/* then: the cosine */
};

/* It is in no order by words. */
#define KB_NO_WORDS SIZE_MAX

/* All zero to begin with; used again for the next question. */
struct kb_fusion {
	struct kb_fused *list;
	size_t n, size;
};

/*
 * Adds, to the n chunks that are best by words, the `want` most similar ones,
 * and puts all in the order of the sums of 1 / (60 + rank); of equal sums the
 * more similar comes first, then the earlier chunk.  0 or -1.
 */
int kb_fuse(struct kb_fusion *f, struct kb_vectors *v, const float *question,
    const sqlite3_int64 *words, size_t n, size_t want, struct buf *why);

void kb_fusion_free(struct kb_fusion *f);

#endif
