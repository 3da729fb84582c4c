/*
 * What reader and writer of a knowledge base share: how its file is opened,
 * and what must be in it.
 */
#ifndef WK_KB_DB_H
#define WK_KB_DB_H

#include <sqlite3.h>

#include "kb.h"

/* PRAGMA application_id ("wkkb") and user_version of our files. */
#define KB_APPLICATION 0x776b6b62
#define KB_VERSION 1

/*
 * A passage's rowid: its source's id, then one bit that changes with each
 * replacement of the source, then its place among the source's passages.
 * So a source lies together, and old and new ones side by side.
 */
#define KB_SOURCE_SHIFT 32
#define KB_HALF ((sqlite3_int64)1 << 31)

/* How long to wait for a lock, in milliseconds. */
#define KB_BUSY 60000

/* Says in why what SQLite has against path; returns -1. */
int kb_db_error(sqlite3 *db, const char *path, struct buf *why);

/*
 * Opens a file with the given flags and VFS (NULL: the usual), believing
 * nothing that it says of itself.  0 or -1.
 */
int kb_db_open(const char *path, int flags, const char *vfs, sqlite3 **db,
    struct buf *why);

/* Makes the tables in an empty file.  0 or -1. */
int kb_db_create(sqlite3 *db, const char *path, struct buf *why);

/* Whether it is a knowledge base that we understand.  0, or -1 and why. */
int kb_db_check(sqlite3 *db, const char *path, struct buf *why);

/* Prepares a statement that will be used often.  0 or -1. */
int kb_db_prepare(sqlite3 *db, const char *path, const char *sql,
    sqlite3_stmt **st, struct buf *why);

/* Binds bytes as text to a parameter, without copying. */
void kb_db_bind(sqlite3_stmt *st, int parameter, struct span s);

/* A column as bytes; p is NULL where it is null. */
struct span kb_db_span(sqlite3_stmt *st, int column);

#endif
