/*
 * A line of a batch's output or error file:
 *
 *	{"custom_id":KEY,"response":{"status_code":200,"body":{…}},"error":null}
 */
#ifndef WK_BATCH_RESULT_H
#define WK_BATCH_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/verdict.h"
#include "stage/embedding.h"
#include "state.h"

/* All zero to begin with; used again for the next line. */
struct result {
	bool vectors;		/* set first: replies of /embeddings */
	bool known;		/* custom_id is a key of ours, perhaps */
	struct buf id;		/* custom_id as it came */
	unsigned char key[JOURNAL_KEY];
	enum key_how how;	/* KEY_ANSWERED, _FAILED, _AGAIN, _LEFT */
	struct buf reply;	/* if answered: as the journal keeps it */
	long long in, out;	/* tokens billed, or 0 */
	struct verdict verdict;	/* otherwise: its kind and message */
	struct embedding one;
	struct buf text;
	size_t repaired;	/* characters of the line that were replaced */
};

/* Reads a line.  0, or -1 if it is no JSON object. */
int result_read(struct result *r, struct span line);

void result_free(struct result *r);

#endif
