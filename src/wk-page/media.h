/* The media types (Content-Type) of pages. */
#ifndef WK_MEDIA_H
#define WK_MEDIA_H

#include "base/buf.h"
#include "base/span.h"

/*
 * The ending for the name of a file of this media type, whose parameters and
 * case are ignored: "html".  NULL: it is none of a document, as of an image or
 * a film.  A server that names no type, or only says that it sends bytes, may
 * send a document: "page".
 */
const char *media_ending(struct span type);

/* The media type itself, without parameters. */
struct span media_type(struct span type);

/* No label of an encoding is longer. */
#define MEDIA_CHARSET ((size_t)40)

/*
 * Appends the value of the first parameter charset, in lower case and without
 * quotation marks.  Nothing is appended if there is none, or if it cannot be
 * the label of an encoding.
 */
void media_charset(struct buf *b, struct span type);

#endif
