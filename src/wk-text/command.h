/* The words of a command, split as a shell splits them, without a shell. */
#ifndef WK_COMMAND_H
#define WK_COMMAND_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Appends the words of a command to b, each with a NUL.  Blanks part them;
 * '…' and "…" keep blanks, and \ the next character (not within '…').  What a
 * shell would expand or act on ($ * | ; …) is refused unless it is quoted.
 * How many words there are; 0 if the command does not do, with the reason
 * appended to why.
 */
size_t command_split(struct buf *b, const char *command, struct buf *why);

#endif
