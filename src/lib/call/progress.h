/*
 * How far a run has come, in one line.
 */
#ifndef WK_PROGRESS_H
#define WK_PROGRESS_H

#include <stdint.h>

#include "base/buf.h"

struct progress {
	int64_t begun;		/* ms, by the caller's clock */
	uint64_t total;		/* records in the input; 0: not known */
	uint64_t done;		/* records that have left */
	uint64_t ok, replayed;	/* of those that were to be called */
	uint64_t failed;	/* of all */
	uint64_t requests, retries;
	uint64_t doubtful;	/* requests that may be billed for nothing */
	uint64_t tokens;
};

/*
 * How many lines there are in the files named, or 0 if one is no regular
 * file (a pipe, a terminal), so that nobody knows.
 */
uint64_t progress_count(char *const *files);

/* Appends the line: done/total, failed, requests a second, tokens, the time
 * that is left. */
void progress_line(const struct progress *g, int64_t now, struct buf *b);

/* Appends the line for the end: records, ok, replayed, failed, retries,
 * tokens. */
void progress_summary(const struct progress *g, struct buf *b);

#endif
