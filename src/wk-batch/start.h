/*
 * Starts batches: each step is in the state before the next is taken, so that
 * a run that was broken off is finished by the next.
 */
#ifndef WK_BATCH_START_H
#define WK_BATCH_START_H

#include <stdbool.h>
#include <stddef.h>

#include "gather.h"
#include "server.h"
#include "state.h"

struct start_limits {
	size_t settle;		/* seconds until a list shows a new batch */
	bool again;		/* --again */
};

/* A run that starts batches. */
struct starting {
	struct state *state;
	const struct server_settings *settings;
	const struct start_limits *limits;
	struct server server;
	bool open;		/* the server is found: server_close it */
	size_t batches, requests;	/* that were started */
	int status;		/* to exit with */
};

/*
 * All that follow return false if the run must end: s->status says how, and
 * they have said why.
 */

/* Finds the server by the URL of requests, unless it is found. */
bool start_server(struct starting *s, const char *url);

/* Finishes all that earlier runs have begun. */
bool start_resume(struct starting *s);

/* Uploads a file of requests to a URL, and starts its batch. */
bool start_batch(struct starting *s, const char *url, struct gathered *g);

/* Ends the run for errno: the thing at fault is `what`. */
bool start_local(struct starting *s, const char *what);

#endif
