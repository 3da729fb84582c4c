/*
 * Tables of figures: written for people, with columns aligned as a terminal
 * shows them, or as JSON, an array of objects for each table.
 */
#ifndef WK_GRID_H
#define WK_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define GRID_COLUMNS 12

struct grid_cell {
	size_t at, len;		/* its text, in grid.text */
};

/* All zero, with json and out set, is ready. */
struct grid {
	bool json;
	struct buf *out;
	/* Private. */
	const char *name;
	const char *const *column;
	size_t columns;
	struct buf text;
	struct grid_cell *cell;
	size_t n, size;
	bool begun;		/* a member was written */
};

/*
 * Begins a table; columns is a list that ends in NULL.  The first column
 * holds texts and the others hold numbers, but for those whose names begin
 * with '-', which is not shown: they hold texts, too.
 */
void grid_open(struct grid *g, const char *name, const char *const *columns);

/*
 * Fills the next cell: with a text (valid UTF-8), a whole number, a share
 * (0.421 as 42.1 %), any number, or nothing.
 */
void grid_text(struct grid *g, struct span s);
void grid_whole(struct grid *g, uint64_t n);
void grid_share(struct grid *g, uint64_t part, uint64_t whole);
void grid_real(struct grid *g, double value);
void grid_none(struct grid *g);

/* Writes the table, unless it has no rows. */
void grid_close(struct grid *g);

/* Writes a number by itself. */
void grid_number(struct grid *g, const char *name, uint64_t n);

/* Ends it all, and frees the memory. */
void grid_end(struct grid *g);

/*
 * How many columns a terminal needs for s, valid UTF-8: two for a character
 * that is wide (UAX 11), zero for one that is put on the last.
 */
size_t grid_width(struct span s);

#endif
