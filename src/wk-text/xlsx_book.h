/* What the sheets of an XLSX document share: names, strings, formats. */
#ifndef WK_XLSX_BOOK_H
#define WK_XLSX_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"
#include "ooxml.h"
#include "xlsx_format.h"

struct xlsx_tab {
	char *name;
	char *id;		/* of its relation */
	bool hidden;
};

/* All zero is a book without sheets. */
struct xlsx_book {
	struct ooxml_relations relations;
	struct xlsx_tab *tabs;	/* in the order that is shown */
	size_t n;
	bool since_1904;
	struct buf strings;	/* all shared strings */
	size_t *ends;		/* where each ends in it */
	size_t nstrings;
	struct xlsx_format *styles;	/* the formats of cells */
	size_t nstyles;
};

/* Reads the book whose main part this is.  0, or what sink_fail returns. */
int xlsx_book_read(struct xlsx_book *book, struct archive *a, struct sink *k,
    const char *part);

void xlsx_book_free(struct xlsx_book *book);

/* Appends text in which _x000D_ and its like stand for characters. */
void xlsx_put_text(struct buf *b, struct span s);

#endif
