/* Writes the vectors of chunks into a knowledge base. */
#include "kb_vectors.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "kb_unrelated.h"
#include "base/memory.h"

/* A row is not much longer, so that it takes little memory. */
#define ROW_BYTES ((size_t)1 << 20)

enum { ADD_ROW, DROP_ROWS, ADD_MODEL, KEEP_GREATER, DROP_MODEL, STATEMENTS };

static const char *const statements[STATEMENTS] = {
	[ADD_ROW] = "INSERT INTO vectors(id, vectors) VALUES(?, ?)",
	[DROP_ROWS] = "DELETE FROM vectors WHERE id BETWEEN ? AND ?",
	[ADD_MODEL] = "INSERT INTO embedding(model, dimensions, prefix) "
	    "VALUES(?, ?, ?)",
	[KEEP_GREATER] = "UPDATE embedding SET "
	    "chinese = max(ifnull(chinese, ?1), ifnull(?1, chinese)), "
	    "other = max(ifnull(other, ?2), ifnull(?2, other))",
	[DROP_MODEL] = "DELETE FROM embedding "
	    "WHERE NOT EXISTS (SELECT 1 FROM vectors)",
};

struct kb_vectors_writer {
	const struct kb_db *db;
	sqlite3_stmt *st[STATEMENTS];
	struct kb_model model;
	char *of;	/* the base whose model it is, if not this one */
	double chinese, other;	/* of merged bases, the greatest; or NAN */
	struct kb_unrelated *unrelated;	/* opened by the first question */

	/* The row that is being filled: the first chunk, the one to come. */
	sqlite3_int64 first, next;
	struct buf row;
};

struct kb_vectors_writer *
kb_vectors_write(const struct kb_db *db, struct buf *why)
{
	struct kb_vectors_writer *w = xcalloc(1, sizeof(*w));
	size_t i;
	int result;

	w->db = db;
	w->chinese = w->other = NAN;
	result = kb_model_read(&w->model, db, why);
	for (i = 0; i < STATEMENTS && result == 0; i++)
		result = kb_db_prepare(db, statements[i], &w->st[i], why);
	if (result == 0)
		return w;
	kb_vectors_write_close(w);
	return NULL;
}

static int
flush(struct kb_vectors_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[ADD_ROW];
	int result;

	if (w->row.len == 0)
		return 0;
	if (w->row.failed) {
		buf_puts(why, "a row of vectors is too long");
		return -1;
	}
	sqlite3_bind_int64(st, 1, w->first);
	sqlite3_bind_blob64(st, 2, w->row.data, w->row.len, SQLITE_STATIC);
	result = kb_db_step(w->db, st, why);
	buf_clear(&w->row);
	return result;
}

/* Makes the model of the base's first vector that of the base. */
static int
begin_model(struct kb_vectors_writer *w, const struct buf *model,
    size_t dimensions, const struct buf *prefix, struct buf *why)
{
	sqlite3_stmt *st = w->st[ADD_MODEL];

	buf_clear(&w->model.model);
	buf_add(&w->model.model, model->data, model->len);
	buf_clear(&w->model.prefix);
	buf_add(&w->model.prefix, prefix->data, prefix->len);
	w->model.dimensions = dimensions;
	kb_db_bind(st, 1, model->len > 0 ? buf_span(model) : span_of(""));
	sqlite3_bind_int64(st, 2, (sqlite3_int64)dimensions);
	kb_db_bind(st, 3, prefix->len > 0 ? buf_span(prefix) : span_of(""));
	return kb_db_step(w->db, st, why);
}

/* Appends a vector as it is stored: the scale, then a byte a number. */
static void
put_vector(struct buf *b, const float *v, size_t n)
{
	float greatest = 0, scale;
	uint32_t bits;
	size_t i;

	for (i = 0; i < n; i++)
		if (fabsf(v[i]) > greatest)
			greatest = fabsf(v[i]);
	scale = greatest / 127;
	memcpy(&bits, &scale, sizeof(bits));
	for (i = 0; i < KB_VECTOR_HEAD; i++)
		buf_addc(b, (char)(bits >> 8 * i & 0xff));
	if (!buf_reserve(b, n))
		return;
	for (i = 0; i < n; i++)
		b->data[b->len++] = (char)lrintf(v[i] / greatest * 127);
}

