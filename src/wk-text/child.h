/*
 * Runs a program as a child, without a shell, on a document that nobody
 * trusts.
 *
 * The child has an empty directory of its own as its working directory and
 * TMPDIR, which is removed afterwards with all that is in it; it has no
 * descriptors but its stdin, stdout and stderr; it gains no privileges; and it
 * is killed, with its whole process group, when it ends, takes too long,
 * writes too much, or when this process ends, be it killed; the directory is
 * removed then, too.
 *
 * A converter of ours also has no network (seccomp, where the machine has
 * it), limits on memory, processor time and files, HOME in its directory, and
 * no environment but PATH and LC_ALL.  A command that the user named may need
 * the network, a GPU or files in HOME, and has them.
 */
#ifndef WK_CHILD_H
#define WK_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct child {
	/* The words of its command, then NULL; PATH is searched. */
	const char *const *argv;
	int in;			/* its stdin, a regular file; -1: none */
	/*
	 * A name for a copy of `in` in its directory, or NULL: for a program
	 * that wants a file with a name, of a document that has none.
	 */
	const char *copy;
	const char *link;	/* that is no copy, but a link to this path;
				   NULL: it is a copy */
	size_t most;		/* bytes of its output */
	size_t timeout;		/* seconds; our own time in `output` is not
				   counted */
	bool named;		/* by the user */
	/*
	 * Takes a piece of its output, as it comes; false: no more is wanted,
	 * and the child is killed.
	 */
	bool (*output)(void *arg, struct span piece);
	void *arg;
};

/* How it ended.  All zero is one to begin with. */
struct child_end {
	int error;		/* errno: it could not be run */
	bool missing;		/* there is no such program */
	int status;		/* its exit status, if it ended by itself */
	int signal;		/* the signal that ended it, or 0 */
	bool timed_out, too_long, unwanted;	/* why we killed it */
	struct buf errors;	/* its stderr; of much, beginning and end */
};

/*
 * Runs the child to its end.  0 if it ended by itself with status 0, else -1:
 * e tells.  e->errors grows while it runs; the caller frees it.
 */
int child_run(const struct child *c, struct child_end *e);

/*
 * Appends to b, in words, why a child did not end well: "status 1: its last
 * line on stderr".
 */
void child_why(const struct child *c, const struct child_end *e,
    struct buf *b);

#endif
