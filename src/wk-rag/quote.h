/*
 * An answer without a model: the run of sentences, of one passage, that
 * carries the question.  A sentence is worth the question's terms that it
 * holds, each by its rarity among the sentences of all passages; a longer
 * run must earn its length.
 */
#ifndef WK_QUOTE_H
#define WK_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Where to look: valid UTF-8, and how good the search thought it, 0 to 1. */
struct quote_passage {
	struct span text;
	double score;
};

struct quote {
	size_t passage;		/* its number */
	struct span text;	/* inside it; no white space at its ends */
};

/*
 * Finds the run for a question.  It is then lengthened, by whole sentences
 * of its paragraph that follow or precede it, as long as it has at most
 * `fill` code points.
 * 1 if there is one, 0 if no sentence holds a term of the question, -1 if
 * there is no memory.
 */
int quote_find(struct span question, const struct quote_passage *passages,
    size_t n, size_t fill, struct quote *quote);

#endif
