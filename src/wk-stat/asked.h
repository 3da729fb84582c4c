/* What questions begin with and which words they ask with. */
#ifndef WK_ASKED_H
#define WK_ASKED_H

#include <stddef.h>
#include <stdint.h>

#include "distinct.h"
#include "text/units.h"

#define ASKED_WORDS 16

/* The words by which questions are counted; NULL at the end. */
extern const char *const asked_words[ASKED_WORDS];

/* All zero is empty. */
struct asked {
	uint64_t n;			/* questions */
	uint64_t same;			/* those that stood there before */
	uint64_t word[ASKED_WORDS];	/* that hold the word */
	uint64_t without;		/* that hold none of them */
	struct names openings;		/* two Han characters or two words */
	struct hashes seen;		/* of letters, digits and Han alone */
	struct units units;
	struct buf opening;
};

/* Counts a question, valid UTF-8. */
void asked_add(struct asked *a, struct span question);

void asked_free(struct asked *a);

#endif
