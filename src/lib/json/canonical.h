/* One form for all JSON that says the same. */
#ifndef WK_CANONICAL_H
#define WK_CANONICAL_H

#include "base/buf.h"

/*
 * Appends the JSON value in `json` to b with the members of all objects
 * sorted by name (bytes of its UTF-8; of equal names the earlier first),
 * strings in their shortest form, numbers as they came and no white space.
 * Members of the outermost object that `without` (ending in NULL; may be
 * NULL) names are left out.  0, or -1 if it is no JSON, and b is as before.
 * b->failed tells of a lack of memory.
 */
int canonical_put(struct buf *b, struct span json, const char *const *without);

#endif
