/* Asks for the status of batches. */
#ifndef WK_BATCH_POLLING_H
#define WK_BATCH_POLLING_H

#include "server.h"
#include "stage/stage.h"
#include "state.h"

/*
 * Asks for the state of each batch that waits: a line for each on stdout.
 * Returns the status to exit with: 75 if one has not ended.
 */
int poll_all(struct stage *stage, struct state *state,
    const struct server_settings *server);

/*
 * Opens the server of a state, unless nothing was sent, which this says.
 * STATUS_OK, or what to exit with.
 */
int poll_server(struct server *server, const struct state *state,
    const struct server_settings *settings);

/*
 * Asks how a batch stands, and notes its status if it is another.  give_up:
 * the caller gives it up if the server does not have it.  STATUS_OK, or what
 * to exit with.
 */
int poll_one(struct server *server, struct state *state, struct sent *b,
    bool give_up, struct batch_look *look);

/*
 * Whether to go on with the next batch: this one came out with `status`, whose
 * last call was to server.  A server that refuses a call about one batch
 * (status 4xx) may answer those about others.
 */
bool poll_goes_on(const struct server *server, int status);

/* Says at the end how many batches came out with STATUS_LOCAL, if any did. */
void poll_refused(const struct state *state, size_t refused);

/* Says that a batch was not sent to its end; returns what to exit with. */
int poll_half(const struct state *state);

/* The worse of two statuses: 3, 2, 75, 1, 0. */
int poll_worse(int a, int b);

#endif
