/*
 * What a server said, brought into one line that a person may see.
 */
#ifndef WK_VERDICT_TEXT_H
#define WK_VERDICT_TEXT_H

#include "base/buf.h"

/*
 * Appends s, at most max bytes of it, blanks and line ends as one space,
 * control characters masked, and "…" for whatever looks like a key: servers
 * echo the keys that they refuse.
 */
void verdict_text(struct buf *b, struct span s, size_t max);

#endif
