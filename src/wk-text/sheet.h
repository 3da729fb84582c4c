/*
 * The rows of a table of data (CSV, XLSX, ODS): to a Markdown table, or,
 * with --rows, to a record each, whose text has a line "name: value" for
 * each cell, the names being the first row.
 */
#ifndef WK_SHEET_H
#define WK_SHEET_H

#include <stddef.h>

#include "base/buf.h"
#include "sink.h"

/* Columns that a sheet may have, as in XLSX; the last has all cells beyond. */
#define SHEET_COLUMNS 16384

struct sheet {
	/* Private. */
	struct sink *sink;
	struct buf name;	/* of the sheet */
	struct buf cells;	/* of the row at hand, each with a NUL */
	struct buf header;	/* the first row's, likewise */
	size_t n;		/* cells in the row at hand */
	size_t names;		/* cells in the header */
	size_t columns;		/* of the Markdown table */
	size_t number;		/* of the row at hand, from 1 */
	size_t rows;		/* that were not empty */
};

/*
 * Begins a sheet; its name, unless empty, becomes a heading if the sheet has
 * rows, or with --rows the title of its records.
 */
void sheet_begin(struct sheet *t, struct sink *k, struct span name);

/*
 * Adds a cell to the row at hand: in column `column`, from 0, behind those that
 * are there; the ones between are empty.
 */
void sheet_cell(struct sheet *t, size_t column, struct span text);

/* Ends the row at hand.  Empty rows are counted and not written. */
void sheet_row(struct sheet *t);

/* The next row is this one, from 1; it is not before one that is there. */
void sheet_at(struct sheet *t, size_t number);

/* Ends the sheet, and frees its memory. */
void sheet_end(struct sheet *t);

#endif
