/* Opens a knowledge base for reading, and lists its sources. */
#include "kb_db.h"

#include <math.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "kb_vectors.h"
#include "base/memory.h"

static int
prepare(struct kb *kb, struct buf *why)
{
	const struct {
		sqlite3_stmt **st;
		const char *sql;
	} statements[] = {
		{ &kb->chunk, "SELECT text, number, start, url FROM chunks "
		    "WHERE id = ?" },
		{ &kb->source,
		    "SELECT name, chunks FROM sources WHERE id = ?" },
		{ &kb->number, "SELECT text, number, start FROM chunks "
		    "WHERE id BETWEEN ? AND ? AND number = ? LIMIT 1" },
		{ &kb->list, "SELECT name, chunks FROM sources "
		    "ORDER BY name" },
	};
	size_t i;

	for (i = 0; i < LEN(statements); i++)
		if (kb_db_prepare(&kb->db, statements[i].sql,
		    statements[i].st, why) == -1)
			return -1;
	return 0;
}

/* Reads the totals, from which rarity and average length come. */
static int
count(struct kb *kb, struct buf *why)
{
	sqlite3_stmt *st;

	if (kb_db_prepare(&kb->db, "SELECT count(*), "
	    "ifnull(sum(chunks), 0), ifnull(sum(terms), 0) FROM sources",
	    &st, why) == -1)
		return -1;
	if (sqlite3_step(st) != SQLITE_ROW) {
		(void)kb_db_error(&kb->db, why);
		sqlite3_finalize(st);
		return -1;
	}
	kb->sources = sqlite3_column_double(st, 0);
	kb->chunks = sqlite3_column_double(st, 1);
	kb->terms = sqlite3_column_double(st, 2);
	sqlite3_finalize(st);
	return 0;
}

/* Opens the file.  0, or -1 and why; the caller must call kb_close. */
static int
open_file(struct kb *kb, const char *path, bool immutable, struct buf *why)
{
	if (kb_db_read(&kb->db, path, path, immutable, why) == -1)
		return -1;
	/* In one transaction the file is locked and checked only once. */
	if (kb_db_execute(&kb->db, "CREATE VIRTUAL TABLE temp.vocabulary "
	    "USING fts5vocab(main, passages, row);"
	    "PRAGMA query_only = ON; BEGIN", why) == -1 ||
	    count(kb, why) == -1 || prepare(kb, why) == -1 ||
	    kb_model_read(kb->model, &kb->db, why) == -1)
		return -1;
	kb->search = kb_search_open(kb, why);
	return kb->search == NULL ? -1 : 0;
}

struct kb *
kb_open(const char *path, bool immutable, struct buf *why)
{
	struct kb *kb = xcalloc(1, sizeof(*kb));

	kb->model = xcalloc(1, sizeof(*kb->model));
	if (open_file(kb, path, immutable, why) == 0)
		return kb;
	kb_close(kb);
	return NULL;
}

int
kb_next_source(struct kb *kb, struct kb_source *source, struct buf *why)
{
	switch (sqlite3_step(kb->list)) {
	case SQLITE_DONE:
		return kb_db_unchanged(&kb->db, 0, why->len, why);
	case SQLITE_ROW:
		source->name = kb_db_span(kb->list, 0);
		source->chunks = sqlite3_column_int64(kb->list, 1);
		source->state = NULL;
		return 1;
	default:
		return kb_db_error(&kb->db, why);
	}
}

int
kb_fits(const struct kb *kb, const struct embedding *e, struct buf *why)
{
	if (kb->model->dimensions == 0)
		return 0;
	return kb_model_check(kb->model, kb->db.path, e, false, why) == 0 ?
	    1 : -1;
}

void
kb_look_ahead(struct kb *kb, const struct embedding *(*next)(void *arg),
    void *arg)
{
	kb->next = next;
	kb->arg = arg;
}

double
kb_similarity(const struct kb *kb, struct span question)
{
	const double s = kb_model_similarity(kb->model, question);

	return kb->model->dimensions == 0 || isnan(s) ? 2 : s;
}

void
kb_close(struct kb *kb)
{
	if (kb == NULL)
		return;
	kb_search_close(kb->search);
	kb_vectors_close(kb->vectors);
	kb_model_free(kb->model);
	free(kb->model);
	sqlite3_finalize(kb->chunk);
	sqlite3_finalize(kb->source);
	sqlite3_finalize(kb->number);
	sqlite3_finalize(kb->list);
	kb_db_close(&kb->db);
	free(kb);
}
