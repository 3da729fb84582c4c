/* Finds the similarity that questions about something else do not reach. */
#include "kb_unrelated.h"

#include <math.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "kb_dot.h"
#include "base/memory.h"
#include "text/lang.h"

/* Of so many questions one may exceed it. */
#define OF 20

/* So many questions in pairs tell whether the model knows a language. */
#define PAIRED 16

struct unrelated {
	int16_t *vector;
	double best;	/* the greatest similarity so far */
	long long pair;	/* 0: none */
	bool second;	/* of a pair */
	bool chinese;
};

struct kb_unrelated {
	size_t dimensions;
	struct unrelated *list;
	size_t n, size;
};

struct kb_unrelated *
kb_unrelated_open(size_t dimensions)
{
	struct kb_unrelated *u = xcalloc(1, sizeof(*u));

	u->dimensions = dimensions;
	return u;
}

void
kb_unrelated_close(struct kb_unrelated *u)
{
	size_t i;

	if (u == NULL)
		return;
	for (i = 0; i < u->n; i++)
		free(u->list[i].vector);
	free(u->list);
	free(u);
}

void
kb_unrelated_add(struct kb_unrelated *u, struct span question, long long pair,
    const float *v)
{
	struct unrelated *q;
	size_t i = 0;

	if (u->n == u->size) {
		u->size = u->size * 2 + 64;
		u->list = xreallocarray(u->list, u->size, sizeof(*u->list));
	}
	q = &u->list[u->n];
	*q = (struct unrelated){ .best = -1, .pair = pair,
		.chinese = lang_is_chinese(question) };
	while (i < u->n && (u->list[i].pair != pair ||
	    u->list[i].chinese != q->chinese))
		i++;
	q->second = pair != 0 && i < u->n;
	u->n++;
	q->vector = xcalloc(u->dimensions, sizeof(*q->vector));
	kb_vectors_question(q->vector, v, u->dimensions);
}

/* Compares all questions with the n vectors at p.  False: a bad scale. */
static bool
compare(struct kb_unrelated *u, const unsigned char *p, size_t n)
{
	const size_t bytes = kb_vector_size(u->dimensions);
	double similarity;
	int32_t sum;
	size_t i;

	for (; n > 0; n--, p += bytes)
		for (i = 0; i < u->n; i++) {
			if (u->list[i].second)
				continue;
			kb_dot(&sum, (const int8_t *)p + KB_VECTOR_HEAD, bytes,
			    1, u->list[i].vector, u->dimensions, 1);
			similarity = kb_vectors_cosine(sum, p);
			if (isnan(similarity))
				return false;
			if (similarity > u->list[i].best)
				u->list[i].best = similarity;
		}
	return true;
}

/* Chinese questions last; of a kind, second ones last; then by similarity. */
static int
by_kind(const void *a, const void *b)
{
	const struct unrelated *x = a, *y = b;

	if (x->chinese != y->chinese)
		return x->chinese ? 1 : -1;
	if (x->second != y->second)
		return x->second ? 1 : -1;
	return x->best < y->best ? -1 : x->best > y->best;
}

/* The pair of that of n questions in pairs that is most similar to one. */
static long long
nearest_pair(const struct unrelated *q, size_t n, const struct unrelated *to,
    size_t dimensions)
{
	long long pair = 0;
	int64_t sum, most = INT64_MIN;
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (q[i].pair == 0 || &q[i] == to)
			continue;
		sum = 0;
		for (k = 0; k < dimensions; k++)
			sum += q[i].vector[k] * to->vector[k];
		if (sum > most) {
			most = sum;
			pair = q[i].pair;
		}
	}
	return pair;
}

/* Whether the model does not see which of n questions ask the same. */
static bool
useless(const struct unrelated *q, size_t n, size_t dimensions)
{
	size_t i, paired = 0, right = 0;

	for (i = 0; i < n; i++) {
		if (q[i].pair == 0)
			continue;
		paired++;
		right += nearest_pair(q, n, &q[i], dimensions) == q[i].pair;
	}
	return paired >= PAIRED && 2 * right < paired;
}

/* Stores the result of n sorted questions; `kind` is the column. */
static int
store(const struct kb_unrelated *u, const struct kb_db *db, const char *kind,
    const struct unrelated *q, size_t n, struct buf *why)
{
	struct buf sql = { 0 };
	sqlite3_stmt *st = NULL;
	size_t first = 0;
	int result;

	if (n == 0)
		return 0;
	while (first < n && !q[first].second)
		first++;
	buf_printf(&sql, "UPDATE embedding SET %s = ?", kind);
	buf_addc(&sql, '\0');
	result = kb_db_prepare(db, sql.data, &st, why);
	if (result == 0) {
		sqlite3_bind_double(st, 1, useless(q, n, u->dimensions) ?
		    KB_USELESS : q[first - 1 - first / OF].best);
		result = kb_db_step(db, st, why);
	}
	sqlite3_finalize(st);
	buf_free(&sql);
	return result;
}

/* Compares all questions with all vectors.  1; 0 if there are none; -1. */
static int
compare_all(struct kb_unrelated *u, const struct kb_db *db, struct buf *why)
{
	const size_t bytes = kb_vector_size(u->dimensions);
	sqlite3_stmt *st;
	size_t n;
	int row, result = 0;

	if (kb_db_prepare(db, "SELECT vectors FROM vectors", &st, why) == -1)
		return -1;
	while ((row = sqlite3_step(st)) == SQLITE_ROW) {
		n = (size_t)sqlite3_column_bytes(st, 0);
		if (n % bytes != 0 || !compare(u, sqlite3_column_blob(st, 0),
		    n / bytes)) {
			buf_printf(why, "%s: damaged: a row of vectors is "
			    "unreadable", db->path);
			result = -1;
			break;
		}
		result = 1;
	}
	if (result != -1 && row != SQLITE_DONE)
		result = kb_db_error(db, why);
	sqlite3_finalize(st);
	return result;
}

int
kb_unrelated_finish(struct kb_unrelated *u, const struct kb_db *db,
    struct buf *why)
{
	int result = compare_all(u, db, why);
	size_t i;

	if (result != 1)
		return result;
	qsort(u->list, u->n, sizeof(*u->list), by_kind);
	for (i = 0; i < u->n && !u->list[i].chinese; i++)
		;
	return store(u, db, "other", u->list, i, why) == -1 ? -1 :
	    store(u, db, "chinese", u->list + i, u->n - i, why);
}
