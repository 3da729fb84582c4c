/*
 * A reply's text made valid JSON where only single characters stand in the
 * way.
 */
#ifndef WK_REPAIR_H
#define WK_REPAIR_H

#include <stddef.h>

#include "base/buf.h"
#include "json.h"

/* s without the blanks and line ends before it. */
struct span repair_skip(struct span s);

/*
 * Appends the JSON text s to b.  Bytes that are not UTF-8, NULs (raw or as
 * \u0000) and escapes of lone surrogates become U+FFFD; returns how many.
 * Raw control characters in strings are escaped, which loses nothing and is
 * not counted.  Takes linear time.
 */
size_t repair_json(struct buf *b, struct span s);

/*
 * Appends valid JSON to b without the blanks between its values: it is one
 * line then.
 */
void repair_compact(struct buf *b, struct span s);

/*
 * Appends the valid object top in the form that journals keep: on one line
 * and, if anything was repaired, with a member "repaired" at its end, the sum
 * of what that says already and `repaired`.
 */
void repair_keep(struct buf *b, const struct json_value *top, size_t repaired);

#endif
