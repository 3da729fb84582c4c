/* Looks terms up in the index of a knowledge base. */
#ifndef WK_KB_LOOKUP_H
#define WK_KB_LOOKUP_H

#include <sqlite3.h>

#include "kb.h"
#include "text/inflect.h"
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

/* A term, and other forms of it, which are looked up together. */
struct kb_wanted {
	const struct term *term;
	const struct inflect_form *form;
	size_t forms;
};

/*
 * Reads the ids of the chunks that hold a term, or one that begins with it, in
 * rising order, into l->ids.  0, or -1 and why.
 */
int kb_lookup_ids(struct kb_lookup *l, const struct kb_wanted *wanted,
    bool prefix, struct buf *why);

/*
 * How many chunks hold a term; a chunk with several of its forms counts for
 * each.  -1, and why, if that fails.
 */
sqlite3_int64 kb_lookup_count(struct kb_lookup *l,
    const struct kb_wanted *wanted, struct buf *why);

#endif
