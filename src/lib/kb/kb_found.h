/* The chunks that hold terms of a question, and the best of them. */
#ifndef WK_KB_FOUND_H
#define WK_KB_FOUND_H

#include "kb_fuse.h"

/* A chunk: the sum of the idfs of the terms that it holds. */
struct kb_place {
	sqlite3_int64 id;
	double order;
};

/* All zero to begin with. */
struct kb_found {
	struct kb_place *place;	/* by hash of id; id 0 is free */
	size_t n, size;
};

/* Forgets the chunks and keeps the memory. */
void kb_found_clear(struct kb_found *f);

/* Adds the idf of a term to the n chunks that hold it; ids are above 0. */
void kb_found_add(struct kb_found *f, const sqlite3_int64 *ids, size_t n,
    double idf);

/*
 * Copies the best of the chunks to `best`, in no order, which has room for
 * `size`.  Of equal sums, the earlier chunk is better.  Returns how many.
 */
size_t kb_found_best(const struct kb_found *f, struct kb_candidate *best,
    size_t size);

void kb_found_free(struct kb_found *f);

#endif
