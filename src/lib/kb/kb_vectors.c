/* Finds the chunks whose vectors are most similar to that of a question. */
#include "kb_vectors.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "kb_dot.h"
#include "kb_pages.h"
#include "base/memory.h"

/* The greatest scale: that of a vector with a single number that is not 0. */
#define SCALE_MOST (1.001F / 127)

#define BATCH 64	/* vectors that kb_dot is given at once */

/* A question of the last pass over the vectors, and what is similar to it. */
struct asked {
	const int16_t *question;
	struct kb_similar *best;
	size_t nbest;
};

struct kb_vectors {
	const struct kb_db *db;
	size_t dimensions, bytes;	/* of a vector */
	struct kb_pages pages;
	const struct embedding *(*next)(void *arg);	/* or NULL */
	void *arg;
	int16_t *question;	/* the one searched for last */
	int16_t *questions;	/* KB_TOGETHER, those of `asked` */
	unsigned char *joint;	/* a vector that lies in two pages */
	struct asked asked[KB_TOGETHER];
	size_t nasked, want, size;
	size_t found;	/* the one of `asked` that was searched for last */
};

static int
damaged(const struct kb_vectors *v, const char *what, struct buf *why)
{
	buf_printf(why, "%s: damaged: %s", v->db->path, what);
	return -1;
}

/* Checks that each row has whole vectors, of chunks in rising order. */
static int
check_rows(const struct kb_vectors *v, struct buf *why)
{
	const struct kb_blob *b;
	sqlite3_int64 last = 0, n;
	size_t i;

	for (i = 0; i < v->pages.n; i++) {
		b = &v->pages.blob[i];
		if (b->len == 0 || b->len % v->bytes != 0)
			return damaged(v, "a row of vectors has another "
			    "length than its vectors", why);
		n = (sqlite3_int64)(b->len / v->bytes);
		if (b->id <= last || n > KB_HALF - b->id % KB_HALF)
			return damaged(v, "a row of vectors is not in its "
			    "place", why);
		last = b->id + n - 1;
	}
	return 0;
}

struct kb_vectors *
kb_vectors_open(const struct kb_db *db, const struct kb_model *m,
    struct buf *why)
{
	struct kb_vectors *v = xcalloc(1, sizeof(*v));
	size_t i;

	v->db = db;
	v->dimensions = m->dimensions;
	v->bytes = kb_vector_size(m->dimensions);
	v->question = xcalloc(m->dimensions, sizeof(*v->question));
	v->questions = xcalloc(KB_TOGETHER * m->dimensions,
	    sizeof(*v->questions));
	for (i = 0; i < KB_TOGETHER; i++)
		v->asked[i].question = v->questions + i * m->dimensions;
	v->joint = xcalloc(v->bytes, 1);
	if (kb_pages_open(&v->pages, db, why) == 0 && check_rows(v, why) == 0)
		return v;
	kb_vectors_close(v);
	return NULL;
}

void
kb_vectors_look_ahead(struct kb_vectors *v,
    const struct embedding *(*next)(void *arg), void *arg)
{
	v->next = next;
	v->arg = arg;
}

void
kb_vectors_close(struct kb_vectors *v)
{
	size_t i;

	if (v == NULL)
		return;
	kb_pages_close(&v->pages);
	for (i = 0; i < KB_TOGETHER; i++)
		free(v->asked[i].best);
	free(v->question);
	free(v->questions);
	free(v->joint);
	free(v);
}

/* Puts a chunk among the best `want`, behind those that are as similar. */
static void
keep(struct asked *a, size_t want, sqlite3_int64 id, double similarity)
{
	size_t i;

	if (a->nbest == want &&
	    similarity <= a->best[a->nbest - 1].similarity)
		return;
	if (a->nbest < want)
		a->nbest++;
	for (i = a->nbest - 1; i > 0 && a->best[i - 1].similarity < similarity;
	    i--)
		a->best[i] = a->best[i - 1];
	a->best[i] = (struct kb_similar){ id, similarity };
}

/*
 * The scalar product with d bytes is at most KB_QUESTION times 127 times the
 * root of d: less than 2^31 for EMBEDDING_MOST numbers.
 */
void
kb_vectors_question(int16_t *q, const float *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		q[i] = (int16_t)lrintf(v[i] * KB_QUESTION);
}

double
kb_vectors_cosine(int32_t sum, const unsigned char *vector)
{
	const uint32_t bits = (uint32_t)vector[0] | (uint32_t)vector[1] << 8 |
	    (uint32_t)vector[2] << 16 | (uint32_t)vector[3] << 24;
	float scale;
	double c;

	memcpy(&scale, &bits, sizeof(scale));
	if (!(scale > 0 && scale <= SCALE_MOST))
		return NAN;
	c = (double)sum * (double)scale / KB_QUESTION;
	return c > 1 ? 1 : c < -1 ? -1 : c;
}

/*
 * Compares the n vectors at p, of chunks from id on, with all questions.
 * False: a bad scale.
 */
