/* One sheet of an XLSX document: its cells, row by row, into a sheet. */
#ifndef WK_XLSX_SHEET_H
#define WK_XLSX_SHEET_H

#include "xlsx_book.h"

/* What was seen in sheets that the reader tells about. */
struct xlsx_seen {
	size_t formulas;	/* without a value */
	size_t lost;		/* cells that name no string of the book */
	size_t beyond;		/* cells right of the last column */
	size_t hidden_rows;	/* that are read all the same */
	size_t hidden_columns;	/* likewise; those that have cells */
};

/*
 * Reads a sheet; its name, unless empty, is its heading.  Adds to *seen.  0,
 * or what sink_fail returns.
 */
int xlsx_sheet_read(const struct xlsx_book *book, struct archive *a,
    struct sink *k, const char *part, struct span name,
    struct xlsx_seen *seen);

#endif
