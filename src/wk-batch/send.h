/* Reads requests, and sends those that the state does not have. */
#ifndef WK_BATCH_SEND_H
#define WK_BATCH_SEND_H

#include <stddef.h>

#include "stage/stage.h"
#include "start.h"

struct send_settings {
	struct gather_limits file;
	struct start_limits start;
	size_t retries;		/* of a request that failed in a batch */
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
