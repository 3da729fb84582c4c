/*
 * A prompt that is given with the command: its text (-s), or a file (-S).
 */
#ifndef WK_PROMPT_H
#define WK_PROMPT_H

#include <stddef.h>

#include "base/buf.h"

/* All zero is a prompt that was not given. */
struct prompt {
	struct span text;	/* valid UTF-8; p is NULL if not given */
	const char *name;	/* what to call it: the flag or the file */
	size_t bad;		/* of what is not UTF-8: where, from 1 */
	struct buf bytes;
};

/*
 * Takes the text that was given with a flag, "-s", instead of what p held.
 * 0, or -1 with errno set: ENOMEM, or EILSEQ and p->bad.
 */
int prompt_set(struct prompt *p, const char *flag, const char *text);

/*
 * Takes the content of a file, "-" for stdin, without a byte order mark and
 * the newlines at its end.  Returns as above, and as file_read does.
 */
int prompt_read(struct prompt *p, const char *path);

void prompt_free(struct prompt *p);

#endif
