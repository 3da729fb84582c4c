/* The cells of CSV, whatever wrote it; and which separator parts them. */
#ifndef WK_CSV_CELL_H
#define WK_CSV_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* A text without separators: each line is a cell. */
#define CSV_NONE '\n'

/* A quote that is not closed within this many bytes is a plain character. */
#define CSV_QUOTED ((size_t)16 << 20)

enum csv_end {
	CSV_SEPARATOR,	/* the row goes on */
	CSV_LINE,	/* the row ends */
	CSV_END		/* the text ends */
};

struct csv_cell {
	struct span raw;	/* without the quotes around it */
	bool quoted;		/* two quotes in it mean one */
	bool odd;		/* its quotes are not as RFC 4180 has them */
	enum csv_end end;	/* what comes behind it */
	size_t used;		/* bytes of the cell and of what ends it */
};

/*
 * Reads the cell with which s begins.  Blanks may stand around its quotes.  A
 * quote in it that is not doubled, and behind which no separator comes, is
 * a plain character, and so is the first one if the cell would then not end
 * where a cell ends, or not on that line; if another cell begins with a quote
 * before; or if it is never closed.  False if bytes behind s decide, and s is
 * not the last of the text.
 */
bool csv_cell_next(struct span s, bool last, char separator,
    struct csv_cell *cell);

/*
 * The text of the cell: in place, or in scratch, which is emptied first.
 * NULs are left out; \r\n and \r in quotes become \n.
 */
struct span csv_cell_text(const struct csv_cell *cell, struct buf *scratch);

/*
 * The separator of a text that begins with s: the one of , ; | and tab by
 * which most of the first rows have the same number of cells; or CSV_NONE.
 * Sets *before to how many rows of one cell, not empty, stand before the
 * first one that has several: titles and remarks.
 */
char csv_separator(struct span s, bool last, size_t *before);

#endif
