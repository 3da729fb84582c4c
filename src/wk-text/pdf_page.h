/*
 * The lines of a page of a PDF, and the paragraphs that they make: lines of a
 * paragraph are joined, with a blank between words and none between Han;
 * items of lists, headings and rows of tables keep lines of their own.
 */
#ifndef WK_PDF_PAGE_H
#define WK_PDF_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* A line that is not blank. */
struct pdf_line {
	struct span s;		/* without blanks at its ends */
	size_t width;		/* in columns */
	bool gap;		/* a blank line stands before it */
};

/* All zero is one to begin with; the lines are freed by pdf_lines_free. */
struct pdf_lines {
	struct pdf_line *lines;
	size_t n, size;
};

/* Splits a page, valid UTF-8, which the lines point into. */
void pdf_lines_split(struct pdf_lines *l, struct span page);
void pdf_lines_free(struct pdf_lines *l);

/* How a page ended, for the next one.  All zero is the document's beginning. */
struct pdf_end {
	bool text;		/* a page with text came before */
	bool open;		/* its last line may go on */
	uint32_t last;		/* the last character of that line */
};

/*
 * Appends the text of n lines.  If *end is that of the page before, whose text
 * is at the end of b, a paragraph may go on from there; otherwise a blank
 * line parts them.
 */
void pdf_page_put(struct buf *b, const struct pdf_line *lines, size_t n,
    struct pdf_end *end);

#endif
