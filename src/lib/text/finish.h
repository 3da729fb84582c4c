/*
 * The words of servers for how a reply ended: finish_reason, which records
 * keep as it came in ask.finish and rag.finish.
 */
#ifndef WK_FINISH_H
#define WK_FINISH_H

#include "base/span.h"

enum finish {
	FINISH_PLAIN,		/* stop, or any word that is not known */
	FINISH_CUT,		/* a limit of tokens ended the reply */
	FINISH_FILTERED,	/* a filter held it back */
	FINISH_REFUSED,		/* the model refused */
	FINISH_BROKEN		/* the server broke off */
};

/* What a word means, in whatever case it is. */
enum finish finish_of(struct span word);

#endif
