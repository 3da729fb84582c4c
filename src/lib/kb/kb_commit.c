#include "kb_writer.h"

#include <string.h>

#include <sqlite3.h>

#include "text/terms.h"

int
kb_writer_failed(struct kb_writer *w, struct buf *why)
{
	return kb_db_error(w->db, w->path, why);
}

int
kb_writer_execute(struct kb_writer *w, const char *statements,
    struct buf *why)
{
	if (sqlite3_exec(w->db, statements, NULL, NULL, NULL) != SQLITE_OK)
		return kb_writer_failed(w, why);
	return 0;
}

int
kb_writer_step(struct kb_writer *w, sqlite3_stmt *st, struct buf *why)
{
	bool done = sqlite3_step(st) == SQLITE_DONE;

	if (!done)
		(void)kb_writer_failed(w, why);
	sqlite3_reset(st);
	return done ? 0 : -1;
}

sqlite3_int64
kb_writer_first(sqlite3_int64 source, sqlite3_int64 half)
{
	return (source << KB_SOURCE_SHIFT) + half * KB_HALF;
}

/* Counts the characters of a passage and cuts its terms into w->terms. */
static int
cut(struct kb_writer *w, struct span text, int32_t count, sqlite3_int64 *terms,
    struct buf *why)
{
	struct terms t;
	struct term term;
	uint32_t cp;

	*terms = 0;
	w->serial++;
	buf_clear(&w->terms);
	terms_open(&t, text.p, text.len);
	while (terms_next(&t, &term)) {
		++*terms;
		cp = term.cp[0];
		if (term.kind == TERM_CHAR && w->seen[cp] != w->serial) {
			w->seen[cp] = w->serial;
			w->delta[cp] += count;
		}
		terms_index(&w->terms, &term);
	}
	/* FTS5 wants a text, not NULL, where there are none. */
	buf_addc(&w->terms, ' ');
	w->changed++;
	if (!w->terms.failed)
		return 0;
	buf_puts(why, "out of memory");
	return -1;
}

int
kb_writer_terms(struct kb_writer *w, int statement, sqlite3_int64 id,
    struct span text, sqlite3_int64 *terms, struct buf *why)
{
	struct span terms_cut;

	if (cut(w, text, statement == ADD_TERMS ? 1 : -1, terms, why) == -1)
		return -1;
	terms_cut = (struct span){ w->terms.data, w->terms.len };
	sqlite3_bind_int64(w->st[statement], 1, id);
	kb_db_bind(w->st[statement], 2, terms_cut);
	return kb_writer_step(w, w->st[statement], why);
}

/* Drops the passages of one half of a source. */
static int
drop_half(struct kb_writer *w, sqlite3_int64 source, sqlite3_int64 half,
    struct buf *why)
{
	sqlite3_stmt *st = w->st[FIND_TEXTS];
	sqlite3_int64 first = kb_writer_first(source, half);
	sqlite3_int64 last = first + KB_HALF - 1, terms;
	int more, result = 0;

	sqlite3_bind_int64(st, 1, first);
	sqlite3_bind_int64(st, 2, last);
	while (result == 0 && (more = sqlite3_step(st)) != SQLITE_DONE)
		result = more == SQLITE_ROW ?
		    kb_writer_terms(w, DROP_TERMS, sqlite3_column_int64(st, 0),
		    kb_db_span(st, 1), &terms, why) :
		    kb_writer_failed(w, why);
	sqlite3_reset(st);
	if (result == -1)
		return -1;
	st = w->st[DROP_TEXTS];
	sqlite3_bind_int64(st, 1, first);
	sqlite3_bind_int64(st, 2, last);
	return kb_writer_step(w, st, why);
}

/* Lets the source have the passages that were added instead of its old. */
static int
settle(struct kb_writer *w, const struct kb_run *run, struct buf *why)
{
	sqlite3_stmt *st = w->st[SETTLE];

	if (drop_half(w, run->source, !run->half, why) == -1)
		return -1;
	sqlite3_bind_int64(st, 1, run->half);
	sqlite3_bind_int64(st, 2, run->chunks);
	sqlite3_bind_int64(st, 3, run->terms);
	sqlite3_bind_int64(st, 4, run->source);
	return kb_writer_step(w, st, why);
}

