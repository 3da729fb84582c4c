/*
 * Calls to a server, one for each record: many at once, the records in the
 * order of the input, each paid once.  The pool does what all protocols need:
 * journal, limits, retries, the breaker, signals, progress.
 *
 *	stage_open(&stage, operands);
 *	return pool_run(&setup, work, &why);
 *
 * where work, for each record, is pool_call or pool_pass.
 *
 * All of it runs on one thread: pool_call moves the transfers on while it
 * waits for room, and stage_next while it waits for input.
 */
#ifndef WK_POOL_H
#define WK_POOL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "endpoint.h"
#include "http.h"
#include "stage/opt.h"
#include "stage/stage.h"
#include "verdict.h"

#define POOL_READ_JOURNALS 64

/* Most calls at once (-j): more need more descriptors than systems allow. */
#define POOL_MOST_JOBS 20000

/* Seconds, and requests or tokens a minute, at most. */
#define POOL_MOST_RATE 1000000000000

struct pool_settings {
	size_t jobs;		/* -j */
	bool unordered;		/* -U */
	const char *journal;	/* -J */
	const char *read_journal[POOL_READ_JOURNALS + 1];
	size_t read_journals;
	const char *limit;	/* -L */
	const char *key_file;
	const char *ca_file;	/* NULL: by the environment */
	double rpm, tpm;	/* 0: no limit */
	size_t retries;		/* after the first try */
	double retry_delay;	/* seconds */
	size_t timeout;		/* seconds */
	size_t await;		/* seconds that a server may be away; 0: 10
				   until it is reached, then 120, and no more
				   than timeout */
	size_t breaker;		/* records failed in a row; 0: never */
	size_t stop_requests, stop_tokens;	/* 0: never */
	bool dry_run, requests, progress;
};

/* --read-journal: the function of its row below. */
void pool_read_journal(const struct opt *o, const char *arg, struct buf *why);

/*
 * The rows of the options of programs that call servers (stage/opt.h), for a
 * struct pool_settings s.
 */
#define POOL_OPTIONS(s) \
	{ 'J', "journal", "journal", \
	    "keep replies here; pay for no reply twice", \
	    OPT_STRING, .value = &(s).journal, .group = OPT_JOURNAL }, \
	{ 0, "read-journal", "journal", \
	    "also use the replies in this journal", \
	    OPT_CALL, .value = &(s), .call = pool_read_journal, \
	    .group = OPT_JOURNAL }, \
	{ 'j', "jobs", "jobs", \
	    "requests at the same time (8)", \
	    OPT_SIZE, .value = &(s).jobs, .least = 1, \
	    .most = POOL_MOST_JOBS, .group = OPT_LIMITS }, \
	{ 'U', "unordered", NULL, \
	    "write records as they finish, in any order", \
	    OPT_FLAG, .value = &(s).unordered, .group = OPT_OUTPUT }, \
	{ 0, "rpm", "n", "send at most n requests a minute (no limit)", \
	    OPT_REAL, .value = &(s).rpm, .most = POOL_MOST_RATE, \
	    .group = OPT_LIMITS }, \
	{ 0, "tpm", "n", "send at most n tokens a minute (no limit)", \
	    OPT_REAL, .value = &(s).tpm, .most = POOL_MOST_RATE, \
	    .group = OPT_LIMITS }, \
	{ 'L', "limit", "limits", "share --rpm and --tpm between processes", \
	    OPT_STRING, .value = &(s).limit, .group = OPT_LIMITS }, \
	{ 0, "stop-after-requests", "n", "stop after n requests (never)", \
	    OPT_SIZE, .value = &(s).stop_requests, .most = LLONG_MAX, \
	    .group = OPT_LIMITS }, \
	{ 0, "stop-after-tokens", "n", "stop after n tokens (never)", \
	    OPT_SIZE, .value = &(s).stop_tokens, .most = LLONG_MAX, \
	    .group = OPT_LIMITS }, \
	{ 0, "retries", "n", "retries of a failed request (5)", \
	    OPT_SIZE, .value = &(s).retries, .most = 1000, \
	    .group = OPT_LIMITS }, \
	{ 0, "retry-delay", "seconds", "wait before the first retry (1)", \
	    OPT_REAL, .value = &(s).retry_delay, .most = POOL_MOST_RATE, \
	    .group = OPT_LIMITS }, \
	{ 0, "timeout", "seconds", "longest time for a request (600)", \
	    OPT_SIZE, .value = &(s).timeout, .least = 1, .most = 86400, \
	    .group = OPT_LIMITS }, \
	{ 0, "await", "seconds", \
	    "wait for a server that cannot be reached (10)", \
	    OPT_SIZE, .value = &(s).await, .least = 1, .most = 86400, \
	    .group = OPT_LIMITS }, \
	{ 0, "breaker", "n", "stop when n records in a row failed (10)", \
	    OPT_SIZE, .value = &(s).breaker, .most = INT_MAX, \
	    .group = OPT_LIMITS }, \
	{ 0, "key-file", "file", "read the API key from this file", \
	    OPT_STRING, .value = &(s).key_file, .group = OPT_MODEL }, \
	{ 0, "ca-file", "file", "trust the CA certificates in this file", \
	    OPT_STRING, .value = &(s).ca_file, .group = OPT_MODEL }, \
	{ 0, "dry-run", NULL, "count the requests; send nothing", \
	    OPT_FLAG, .value = &(s).dry_run, .group = OPT_OUTPUT }, \
	{ 0, "requests", NULL, "print the requests; send nothing", \
	    OPT_FLAG, .value = &(s).requests, .group = OPT_OUTPUT }, \
	{ 0, "progress", NULL, "show progress without a terminal, too", \
	    OPT_FLAG, .value = &(s).progress, .group = OPT_OUTPUT }

