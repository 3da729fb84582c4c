/* Changes a knowledge base: writes a copy, which then replaces the file. */
#include "kb.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "kb_db.h"
#include "kb_vectors.h"
#include "base/memory.h"
#include "base/publish.h"
#include "text/terms.h"

/* Bytes of terms that FTS5 keeps in memory before it writes them. */
#define HASH_SIZE "33554432"

/* Upper bound of the code points of characters that are terms. */
#define CODE_POINTS 0x40000

enum {
	FIND_RUN, NEW_RUN, KEEP_RUN, MARK_FAILED, MARK_REMOVED,
	FIND_SOURCE, NEW_SOURCE, SETTLE, DROP_SOURCE,
	ADD_CHUNK, FIND_TEXTS, DROP_TEXTS, ADD_TERMS, DROP_TERMS,
	ADD_CHARACTER, STATEMENTS
};

static const char *const statements[STATEMENTS] = {
	[FIND_RUN] = "SELECT number, source, half, chunks, terms, failed "
	    "FROM run WHERE name = ?",
	[NEW_RUN] = "INSERT INTO run(name, source, half, was, chunks, terms, "
	    "failed, removed) VALUES(?, ?, ?, ?, 0, 0, 0, 0)",
	[KEEP_RUN] = "UPDATE run SET chunks = ?, terms = ? WHERE number = ?",
	[FIND_SOURCE] = "SELECT id, half, chunks FROM sources WHERE name = ?",
	[NEW_SOURCE] = "INSERT INTO sources(name, half, chunks, terms) "
	    "VALUES(?, 0, 0, 0)",
	[ADD_CHUNK] = "INSERT INTO chunks(id, number, start, url, text) "
	    "VALUES(?, ?, ?, ?, ?)",
	[ADD_TERMS] = "INSERT INTO passages(rowid, terms) VALUES(?, ?)",
	[DROP_TERMS] = "INSERT INTO passages(passages, rowid, terms) "
	    "VALUES('delete', ?, ?)",
	[MARK_FAILED] = "UPDATE run SET failed = 1 WHERE number = ?",
	[MARK_REMOVED] = "UPDATE run SET removed = 1 "
	    "WHERE number = ? AND was > 0",
	[FIND_TEXTS] = "SELECT id, text FROM chunks WHERE id BETWEEN ? AND ?",
	[DROP_TEXTS] = "DELETE FROM chunks WHERE id BETWEEN ? AND ?",
	[SETTLE] = "UPDATE sources SET half = ?, chunks = ?, terms = ? "
	    "WHERE id = ?",
	[DROP_SOURCE] = "DELETE FROM sources WHERE id = ? AND chunks = 0",
	[ADD_CHARACTER] = "INSERT INTO characters(code, chunks) VALUES(?, ?) "
	    "ON CONFLICT(code) DO UPDATE SET chunks = chunks + "
	    "excluded.chunks",
};

/* What this run has done to a source so far; a row of the table run. */
struct run {
	struct buf name;
	sqlite3_int64 number, source, half, chunks, terms;
	bool known, failed;
};

struct kb_writer {
	struct publish file;
	struct kb_db db;
	sqlite3_stmt *st[STATEMENTS], *report;
	struct kb_vectors_writer *vectors;
	struct run run;		/* the source that chunks are now added to */
	struct buf terms;	/* of one chunk */

	/* By character: how many more chunks hold it; the last one counted. */
	int32_t *delta;
	uint32_t *seen;
	uint32_t serial;	/* of the chunk now counted */
	sqlite3_int64 changed;	/* chunks added or dropped */
};

/* Copies the old file, checked, into the new one, which is open. */
static int
copy_old(struct kb_writer *w, struct buf *why)
{
	const size_t before = why->len;
	sqlite3_backup *backup;
	struct kb_db old;
	int result = -1;

	if (kb_db_read(&old, w->db.path, w->file.path, false, why) == -1)
		goto out;
	backup = sqlite3_backup_init(w->db.sqlite, "main", old.sqlite, "main");
	if (backup == NULL) {
		(void)kb_db_error(&w->db, why);
		goto out;
	}
	(void)sqlite3_backup_step(backup, -1);	/* finish tells of errors */
	if (sqlite3_backup_finish(backup) == SQLITE_OK)
		result = kb_db_check(&w->db, why);
	else
		(void)kb_db_error(&w->db, why);
	result = kb_db_unchanged(&old, result, before, why);
out:
	kb_db_close(&old);
	return result;
}

