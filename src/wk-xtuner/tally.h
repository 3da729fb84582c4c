/* Counts how often each kind of reason was given. */
#ifndef WK_TALLY_H
#define WK_TALLY_H

#include <stddef.h>

#include "base/buf.h"

#define TALLY_WORD 32	/* bytes of a kind's name, with a NUL */
#define TALLY_KINDS 16	/* one of them is "others", for kinds beyond */

struct tally {
	size_t n;	/* reasons counted, of all kinds */
	struct {
		char kind[TALLY_WORD];
		size_t n;
	} each[TALLY_KINDS];
};

/* Whether s can name a kind: [a-z_], 1 to TALLY_WORD - 1 bytes. */
bool tally_is_kind(struct span s);

/* Counts a reason; as "error" if kind cannot name a kind. */
void tally_add(struct tally *t, struct span kind);

/* Appends the counts: "2 unrelated, 1 short_answer". */
void tally_print(const struct tally *t, struct buf *b);

#endif
