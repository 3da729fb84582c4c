/*
 * Recognises what is given to a filter by mistake: lines that are not records.
 */
#ifndef WK_FOREIGN_H
#define WK_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Whether an input is in UTF-16, by its first line. */
bool foreign_utf16(struct span line);

/* The program that decompresses an input, by its first line; else NULL. */
const char *foreign_compressed(struct span line);

/*
 * Whether a line is in another encoding than UTF-8: it is not UTF-8, and its
 * beginning, as far as it is, is ASCII.
 */
bool foreign_bytes(struct span line);

/* The encoding for iconv(1) that a line of foreign bytes may be in. */
const char *foreign_encoding(struct span line);

/*
 * Appends what the user may have meant by a line that is not a record: plain
 * text, whose field would be `field`, an array, JSON over several lines.
 */
void foreign_hint(struct buf *b, struct span line, const char *field);

#endif
