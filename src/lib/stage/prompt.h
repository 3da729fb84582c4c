/* A prompt given on the command line: its text (-s) or a file (-S). */
#ifndef WK_PROMPT_H
#define WK_PROMPT_H

#include <stddef.h>

#include "base/buf.h"
#include "opt.h"

/* All zero is a prompt that was not given. */
struct prompt {
	struct span text;	/* valid UTF-8; p is NULL if not given */
	struct buf bytes;
};

/*
 * For rows of an option table (OPT_CALL) that have a letter and whose value
 * is a struct prompt *: set the prompt to the argument, or to the content of
 * the file it names ("-" for stdin), without a byte order mark and without
 * the newlines at its end.
 */
void prompt_take_text(const struct opt *o, const char *arg, struct buf *why);
void prompt_take_file(const struct opt *o, const char *arg, struct buf *why);

void prompt_free(struct prompt *p);

#endif
