/*
 * The state file of wk-batch: what was sent, and what has come back, in lines
 * of JSON that are only appended:
 *
 *	{"batch":1,"at":"2026-11-28T12:00:00Z",
 *	 "url":"https://…/v1/chat/completions","model":"m",
 *	 "name":"wk-….jsonl","bytes":1234,"keys":["<64 hex digits>",…]}
 *	{"batch":1,"file":"file-…"}
 *	{"batch":1,"start":1764331200}
 *	{"batch":1,"id":"batch_…"}
 *	{"batch":1,"status":"in_progress"}
 *	{"batch":1,"fetched":"completed","replies":2,
 *	 "left":["<64 hex digits>",…],"again":[…],"failed":[…]}
 *	{"batch":1,"dropped":"why"}
 *
 * The first line of a batch is durable before its file is uploaded, and each
 * of the others before the next step, so that after a crash one sees how far
 * it came.  "start" is the time at which the batch is made, or 0 if it turned
 * out that it was not.  Of a fetched batch, "left" are the requests that it
 * did not try, "again" those that failed for now, "failed" those that were
 * refused for good.  A request is billed only if its batch has been made,
 * which needs the id of the uploaded file: a batch without "file" costs
 * nothing.
 */
#ifndef WK_BATCH_STATE_H
#define WK_BATCH_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call/journal.h"

/* How a request came out. */
enum key_how {
	KEY_LEFT,	/* it has no reply, and was not tried */
	KEY_AGAIN,	/* it failed, and may be sent again */
	KEY_FAILED,	/* it was refused for good */
	KEY_SENT,	/* it is under way */
	KEY_ANSWERED	/* it has its reply */
};

/* A request of a batch. */
struct sent_key {
	unsigned char key[JOURNAL_KEY];
	enum key_how how;
};

/* A batch; buffers are empty until that is known, and end in a NUL. */
struct sent {
	size_t number;		/* from 1 */
	struct buf url, model, name;
	struct buf file, id, status;
	struct sent_key *keys;	/* sorted */
	size_t n;
	int64_t start;		/* when it was to be made, s since 1970; or 0 */
	bool dropped;		/* it was not made: its requests are free */
	bool fetched;
};

struct state {
	const char *path;
	int fd;
	struct sent *batch;
	size_t n;
	struct journal_index index;	/* of keys, to the number of a batch */
	size_t indexed;		/* batches in it: the first ones */
};

/*
 * Opens the file for appending, locks it and reads it; create: makes it if it
 * is missing.  The torn end of a crash is cut off.  0; -1: `why` says what is
 * wrong.  1 if another process has it locked.
 */
int state_open(struct state *s, const char *path, bool create,
    struct buf *why);

/*
 * Appends a line, without its newline, makes it durable, and does what it
 * says.  0, or -1 with errno set: nothing is known of what is in the file
 * then, and the run must end.
 */
int state_add(struct state *s, struct span line);

/*
 * How a request stands, by all batches that it was part of; KEY_LEFT if it was
 * part of none.  *failed: how often it came out as KEY_AGAIN.  The first call
 * makes an index of all keys, in some 16 to 18 bytes each.
 */
enum key_how state_how(struct state *s, const unsigned char *key,
    size_t *failed);

/* The request of a batch, or NULL. */
struct sent_key *sent_find(const struct sent *b, const unsigned char *key);

/* Whether the batch was made and has not been fetched. */
bool sent_waits(const struct sent *b);

/* Whether its sending was broken off, and must be finished. */
bool sent_is_half(const struct sent *b);

/* Unlocks and frees. */
void state_close(struct state *s);

#endif
