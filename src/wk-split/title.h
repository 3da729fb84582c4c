/* The title of a document: its first line. */
#ifndef WK_TITLE_H
#define WK_TITLE_H

#include "base/span.h"

#define TITLE_MOST 80	/* code points */

/*
 * The first line of text, valid UTF-8, that holds a letter or digit: without
 * the # marks of a Markdown heading and the blanks at both ends, and cut to
 * TITLE_MOST code points.  A part of text; empty if there is no such line.
 */
struct span title_of(struct span text);

#endif
