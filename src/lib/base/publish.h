/*
 * A file that appears complete or not at all: it is written under a temporary
 * name in the same directory and renamed when it is done.  It gets the rights
 * (rwx) of the file that it replaces, or those that umask leaves.  Behind a
 * symbolic link, the file that the link points to is replaced.
 *
 * The temporary file is removed when the program exits, or ends by SIGHUP,
 * SIGINT, SIGPIPE or SIGTERM, before the file is done.
 */
#ifndef WK_PUBLISH_H
#define WK_PUBLISH_H

#include "out.h"

struct publish {
	struct out out;		/* write here; fd is -1 before and after */
	char *path;		/* NULL if written in place */
	char *temporary;	/* likewise */
};

/* A file that is not open: publish_abort does nothing to it. */
#define PUBLISH_CLOSED ((struct publish){ .out = { .fd = -1 } })

/*
 * Begins to write path.  If path exists and is no regular file (/dev/null,
 * /dev/stderr, a FIFO), it is written to in place.  0, or -1 with errno set.
 */
int publish_open(struct publish *p, const char *path);

/*
 * The same for files that have one writer at a time: waits for a lock (of
 * flock(2), on the temporary file) until no other writer is at work.  The
 * temporary file is PATH.new, readable and writable for its owner and empty;
 * the caller may write to it through p->temporary as well.  If a writer was
 * killed, its temporary file stays until the next one takes it over.  path
 * must name a regular file, or nothing.  0, or -1 with errno set: EEXIST if
 * PATH.new is something else.
 */
int publish_open_locked(struct publish *p, const char *path);

/*
 * Makes what was written the file, durably, and closes p.  0, or -1 with
 * errno set: then the old file is still there, unless all that failed was to
 * make the rename durable.
 */
int publish_commit(struct publish *p);

/* Drops what was written and closes p; after a commit it does nothing. */
void publish_abort(struct publish *p);

#endif