static bool
compare(struct kb_vectors *v, const unsigned char *p, size_t n,
    sqlite3_int64 id)
{
	const size_t width = kb_dot_width(v->nasked);
	int32_t sum[BATCH * KB_TOGETHER];
	size_t i, j, some;
	double similarity;

	for (; n > 0; n -= some) {
		some = n < BATCH ? n : BATCH;
		kb_dot(sum, (const int8_t *)p + KB_VECTOR_HEAD, v->bytes, some,
		    v->questions, v->dimensions, width);
		for (i = 0; i < some; i++, id++, p += v->bytes)
			for (j = 0; j < v->nasked; j++) {
				similarity = kb_vectors_cosine(
				    sum[i * width + j], p);
				if (isnan(similarity))
					return false;
				keep(&v->asked[j], v->want, id, similarity);
			}
	}
	return true;
}

/* A vector that begins at byte `at` of a row: in its place, or copied. */
static const unsigned char *
vector_at(const struct kb_vectors *v, const struct kb_blob *b, size_t at)
{
	struct span s = kb_pages_part(&v->pages, b, at);
	size_t have = 0, n;

	if (s.len >= v->bytes)
		return (const unsigned char *)s.p;
	while (have < v->bytes) {
		s = kb_pages_part(&v->pages, b, at + have);
		n = s.len < v->bytes - have ? s.len : v->bytes - have;
		memcpy(v->joint + have, s.p, n);
		have += n;
	}
	return v->joint;
}

static bool
compare_row(struct kb_vectors *v, const struct kb_blob *b)
{
	struct span s;
	size_t at, n;
	sqlite3_int64 id = b->id;

	for (at = 0; at < b->len; at += n * v->bytes, id += (sqlite3_int64)n) {
		s = kb_pages_part(&v->pages, b, at);
		if ((n = s.len / v->bytes) == 0)
			n = 1;
		if (!compare(v, vector_at(v, b, at), n, id))
			return false;
	}
	return true;
}

/* Whether the last pass had the question, too: v->found tells which it is. */
static bool
is_found(struct kb_vectors *v, size_t want)
{
	if (want != v->want)
		return false;
	for (v->found = 0; v->found < v->nasked; v->found++)
		if (memcmp(v->asked[v->found].question, v->question,
		    v->dimensions * sizeof(*v->question)) == 0)
			return true;
	return false;
}

/* Prepares a pass with the question and those that come next. */
static void
begin(struct kb_vectors *v, size_t want)
{
	const struct embedding *e;
	size_t i;

	for (i = 0; i < KB_TOGETHER; i++) {
		if (want > v->size)
			v->asked[i].best = xreallocarray(v->asked[i].best,
			    want, sizeof(*v->asked[i].best));
		v->asked[i].nbest = 0;
	}
	if (want > v->size)
		v->size = want;
	v->want = want;
	memcpy(v->questions, v->question,
	    v->dimensions * sizeof(*v->question));
	v->found = 0;
	v->nasked = 1;
	while (v->nasked < KB_TOGETHER && v->next != NULL &&
	    (e = v->next(v->arg)) != NULL)
		if (e->dimensions == v->dimensions)
			kb_vectors_question(v->questions +
			    v->nasked++ * v->dimensions, e->v, v->dimensions);
}

int
kb_vectors_search(struct kb_vectors *v, const float *question, size_t want,
    struct buf *why)
{
	size_t i;

	kb_vectors_question(v->question, question, v->dimensions);
	if (is_found(v, want))
		return 0;
	begin(v, want);
	for (i = 0; i < v->pages.n; i++)
		if (!compare_row(v, &v->pages.blob[i])) {
			v->nasked = 0;
			return damaged(v, "the scale of a vector is bad", why);
		}
	return 0;
}

const struct kb_similar *
kb_vectors_best(const struct kb_vectors *v, size_t *n)
{
	*n = v->asked[v->found].nbest;
	return v->asked[v->found].best;
}

/* The row that may hold the vector of a chunk; NULL if none does. */
static const struct kb_blob *
find_row(const struct kb_vectors *v, sqlite3_int64 id)
{
	const struct kb_blob *b = v->pages.blob;
	size_t low = 0, high = v->pages.n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (b[mid].id <= id)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 && id - b[low - 1].id <
	    (sqlite3_int64)(b[low - 1].len / v->bytes) ? &b[low - 1] : NULL;
}

bool
kb_vectors_similarity(const struct kb_vectors *v, sqlite3_int64 id,
    double *similarity)
{
	const struct kb_blob *b = find_row(v, id);
	const unsigned char *p;
	int32_t sum;

	if (b == NULL)
		return false;
	p = vector_at(v, b, (size_t)(id - b->id) * v->bytes);
	kb_dot(&sum, (const int8_t *)p + KB_VECTOR_HEAD, v->bytes, 1,
	    v->question, v->dimensions, 1);
	*similarity = kb_vectors_cosine(sum, p);
	return true;
}
