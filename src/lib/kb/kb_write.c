#include "kb_writer.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

/* Terms that FTS5 gathers before it writes, in bytes. */
#define GATHER "33554432"

static const char *const sql[STATEMENTS] = {
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

/* Copies the old file, checked, into the new one; w->db has that open. */
static int
copy_old(struct kb_writer *w, struct buf *why)
{
	sqlite3_backup *backup;
	sqlite3 *old = NULL;
	int result = -1;

	if (kb_db_open(w->file.path, SQLITE_OPEN_READONLY, NULL, &old,
	    why) == -1 || kb_db_check(old, w->path, why) == -1)
		goto out;
	backup = sqlite3_backup_init(w->db, "main", old, "main");
	if (backup == NULL) {
		(void)kb_writer_failed(w, why);
		goto out;
	}
	(void)sqlite3_backup_step(backup, -1);	/* finish tells */
	if (sqlite3_backup_finish(backup) == SQLITE_OK)
		result = kb_db_check(w->db, w->path, why);
	else
		(void)kb_writer_failed(w, why);
out:
	sqlite3_close(old);
	return result;
}

/*
 * Opens the new file.  It needs neither locks, as nobody else may know its
 * name, nor a journal, as a failure leaves it behind.
 */
static int
open_new(struct kb_writer *w, struct buf *why)
{
	size_t i;

	if (kb_db_open(w->file.temp, SQLITE_OPEN_READWRITE, "unix-none",
	    &w->db, why) == -1 ||
	    kb_writer_execute(w, "PRAGMA synchronous = OFF;"
	    "PRAGMA locking_mode = EXCLUSIVE", why) == -1)
		return -1;
	if ((w->file.exists ? copy_old(w, why) :
	    kb_db_create(w->db, w->path, why)) == -1)
		return -1;
	if (kb_writer_execute(w, "PRAGMA journal_mode = OFF; BEGIN;"
	    "INSERT INTO passages(passages, rank) "
	    "VALUES('hashsize', " GATHER ");"
	    "CREATE TEMP TABLE run(number INTEGER PRIMARY KEY, "
	    "name TEXT NOT NULL UNIQUE, source, half, was, chunks, terms, "
	    "failed, removed)", why) == -1)
		return -1;
	for (i = 0; i < STATEMENTS; i++)
		if (kb_db_prepare(w->db, w->path, sql[i], &w->st[i], why) ==
		    -1)
			return -1;
	return 0;
}

struct kb_writer *
kb_write(const char *path, struct buf *why)
{
	struct kb_writer *w;

	if ((w = calloc(1, sizeof(*w))) == NULL) {
		buf_puts(why, "out of memory");
		return NULL;
	}
	w->file.fd = -1;
	w->path = strdup(path);
	w->delta = calloc(KB_CODE_POINTS, sizeof(w->delta[0]));
	w->seen = calloc(KB_CODE_POINTS, sizeof(w->seen[0]));
	if (w->path == NULL || w->delta == NULL || w->seen == NULL)
		buf_puts(why, "out of memory");
	else if (kb_file_open(&w->file, path, why) == 0 &&
	    open_new(w, why) == 0)
		return w;
	kb_write_close(w);
	return NULL;
}

int
kb_writer_keep(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[KEEP_RUN];

	if (!w->run.known)
		return 0;
	sqlite3_bind_int64(st, 1, w->run.chunks);
	sqlite3_bind_int64(st, 2, w->run.terms);
	sqlite3_bind_int64(st, 3, w->run.number);
	return kb_writer_step(w, st, why);
}

/* Reads what the run has done to w->run.name: 1, 0 if nothing yet, -1. */
static int
find_run(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[FIND_RUN];
	struct span name = { w->run.name.data, w->run.name.len };
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
		(void)kb_writer_failed(w, why);
	sqlite3_reset(st);
	return found == SQLITE_ROW ? 1 : found == SQLITE_DONE ? 0 : -1;
}

/* Begins with a source: new passages go where the old ones are not. */
static int
new_run(struct kb_writer *w, struct buf *why)
{
	sqlite3_stmt *st = w->st[FIND_SOURCE];
	struct span name = { w->run.name.data, w->run.name.len };
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
		(void)kb_writer_failed(w, why);
	sqlite3_reset(st);
	if (found != SQLITE_ROW && found != SQLITE_DONE)
		return -1;
	if (found == SQLITE_DONE) {
		kb_db_bind(w->st[NEW_SOURCE], 1, name);
		if (kb_writer_step(w, w->st[NEW_SOURCE], why) == -1)
			return -1;
		w->run.source = sqlite3_last_insert_rowid(w->db);
	}
	if (w->run.source <= 0 || w->run.source >= KB_HALF) {
		buf_printf(why, "%s: damaged: a source has the number %lld",
		    w->path, (long long)w->run.source);
		return -1;
	}
	st = w->st[NEW_RUN];
	kb_db_bind(st, 1, name);
	sqlite3_bind_int64(st, 2, w->run.source);
	sqlite3_bind_int64(st, 3, w->run.half);
	sqlite3_bind_int64(st, 4, was);
	if (kb_writer_step(w, st, why) == -1)
		return -1;
	w->run.number = sqlite3_last_insert_rowid(w->db);
	return 0;
}

/* Makes w->run that of a source. */
static int
choose(struct kb_writer *w, struct span source, struct buf *why)
{
	struct kb_run *run = &w->run;
	int found;

	if (run->known && run->name.len == source.len &&
	    memcmp(run->name.data, source.p, source.len) == 0)
		return 0;
	if (kb_writer_keep(w, why) == -1)
		return -1;
	run->known = false;
	buf_clear(&run->name);
	buf_add(&run->name, source.p, source.len);
	if (run->name.failed) {
		buf_puts(why, "out of memory");
		return -1;
	}
	if ((found = find_run(w, why)) == -1 ||
	    (found == 0 && new_run(w, why) == -1))
		return -1;
	run->known = true;
	return 0;
}

int
kb_write_add(struct kb_writer *w, const struct kb_chunk *chunk,
    struct buf *why)
{
	sqlite3_stmt *st = w->st[ADD_CHUNK];
	struct kb_run *run = &w->run;
	sqlite3_int64 id, terms;

	if (choose(w, chunk->source, why) == -1)
		return -1;
	if (run->failed)
		return 0;
	if (run->chunks == KB_HALF) {
		buf_puts(why, "too many passages in one source");
		return -1;
	}
	id = kb_writer_first(run->source, run->half) + run->chunks;
	sqlite3_clear_bindings(st);
	sqlite3_bind_int64(st, 1, id);
	if (chunk->numbered)
		sqlite3_bind_int64(st, 2, chunk->index);
	if (chunk->placed)
		sqlite3_bind_int64(st, 3, chunk->start);
	if (chunk->url.p != NULL)
		kb_db_bind(st, 4, chunk->url);
	kb_db_bind(st, 5, chunk->text);
	if (kb_writer_step(w, st, why) == -1 ||
	    kb_writer_terms(w, ADD_TERMS, id, chunk->text, &terms, why) == -1)
		return -1;
	run->chunks++;
	run->terms += terms;
	return 0;
}

int
kb_write_fail(struct kb_writer *w, struct span source, struct buf *why)
{
	if (source.p == NULL) {
		w->run.failed = true;
		return kb_writer_execute(w, "UPDATE run SET failed = 1", why);
	}
	if (choose(w, source, why) == -1)
		return -1;
	w->run.failed = true;
	sqlite3_bind_int64(w->st[MARK_FAILED], 1, w->run.number);
	return kb_writer_step(w, w->st[MARK_FAILED], why);
}

int
kb_write_remove(struct kb_writer *w, struct span source, struct buf *why)
{
	sqlite3_stmt *st = w->st[MARK_REMOVED];

	if (choose(w, source, why) == -1)
		return -1;
	sqlite3_bind_int64(st, 1, w->run.number);
	if (kb_writer_step(w, st, why) == -1)
		return -1;
	return sqlite3_changes(w->db) > 0;
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
	sqlite3_close(w->db);
	kb_file_close(&w->file);
	buf_free(&w->run.name);
	buf_free(&w->terms);
	free(w->delta);
	free(w->seen);
	free(w->path);
	free(w);
}