#define POOL_TIMEOUT 600	/* seconds, as openai-python has it */

/* Settings that nobody has changed. */
#define POOL_DEFAULTS { .jobs = 8, .retries = 5, .retry_delay = 1, \
	.timeout = POOL_TIMEOUT, .breaker = 10 }

/*
 * Seconds without a byte after which a request is given up: HTTP_SILENCE, or
 * --timeout if it is longer than by default.  A server that does not stream
 * sends nothing before its model is done.
 */
long pool_silence(const struct pool_settings *s);

/* A call, for the function that puts its reply into a record. */
struct pool_call {
	const char *key;	/* 64 hex digits */
	unsigned sample;
	size_t tokens;		/* as estimated */
	bool older;		/* it is setup.older's */
};

/* The outcome of putting a reply into a record. */
struct pool_outcome {
	bool good;		/* else the record has an error */
	long long tokens;	/* billed, or -1 if the reply does not say */
};

/*
 * How one request carries the calls of several records.  The body of a call
 * (pool_call) is the request for it alone, and its key that of this request:
 * so its reply is found again in whatever company it was asked for.  Until the
 * first answer there is one request at a time, so that what the server says
 * about the first is known to the others.
 */
struct pool_batch {
	size_t most;	/* calls in a request, from 1; may be lowered */
	size_t tokens;	/* and their tokens, as estimated; 0: any */
	size_t alone;	/* a call of more tokens goes alone; 0: none does */
	/* Appends the request that carries those of n calls. */
	void (*join)(void *arg, struct buf *request, const struct span *each,
	    size_t n);
	/*
	 * Divides an answer, as setup.judge left it: appends to kept[i] the
	 * reply to the i-th of n calls.  NULL, or a static string that says
	 * why the answer is not one for n calls: they are asked in smaller
	 * batches then, and one alone is asked again.
	 */
	const char *(*divide)(void *arg, struct span answer,
	    const struct span *each, size_t n, struct buf *kept);
	/*
	 * Changes the body of a call that was refused, alone, so that it can
	 * be sent again.  False if it cannot: the record fails.
	 */
	bool (*mend)(void *arg, const struct verdict *v, struct buf *body);
	/* Set for setup.judge: the request that it judges, and its calls. */
	struct span request;
	size_t sent;
	struct buf note;	/* a line for the user, from setup.judge */
};

/* The parts of a run; all must outlive the pool. */
struct pool_setup {
	struct stage *stage;	/* opened (stage_open) */
	const struct pool_settings *settings;
	const struct endpoint *endpoint;
	/*
	 * Judges the body of a 2xx reply, and brings it into the form that
	 * the journal keeps (verdict_body).
	 */
	void (*judge)(struct verdict *v, struct buf *body,
	    const struct http_reply *reply, int64_t now);
	bool judge_all;		/* judge is called for errors, too */
	/*
	 * Whether a body from the journal is good, as outcome.good would be.
	 * With -R a call whose body is bad is made again.  NULL: all are good.
	 */
	bool (*good)(void *arg, struct span body);
	/* Puts a kept body into its record, with stage_fail if it is bad. */
	struct pool_outcome (*apply)(void *arg, struct record *r,
	    struct span body, const struct pool_call *call);
	/*
	 * Notes in a record that its call failed, and counts that
	 * (stage_count), where a record goes on without the reply.  Not
	 * called for records that are failed because the run stops.  NULL:
	 * stage_fail does it.
	 */
	void (*failed)(void *arg, struct record *r, const char *kind,
	    struct span message);
	/*
	 * Appends the request that an earlier release made where now another
	 * is made, or returns false if it made none.  Called within
	 * pool_call, for its record, if the journals do not hold the reply to
	 * the request of now: a reply to the older one is used instead.
	 * NULL: requests are as they ever were.
	 */
	bool (*older)(void *arg, struct record *r, unsigned sample,
	    struct buf *body);
	struct pool_batch *batch;	/* NULL: each call is a request */
	void *arg;		/* the first argument of good, apply, failed,
				   older, and of batch's functions */
};

struct pool;

/*
 * Opens a pool, and tells the user endpoint.note.  NULL if that fails: why
 * gives the reason in one line.
 */
struct pool *pool_open(const struct pool_setup *setup, struct buf *why);

/*
 * Calls the server for a record, with the request `body`, or answers it from
 * the journal.  tokens is an estimate of the request's, for the limits.
 * Copies the record, and writes the copy in its turn; several calls for a
 * record write several.  Waits while there is no room.
 */
void pool_call(struct pool *p, struct record *r, struct span body,
    size_t tokens, unsigned sample);

/* Writes a record as it is, in its turn. */
void pool_pass(struct pool *p, struct record *r);

/*
 * Waits for all calls, tells how to resume a run that was stopped, closes the
 * stage, too, and frees.  Returns the exit status.
 */
int pool_close(struct pool *p);

/*
 * Does all of it: opens a pool, has work (whose arg is setup.arg) call for
 * each record of the stage or pass it on, and closes.  Returns the exit
 * status, or -1 if the pool could not be opened: why says why.
 */
int pool_run(const struct pool_setup *setup,
    void (*work)(void *arg, struct pool *p, struct record *r),
    struct buf *why);

#endif
