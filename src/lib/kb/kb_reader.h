/* A knowledge base open for reading, for kb.c, kb_search.c and kb_widen.c. */
#ifndef WK_KB_READER_H
#define WK_KB_READER_H

#include "kb_db.h"

struct kb {
	struct kb_db db;
	sqlite3_stmt *chunk;	/* text, number, start, url of one id */
	sqlite3_stmt *number;	/* text, number, start of one number */
	sqlite3_stmt *source;	/* name, chunks of one id */
	sqlite3_stmt *list;	/* name, chunks of all sources */
	double chunks, terms, sources;	/* totals */
	struct kb_search *search;
};

/*
 * The statements and buffers of kb_find, which serve one question after the
 * other.  NULL, and why, if that fails.
 */
struct kb_search *kb_search_open(const struct kb *kb, struct buf *why);

/* Frees them; s may be NULL. */
void kb_search_close(struct kb_search *s);

/* Copies a chunk and its strings into a hit; kb_hits_clear frees them. */
void kb_hit_set(struct kb_hit *hit, const struct kb_chunk *chunk);

#endif
