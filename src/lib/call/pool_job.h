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
	JOB_READY,	/* to be sent, as soon as it may */
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
	size_t bytes;			/* taken of memory while pending */
	unsigned tries;			/* those that count */
	uint64_t passed;		/* replies in all at its last try */
	int64_t first, begun, due;	/* ms */
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
	size_t live;			/* in order, all states */
	size_t pending;			/* of those, not done */
	size_t bytes;			/* that the pending ones take */
};

/* Makes room for the keys of so many jobs.  0, or -1: no memory. */
int jobs_open(struct jobs *s, size_t most);

/* A new job at the end of the order, or NULL: no memory. */
struct job *jobs_add(struct jobs *s, struct pool *p);

/* Takes a job out of the order; it may be used again. */
void jobs_remove(struct jobs *s, struct job *job);

/* Into the queue, at its end; or at its head, after a wait. */
void jobs_queue(struct jobs *s, struct job *job);
void jobs_queue_first(struct jobs *s, struct job *job);

/* The first of the queue, taken out; NULL if it is empty. */
struct job *jobs_dequeue(struct jobs *s);

/* The job under a key, or NULL; and in and out of that table. */
struct job *jobs_find(const struct jobs *s, const unsigned char *key);
void jobs_enter(struct jobs *s, struct job *job);
void jobs_leave(struct jobs *s, struct job *job);

/* Lets a job wait until job->due.  0, or -1: no memory. */
int jobs_wait(struct jobs *s, struct job *job);

/* The one whose time has come soonest, left in place; NULL if none waits. */
struct job *jobs_soonest(const struct jobs *s);

/* Takes that one out. */
void jobs_wake(struct jobs *s);

void jobs_free(struct jobs *s);

#endif
