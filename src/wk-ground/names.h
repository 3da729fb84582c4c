/* Names in Chinese text that nothing marks as names: 张三, 石门堰. */
#ifndef WK_NAMES_H
#define WK_NAMES_H

#include <stddef.h>

#include "claims.h"
#include "lookup.h"
#include "text/chinese.h"

/* Names of an answer that are told, at most. */
#define NAMES_MAX 32

struct names {
	struct {
		size_t from, to;	/* units of the answer */
	} name[NAMES_MAX];
	size_t n;
};

/*
 * Finds what looks like a name in the Han characters of an answer that no
 * passage holds, after claims_mark.  If the passages are not in Chinese,
 * nothing is found.
 */
void names_find(struct names *names, const struct claims *claims,
    const struct lookup *passages, const struct chinese *chinese);

#endif
