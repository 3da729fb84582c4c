/* Finds the thresholds that part questions best. */
#include "calibrate.h"

#include <stdlib.h>

#define LIMIT (CALIBRATE_SCALE + 1)	/* no value reaches it */

/* Questions that pass: good ones and others. */
struct passed {
	size_t good, bad;
};

static int
by_score(const void *a, const void *b)
{
	const struct calibrate_question *x = a, *y = b;

	return x->score > y->score ? -1 : x->score < y->score;
}

static int
by_similarity(const void *a, const void *b)
{
	const struct calibrate_question *x = a, *y = b;

	return x->similarity > y->similarity ? -1 :
	    x->similarity < y->similarity;
}

static size_t
count_good(const struct calibrate_question *q, size_t n)
{
	size_t i, good = 0;

	for (i = 0; i < n; i++)
		good += q[i].good;
	return good;
}

static void
count(struct passed *p, const struct calibrate_question *q)
{
	if (q->good)
		p->good++;
	else
		p->bad++;
}

/* Sets *best to these thresholds if they are better. */
static void
consider(struct calibrate_best *best, const struct passed *p, size_t good,
    int score, int similarity)
{
	const double f1 = 2.0 * (double)p->good /
	    (double)(good + p->good + p->bad);

	if (p->good == 0 || f1 <= best->f1)
		return;
	best->f1 = f1;
	best->precision = (double)p->good / (double)(p->good + p->bad);
	best->recall = (double)p->good / (double)good;
	best->score = score;
	best->similarity = similarity;
}

/* Half way from a threshold to the greatest value that does not pass. */
static int
half_way(int at, int next)
{
	return at - (at - next) / 2;
}

/* Lowers the thresholds as far as lets no further question through, by half. */
static void
favour_neither(struct calibrate_best *best,
    const struct calibrate_question *q, size_t n)
{
	int score = 0, similarity = best->similarity < 0 ?
	    -CALIBRATE_SCALE : 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (q[i].score >= best->score ||
		    q[i].similarity >= best->similarity)
			continue;
		if (q[i].score > score)
			score = q[i].score;
		if (q[i].similarity > similarity)
			similarity = q[i].similarity;
	}
	if (best->score < LIMIT)
		best->score = half_way(best->score, score);
	if (best->similarity < LIMIT)
		best->similarity = half_way(best->similarity, similarity);
}

void
calibrate_words(struct calibrate_best *best, struct calibrate_question *q,
    size_t n)
{
	const size_t good = count_good(q, n);
	struct passed p = { 0 };
	size_t i;

	*best = (struct calibrate_best){ .score = LIMIT, .similarity = LIMIT };
	qsort(q, n, sizeof(*q), by_score);
	for (i = 0; i < n; i++) {
		count(&p, &q[i]);
		if (i + 1 == n || q[i + 1].score < q[i].score)
			consider(best, &p, good, q[i].score, LIMIT);
	}
	favour_neither(best, q, n);
}

/*
 * Finds the best similarity beside a score.  The list is sorted by similarity.
 */
static void
sweep(struct calibrate_best *best, const struct calibrate_question *q,
    size_t n, size_t good, int score)
{
	struct passed p = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		if (q[i].score >= score)
			count(&p, &q[i]);
	if (n > 0 && q[0].similarity < CALIBRATE_SCALE)
		consider(best, &p, good, score, CALIBRATE_SCALE);
	for (i = 0; i < n && q[i].similarity != CALIBRATE_NONE; i++) {
		if (q[i].score < score)
			count(&p, &q[i]);
		if (i + 1 == n || q[i + 1].similarity < q[i].similarity)
			consider(best, &p, good, score, q[i].similarity);
	}
}

void
calibrate_vectors(struct calibrate_best *best, struct calibrate_question *q,
    size_t n)
{
	*best = (struct calibrate_best){ .score = LIMIT, .similarity = LIMIT };
	qsort(q, n, sizeof(*q), by_similarity);
	sweep(best, q, n, count_good(q, n), LIMIT);
	favour_neither(best, q, n);
}

void
calibrate_both(struct calibrate_best *best, struct calibrate_question *q,
    size_t n)
{
	const size_t good = count_good(q, n);
	bool tried[LIMIT] = { false };
	size_t i;
	int score;

	*best = (struct calibrate_best){ .score = LIMIT, .similarity = LIMIT };
	qsort(q, n, sizeof(*q), by_similarity);
	for (i = 0; i < n; i++)
		if (q[i].good && q[i].score >= 0 && q[i].score < LIMIT)
			tried[q[i].score] = true;
	tried[CALIBRATE_SCALE] = true;
	for (score = LIMIT - 1; score >= 0; score--)
		if (tried[score])
			sweep(best, q, n, good, score);
	favour_neither(best, q, n);
}
