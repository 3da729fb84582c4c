/*
 * Between type.c and the files that look more closely at one kind of
 * container.  Each returns the name of a type, which type.c has in its table.
 */
#ifndef WK_TYPE_PRIVATE_H
#define WK_TYPE_PRIVATE_H

#include "sink.h"
#include "source.h"

/* Of a zip archive.  NULL after sink_fail. */
const char *type_of_zip(struct source *s, struct sink *k);

/* Of an OLE file, as Office wrote before 2007.  NULL after sink_fail. */
const char *type_of_ole(struct source *s, struct sink *k);

/* Of a text.  The name of the source decides where kinds look alike. */
const char *type_of_text(const struct source *s);

#endif