/*
 * Opens the new file, locked by now.  It needs no locks of SQLite's, since
 * no other process opens it, and no journal, since it is dropped on failure.
 */
static int
open_new(struct kb_writer *w, const char *path, struct buf *why)
{
	struct stat st;
	size_t i;
	bool exists;

	exists = stat(w->file.path, &st) == 0 && st.st_size > 0;
	if (kb_db_open(&w->db, path, w->file.temporary, SQLITE_OPEN_READWRITE,
	    "unix-none", why) == -1)
		return -1;
	/* SQLite ignores journal_mode = OFF while it is defensive. */
	sqlite3_db_config(w->db.sqlite, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	if (kb_db_execute(&w->db, "PRAGMA synchronous = OFF;"
	    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF",
	    why) == -1)
		return -1;
	sqlite3_db_config(w->db.sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if ((exists ? copy_old(w, why) : kb_db_create(&w->db, why)) == -1)
		return -1;
	if (kb_db_execute(&w->db, "BEGIN;"
	    "INSERT INTO passages(passages, rank) "
	    "VALUES('hashsize', " HASH_SIZE ");"
	    "CREATE TEMP TABLE run(number INTEGER PRIMARY KEY, "
	    "name TEXT NOT NULL UNIQUE, source, half, was, chunks, terms, "
	    "failed, removed)", why) == -1)
		return -1;
	for (i = 0; i < STATEMENTS; i++)
		if (kb_db_prepare(&w->db, statements[i], &w->st[i], why) == -1)
			return -1;
	w->vectors = kb_vectors_write(&w->db, why);
	return w->vectors == NULL ? -1 : 0;
}

/* Locks the new file and empties it.  0 or -1. */
static int
open_file(struct publish *file, const char *path, struct buf *why)
{
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		buf_printf(why, "%s: not a regular file", path);
		return -1;
	}
	if (publish_open_locked(file, path) == -1) {
		buf_printf(why, "%s.new: %s", path, strerror(errno));
		return -1;
	}
	return 0;
}

struct kb_writer *
kb_write(const char *path, struct buf *why)
{
	struct kb_writer *w = xcalloc(1, sizeof(*w));

	w->file = PUBLISH_CLOSED;
	w->delta = xcalloc(CODE_POINTS, sizeof(w->delta[0]));
	w->seen = xcalloc(CODE_POINTS, sizeof(w->seen[0]));
	if (open_file(&w->file, path, why) == 0 &&
	    open_new(w, path, why) == 0)
		return w;
	kb_write_close(w);
	return NULL;
}

/* Stores how far the source of w->run has come.  0 or -1. */
static int
keep_run(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[KEEP_RUN];

	if (!w->run.known)
		return 0;
	sqlite3_bind_int64(st, 1, w->run.chunks);
	sqlite3_bind_int64(st, 2, w->run.terms);
	sqlite3_bind_int64(st, 3, w->run.number);
	return kb_db_step(&w->db, st, why);
}

/* Reads the row of w->run.name into w->run: 1, 0 if there is none, -1. */
static int
find_run(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[FIND_RUN];
	struct span name = buf_span(&w->run.name);
	int found;

	kb_db_bind(st, 1, name);
	found = sqlite3_step(st);
	if (found == SQLITE_ROW) {
		w->run.number = sqlite3_column_int64(st, 0);
		w->run.source = sqlite3_column_int64(st, 1);
		w->run.half = sqlite3_column_int64(st, 2);
		w->run.chunks = sqlite3_column_int64(st, 3);
		w->run.terms = sqlite3_column_int64(st, 4);
		w->run.failed = sqlite3_column_int(st, 5) != 0;
	} else if (found != SQLITE_DONE)
		(void)kb_db_error(&w->db, why);
	sqlite3_reset(st);
	return found == SQLITE_ROW ? 1 : found == SQLITE_DONE ? 0 : -1;
}

/* Begins a source: its new chunks go to the half that holds no old ones. */
static int
new_run(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[FIND_SOURCE];
	struct span name = buf_span(&w->run.name);
	sqlite3_int64 was = 0;
	int found;

	w->run.chunks = w->run.terms = w->run.half = 0;
	w->run.failed = false;
	kb_db_bind(st, 1, name);
	if ((found = sqlite3_step(st)) == SQLITE_ROW) {
		w->run.source = sqlite3_column_int64(st, 0);
		w->run.half = sqlite3_column_int64(st, 1) == 0;
		was = sqlite3_column_int64(st, 2);
	} else if (found != SQLITE_DONE)
		(void)kb_db_error(&w->db, why);
	sqlite3_reset(st);
	if (found != SQLITE_ROW && found != SQLITE_DONE)
		return -1;
	if (found == SQLITE_DONE) {
		kb_db_bind(w->st[NEW_SOURCE], 1, name);
		if (kb_db_step(&w->db, w->st[NEW_SOURCE], why) == -1)
			return -1;
		w->run.source = sqlite3_last_insert_rowid(w->db.sqlite);
	}
	if (w->run.source <= 0 || w->run.source >= KB_HALF) {
		buf_printf(why, "%s: damaged: a source has the number %lld",
		    w->db.path, (long long)w->run.source);
		return -1;
	}
	st = w->st[NEW_RUN];
	kb_db_bind(st, 1, name);
	sqlite3_bind_int64(st, 2, w->run.source);
	sqlite3_bind_int64(st, 3, w->run.half);
	sqlite3_bind_int64(st, 4, was);
	if (kb_db_step(&w->db, st, why) == -1)
		return -1;
	w->run.number = sqlite3_last_insert_rowid(w->db.sqlite);
	return 0;
}

/* Makes w->run the run of a source, stored or new. */
static int
choose(struct kb_writer *w, struct span source, struct buf *why)
{
	struct run *run = &w->run;
	int found;

	if (run->known && span_same(buf_span(&run->name), source))
		return 0;
	if (keep_run(w, why) == -1)
		return -1;
	run->known = false;
	buf_clear(&run->name);
	buf_add(&run->name, source.p, source.len);
	if (run->name.failed) {
		buf_puts(why, "the name of a source is too long");
		return -1;
	}
	if ((found = find_run(w, why)) == -1 ||
	    (found == 0 && new_run(w, why) == -1))
		return -1;
	run->known = true;
	return 0;
}

/*
 * Cuts a chunk into terms, which go to w->terms, and adds `count` to the
 * number of chunks that hold each of its characters.  0 or -1.
 */
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
	/* For a chunk without terms FTS5 wants an empty text, not NULL. */
	buf_addc(&w->terms, ' ');
	w->changed++;
	if (!w->terms.failed)
		return 0;
	buf_puts(why, "a chunk has too many terms");
	return -1;
}

