/* Makes one order of chunks from two, by weighted reciprocal ranks. */
#include "kb_fuse.h"

#include <stdlib.h>

#include "base/memory.h"

#define RANK 60		/* of Cormack, Clarke and Buettcher (2009) */
#define ENOUGH 0.6	/* words that score so much weigh all */
#define LEAST 0.001	/* keeps the order of words that score 0 */

static int
by_sum(const void *a, const void *b)
{
	const struct kb_fused *x = a, *y = b;

	if (x->sum != y->sum)
		return x->sum > y->sum ? -1 : 1;
	if (x->compared != y->compared)
		return x->compared ? -1 : 1;
	if (x->compared && x->similarity != y->similarity)
		return x->similarity > y->similarity ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* The chunk among the first n, which are best by words; else a new one. */
static struct kb_fused *
find(struct kb_fusion *f, sqlite3_int64 id, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (f->list[i].id == id)
			return &f->list[i];
	f->list[f->n] = (struct kb_fused){ .id = id, .words = KB_NO_WORDS };
	return &f->list[f->n++];
}

static double
reciprocal(size_t place)
{
	return 1.0 / (double)(RANK + 1 + place);
}

static double
weight_of_score(double score)
{
	double w = score / ENOUGH * (score / ENOUGH);

	return w > 1 ? 1 : w < LEAST ? LEAST : w;
}

/* Of the i-th of n, which come by similarity. */
static double
weight_of_similarity(const struct kb_similar *similar, size_t n, size_t i)
{
	const double least = similar[n - 1].similarity;
	const double span = similar[0].similarity - least;

	return span > 0 ? (similar[i].similarity - least) / span : 1;
}

/*
 * What the list by vectors weighs: less than 1 if words are sure of their first
 * chunk, and vectors are not.
 */
static double
weight_of_vectors(const struct kb_fused *first, double score,
    const struct kb_similar *similar, size_t n)
{
	const double least = similar[n - 1].similarity;
	const double span = similar[0].similarity - least;
	double place = 1;

	if (first->compared && span > 0)
		place = (first->similarity - least) / span;
	if (place < 0)
		place = 0;
	return 1 - weight_of_score(score) * (1 - place);
}

int
kb_fuse(struct kb_fusion *f, struct kb_vectors *v, const float *question,
    const struct kb_candidate *words, size_t n, size_t want, struct buf *why)
{
	const struct kb_similar *similar;
	struct kb_fused *c;
	size_t i, found;
	double weight = 1;

	if (kb_vectors_search(v, question, want, why) == -1)
		return -1;
	similar = kb_vectors_best(v, &found);
	if (f->size < n + found) {
		f->size = n + found;
		f->list = xreallocarray(f->list, f->size, sizeof(*f->list));
	}
	for (f->n = 0; f->n < n; f->n++) {
		c = &f->list[f->n];
		*c = (struct kb_fused){ .id = words[f->n].id, .words = f->n,
			.sum = weight_of_score(words[f->n].score) *
			    reciprocal(f->n) };
		c->compared = kb_vectors_similarity(v, c->id, &c->similarity);
	}
	if (n > 0 && found > 0)
		weight = weight_of_vectors(f->list, words[0].score, similar,
		    found);
	for (i = 0; i < found; i++) {
		c = find(f, similar[i].id, n);
		c->sum += weight * weight_of_similarity(similar, found, i) *
		    reciprocal(i);
		c->compared = true;
		c->similarity = similar[i].similarity;
	}
	if (f->n > 0)
		qsort(f->list, f->n, sizeof(*f->list), by_sum);
	return 0;
}

void
kb_fusion_free(struct kb_fusion *f)
{
	free(f->list);
	*f = (struct kb_fusion){ 0 };
}
