/* Adds the chunks of a knowledge base to another one. */
#include "kb.h"

#include <math.h>

#include <sqlite3.h>

#include "kb_db.h"
#include "kb_vectors.h"

/* A shard: a knowledge base whose chunks are added to another one. */
struct shard {
	struct kb_db db;
	struct kb_model model;
	sqlite3_stmt *sources, *chunks, *rows;

	/* The row of vectors at hand, of the chunks from first to end - 1. */
	sqlite3_int64 first, end;
	const unsigned char *row;
};

static int
damaged(const struct shard *s, const char *what, struct buf *why)
{
	buf_printf(why, "%s: damaged: %s", s->db.path, what);
	return -1;
}

/* Opens the file.  0 or -1; the caller must call close_shard in both cases. */
static int
open_shard(struct shard *s, const char *path, bool immutable,
    struct buf *why)
{
	if (kb_db_read(&s->db, path, path, immutable, why) == -1 ||
	    kb_db_execute(&s->db, "PRAGMA query_only = ON; BEGIN", why) == -1)
		return -1;
	return kb_db_prepare(&s->db, "SELECT id, half, chunks, name "
	    "FROM sources ORDER BY id", &s->sources, why) == -1 ||
	    kb_db_prepare(&s->db, "SELECT id, number, start, url, text "
	    "FROM chunks WHERE id BETWEEN ? AND ? ORDER BY id", &s->chunks,
	    why) == -1 || kb_db_prepare(&s->db, "SELECT id, vectors "
	    "FROM vectors ORDER BY id", &s->rows, why) == -1 ||
	    kb_model_read(&s->model, &s->db, why) == -1 ? -1 : 0;
}

static void
close_shard(struct shard *s)
{
	sqlite3_finalize(s->sources);
	sqlite3_finalize(s->chunks);
	sqlite3_finalize(s->rows);
	kb_model_free(&s->model);
	kb_db_close(&s->db);
}

/* Reads the next row of vectors: 1, 0 if there is none, -1. */
static int
next_row(struct shard *s, struct buf *why)
{
	const size_t bytes = kb_vector_size(s->model.dimensions);
	size_t len;
	int row = sqlite3_step(s->rows);

	if (row != SQLITE_ROW) {
		s->row = NULL;
		return row == SQLITE_DONE ? 0 : kb_db_error(&s->db, why);
	}
	len = (size_t)sqlite3_column_bytes(s->rows, 1);
	s->row = sqlite3_column_blob(s->rows, 1);
	if (s->row == NULL || len % bytes != 0)
		return damaged(s, "a row of vectors has another length than "
		    "its vectors", why);
	s->first = sqlite3_column_int64(s->rows, 0);
	if (s->first <= 0 || (sqlite3_int64)(len / bytes) >
	    KB_HALF - s->first % KB_HALF)
		return damaged(s, "a row of vectors is not in its place", why);
	s->end = s->first + (sqlite3_int64)(len / bytes);
	return 1;
}

/*
 * Finds the vector of a chunk, whose id is greater than that of the one asked
 * for before: 1, 0 if it has none, -1.
 */
static int
find_vector(struct shard *s, sqlite3_int64 id, const unsigned char **vector,
    struct buf *why)
{
	int more = 1;

	*vector = NULL;
	if (s->model.dimensions == 0)
		return 0;
	while (more == 1 && id >= s->end)
		more = next_row(s, why);
	if (more != 1)
		s->end = INT64_MAX;	/* there is no other row */
	if (more == -1 || s->row == NULL || id < s->first)
		return more == -1 ? -1 : 0;
	*vector = s->row + (size_t)(id - s->first) *
	    kb_vector_size(s->model.dimensions);
	if (isnan(kb_vectors_cosine(0, *vector)))
		return damaged(s, "the scale of a vector is bad", why);
	return 1;
}

/* Adds the chunk that s->chunks stands at, of a source.  0 or -1. */
static int
add_chunk(struct kb_writer *w, struct shard *s, struct span source,
    struct kb_merged *m, struct buf *why)
{
	struct kb_chunk c = { .source = source };
	const unsigned char *vector;
	sqlite3_stmt *st = s->chunks;
	int has;

	c.numbered = sqlite3_column_type(st, 1) == SQLITE_INTEGER;
	c.index = sqlite3_column_int64(st, 1);
	c.placed = sqlite3_column_type(st, 2) == SQLITE_INTEGER;
	c.start = sqlite3_column_int64(st, 2);
	c.url = kb_db_span(st, 3);
	c.text = kb_db_span(st, 4);
	if (c.text.p == NULL)
		return damaged(s, "a chunk is unreadable", why);
	has = find_vector(s, sqlite3_column_int64(st, 0), &vector, why);
	if (has == -1 || kb_write_stored(w, &c, vector, why) == -1)
		return -1;
	m->chunks++;
	m->vectors += has;
	return 0;
}

/* Adds the chunks of the source that s->sources stands at.  0 or -1. */
static int
add_source(struct kb_writer *w, struct shard *s, struct kb_merged *m,
    struct buf *why)
{
	const sqlite3_int64 id = sqlite3_column_int64(s->sources, 0);
	const sqlite3_int64 half = sqlite3_column_int64(s->sources, 1);
	const sqlite3_int64 chunks = sqlite3_column_int64(s->sources, 2);
	const struct span name = kb_db_span(s->sources, 3);
	sqlite3_int64 first, n = 0;
	int row, result = 0;

	if (id <= 0 || id >= KB_HALF || half < 0 || half > 1 ||
	    name.p == NULL)
		return damaged(s, "a source is unreadable", why);
	first = (id << KB_SOURCE_SHIFT) + half * KB_HALF;
	sqlite3_bind_int64(s->chunks, 1, first);
	sqlite3_bind_int64(s->chunks, 2, first + KB_HALF - 1);
	while (result == 0 && (row = sqlite3_step(s->chunks)) != SQLITE_DONE) {
		n++;
		result = row == SQLITE_ROW ? add_chunk(w, s, name, m, why) :
		    kb_db_error(&s->db, why);
	}
	sqlite3_reset(s->chunks);
	return result == 0 && n != chunks ?
	    damaged(s, "a source lacks some of its chunks", why) : result;
}

int
kb_write_merge(struct kb_writer *w, const char *path, bool immutable,
    struct kb_merged *m, struct buf *why)
{
	const size_t before = why->len;
	struct shard s = { 0 };
	int row, result;

	*m = (struct kb_merged){ 0 };
	result = open_shard(&s, path, immutable, why);
	if (result == 0 && s.model.dimensions > 0) {
		m->threshold = !isnan(s.model.chinese) ||
		    !isnan(s.model.other);
		result = kb_vectors_write_model(kb_write_vectors(w), &s.model,
		    path, why);
	}
	while (result == 0 && (row = sqlite3_step(s.sources)) != SQLITE_DONE)
		result = row == SQLITE_ROW ? add_source(w, &s, m, why) :
		    kb_db_error(&s.db, why);
	result = kb_db_unchanged(&s.db, result, before, why);
	close_shard(&s);
	return result;
}
