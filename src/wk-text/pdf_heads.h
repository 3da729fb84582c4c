/*
 * Running heads of pages: lines at their upper or lower edge that repeat on
 * at least three pages near one another, or would if it were not for the
 * page's number in them; and page numbers.  Pages are noted some way ahead of
 * those that are written; memory does not grow with their number.
 */
#ifndef WK_PDF_HEADS_H
#define WK_PDF_HEADS_H

#include <stdbool.h>
#include <stddef.h>

#include "pdf_page.h"

/* How many lines at an edge may be heads. */
#define PDF_HEADS_EDGE 3

struct pdf_heads;

/* Begins with a document; the caller ends with pdf_heads_free. */
struct pdf_heads *pdf_heads_new(void);
void pdf_heads_free(struct pdf_heads *h);

/* Notes a page; pages are numbered from 1, and noted in order. */
void pdf_heads_note(struct pdf_heads *h, size_t page,
    const struct pdf_line *lines, size_t n);

/* Takes the heads off the lines of a page. */
void pdf_heads_take(const struct pdf_heads *h, size_t page,
    struct pdf_lines *l);

#endif
