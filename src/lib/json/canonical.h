/* One form for JSON texts that differ in order, escapes and blanks alone. */
#ifndef WK_CANONICAL_H
#define WK_CANONICAL_H

#include "base/buf.h"

/*
 * Appends the JSON value in `json` to b with the members of all objects
 * sorted by name (bytes of its UTF-8; of equal names the earlier first),
 * strings in their shortest form, numbers as they came and no white space.
 * Leaves out the members of the outermost object that `without` names, a
 * list that ends in NULL, or NULL.  0; -1 if `json` is not one JSON value,
 * and b is as before.  b->failed is set if b would pass BUF_MAX.
 */
int canonical_put(struct buf *b, struct span json, const char *const *without);

#endif
