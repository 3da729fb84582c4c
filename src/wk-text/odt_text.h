/* The text of OpenDocument's paragraphs. */
#ifndef WK_ODT_TEXT_H
#define WK_ODT_TEXT_H

#include "base/buf.h"
#include "xml.h"

/*
 * Appends text: a run of white space is one blank, also if it began in the
 * buffer, and nothing at the beginning of a line.
 */
void odt_text_add(struct buf *b, struct span s);

/*
 * If the element that begins is blanks, a tab or a line end of a paragraph,
 * what it means, otherwise an empty span.  Good for ever.
 */
struct span odt_text_of(const struct xml_element *e);

#endif
