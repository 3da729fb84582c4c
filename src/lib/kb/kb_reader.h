/* The inside of a reader, for kb.c, kb_search.c and kb_rank.c. */
#ifndef WK_KB_READER_H
#define WK_KB_READER_H

#include "kb_db.h"
#include "text/terms.h"

/* A question has no more different terms: those after them are ignored. */
#define KB_TERMS 2048
#define KB_SLOTS ((size_t)2 * KB_TERMS)	/* a power of 2 */

/* A term of the question. */
struct kb_term {
	struct term term;
	uint64_t hash;
	unsigned int count;	/* how often the question has it */
	unsigned int tf;	/* how often the passage now read has it */
	sqlite3_int64 df;	/* passages that hold it; -1: not known yet */
	double idf;
	size_t holder, holders;	/* the sources that hold it */
};

/* How many passages of a source hold a term. */
struct kb_holder {
	sqlite3_int64 source;
	double passages;
};

/* A passage with its score. */
struct kb_candidate {
	sqlite3_int64 id;
	double score, cover;
};

struct kb {
	char *path;
	sqlite3 *db;
	sqlite3_stmt *match, *docs, *character, *chunk, *source, *list,
	    *number;
	double chunks, terms, sources;	/* in all */

	/* The question. */
	struct kb_term *term;	/* KB_TERMS */
	uint16_t *slot;	/* KB_SLOTS, by hash: number of a term + 1 */
	size_t n;

	/* What the search found. */
	sqlite3_int64 *ids;	/* of the term now searched */
	size_t nids, ids_size;
	struct kb_holder *holder;	/* by term, then by source */
	size_t nholders, holders_size;
	struct kb_candidate *found;	/* by hash of id; id 0 is free */
	size_t nfound, found_size;
	struct kb_candidate *best;
	size_t nbest, best_size;
};

/*
 * The slot of a term; holds 0 if it is none of the question's.  Here, as it
 * is asked for each term of each passage that is read.
 */
static inline uint16_t *
kb_slot(const struct kb *kb, uint64_t hash)
{
	size_t i = (size_t)((hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32);

	for (;; i++) {
		i &= KB_SLOTS - 1;
		if (kb->slot[i] == 0 ||
		    kb->term[kb->slot[i] - 1].hash == hash)
			return &kb->slot[i];
	}
}

/*
 * Fills kb->best with the `want` passages, at least, that hold the rarest
 * terms of the question, in no order.  0 or -1.
 */
int kb_search(struct kb *kb, size_t want, struct buf *why);

#endif
