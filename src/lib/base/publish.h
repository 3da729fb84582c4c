/*
 * A file that appears complete or not at all: written under another name
 * in the same directory, and renamed when it is done.  What is there and
 * is no regular file (/dev/null, /dev/stderr, a FIFO) is written to as it is;
 * behind a symbolic link, what it points to is replaced.  A file that is
 * replaced hands on its rights.  The temporary file goes when the program
 * exits, or ends by SIGHUP, SIGINT, SIGPIPE or SIGTERM, before it is done.
 */
#ifndef WK_PUBLISH_H
#define WK_PUBLISH_H

#include "out.h"

struct publish {
	struct out out;		/* write here */
	char *path;		/* NULL if written in place */
	char *temporary;	/* likewise */
};

/* Begins to write path.  0, or -1 with errno set. */
int publish_open(struct publish *p, const char *path);

/* Makes what was written the file.  0, or -1 with errno set: then it is not. */
int publish_commit(struct publish *p);

/* Drops what was written. */
void publish_abort(struct publish *p);

#endif
