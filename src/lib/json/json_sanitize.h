/*
 * JSON from a server, made valid where only single characters are wrong, and
 * written on one line for the journal.
 */
#ifndef WK_JSON_SANITIZE_H
#define WK_JSON_SANITIZE_H

#include <stddef.h>

#include "base/buf.h"
#include "json.h"

/* s without the white space of JSON at its beginning. */
struct span json_skip_blanks(struct span s);

/*
 * Appends the JSON text s to b.  Bytes that are not UTF-8, NULs (raw or as
 * \u0000) and escapes of lone surrogates become U+FFFD; returns how many were
 * replaced.  Raw control characters in strings are escaped, which loses
 * nothing and is not counted.  Takes linear time.
 */
size_t json_sanitize(struct buf *b, struct span s);

/* Appends the valid JSON s to b without white space, and so on one line. */
void json_compact(struct buf *b, struct span s);

/*
 * Appends the valid object top as a journal keeps it: on one line and, if
 * `replaced` is not 0, with a member "repaired" at its end, which counts the
 * characters replaced; a number that top has there is added.
 */
void json_keep(struct buf *b, const struct json_value *top, size_t replaced);

#endif
