/*
 * A file that is replaced as a whole: written under another name beside it
 * (its own and ".new"), one writer at a time, and renamed over it when it
 * is complete.  What a crash leaves is the old file, and a ".new" which
 * the next writer starts afresh.
 */
#ifndef WK_KB_FILE_H
#define WK_KB_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"

struct kb_file {
	char *path;	/* what will be replaced; no symbolic link */
	char *temp;	/* the name to write to */
	int fd;		/* holds the lock on temp */
	bool exists;	/* there is something to replace, not empty */
	mode_t mode;	/* that the new file shall have */
};

/*
 * Waits until no other writer is at work, and makes an empty f->temp.
 * 0, or -1 and why; kb_file_close is due in both cases.
 */
int kb_file_open(struct kb_file *f, const char *path, struct buf *why);

/*
 * Makes what was written to f->temp durable and puts it in the place of
 * f->path.  0, or -1 and why.
 */
int kb_file_publish(struct kb_file *f, struct buf *why);

/* Removes f->temp if it was not published; lets the next writer begin. */
void kb_file_close(struct kb_file *f);

#endif
