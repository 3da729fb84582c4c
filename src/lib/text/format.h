/* The formats of documents that are not plain text, told by their bytes. */
#ifndef WK_FORMAT_H
#define WK_FORMAT_H

#include "base/span.h"

/*
 * What a file is whose bytes are these, if it is a document in a binary
 * format: "a PDF", "a Word document (DOCX)"; or NULL.  A text is none.
 */
const char *format_of(struct span bytes);

/* What a text is, "HTML" or "RTF", if it is full of marks; or NULL. */
const char *format_of_text(struct span text);

#endif
