/*
 * Where a quote begins and ends: without the marks of a list, a heading or a
 * quotation at its beginning, and without a colon at its end.
 */
#ifndef WK_TRIM_H
#define WK_TRIM_H

#include <stdbool.h>

#include "base/span.h"

/* The mark of a list item that a line begins with, in bytes; 0: none. */
size_t trim_list_mark(struct span line);

/* Whether a line begins with the mark of a Markdown heading. */
bool trim_is_heading(struct span line);

/* Whether s, blanks aside, ends with a colon. */
bool trim_ends_colon(struct span s);

/* Whether s, blanks aside, ends with a question mark. */
bool trim_ends_question(struct span s);

/*
 * The part of a quote that is left; it is a part of text, valid UTF-8.
 * Quotation marks that stand around a part of the quote stay.
 */
struct span trim_quote(struct span text, struct span quote);

#endif
