/* What an answer's passages do not hold, and how much they do. */
#ifndef WK_REPORT_H
#define WK_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "claims.h"
#include "json/json.h"
#include "lookup.h"
#include "names.h"

struct report {
	struct claims *claims;
	const struct lookup *passages, *given;
	struct names names;
	size_t budget;		/* bytes of passages that may be searched */
	unsigned int support;	/* in 1/100 */
};

/*
 * Makes the report on claims that have been marked.  It is good as long as
 * they and the passages are.
 */
void report_make(struct report *report, struct claims *claims,
    const struct lookup *passages, const struct lookup *given,
    const struct chinese *chinese);

/*
 * Appends the value of `scores`: the old one, NULL if there is none, with
 * its member `support` set.
 */
void report_scores(const struct report *report, const struct json_value *old,
    struct buf *b);

/*
 * Appends the value of `unsupported`, an array of strings.  False if one of
 * them is a number or a name.
 */
bool report_unsupported(struct report *report, struct buf *b);

#endif
