/*
 * What failed, and where: counts by kind, the first message, and the status
 * that the run ends with for it.
 */
#ifndef WK_FAILURES_H
#define WK_FAILURES_H

#include <stdbool.h>

#include "base/buf.h"
#include "json/json.h"
#include "tally.h"

/* Exit statuses, the same in every program. */
enum {
	STATUS_OK = 0,
	STATUS_FAILED = 1,	/* finished, some records failed */
	STATUS_LOCAL = 2,	/* usage, configuration or local I/O */
	STATUS_PERSON = 3,	/* a person must act */
	STATUS_AGAIN = 75	/* the other side is unwell (EX_TEMPFAIL) */
};

struct failures {
	struct tally tally;	/* of all that was noted */
	int status;		/* the most serious one */
	bool quoted;		/* first is of the cause, not of what it did */
	struct buf first;	/* message of a failure with that status */
};

/* The more serious of two statuses: 3, then 2, 75, 1, 0. */
int status_worse(int a, int b);

/*
 * Notes a record that failed: in which program (empty: this one), the kind,
 * the message, and the status.  With STATUS_OK it was refused, and did not
 * fail: it is counted alone.
 */
void failures_note(struct failures *f, struct span stage, struct span kind,
    struct span message, int status);

/*
 * The status that a record's `error` carries: that of the run it stopped, or
 * STATUS_FAILED if it stopped none.
 */
int failures_status(const struct json_value *error);

/* Notes a record that failed earlier in the pipe, by its `error`. */
void failures_note_error(struct failures *f, const struct json_value *error);

/* Appends the counts: "2 unrelated, 1 stopped (wk-ask)". */
void failures_counts(const struct failures *f, struct buf *b);

/* Appends "; the first: " and its message, if anything failed. */
void failures_first(const struct failures *f, struct buf *b);

void failures_free(struct failures *f);

#endif