/* Makes the vector of a chunk the next one of the row.  0 or -1. */
static int
begin_vector(struct kb_vectors_writer *w, sqlite3_int64 id, struct buf *why)
{
	if ((id != w->next || w->row.len >= ROW_BYTES) && flush(w, why) == -1)
		return -1;
	if (w->row.len == 0)
		w->first = id;
	w->next = id + 1;
	return 0;
}

int
kb_vectors_write_add(struct kb_vectors_writer *w, sqlite3_int64 id,
    const struct embedding *e, struct buf *why)
{
	if ((w->model.dimensions == 0 ? begin_model(w, &e->model,
	    e->dimensions, &e->prefix, why) : kb_model_check(&w->model,
	    w->db->path, e, true, why)) == -1 ||
	    begin_vector(w, id, why) == -1)
		return -1;
	put_vector(&w->row, e->v, e->dimensions);
	return 0;
}

static bool
is_same(const struct kb_model *a, const struct kb_model *b)
{
	return a->dimensions == b->dimensions &&
	    span_same(buf_span(&a->model), buf_span(&b->model)) &&
	    span_same(buf_span(&a->prefix), buf_span(&b->prefix));
}

int
kb_vectors_write_model(struct kb_vectors_writer *w, const struct kb_model *m,
    const char *path, struct buf *why)
{
	if (w->model.dimensions == 0) {
		if (begin_model(w, &m->model, m->dimensions, &m->prefix,
		    why) == -1)
			return -1;
		w->of = xstrdup(path);
	} else if (!is_same(&w->model, m)) {
		buf_printf(why, "%s: its vectors are of ", path);
		kb_model_describe(m, why);
		buf_printf(why, ", those of %s are of ",
		    w->of != NULL ? w->of : w->db->path);
		kb_model_describe(&w->model, why);
		return -1;
	}
	w->chinese = fmax(w->chinese, m->chinese);	/* NAN is less */
	w->other = fmax(w->other, m->other);
	return 0;
}

int
kb_vectors_write_stored(struct kb_vectors_writer *w, sqlite3_int64 id,
    const unsigned char *vector, struct buf *why)
{
	if (begin_vector(w, id, why) == -1)
		return -1;
	buf_add(&w->row, (const char *)vector,
	    kb_vector_size(w->model.dimensions));
	return 0;
}

int
kb_vectors_write_drop(struct kb_vectors_writer *w, sqlite3_int64 first,
    sqlite3_int64 last, struct buf *why)
{
	sqlite3_stmt *st = w->st[DROP_ROWS];

	if (flush(w, why) == -1)
		return -1;
	sqlite3_bind_int64(st, 1, first);
	sqlite3_bind_int64(st, 2, last);
	return kb_db_step(w->db, st, why);
}

int
kb_vectors_write_unrelated(struct kb_vectors_writer *w, struct span question,
    long long pair, const struct embedding *e, struct buf *why)
{
	if (w->model.dimensions == 0)
		return 0;	/* no vectors to compare it with */
	if (kb_model_check(&w->model, w->db->path, e, false, why) == -1)
		return -1;
	if (w->unrelated == NULL)
		w->unrelated = kb_unrelated_open(e->dimensions);
	kb_unrelated_add(w->unrelated, question, pair, e->v);
	return 0;
}

/*
 * Stores the greatest similarities of the merged bases.  At the end: an update
 * has FTS5 write what it has in memory.  0 or -1.
 */
static int
keep_greater(struct kb_vectors_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[KEEP_GREATER];

	if (isnan(w->chinese) && isnan(w->other))
		return 0;
	sqlite3_bind_double(st, 1, w->chinese);	/* NAN: null */
	sqlite3_bind_double(st, 2, w->other);
	return kb_db_step(w->db, st, why);
}

int
kb_vectors_write_finish(struct kb_vectors_writer *w, struct buf *why)
{
	if (flush(w, why) == -1 || keep_greater(w, why) == -1 ||
	    (w->unrelated != NULL &&
	    kb_unrelated_finish(w->unrelated, w->db, why) == -1))
		return -1;
	return kb_db_step(w->db, w->st[DROP_MODEL], why);
}

void
kb_vectors_write_close(struct kb_vectors_writer *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(w->st[i]);
	kb_model_free(&w->model);
	free(w->of);
	kb_unrelated_close(w->unrelated);
	buf_free(&w->row);
	free(w);
}
