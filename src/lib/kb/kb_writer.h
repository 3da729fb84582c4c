/* The inside of a writer, for kb_write.c and kb_commit.c. */
#ifndef WK_KB_WRITER_H
#define WK_KB_WRITER_H

#include "kb_db.h"
#include "kb_file.h"

/* What a writer does to a source. */
struct kb_run {
	struct buf name;
	sqlite3_int64 number, source, half, chunks, terms;
	bool known, failed;
};

enum {
	FIND_RUN, NEW_RUN, KEEP_RUN, MARK_FAILED, MARK_REMOVED,
	FIND_SOURCE, NEW_SOURCE, SETTLE, DROP_SOURCE,
	ADD_CHUNK, FIND_TEXTS, DROP_TEXTS, ADD_TERMS, DROP_TERMS,
	ADD_CHARACTER, STATEMENTS
};

struct kb_writer {
	char *path;		/* as the user wrote it */
	struct kb_file file;
	sqlite3 *db;
	sqlite3_stmt *st[STATEMENTS], *report;
	struct kb_run run;	/* the source now added to */
	struct buf terms;	/* of one passage */
	int32_t *delta;		/* passages more, by character */
	uint32_t *seen;		/* the passage last counted, by character */
	uint32_t serial;
	sqlite3_int64 changed;	/* passages added and dropped */
};

/* No character that is a term has a greater code point. */
#define KB_CODE_POINTS 0x40000

/* Says in why what SQLite complains of; returns -1. */
int kb_writer_failed(struct kb_writer *w, struct buf *why);

/* Runs statements.  0 or -1. */
int kb_writer_execute(struct kb_writer *w, const char *statements,
    struct buf *why);

/* Runs one that gives no rows, and makes it ready for the next.  0 or -1. */
int kb_writer_step(struct kb_writer *w, sqlite3_stmt *st, struct buf *why);

/* Writes down how far the source now added to has come.  0 or -1. */
int kb_writer_keep(struct kb_writer *w, struct buf *why);

/*
 * Adds (ADD_TERMS) or drops (DROP_TERMS) the terms of a passage, and tells
 * how many they are.  0 or -1.
 */
int kb_writer_terms(struct kb_writer *w, int statement, sqlite3_int64 id,
    struct span text, sqlite3_int64 *terms, struct buf *why);

/* The rowid of the first passage of one half of a source. */
sqlite3_int64 kb_writer_first(sqlite3_int64 source, sqlite3_int64 half);

#endif
