/*
 * The calls of a pool (pool.h) and the lists that they stand in.
 */
#ifndef WK_POOL_JOB_H
#define WK_POOL_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "journal.h"

struct pool;

enum job_state {
	JOB_READY,	/* in the queue, to be sent */
	JOB_SENT,	/* under way */
	JOB_WAITING,	/* for its next try */
	JOB_FOLLOWING,	/* an equal one is under way */
	JOB_DONE	/* line is what is to be written */
};

struct job {
	struct pool *pool;
	enum job_state state;
	struct job *next, *prev;	/* all, in the order of the input */
	struct job *after;		/* in the queue, or among the unused */
	struct job *follower;		/* the next that asks the same */
	struct job *same;		/* in a chain of the table of keys */
	struct buf line;		/* the record, newline included */
	struct buf body;		/* the request */
	unsigned char key[JOURNAL_KEY];
	unsigned sample;
	size_t tokens;			/* as estimated */
	size_t bytes;			/* of line and body while pending */
	unsigned tries;			/* failed ones, as counted */
	uint64_t passed;		/* pool.passed at its last try */
	int64_t first;			/* try, by clock_steady; 0: none */
	int64_t begun;			/* its last try, by clock_day */
	int64_t due;			/* its next try, by clock_steady */
	size_t written;			/* bytes of line that are out */
	bool retried;			/* it has been sent before */
};

struct jobs {
	struct job *head, *tail;	/* in order */
	struct job *queue, *queue_tail;	/* JOB_READY */
	struct job *unused;
	struct job **table;		/* by key: JOB_READY, SENT, WAITING */
	size_t table_size;		/* a power of two */
	struct job **heap;		/* JOB_WAITING, soonest first */
	size_t waiting, heap_size;
	size_t live;			/* in the order, of all states */
	size_t pending;			/* those not done */
	size_t bytes;			/* of the pending ones */
};

/* Makes room for the keys of so many jobs. */
void jobs_open(struct jobs *s, size_t most);

/* Adds a new job at the end of the order. */
struct job *jobs_add(struct jobs *s, struct pool *p);

/* Takes a job out of the order; its memory may be used again. */
void jobs_remove(struct jobs *s, struct job *job);

/* Puts a job into the queue at its end; or, after a wait, at its head. */
void jobs_queue(struct jobs *s, struct job *job);
void jobs_queue_first(struct jobs *s, struct job *job);

/* The first of the queue, taken out; NULL if it is empty. */
struct job *jobs_dequeue(struct jobs *s);

/* The job under a key, or NULL; puts a job into that table; takes it out. */
struct job *jobs_find(const struct jobs *s, const unsigned char *key);
void jobs_enter(struct jobs *s, struct job *job);
void jobs_leave(struct jobs *s, struct job *job);

/* Lets a job wait until job->due. */
void jobs_wait(struct jobs *s, struct job *job);

/* The one whose time has come soonest, left in place; NULL if none waits. */
struct job *jobs_soonest(const struct jobs *s);

/* Takes that one out. */
void jobs_wake(struct jobs *s);

void jobs_free(struct jobs *s);

#endif
