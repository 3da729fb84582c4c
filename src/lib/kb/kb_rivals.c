/* Finds what other passages hold of a question that a passage holds. */
#include "kb_rivals.h"

#include "kb_db.h"

#define RIVALS 3
#define COPY 0.1	/* lacks less of the weight that the chunk has */

struct rival {
	sqlite3_int64 source;
	double found;
};

static double
sum(uint64_t terms, const double *weight)
{
	double all = 0;
	size_t i;

	for (i = 0; terms != 0; i++, terms >>= 1)
		if (terms & 1)
			all += weight[i];
	return all;
}

/* Puts a rival into its place among the best, one a source. */
static void
insert(struct rival *best, sqlite3_int64 source, double found)
{
	size_t i, last = 0;

	while (last < RIVALS - 1 && best[last].source != source)
		last++;
	if (best[last].found >= found)
		return;
	for (i = last; i > 0 && best[i - 1].found < found; i--)
		best[i] = best[i - 1];
	best[i] = (struct rival){ source, found };
}

double
kb_rival(const struct kb_candidate *chunk, const struct kb_candidate *list,
    size_t n, const double *weight)
{
	const sqlite3_int64 own = chunk->id >> KB_SOURCE_SHIFT;
	const double copy = COPY * sum(chunk->evidence.terms, weight);
	struct rival best[RIVALS] = { { -1, 0 }, { -1, 0 }, { -1, 0 } };
	sqlite3_int64 source;
	size_t i;

	for (i = 0; i < n; i++) {
		source = list[i].id >> KB_SOURCE_SHIFT;
		if (source != own &&
		    list[i].evidence.found > best[RIVALS - 1].found &&
		    sum(chunk->evidence.terms & ~list[i].evidence.terms,
		    weight) >= copy)
			insert(best, source, list[i].evidence.found);
	}
	return best[RIVALS - 1].found;
}
