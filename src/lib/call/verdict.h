/*
 * Verdicts on replies, and on calls that brought none: one class for each way
 * to go on.
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
	VERDICT_RETRY,		/* try again, and in the end give it up */
	VERDICT_RECORD,		/* this record is at fault, others are not */
	VERDICT_REQUEST,	/* the request is wrong; if it is the first
				   of a run, the others are wrong, too */
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
	bool interrupted;	/* broken off because the next request came */
	bool unfinished;	/* a reply that does not say why it ended */
	bool refused;		/* the connection: the server is away */
	bool unsent;		/* no request was sent: no connection stood */
	bool maybe_billed;	/* may be billed though it is no answer */
	bool again;		/* the fault is put right for all requests:
				   send this one again, at once */
	unsigned tries;		/* at most so many; 0: by --retries */
	int64_t wait;		/* ms that the server asks for, or -1 */
};

/*
 * Judges by status and fault; `now` is the time of day in seconds since 1970,
 * for dates in Retry-After.  A complete reply with status 2xx becomes
 * VERDICT_ANSWER, and its body is still to be judged (verdict_body).  v is
 * all zero or has been cleared.
 */
void verdict_http(struct verdict *v, const struct http_reply *reply,
    int64_t now);

/*
 * Judges the body of an error by its words and by a status; 0 is for an error
 * that came with 200, and means the status that its words stand for.  reply
 * has the headers and may be NULL.
 */
void verdict_error(struct verdict *v, long status, struct span body,
    const struct http_reply *reply, int64_t now);

/*
 * Makes it VERDICT_RETRY with few tries, for a reply that is of no use.  The
 * message is `what`, and the first bytes of the body, masked.
 */
void verdict_damaged(struct verdict *v, const char *what, struct span body);

/* What a protocol finds in the JSON value of a reply. */
struct verdict_finding {
	const char *fault;	/* why it is not an answer (static), or NULL */
	struct span error;	/* the error that it holds, JSON; .p is NULL
				   if it holds none */
	long status;		/* of that error; 0: by its words */
};

/* What a protocol expects of the body of a 2xx reply. */
struct verdict_protocol {
	struct verdict_finding (*look)(const struct json_value *top);
	/* Appends an answer in the form to keep.  NULL: json_keep does. */
	void (*keep)(struct buf *kept, const struct json_value *top,
	    size_t repaired);
	bool last;	/* of several values in a row, the last one counts */
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
 * The same for JSON text that was made of the body, in which `repaired`
 * characters have been replaced.
 */
void verdict_json(struct verdict *v, struct buf *body, struct span text,
    size_t repaired, const struct verdict_protocol *protocol,
    const struct http_reply *reply, int64_t now);

/* The body without a byte order mark and blanks at its beginning. */
struct span verdict_skip(struct span body);

/*
 * Milliseconds until the server takes requests again, by the x-ratelimit-*
 * headers; 0 if it takes them now or does not say.  `now` is in seconds since
 * 1970, for servers that send a date.
 */
int64_t verdict_ratelimit(const struct http_reply *reply, int64_t now);

/* Makes it all zero again; keeps the memory. */
void verdict_clear(struct verdict *v);

void verdict_free(struct verdict *v);

/*
 * What the body of an error says, in whichever of the usual shapes: OpenAI's
 * {"error":{"message","type","code"}}, {"error":"…"}, SiliconFlow's
 * {"code","message","data"}, FastAPI's {"detail":…}, a bare JSON string, an
 * HTML page, any text.  error_body.c reads it.
 */

/* Of a longer body, or of its message, so many bytes are looked at. */
#define ERROR_BODY_MAX ((size_t)16 * 1024)

/* What an error is about. */
enum error_about {
	ERROR_OTHER,	/* something else */
	ERROR_KEY,	/* the key is refused */
	ERROR_BALANCE,	/* no money is left */
	ERROR_QUOTA,	/* a quota of money or tokens is spent */
	ERROR_LENGTH,	/* the context is too long */
	ERROR_CONTENT	/* moderation */
};

/* All zero to begin with; the buffers are used again for the next. */
struct error_body {
	struct buf text;	/* the message; not fit for a terminal */
	struct buf code;	/* its code in words or digits, or empty */
	struct buf type;	/* its type, or empty */
	struct buf clue;	/* code, type, text in lower case, a line
				   each */
	long number;		/* the code, if it is a number, or -1 */
	bool moderated;		/* the server calls the content flagged */
	unsigned about;		/* bits: 1 << one of enum error_about */
	long status;		/* for which its words stand, 400 to 599 */
	int64_t wait;		/* ms that it says to wait, or -1 */
	int64_t reset;		/* when its limit starts anew, in ms since
				   1970; 0: not told */
};

/* Reads the body of a reply, or the JSON of an error in a reply. */
void error_body_read(struct error_body *e, struct span body);

void error_body_free(struct error_body *e);

#endif
