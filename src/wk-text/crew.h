/*
 * Workers that read documents side by side, and whose results come out in the
 * order in which the documents were asked for.  One that dies costs its
 * document, which becomes an error, and is replaced.
 */
#ifndef WK_CREW_H
#define WK_CREW_H

#include <stdbool.h>
#include <stddef.h>

#include "settings.h"
#include "sink.h"

/* So many workers, at most. */
#define CREW_MOST 256

struct crew;

struct crew_options {
	const struct settings *settings;
	size_t workers;		/* 1 to CREW_MOST */
	/* Takes what the sinks of all documents send, in order. */
	const struct sink_port *out;
	/*
	 * A document has ended: its type, "" if it was not told; and, if it
	 * failed, the kind of error, else "".
	 */
	void (*ended)(void *arg, const char *type, const char *error);
	/* Called in order, where crew_mark was called. */
	void (*marked)(void *arg, const char *name, const char *rest);
	/* Nothing has come for a while. */
	void (*idle)(void *arg);
	void *arg;
};

struct crew *crew_new(const struct crew_options *options);

/*
 * Has the document at path, "-" being stdin, read; returns when a worker has
 * begun.  Its records have this source and, at their end, the members `more`,
 * such as "url":"…", unless that is empty; `label` is as in reading.h.  0; -1
 * with errno set: no worker can be started.
 */
int crew_read(struct crew *c, const char *path, const char *source,
    const char *label, struct span more);

/* An error of a document that is not read. */
void crew_fail(struct crew *c, const char *source, const char *kind,
    const char *message);

/* A record, with its newline, that goes out as it is. */
void crew_pass(struct crew *c, struct span line);

/* Has `marked` called with these when all before has come out. */
void crew_mark(struct crew *c, const char *name, const char *rest);

/* Waits until more has come out; false if all has. */
bool crew_wait(struct crew *c);

/* Ends the workers, also those at work, and frees the memory. */
void crew_free(struct crew *c);

#endif
