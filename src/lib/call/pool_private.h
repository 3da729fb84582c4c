/*
 * The inside of a pool (pool.h), for the files that it is made of.
 */
#ifndef WK_POOL_PRIVATE_H
#define WK_POOL_PRIVATE_H

#include "base/clock.h"
#include "journal.h"
#include "limiter.h"
#include "pool.h"
#include "pool_job.h"
#include "progress.h"

struct pool_dry;

struct pool {
	const struct pool_setup *setup;
	const struct pool_settings *settings;
	struct stage *stage;
	struct http *http;
	struct journal *journal;
	struct limiter *limiter;
	struct pool_dry *dry;	/* --dry-run */
	const char *headers[4];
	size_t window;		/* calls that are looked ahead */
	struct jobs jobs;

	/* What is used again for each call. */
	struct record record;
	struct out memory;
	struct buf reply;
	struct verdict verdict;

	/* How the run goes. */
	int status;		/* why nothing more is sent; 0: it is */
	bool interrupted;	/* no more input is read */
	bool dropped;		/* nor is waited for what is under way */
	bool unsynced;		/* the journal has news */
	bool may_block;		/* stdout is a pipe, a terminal, ... */
	bool blocked;		/* it takes nothing at the moment */
	struct job *writing;	/* a part of it is out */
	bool memory_lacks;
	uint64_t passed;	/* answers */
	uint64_t calls;
	unsigned failures;	/* records in a row that were given up */
	unsigned short random[3];

	struct progress progress;
	int64_t refresh;	/* when to show it next; 0: never */
	bool terminal;		/* it over-writes itself */
	int wake;		/* eventfd that signals write to */
};

/*
 * One turn of the loop: sends, waits for something to happen (fd may become
 * readable, -1: none; at most ms, -1: no limit), and deals with it.  Whether
 * fd is readable.
 */
bool pool_turn(struct pool *p, int fd, int64_t ms);

/* While stage_next waits for input; arg is the pool. */
bool pool_idle(void *arg);

/* pool_finish.c: http_post's done. */
void pool_done(void *arg, struct http_reply *reply);

/* Puts a kept reply into the record of a job, which is done then. */
struct pool_outcome pool_apply(struct pool *p, struct job *job,
    struct span body);

/* Makes the record of a job an error record; it is done then. */
void pool_fail(struct pool *p, struct job *job, const char *kind,
    const char *message, size_t len);

/* The same for a job, and its followers, that the end of a run met. */
#define POOL_NOT_SENT "not sent: the run was stopped before its turn"
void pool_fail_stopped(struct pool *p, struct job *job, const char *message);

/*
 * Sends nothing any more: what waits is marked as stopped.  The first reason
 * is the one that is told.
 */
void pool_stop(struct pool *p, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Syncs the journal, and writes the records whose turn has come. */
void pool_settle(struct pool *p);

/* pool_signal.c.  0, or -1 with errno set. */
int pool_catch(struct pool *p);

/* Does what the signals that came ask for. */
void pool_obey(struct pool *p);

/* Lets the signals be as they were. */
void pool_release(struct pool *p);

/* pool_show.c: begins to show progress, if it is to be shown. */
void pool_start_show(struct pool *p);

/* The line of progress, when it is due or now. */
void pool_show(struct pool *p, int64_t now);
void pool_show_now(struct pool *p);

/* Wipes the line, so that something else can be said. */
void pool_hide(struct pool *p);

/* The last words. */
void pool_summary(struct pool *p);

/* pool_dry.c: counts a call rather than making it.  0, or -1: no memory. */
struct pool_dry *pool_dry_open(void);
int pool_dry_call(struct pool_dry *d, const unsigned char *key,
    size_t tokens, bool journalled);

/* Writes what would be sent to the stage's output, and frees. */
void pool_dry_close(struct pool_dry *d, struct out *out);

#endif
