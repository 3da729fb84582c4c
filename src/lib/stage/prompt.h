/* A prompt given on the command line: its text (-s) or a file (-S). */
#ifndef WK_PROMPT_H
#define WK_PROMPT_H

#include <stddef.h>

#include "base/buf.h"
#include "opt.h"

/* All zero is a prompt that was not given. */
struct prompt {
	struct span text;	/* valid UTF-8; p is NULL if not given */
	const char *name;	/* for messages: the option or the file */
	size_t bad;		/* after EILSEQ: the invalid byte, from 1 */
	struct buf bytes;
};

/*
 * Sets the prompt to text, which came with the option `flag` ("-s").  0; -1
 * with errno EILSEQ and p->bad set if the text is not UTF-8.
 */
int prompt_set(struct prompt *p, const char *flag, const char *text);

/*
 * Sets the prompt to the content of a file, "-" for stdin, without a byte
 * order mark and without the newlines at its end.  0; -1 with errno as above
 * or as file_read sets it.
 */
int prompt_read(struct prompt *p, const char *path);

/*
 * For rows of an option table (OPT_CALL) whose value is a struct prompt *:
 * set the prompt to the argument, or to the content of the file it names.
 */
void prompt_take_text(const struct opt *o, const char *arg, struct buf *why);
void prompt_take_file(const struct opt *o, const char *arg, struct buf *why);

void prompt_free(struct prompt *p);

#endif
