/*
 * What is to be made of a reply, or of its absence: one class for each way
 * in which a call to a server goes wrong.
 */
#ifndef WK_VERDICT_H
#define WK_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "http.h"

enum verdict_class {
	VERDICT_ANSWER,		/* complete and billed, be it good or bad */
	VERDICT_RETRY,		/* will pass: try again, then give it up */
	VERDICT_RECORD,		/* this record is at fault, others are not */
	VERDICT_REQUEST,	/* the request is wrong; if it is the first
				   of a run, so will be the others */
	VERDICT_CONFIG,		/* stop: the settings are wrong (status 2) */
	VERDICT_PERSON		/* stop: key, balance, quota (status 3) */
};

/* Tries that a damaged reply is worth, the first included. */
#define VERDICT_DAMAGED_TRIES 3

struct verdict {
	enum verdict_class class;
	const char *kind;	/* the word for error.kind, static; NULL
				   for an answer */
	struct buf message;	/* one line, fit for a terminal */
	bool crowded;		/* asked to slow down (429, 529) */
	bool ambiguous;		/* may have been billed all the same */
	unsigned tries;		/* at most so many; 0: as the user says */
	int64_t wait;		/* ms that the server asks for, or -1 */
};

/*
 * Judges by status and fault; `now` is the time of day in seconds, which a
 * date in Retry-After is held against.  A 2xx that is whole becomes
 * VERDICT_ANSWER: whether its body is one, the protocol must say.  v is all
 * zero or has been cleared.
 */
void verdict_http(struct verdict *v, const struct http_reply *reply,
    int64_t now);

/*
 * Judges an error body as if it had come with that status: for a 200 that
 * holds an error.  reply gives the headers; may be NULL.
 */
void verdict_error(struct verdict *v, long status, struct span body,
    const struct http_reply *reply, int64_t now);

/* A reply that is no use: retried few times.  what says what is wrong with
 * it; the first bytes of the body follow, masked. */
void verdict_damaged(struct verdict *v, const char *what, struct span body);

/*
 * Judges a body, without blanks before it, that cannot be JSON, as damaged:
 * there is none, or it is a page of HTML.  Whether it is such a one.
 */
bool verdict_no_json(struct verdict *v, struct span body);

/* There is no memory for a reply: the run cannot go on. */
void verdict_no_memory(struct verdict *v);

/*
 * Milliseconds until the server takes requests again, by x-ratelimit-*: 0
 * if any are left or it does not say.
 */
int64_t verdict_ratelimit(const struct http_reply *reply);

/* Makes it all zero again; keeps the memory. */
void verdict_clear(struct verdict *v);

void verdict_free(struct verdict *v);

#endif
