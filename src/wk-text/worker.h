/*
 * A process that reads documents, one after the other, as the program asks
 * for them through a socket: what a broken library or a hostile document does
 * costs this process and one document.
 */
#ifndef WK_WORKER_H
#define WK_WORKER_H

#include <sys/types.h>

#include "base/buf.h"
#include "settings.h"

struct worker {
	pid_t pid;	/* 0: it does not run */
	int fd;		/* our end of the socket, or -1 */
};

/*
 * Starts it.  In the new process, `others` are closed: the descriptors of n
 * workers.  0, or -1 with errno set.
 */
int worker_start(struct worker *w, const struct settings *settings,
    const struct worker *others, size_t n);

/*
 * Asks for a document, whose records have this `source`; `label` is as in
 * reading.h.  0, or -1 if the worker is gone.
 */
int worker_ask(struct worker *w, const char *path, const char *source,
    const char *label);

/*
 * Waits for the end of a worker that is gone, or is to be ended; appends to
 * why, unless it is NULL, how it ended, in words.  Returns the kind of error
 * that this is to its document.  The worker can be started again.
 */
const char *worker_stop(struct worker *w, const struct settings *settings,
    struct buf *why);

#endif