static int
finish_source(struct kb_writer *w, sqlite3_stmt *st, struct buf *why)
{
	struct kb_run run;
	bool removed;

	memset(&run, 0, sizeof(run));
	run.source = sqlite3_column_int64(st, 0);
	run.half = sqlite3_column_int64(st, 1);
	run.chunks = sqlite3_column_int64(st, 2);
	run.terms = sqlite3_column_int64(st, 3);
	run.failed = sqlite3_column_int(st, 4) != 0;
	removed = sqlite3_column_int(st, 5) != 0;
	if (run.failed) {
		if (drop_half(w, run.source, run.half, why) == -1)
			return -1;
	} else if ((run.chunks > 0 || removed) && settle(w, &run, why) == -1)
		return -1;
	sqlite3_bind_int64(w->st[DROP_SOURCE], 1, run.source);
	return kb_writer_step(w, w->st[DROP_SOURCE], why);
}

static int
finish_sources(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st;
	int more, result;

	if (kb_writer_keep(w, why) == -1 || kb_db_prepare(w->db, w->path,
	    "SELECT source, half, chunks, terms, failed, removed FROM run "
	    "ORDER BY number", &st, why) == -1)
		return -1;
	result = 0;
	while (result == 0 && (more = sqlite3_step(st)) != SQLITE_DONE)
		result = more == SQLITE_ROW ? finish_source(w, st, why) :
		    kb_writer_failed(w, why);
	sqlite3_finalize(st);
	return result;
}

static int
finish_characters(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[ADD_CHARACTER];
	int cp;

	for (cp = 0; cp < KB_CODE_POINTS; cp++) {
		if (w->delta[cp] == 0)
			continue;
		sqlite3_bind_int(st, 1, cp);
		sqlite3_bind_int(st, 2, w->delta[cp]);
		if (kb_writer_step(w, st, why) == -1)
			return -1;
	}
	return kb_writer_execute(w,
	    "DELETE FROM characters WHERE chunks <= 0", why);
}

/*
 * Merges the parts that FTS5's index consists of, which takes as long as
 * reading it all, if this run has changed much of it.
 */
static int
merge(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st;
	sqlite3_int64 chunks;

	if (kb_db_prepare(w->db, w->path, "SELECT sum(chunks) FROM sources",
	    &st, why) == -1)
		return -1;
	(void)sqlite3_step(st);	/* a failure shows when we commit */
	chunks = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	if (w->changed < chunks / 8)
		return 0;
	return kb_writer_execute(w,
	    "INSERT INTO passages(passages) VALUES('optimize')", why);
}

int
kb_write_commit(struct kb_writer *w, struct buf *why)
{
	if (finish_sources(w, why) == -1 ||
	    finish_characters(w, why) == -1 || merge(w, why) == -1 ||
	    kb_writer_execute(w, "COMMIT", why) == -1)
		return -1;
	return kb_file_publish(&w->file, why);
}

int
kb_write_next(struct kb_writer *w, struct kb_source *source, struct buf *why)
{
	static const char *const states[] = {
		"kept", "removed", "replaced", "added"
	};
	int more;

	if (w->report == NULL && kb_db_prepare(w->db, w->path,
	    "SELECT run.name, ifnull(sources.chunks, 0), CASE "
	    "WHEN run.failed THEN 0 WHEN run.chunks = 0 AND removed THEN 1 "
	    "WHEN run.chunks = 0 THEN 0 WHEN was > 0 THEN 2 ELSE 3 END "
	    "FROM run LEFT JOIN sources ON sources.id = run.source "
	    "WHERE failed OR removed OR run.chunks > 0 "
	    "ORDER BY number", &w->report, why) == -1)
		return -1;
	if ((more = sqlite3_step(w->report)) == SQLITE_DONE)
		return 0;
	if (more != SQLITE_ROW)
		return kb_writer_failed(w, why);
	source->name = kb_db_span(w->report, 0);
	source->chunks = sqlite3_column_int64(w->report, 1);
	source->state = states[sqlite3_column_int(w->report, 2)];
	return 1;
}
