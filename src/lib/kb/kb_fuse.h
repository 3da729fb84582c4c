/* One order of chunks from two: by words, and by vectors. */
#ifndef WK_KB_FUSE_H
#define WK_KB_FUSE_H

#include "kb_score.h"
#include "kb_vectors.h"

/* A chunk that words have found. */
struct kb_candidate {
	sqlite3_int64 id;
	double order, score;	/* best first by order; score: kb_score.h */
	struct kb_evidence evidence;
};

/* A chunk in the new order. */
struct kb_fused {
	sqlite3_int64 id;
	size_t words;		/* its place in the order by words, from 0 */
	double sum;		/* of the weighted reciprocal ranks */
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
 * and puts all in the order of the sums of weight / (60 + rank); of equal sums
 * the more similar comes first, then the earlier chunk.  0 or -1.
 *
 * The weight keeps a list that has found nothing from disturbing the other.
 * Of a rank by words it is the square of score / 0.6, from 0.001 to 1: 0.6 is
 * about the threshold of best F1.  A cosine has no such measure, which depends
 * on the model, so that of a rank by vectors is the place of its similarity
 * between the least of the list, 0, and the greatest, 1; times 1 - w (1 - p),
 * where w is the weight of the first rank by words, and p the place of that
 * chunk's similarity, at least 0: the model may not know what words know.
 */
int kb_fuse(struct kb_fusion *f, struct kb_vectors *v, const float *question,
    const struct kb_candidate *words, size_t n, size_t want,
    struct buf *why);

void kb_fusion_free(struct kb_fusion *f);

#endif
