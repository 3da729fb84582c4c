/* The model that made the vectors of a knowledge base. */
#include "kb_vectors.h"

#include <math.h>

#include <sqlite3.h>

#include "text/lang.h"

static bool
take_column(struct buf *b, sqlite3_stmt *st, int column)
{
	struct span s;

	buf_clear(b);
	if (sqlite3_column_type(st, column) != SQLITE_TEXT)
		return false;
	s = kb_db_span(st, column);
	buf_add(b, s.p, s.len);
	return true;
}

static double
real_column(sqlite3_stmt *st, int column)
{
	return sqlite3_column_type(st, column) == SQLITE_FLOAT ?
	    sqlite3_column_double(st, column) : NAN;
}

int
kb_model_read(struct kb_model *m, const struct kb_db *db, struct buf *why)
{
	sqlite3_stmt *st;
	sqlite3_int64 n = 0;
	int row;
	bool good = true;

	m->dimensions = 0;
	m->chinese = m->other = NAN;
	if (kb_db_prepare(db, "SELECT model, dimensions, prefix, "
	    "chinese, other FROM embedding", &st, why) == -1)
		return -1;
	if ((row = sqlite3_step(st)) == SQLITE_ROW) {
		n = sqlite3_column_int64(st, 1);
		good = take_column(&m->model, st, 0) && n >= 1 &&
		    n <= (sqlite3_int64)EMBEDDING_MOST &&
		    take_column(&m->prefix, st, 2);
		m->dimensions = (size_t)n;
		m->chinese = real_column(st, 3);
		m->other = real_column(st, 4);
	} else if (row != SQLITE_DONE)
		(void)kb_db_error(db, why);
	sqlite3_finalize(st);
	if (!good)
		buf_printf(why, "%s: damaged: the model of its vectors is "
		    "unreadable", db->path);
	return good && (row == SQLITE_ROW || row == SQLITE_DONE) ? 0 : -1;
}

double
kb_model_similarity(const struct kb_model *m, struct span question)
{
	return lang_is_chinese(question) ? m->chinese : m->other;
}

void
kb_model_free(struct kb_model *m)
{
	buf_free(&m->model);
	buf_free(&m->prefix);
	*m = (struct kb_model){ 0 };
}

long long
kb_vectors_count(const struct kb_db *db, size_t dimensions, struct buf *why)
{
	sqlite3_stmt *st;
	long long bytes;

	if (dimensions == 0)
		return 0;
	if (kb_db_prepare(db, "SELECT ifnull(sum(length(vectors)), 0) "
	    "FROM vectors", &st, why) == -1)
		return -1;
	bytes = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) :
	    kb_db_error(db, why);
	sqlite3_finalize(st);
	return bytes < 0 ? -1 : bytes / (long long)kb_vector_size(dimensions);
}

/* Appends a model, how long its vectors are, and their prefix if wanted. */
static void
describe(struct buf *b, const struct buf *model, size_t dimensions,
    const struct buf *text, bool prefix)
{
	buf_printf(b, "%.*s (%zu dimensions", (int)model->len, model->data,
	    dimensions);
	if (prefix && text->len > 0)
		buf_printf(b, ", prefix \"%.*s\"", (int)text->len, text->data);
	else if (prefix)
		buf_puts(b, ", no prefix");
	buf_addc(b, ')');
}

void
kb_model_describe(const struct kb_model *m, struct buf *why)
{
	describe(why, &m->model, m->dimensions, &m->prefix, true);
}

int
kb_model_check(const struct kb_model *m, const char *path,
    const struct embedding *e, bool prefix, struct buf *why)
{
	if (span_same(buf_span(&m->model), buf_span(&e->model)) &&
	    m->dimensions == e->dimensions && (!prefix ||
	    span_same(buf_span(&m->prefix), buf_span(&e->prefix))))
		return 0;
	buf_printf(why, "%s: its vectors are of ", path);
	describe(why, &m->model, m->dimensions, &m->prefix, prefix);
	buf_puts(why, ", this embedding is of ");
	describe(why, &e->model, e->dimensions, &e->prefix, prefix);
	return -1;
}
