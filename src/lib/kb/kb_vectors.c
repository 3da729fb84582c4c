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

struct kb_vectors {
	const struct kb_db *db;
	size_t dimensions, bytes;	/* of a vector */
	struct kb_pages pages;
	int16_t *question;
	unsigned char *joint;	/* a vector that lies in two pages */
	struct kb_similar *best;
	size_t nbest, want, size;
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

	v->db = db;
	v->dimensions = m->dimensions;
	v->bytes = kb_vector_size(m->dimensions);
	v->question = xcalloc(m->dimensions, sizeof(*v->question));
	v->joint = xcalloc(v->bytes, 1);
	if (kb_pages_open(&v->pages, db, why) == 0 && check_rows(v, why) == 0)
		return v;
	kb_vectors_close(v);
	return NULL;
}

void
kb_vectors_close(struct kb_vectors *v)
{
	if (v == NULL)
		return;
	kb_pages_close(&v->pages);
	free(v->question);
	free(v->joint);
	free(v->best);
	free(v);
}

/* Puts a chunk among the best, behind those that are as similar. */
static void
keep(struct kb_vectors *v, sqlite3_int64 id, double similarity)
{
	size_t i;

	if (v->nbest == v->want &&
	    similarity <= v->best[v->nbest - 1].similarity)
		return;
	if (v->nbest < v->want)
		v->nbest++;
	for (i = v->nbest - 1; i > 0 && v->best[i - 1].similarity < similarity;
	    i--)
		v->best[i] = v->best[i - 1];
	v->best[i] = (struct kb_similar){ id, similarity };
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

/* Compares the n vectors at p, of chunks from id on.  False: a bad scale. */
static bool
compare(struct kb_vectors *v, const unsigned char *p, size_t n,
    sqlite3_int64 id)
{
	int32_t sum[BATCH];
	size_t i, some;
	double similarity;

	for (; n > 0; n -= some) {
		some = n < BATCH ? n : BATCH;
		kb_dot(sum, (const int8_t *)p + KB_VECTOR_HEAD, v->bytes, some,
		    v->question, v->dimensions);
		for (i = 0; i < some; i++, id++, p += v->bytes) {
			similarity = kb_vectors_cosine(sum[i], p);
			if (isnan(similarity))
				return false;
			keep(v, id, similarity);
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

int
kb_vectors_search(struct kb_vectors *v, const float *question, size_t want,
    struct buf *why)
{
	size_t i;

	kb_vectors_question(v->question, question, v->dimensions);
	if (want > v->size) {
		v->best = xreallocarray(v->best, want, sizeof(*v->best));
		v->size = want;
	}
	v->want = want;
	v->nbest = 0;
	for (i = 0; i < v->pages.n; i++)
		if (!compare_row(v, &v->pages.blob[i]))
			return damaged(v, "the scale of a vector is bad", why);
	return 0;
}

const struct kb_similar *
kb_vectors_best(const struct kb_vectors *v, size_t *n)
{
	*n = v->nbest;
	return v->best;
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
	    v->question, v->dimensions);
	*similarity = kb_vectors_cosine(sum, p);
	return true;
}
