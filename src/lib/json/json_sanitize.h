/*
 * A reply's text made valid JSON where only single characters stand in the
 * way.
 */
#ifndef WK_JSON_SANITIZE_H
#define WK_JSON_SANITIZE_H

#include <stddef.h>

#include "base/buf.h"
#include "json.h"

/* s without the blanks and line ends before it. */
struct span json_skip_blanks(struct span s);

/*
 * Appends the JSON text s to b.  Bytes that are not UTF-8, NULs (raw or as
 * \u0000) and escapes of lone surrogates become U+FFFD; returns how many.
 * Raw control characters in strings are escaped, which loses nothing and is
 * not counted.  Takes linear time.
 */
size_t json_sanitize(struct buf *b, struct span s);

/*
 * Appends valid JSON to b without the blanks between its values: it is one
 * line then.
 */
void json_compact(struct buf *b, struct span s);

/*
 * Appends the valid object top in the form that journals keep: on one line
 * and, if anything was repaired, with a member "repaired" at its end, the sum
 * of what that says already and `repaired`.
 */
void json_keep(struct buf *b, const struct json_value *top, size_t repaired);

#endif
