/* How often each kind of reason was given: for the line that sums up. */
#ifndef WK_TALLY_H
#define WK_TALLY_H

#include <stddef.h>

#include "base/buf.h"

#define TALLY_WORD 32	/* bytes of a kind's name, with a NUL */
#define TALLY_KINDS 16	/* those past the last are counted as "others" */

struct tally {
	size_t n;	/* in all */
	struct {
		char kind[TALLY_WORD];
		size_t n;
	} each[TALLY_KINDS];
};

/* Whether s can name a kind: [a-z_], 1 to TALLY_WORD - 1 bytes. */
bool tally_is_kind(struct span s);

/* Counts one.  What cannot name a kind is counted as "error". */
void tally_add(struct tally *t, struct span kind);

/* Appends what was counted: "2 unrelated, 1 short_answer". */
void tally_print(const struct tally *t, struct buf *b);

#endif
