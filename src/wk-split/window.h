/*
 * The pieces of a text that a splitter is merging into a chunk.  Only
 * those that the next chunk may use again are remembered one by one.
 */
#ifndef WK_WINDOW_H
#define WK_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct window_piece {
	size_t start, end;	/* bytes of the text */
	size_t cp;		/* code points before it */
	size_t count;		/* its own */
};

struct window_entry {
	struct window_piece piece;
	size_t at;		/* where it begins, joined to all before it */
};

/* All zero is an empty window. */
struct window {
	size_t pieces;		/* how many, remembered or not */
	size_t start, end;	/* bytes of the text, from first to last */
	size_t cp;		/* code points before it */
	size_t total;		/* code points, what joins them included */

	/* Private: entries[head..tail) are the last ones. */
	struct window_entry *entries;
	size_t head, tail, room;
	size_t at;		/* where the last one ends */
};

/*
 * Adds a piece, with something of gap code points before it.  Pieces that
 * are more than `remember` code points from the end are no longer told
 * apart.  0, or -1 if there is no memory.
 */
int window_add(struct window *w, const struct window_piece *piece, size_t gap,
    size_t remember);

/*
 * Drops pieces from the front until the rest is at most overlap code
 * points, and at most size together with `more` further ones.
 */
void window_shrink(struct window *w, size_t overlap, size_t size,
    size_t more);

/* Whether the pieces, joined with glue, are one run of the text. */
bool window_is_run(const struct window *w, struct span text,
    const struct buf *glue);

/* Appends the pieces, joined with glue. */
void window_join(const struct window *w, struct span text,
    const struct buf *glue, struct buf *out);

/* Drops all pieces, keeps the memory. */
void window_clear(struct window *w);

void window_free(struct window *w);

#endif
