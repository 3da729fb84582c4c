/*
 * Patterns of the user (PCRE2, in UTF mode), and their matches in a text,
 * one after the other.  \w, \d and the like know Unicode; \C is refused,
 * since it cuts a code point in two; a line ends at \n alone.  A match that
 * takes too long is given up.
 */
#ifndef WK_PATTERN_H
#define WK_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/* For pattern_new. */
#define PATTERN_LINES 1U	/* ^ and $ match at every line */

struct pattern_error {
	size_t offset;		/* byte of the pattern, from 0 */
	char message[128];	/* PCRE2's */
};

/* Where a search stands, and its last match: offsets in bytes. */
struct pattern_match {
	size_t start, end;
	size_t from;		/* the search goes on here */
	bool empty;		/* the last match was empty */
};

struct pattern;

/*
 * Compiles a pattern; how is a sum of PATTERN_*.  Returns NULL, with *e
 * filled in, if it is malformed.  The caller frees it with pattern_free.
 */
struct pattern *pattern_new(struct span source, unsigned int how,
    struct pattern_error *e);

/*
 * Finds the next match in the valid UTF-8 text s, after those found before
 * with the same *m (all zero at first).  As in Python, the match after an
 * empty one may begin at the same place, but not be empty again.  Returns
 * 1, 0 if there is no further match, or -1 if PCRE2 gave up: pattern_why
 * then says why.  One thread at a time may use a pattern.
 */
int pattern_next(struct pattern *p, struct span s, struct pattern_match *m);

/*
 * The part of s that the first group of the last match stands for, or the
 * whole match if the pattern has no group; empty if the group took no part.
 */
struct span pattern_group(const struct pattern *p, struct span s);

/* Why the last pattern_next returned -1: "match limit exceeded". */
const char *pattern_why(const struct pattern *p);

/* Frees a pattern, or does nothing with NULL. */
void pattern_free(struct pattern *p);

#endif
