/* What the beginning or end of a line of a PDF says of it. */
#ifndef WK_PDF_MARKS_H
#define WK_PDF_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* How many bytes the mark of a list's item takes: "•", "3.", "(a)", "一、". */
size_t pdf_item_mark(struct span s);

/* The same for a heading's: "第一章", "3.2", "Chapter 4". */
size_t pdf_heading_mark(struct span s);

/* Whether a line is a row of a table: half of its words are numbers. */
bool pdf_is_row(struct span s);

/* Whether a sentence ends with s, perhaps in quotes or brackets. */
bool pdf_ends_sentence(struct span s);

/* Whether there are marks of sentences in s. */
bool pdf_has_sentence(struct span s);

#endif
