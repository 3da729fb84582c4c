/*
 * Answers that come again and again, to different questions: they fit many
 * questions because they answer none.  Takes a fixed amount of memory.
 */
#ifndef WK_REPEATS_H
#define WK_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

#define REPEATS_SLOTS 1024

/* All zero to begin with. */
struct repeats {
	struct {
		uint64_t answer, question;	/* hashes; the last question */
		size_t n;			/* questions */
	} slot[REPEATS_SLOTS];
	size_t answers;		/* all of them */
	size_t most;		/* questions with the most frequent answer */
	struct buf text;	/* that answer */
};

/* Counts an answer. */
void repeats_add(struct repeats *r, struct span question, struct span answer);

/* Whether one answer came so often that the user should know. */
bool repeats_many(const struct repeats *r);

void repeats_free(struct repeats *r);

#endif
