/* Fetches what batches have brought, as entries of a journal. */
#ifndef WK_BATCH_FETCH_H
#define WK_BATCH_FETCH_H

#include "server.h"
#include "stage/stage.h"
#include "state.h"

struct fetch_settings {
	double price[2];	/* of a million tokens, in and out */
	bool priced;
	bool remove;		/* --delete */
	bool all;		/* --all: what was fetched before, too */
	bool give_up;		/* --give-up: a file that is gone is empty */
	const char *journal;	/* -J; NULL: stdout */
};

/*
 * Writes the replies of all batches that have ended to stdout, and notes in
 * the state which requests had none.  Returns the status to exit with: 1 if
 * a request had none, 75 if a batch has not ended.
 */
int fetch_all(struct stage *stage, struct state *state,
    const struct server_settings *server, const struct fetch_settings *fetch);

#endif
