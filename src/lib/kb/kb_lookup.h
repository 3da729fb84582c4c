/* Looks terms up in the index of a knowledge base. */
#ifndef WK_KB_LOOKUP_H
#define WK_KB_LOOKUP_H

#include <sqlite3.h>

#include "kb.h"
#include "text/terms.h"

/* All zero to begin with. */
struct kb_lookup {
	const struct kb_db *db;
	sqlite3_stmt *match;	/* the ids of the chunks that hold a term */
	sqlite3_stmt *docs;	/* how many they are */
	sqlite3_stmt *character;	/* the same for a character */
	struct buf query;	/* of FTS5 */
	sqlite3_int64 *ids;	/* what kb_lookup_ids found last */
	size_t n, size;
};

/* 0; or -1 and why: kb_lookup_close is needed in both cases. */
int kb_lookup_open(struct kb_lookup *l, const struct kb_db *db,
    struct buf *why);

void kb_lookup_close(struct kb_lookup *l);

/*
 * Reads the ids of the chunks that hold a term, or one that begins with it, in
 * rising order, into l->ids.  0, or -1 and why.
 */
int kb_lookup_ids(struct kb_lookup *l, const struct term *term, bool prefix,
    struct buf *why);

/* How many chunks hold a term; or -1, and why. */
sqlite3_int64 kb_lookup_count(struct kb_lookup *l, const struct term *term,
    struct buf *why);

#endif