/*
 * Adds (ADD_TERMS) or drops (DROP_TERMS) the terms of a chunk, and counts
 * them.  0 or -1.
 */
static int
index_terms(struct kb_writer *w, int statement, sqlite3_int64 id,
    struct span text, sqlite3_int64 *terms, struct buf *why)
{
	if (cut(w, text, statement == ADD_TERMS ? 1 : -1, terms, why) == -1)
		return -1;
	sqlite3_bind_int64(w->st[statement], 1, id);
	kb_db_bind(w->st[statement], 2, buf_span(&w->terms));
	return kb_db_step(&w->db, w->st[statement], why);
}

/* The rowid of the first chunk in one half of a source. */
static sqlite3_int64
first_chunk(sqlite3_int64 source, sqlite3_int64 half)
{
	return (source << KB_SOURCE_SHIFT) + half * KB_HALF;
}

/*
 * Adds a chunk without its vector, as the next of its source.  Returns its
 * id; 0 if that source has failed; -1.
 */
static sqlite3_int64
add_text(struct kb_writer *w, const struct kb_chunk *chunk, struct buf *why)
{
	sqlite3_stmt *st = w->st[ADD_CHUNK];
	struct run *run = &w->run;
	sqlite3_int64 id, terms;

	if (choose(w, chunk->source, why) == -1)
		return -1;
	if (run->failed)
		return 0;
	if (run->chunks == KB_HALF) {
		buf_puts(why, "too many chunks in one source");
		return -1;
	}
	id = first_chunk(run->source, run->half) + run->chunks;
	sqlite3_clear_bindings(st);
	sqlite3_bind_int64(st, 1, id);
	if (chunk->numbered)
		sqlite3_bind_int64(st, 2, chunk->index);
	if (chunk->placed)
		sqlite3_bind_int64(st, 3, chunk->start);
	if (chunk->url.p != NULL)
		kb_db_bind(st, 4, chunk->url);
	kb_db_bind(st, 5, chunk->text);
	if (kb_db_step(&w->db, st, why) == -1 ||
	    index_terms(w, ADD_TERMS, id, chunk->text, &terms, why) == -1)
		return -1;
	run->chunks++;
	run->terms += terms;
	return id;
}

