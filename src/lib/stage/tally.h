/* Counts how often each kind of reason was given. */
#ifndef WK_TALLY_H
#define WK_TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define TALLY_WORD 32	/* bytes of a name, with a NUL */
#define TALLY_KINDS 16	/* one of them is "others", for kinds beyond */

struct tally {
	size_t n;	/* reasons counted, of all kinds */
	struct {
		char kind[TALLY_WORD];
		char stage[TALLY_WORD];	/* "": this program */
		size_t n;
	} each[TALLY_KINDS];
};

/* Whether s can name a kind: [a-z_], 1 to TALLY_WORD - 1 bytes. */
bool tally_is_kind(struct span s);

/*
 * Counts a reason; as "error" if kind cannot name a kind.  stage is the
 * program that gave it, or empty.
 */
void tally_add(struct tally *t, struct span kind, struct span stage);

/* Appends the counts: "2 unrelated, 1 no_balance (wk-ask)". */
void tally_print(const struct tally *t, struct buf *b);

#endif
