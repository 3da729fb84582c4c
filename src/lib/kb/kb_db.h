/*
 * The SQLite file of a knowledge base, for its reader and its writer: how it
 * is opened, the tables that must be in it, and statements.
 *
 * Functions that fail return -1 and append the reason to `why`.
 */
#ifndef WK_KB_DB_H
#define WK_KB_DB_H

#include <time.h>

#include <sqlite3.h>

#include "kb.h"

struct kb_vectors_writer;

/*
 * A chunk's rowid: the id of its source, then one bit (the half) that flips
 * with each replacement of the source, then the chunk's place in the source.
 * So the chunks of a source are neighbours, and its old and new chunks can
 * be there at the same time.
 */
#define KB_SOURCE_SHIFT 32
#define KB_HALF ((sqlite3_int64)1 << 31)

/*
 * The file of a database that is read, and what it was like when it was opened.
 * It is not watched where another program may change it: SQLite sees to that
 * if there is a log beside it, and nobody changes a file that was replaced.
 */
struct kb_watch {
	bool on;
	int fd;		/* closing it drops SQLite's lock, too: at the end */
	int64_t size;	/* bytes */
	struct timespec changed;
};

/* An open database; all zero is a closed one. */
struct kb_db {
	sqlite3 *sqlite;
	char *path;	/* its name in messages */
	struct kb_watch watch;
};

/*
 * Opens the file with SQLite's flags and VFS (NULL: the default VFS), so that
 * nothing stored in it is run as code; `path` is its name in messages.  0 or
 * -1; the caller must call kb_db_close in both cases.
 */
int kb_db_open(struct kb_db *db, const char *path, const char *file,
    int flags, const char *vfs, struct buf *why);

/*
 * Opens a knowledge base for reading, and checks it.  As above; -1, too, if it
 * is no regular file.  For `immutable` see kb_open.
 */
int kb_db_read(struct kb_db *db, const char *path, const char *file,
    bool immutable, struct buf *why);

/*
 * Looks whether another program has changed the file in place, as cp(1) does,
 * since it was opened: what was read of it may be wrong then.  Returns result;
 * -1 if it has, with the reason in why from `before` on, in the place of what
 * else may have failed.
 */
int kb_db_unchanged(const struct kb_db *db, int result, size_t before,
    struct buf *why);

/* Closes a database whose statements are finalized. */
void kb_db_close(struct kb_db *db);

/* Appends SQLite's last error to why; returns -1. */
int kb_db_error(const struct kb_db *db, struct buf *why);

/* Makes the tables in an empty file.  0 or -1. */
int kb_db_create(const struct kb_db *db, struct buf *why);

/* Checks that the file is a knowledge base of our version.  0 or -1. */
int kb_db_check(const struct kb_db *db, struct buf *why);

/* Prepares a statement that will be used often.  0 or -1. */
int kb_db_prepare(const struct kb_db *db, const char *sql, sqlite3_stmt **st,
    struct buf *why);

/* Runs statements that return no rows.  0 or -1. */
int kb_db_execute(const struct kb_db *db, const char *sql, struct buf *why);

/* Runs a prepared statement that returns no rows, and resets it.  0 or -1. */
int kb_db_step(const struct kb_db *db, sqlite3_stmt *st, struct buf *why);

/* Binds s as text to a parameter, without copying it. */
void kb_db_bind(sqlite3_stmt *st, int parameter, struct span s);

/* A column as text, good until the next step or reset; null: p is NULL. */
struct span kb_db_span(sqlite3_stmt *st, int column);

/* A knowledge base open for reading, for kb.c, kb_search.c and kb_widen.c. */
struct kb {
	struct kb_db db;
	sqlite3_stmt *chunk;	/* text, number, start, url of one id */
	sqlite3_stmt *number;	/* text, number, start of one number */
	sqlite3_stmt *source;	/* name, chunks of one id */
	sqlite3_stmt *list;	/* name, chunks of all sources */
	double chunks, terms, sources;	/* totals */
	struct kb_model *model;		/* of the vectors: kb_vectors.h */
	struct kb_vectors *vectors;	/* opened by the first search */
	const struct embedding *(*next)(void *arg);	/* kb_look_ahead */
	void *arg;
	struct kb_search *search;
};

/*
 * The statements and buffers of kb_find, which serve one question after the
 * other.  NULL, and why, if that fails.
 */
struct kb_search *kb_search_open(const struct kb *kb, struct buf *why);

/* Frees them; s may be NULL. */
void kb_search_close(struct kb_search *s);

/*
 * Reads a chunk and the name of its source into a hit, which has no score yet.
 * 0 or -1.
 */
int kb_hit_read(struct kb *kb, sqlite3_int64 id, struct kb_hit *hit,
    struct buf *why);

/*
 * Adds a chunk with a vector as it is stored (NULL: none), of the model that
 * was given to kb_vectors_write_model.  As kb_write_add.
 */
int kb_write_stored(struct kb_writer *w, const struct kb_chunk *chunk,
    const unsigned char *vector, struct buf *why);

/* The writer's vectors. */
struct kb_vectors_writer *kb_write_vectors(struct kb_writer *w);

/* Copies a chunk and its strings into a hit; kb_hits_clear frees them. */
void kb_hit_set(struct kb_hit *hit, const struct kb_chunk *chunk);

#endif