int
kb_write_add(struct kb_writer *w, const struct kb_chunk *chunk,
    struct buf *why)
{
	const sqlite3_int64 id = add_text(w, chunk, why);

	if (id <= 0 || chunk->embedding == NULL)
		return id == -1 ? -1 : 0;
	return kb_vectors_write_add(w->vectors, id, chunk->embedding, why);
}

int
kb_write_stored(struct kb_writer *w, const struct kb_chunk *chunk,
    const unsigned char *vector, struct buf *why)
{
	const sqlite3_int64 id = add_text(w, chunk, why);

	if (id <= 0 || vector == NULL)
		return id == -1 ? -1 : 0;
	return kb_vectors_write_stored(w->vectors, id, vector, why);
}

struct kb_vectors_writer *
kb_write_vectors(struct kb_writer *w)
{
	return w->vectors;
}

int
kb_write_fail(struct kb_writer *w, struct span source, struct buf *why)
{
	if (source.p == NULL) {
		w->run.failed = true;
		return kb_db_execute(&w->db, "UPDATE run SET failed = 1", why);
	}
	if (choose(w, source, why) == -1)
		return -1;
	w->run.failed = true;
	sqlite3_bind_int64(w->st[MARK_FAILED], 1, w->run.number);
	return kb_db_step(&w->db, w->st[MARK_FAILED], why);
}

int
kb_write_remove(struct kb_writer *w, struct span source, struct buf *why)
{
	sqlite3_stmt *st = w->st[MARK_REMOVED];

	if (choose(w, source, why) == -1)
		return -1;
	sqlite3_bind_int64(st, 1, w->run.number);
	if (kb_db_step(&w->db, st, why) == -1)
		return -1;
	return sqlite3_changes(w->db.sqlite) > 0;
}

/* Drops the chunks in one half of a source. */
static int
drop_half(struct kb_writer *w, sqlite3_int64 source, sqlite3_int64 half,
    struct buf *why)
{
	sqlite3_stmt *st = w->st[FIND_TEXTS];
	sqlite3_int64 first = first_chunk(source, half);
	sqlite3_int64 last = first + KB_HALF - 1, terms;
	int more, result = 0;

	sqlite3_bind_int64(st, 1, first);
	sqlite3_bind_int64(st, 2, last);
	while (result == 0 && (more = sqlite3_step(st)) != SQLITE_DONE)
		result = more == SQLITE_ROW ?
		    index_terms(w, DROP_TERMS, sqlite3_column_int64(st, 0),
		    kb_db_span(st, 1), &terms, why) :
		    kb_db_error(&w->db, why);
	sqlite3_reset(st);
	if (result == -1)
		return -1;
	st = w->st[DROP_TEXTS];
	sqlite3_bind_int64(st, 1, first);
	sqlite3_bind_int64(st, 2, last);
	if (kb_db_step(&w->db, st, why) == -1)
		return -1;
	return kb_vectors_write_drop(w->vectors, first, last, why);
}

/* Drops the old chunks of a source: those added take their place. */
static int
settle(struct kb_writer *w, const struct run *run, struct buf *why)
{
	sqlite3_stmt *st = w->st[SETTLE];

	if (drop_half(w, run->source, !run->half, why) == -1)
		return -1;
	sqlite3_bind_int64(st, 1, run->half);
	sqlite3_bind_int64(st, 2, run->chunks);
	sqlite3_bind_int64(st, 3, run->terms);
	sqlite3_bind_int64(st, 4, run->source);
	return kb_db_step(&w->db, st, why);
}

/* Replaces a source's chunks, or keeps the old ones, as its run says. */
static int
finish_source(struct kb_writer *w, sqlite3_stmt *st, struct buf *why)
{
	struct run run = { .known = true };
	bool removed;

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
	return kb_db_step(&w->db, w->st[DROP_SOURCE], why);
}

