/* HTML as part of another document: the chapters of an EPUB, altChunk. */
#ifndef WK_TEXT_HTML_H
#define WK_TEXT_HTML_H

#include "base/span.h"
#include "md.h"

/*
 * Writes all text of an HTML or XHTML document, or of a fragment of one,
 * through m: headings, lists and their numbers, tables, verbatim text; not
 * scripts, styles, hidden elements and the readings of ruby.  charset names
 * the encoding, as HTTP or MIME call it; NULL: find it out.  Footnotes are left
 * out, and *notes grows by the number of their marks.  0, or -1 if it has more
 * elements than we read.
 */
int html_fragment(struct span bytes, const char *charset, struct md *m,
    size_t *notes);

#endif
