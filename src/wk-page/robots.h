/* What robots.txt allows (RFC 9309). */
#ifndef WK_ROBOTS_H
#define WK_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Of a longer file the first so many bytes are read. */
#define ROBOTS_MAX ((size_t)500 * 1024)

/* The rules for us; all zero allows all. */
struct robots {
	struct buf rules;	/* each: '+' or '-', a pattern, a NUL */
	double delay;		/* Crawl-delay, in seconds; 0: none */
};

/*
 * Reads the rules for the crawler `agent` from a file: those of its groups, or
 * if there are none those of the groups of *.  r is all zero.
 */
void robots_read(struct robots *r, struct span file, const char *agent);

/* Whether a path with its query may be fetched; /robots.txt always may. */
bool robots_allow(const struct robots *r, struct span target);

void robots_free(struct robots *r);

#endif