static int
finish_sources(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st;
	int more, result;

	if (keep_run(w, why) == -1 || kb_db_prepare(&w->db,
	    "SELECT source, half, chunks, terms, failed, removed FROM run "
	    "ORDER BY number", &st, why) == -1)
		return -1;
	result = 0;
	while (result == 0 && (more = sqlite3_step(st)) != SQLITE_DONE)
		result = more == SQLITE_ROW ? finish_source(w, st, why) :
		    kb_db_error(&w->db, why);
	sqlite3_finalize(st);
	return result;
}

/* Stores how many chunks hold each character. */
static int
finish_characters(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[ADD_CHARACTER];
	int cp;

	for (cp = 0; cp < CODE_POINTS; cp++) {
		if (w->delta[cp] == 0)
			continue;
		sqlite3_bind_int(st, 1, cp);
		sqlite3_bind_int(st, 2, w->delta[cp]);
		if (kb_db_step(&w->db, st, why) == -1)
			return -1;
	}
	return kb_db_execute(&w->db,
	    "DELETE FROM characters WHERE chunks <= 0", why);
}

/* How many chunks there are; or -1. */
static sqlite3_int64
count_chunks(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st;
	sqlite3_int64 chunks;

	if (kb_db_prepare(&w->db, "SELECT sum(chunks) FROM sources",
	    &st, why) == -1)
		return -1;
	chunks = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) :
	    kb_db_error(&w->db, why);
	sqlite3_finalize(st);
	return chunks;
}

/*
 * Merges the segments of FTS5's index if this run has changed an eighth of
 * the chunks or more: a merge takes as long as reading the whole index.
 */
static int
merge(struct kb_writer *w, struct buf *why)
{
	const sqlite3_int64 chunks = count_chunks(w, why);

	if (chunks == -1)
		return -1;
	if (w->changed < chunks / 8)
		return 0;
	return kb_db_execute(&w->db,
	    "INSERT INTO passages(passages) VALUES('optimize')", why);
}

int
kb_write_unrelated(struct kb_writer *w, struct span question, long long pair,
    const struct embedding *e, struct buf *why)
{
	return kb_vectors_write_unrelated(w->vectors, question, pair, e, why);
}

int
kb_write_commit(struct kb_writer *w, struct buf *why)
{
	if (finish_sources(w, why) == -1 ||
	    kb_vectors_write_finish(w->vectors, why) == -1 ||
	    finish_characters(w, why) == -1 || merge(w, why) == -1 ||
	    kb_db_execute(&w->db, "COMMIT", why) == -1)
		return -1;
	if (publish_commit(&w->file) == 0)
		return 0;
	buf_printf(why, "%s: %s", w->db.path, strerror(errno));
	return -1;
}

int
kb_write_next(struct kb_writer *w, struct kb_source *source, struct buf *why)
{
	static const char *const states[] = {
		"kept", "removed", "replaced", "added"
	};
	int more;

	if (w->report == NULL && kb_db_prepare(&w->db,
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
		return kb_db_error(&w->db, why);
	source->name = kb_db_span(w->report, 0);
	source->chunks = sqlite3_column_int64(w->report, 1);
	source->state = states[sqlite3_column_int(w->report, 2)];
	return 1;
}

int
kb_write_count(struct kb_writer *w, long long *chunks, long long *vectors,
    struct buf *why)
{
	struct kb_model model = { 0 };

	*chunks = count_chunks(w, why);
	*vectors = *chunks == -1 || kb_model_read(&model, &w->db, why) == -1 ?
	    -1 : kb_vectors_count(&w->db, model.dimensions, why);
	kb_model_free(&model);
	return *vectors == -1 ? -1 : 0;
}

int
kb_write_useless(struct kb_writer *w, bool *chinese, bool *other,
    struct buf *why)
{
	struct kb_model model = { 0 };
	int result = kb_model_read(&model, &w->db, why);

	*chinese = model.chinese >= KB_USELESS;
	*other = model.other >= KB_USELESS;
	kb_model_free(&model);
	return result;
}

void
kb_write_close(struct kb_writer *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(w->st[i]);
	sqlite3_finalize(w->report);
	kb_vectors_write_close(w->vectors);
	kb_db_close(&w->db);
	publish_abort(&w->file);
	buf_free(&w->run.name);
	buf_free(&w->terms);
	free(w->delta);
	free(w->seen);
	free(w);
}
