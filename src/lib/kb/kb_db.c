#include "kb_db.h"

#include <string.h>

#include <sqlite3.h>

/*
 * categories: all but white space makes tokens, as the terms come cut.
 * detail=none: a term is in a passage or not; how often and where is
 * counted in the text itself.
 */
static const struct {
	const char *name, *sql;
} tables[] = {
	{ "sources", "CREATE TABLE sources(id INTEGER PRIMARY KEY, "
	    "name TEXT NOT NULL UNIQUE, half INTEGER NOT NULL, "
	    "chunks INTEGER NOT NULL, terms INTEGER NOT NULL)" },
	{ "chunks", "CREATE TABLE chunks(id INTEGER PRIMARY KEY, "
	    "number INTEGER, start INTEGER, url TEXT, text TEXT NOT NULL)" },
	{ "characters", "CREATE TABLE characters(code INTEGER PRIMARY KEY, "
	    "chunks INTEGER NOT NULL)" },
	{ "passages", "CREATE VIRTUAL TABLE passages USING fts5(terms, "
	    "content='', columnsize=0, detail=none, tokenize="
	    "\"unicode61 remove_diacritics 0 "
	    "categories 'L* M* N* P* S* C*'\")" },
};

int
kb_db_error(sqlite3 *db, const char *path, struct buf *why)
{
	int code = sqlite3_errcode(db) & 0xff;

	if (code == SQLITE_NOTADB)
		buf_printf(why, "%s: not a knowledge base", path);
	else if (code == SQLITE_CORRUPT)
		buf_printf(why, "%s: damaged: %s", path, sqlite3_errmsg(db));
	else
		buf_printf(why, "%s: %s", path, sqlite3_errmsg(db));
	return -1;
}

int
kb_db_open(const char *path, int flags, const char *vfs, sqlite3 **db,
    struct buf *why)
{
	static const char sql[] = "PRAGMA cell_size_check = ON;"
	    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536";

	if (sqlite3_open_v2(path, db, flags | SQLITE_OPEN_NOMUTEX, vfs) !=
	    SQLITE_OK) {
		if (*db == NULL)
			buf_printf(why, "%s: out of memory", path);
		else
			(void)kb_db_error(*db, path, why);
		return -1;
	}
	sqlite3_busy_timeout(*db, KB_BUSY);
	sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(*db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(*db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	if (sqlite3_exec(*db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return kb_db_error(*db, path, why);
	return 0;
}

int
kb_db_create(sqlite3 *db, const char *path, struct buf *why)
{
	struct buf sql = { 0 };
	size_t i;
	int result = -1;

	for (i = 0; i < LEN(tables); i++)
		buf_printf(&sql, "%s;", tables[i].sql);
	buf_printf(&sql, "PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d;", KB_APPLICATION, KB_VERSION);
	buf_addc(&sql, '\0');
	if (sql.failed)
		buf_puts(why, "out of memory");
	else if (sqlite3_exec(db, sql.data, NULL, NULL, NULL) != SQLITE_OK)
		(void)kb_db_error(db, path, why);
	else
		result = 0;
	buf_free(&sql);
	return result;
}

int
kb_db_prepare(sqlite3 *db, const char *path, const char *sql,
    sqlite3_stmt **st, struct buf *why)
{
	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, st,
	    NULL) != SQLITE_OK)
		return kb_db_error(db, path, why);
	return 0;
}

/* The one number that a statement gives.  0 or -1. */
static int
ask(sqlite3 *db, const char *path, const char *sql, int *n, struct buf *why)
{
	sqlite3_stmt *st;

	if (kb_db_prepare(db, path, sql, &st, why) == -1)
		return -1;
	if (sqlite3_step(st) != SQLITE_ROW) {
		(void)kb_db_error(db, path, why);
		sqlite3_finalize(st);
		return -1;
	}
	*n = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return 0;
}

/* Whether the tables are, to the letter, those that we make. */
static int
check_tables(sqlite3 *db, const char *path, struct buf *why)
{
	sqlite3_stmt *st;
	struct span sql;
	size_t i;
	bool same = true;

	if (kb_db_prepare(db, path, "SELECT sql FROM sqlite_master "
	    "WHERE type = 'table' AND name = ?", &st, why) == -1)
		return -1;
	for (i = 0; i < LEN(tables) && same; i++) {
		sqlite3_bind_text(st, 1, tables[i].name, -1, SQLITE_STATIC);
		same = false;
		if (sqlite3_step(st) == SQLITE_ROW) {
			sql = kb_db_span(st, 0);
			same = sql.p != NULL &&
			    sql.len == strlen(tables[i].sql) &&
			    memcmp(sql.p, tables[i].sql, sql.len) == 0;
		}
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	if (same)
		return 0;
	buf_printf(why, "%s: damaged: its tables are not those of a "
	    "knowledge base", path);
	return -1;
}

int
kb_db_check(sqlite3 *db, const char *path, struct buf *why)
{
	int application, version;

	if (ask(db, path, "PRAGMA application_id", &application, why) == -1 ||
	    ask(db, path, "PRAGMA user_version", &version, why) == -1)
		return -1;
	if (application != KB_APPLICATION) {
		buf_printf(why, "%s: not a knowledge base", path);
		return -1;
	}
	if (version != KB_VERSION) {
		buf_printf(why, "%s: a knowledge base of version %d; this "
		    "program knows version %d", path, version, KB_VERSION);
		return -1;
	}
	return check_tables(db, path, why);
}

void
kb_db_bind(sqlite3_stmt *st, int parameter, struct span s)
{
	sqlite3_bind_text64(st, parameter, s.p, s.len, SQLITE_STATIC,
	    SQLITE_UTF8);
}

struct span
kb_db_span(sqlite3_stmt *st, int column)
{
	struct span s;

	s.p = (const char *)sqlite3_column_text(st, column);
	s.len = (size_t)sqlite3_column_bytes(st, column);
	return s;
}
