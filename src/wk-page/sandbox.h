/* Takes rights from this process that it does not need to fetch pages. */
#ifndef WK_SANDBOX_H
#define WK_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * From now on this process and its threads gain no privileges, dump no core,
 * start no program, write to no file but those below `directory` and those
 * that are open, and take no more memory than `memory` bytes.  Call it before
 * the first thread begins.  What this machine cannot do is appended to lacks,
 * as words of a list ("Landlock (…), a limit of memory (…)"); nothing if it
 * can do all.
 */
void sandbox_enter(const char *directory, size_t memory, struct buf *lacks);

#endif
