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
#include "json/json.h"

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
	bool rate_limited;	/* asked to slow down (429, 529) */
	bool maybe_billed;	/* though it brought no answer */
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
 * Judges an error body as if it had come with that status, or, if status is
 * 0, with the one that its words stand for: for a 200 that holds an error.
 * reply gives the headers; may be NULL.
 */
void verdict_error(struct verdict *v, long status, struct span body,
    const struct http_reply *reply, int64_t now);

/* A reply that is no use: retried few times.  what says what is wrong with
 * it; the first bytes of the body follow, masked. */
void verdict_damaged(struct verdict *v, const char *what, struct span body);

/* What a protocol finds in the JSON value of a reply. */
struct verdict_finding {
	const char *fault;	/* why it is no answer (static), or NULL */
	struct span error;	/* the server's error in it, JSON; .p is NULL
				   if it holds none */
	long status;		/* of that error, or 0: its words tell */
};

/* What a protocol expects of the body of a 2xx reply. */
struct verdict_protocol {
	struct verdict_finding (*look)(const struct json_value *top);
	/* Appends what is kept of an answer; NULL: json_keep does. */
	void (*keep)(struct buf *kept, const struct json_value *top,
	    size_t repaired);
	bool last;	/* of several values in a row the last one counts */
};

/*
 * Judges the body of a 2xx reply, and brings an answer into the form that
 * the journal keeps (journal.h): a valid JSON value on one line, characters
 * replaced as json_sanitize does.  An empty body, a page of HTML and what is
 * not JSON are damaged.  reply as for verdict_error.
 */
void verdict_body(struct verdict *v, struct buf *body,
    const struct verdict_protocol *protocol, const struct http_reply *reply,
    int64_t now);

/*
 * The same for JSON text that was made of the body, `repaired` characters of
 * it being replaced already.
 */
void verdict_json(struct verdict *v, struct buf *body, struct span text,
    size_t repaired, const struct verdict_protocol *protocol,
    const struct http_reply *reply, int64_t now);

/* A body without a byte order mark and blanks before it. */
struct span verdict_skip(struct span body);

/*
 * Milliseconds until the server takes requests again, by x-ratelimit-*: 0
 * if any are left or it does not say.
 */
int64_t verdict_ratelimit(const struct http_reply *reply);

/* Makes it all zero again; keeps the memory. */
void verdict_clear(struct verdict *v);

void verdict_free(struct verdict *v);

#endif
