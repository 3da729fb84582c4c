/* Sends requests as files of a batch each. */
#ifndef WK_BATCH_SEND_H
#define WK_BATCH_SEND_H

#include <stddef.h>

#include "server.h"
#include "stage/stage.h"
#include "state.h"

struct send_settings {
	size_t lines, bytes;	/* of a file, at most */
	size_t inputs;		/* texts to embed in it, at most */
	size_t retries;		/* of a request that failed in a batch */
	size_t settle;		/* seconds until a list shows a new batch */
	bool again;		/* --again */
	bool retry;		/* -R */
};

/*
 * Finishes what an earlier run began, then reads requests, as --requests of
 * the other programs prints them, and sends those that the state does not
 * have: a batch for each model and each file's worth of lines.  Returns the
 * status to exit with.
 */
int send_all(struct stage *stage, struct state *state,
    const struct server_settings *server, const struct send_settings *send);

#endif
