/*
 * The inside of a pool (pool.h), for its files.  pool_open.c opens it, pool.c
 * sends and waits, pool_away.c waits for a server that is away, pool_signal.c
 * catches signals, pool_finish.c takes replies and writes records, pool_show.c
 * shows progress, pool_dry.c works for --dry-run and --requests.
 */
#ifndef WK_POOL_PRIVATE_H
#define WK_POOL_PRIVATE_H

#include "base/buf.h"
#include "base/clock.h"
#include "journal.h"
#include "limiter.h"
#include "pool.h"
#include "trust.h"

struct pool;
struct pool_dry;

/* pool_job.c: the calls of a pool, and the lists that they stand in. */

enum job_state {
	JOB_READY,	/* in the queue, to be sent */
	JOB_SENT,	/* under way */
	JOB_WAITING,	/* for its next try */
	JOB_FOLLOWING,	/* an equal one is under way */
	JOB_RIDING,	/* another one's request carries it */
	JOB_DONE	/* line is what is to be written */
};

struct job {
	struct pool *pool;
	enum job_state state;
	struct job *next, *prev;	/* all, in the order of the input */
	struct job *after;		/* in the queue, or among the unused */
	struct job *follower;		/* the next that asks the same */
	struct job *same;		/* in a chain of the table of keys */
	struct job *rider;		/* the next that its request carries */
	struct buf line;		/* the record, newline included */
	struct buf body;		/* the request */
	struct buf request;		/* the one that carries several */
	unsigned char key[JOURNAL_KEY];
	unsigned sample;
	size_t tokens;			/* as estimated */
	size_t bytes;			/* of line and body while pending */
	unsigned tries;			/* failed ones, as counted */
	unsigned uncounted;		/* failed ones since then */
	uint64_t passed;		/* pool.passed when it was first sent,
					   or last failed a counted try */
	int64_t first;			/* try, by clock_steady; 0: none */
	int64_t begun;			/* its last try, by clock_day */
	int64_t due;			/* its next try, by clock_steady */
	size_t written;			/* bytes of line that are out */
	unsigned sends;			/* how often it was sent */
	bool refused;			/* it found no server, at least once */
	bool older;			/* the key is that of setup.older */
	bool full;			/* takes no more riders */
	bool late;			/* gets no more tries if this one has
					   no answer in time */
	unsigned trial;			/* the pool.trial that it is part of */
	size_t load;			/* tokens of it and its riders */
};

struct jobs {
	struct job *head, *tail;	/* in order */
	struct job *queue, *queue_tail;	/* JOB_READY */
	struct job *unused;
	struct job **table;		/* by key: those not done, and not
					   following */
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

/* How far a run has come. */
struct progress {
	int64_t begun;		/* ms, by clock_steady */
	uint64_t total;		/* records in the input; 0: not known */
	uint64_t done;		/* records that have been written */
	uint64_t ok, replayed;	/* of those that called for a reply */
	uint64_t failed;	/* of all */
	uint64_t requests, retries;
	uint64_t maybe_billed;	/* requests billed for nothing, perhaps */
	uint64_t tokens;
};

struct pool {
	const struct pool_setup *setup;
	const struct pool_settings *settings;
	struct stage *stage;
	struct http *http;
	struct journal *journal;
	struct limiter *limiter;
	struct pool_dry *dry;	/* --dry-run, --requests: nothing is sent */
	const char *headers[4];
	struct trust trust;
	size_t window;		/* records in hand, at most */
	struct jobs jobs;

	bool eager;		/* a batch goes though it is not full */
	bool closing;		/* no more calls come */

	/* Used again for each call. */
	struct record record;
	struct out memory;
	struct buf reply;
	struct buf older;
	struct span *each;	/* the bodies of a batch, */
	struct buf *kept;	/* and what is kept of its answer; */
	size_t each_size;	/* so many of both */
	struct verdict verdict;

	/* How the run goes. */
	int status;		/* nothing more is sent, and this is the exit
				   status; 0: requests are sent */
	bool interrupted;	/* a signal came: no more input is read */
	bool dropped;		/* a second one: replies are not awaited */
	bool unsynced;		/* the journal has replies not yet synced */
	bool may_block;		/* stdout is a pipe, a terminal, ... */
	bool blocked;		/* stdout takes nothing at the moment */
	struct job *writing;	/* whose record is written in part */
	uint64_t passed;	/* answers that came by the network */
	int64_t passed_at;	/* the last of them, by clock_steady */
	uint64_t calls;		/* of pool_call and pool_pass */
	bool connected;		/* to the server, at least once */
	int upstream;		/* status that an earlier stage stopped with,
				   by the records that came from it; or 0 */
	bool told;		/* that the server breaks streams off */
	enum { FINISH_UNKNOWN, FINISH_GIVEN, FINISH_NEVER } finish;
				/* whether this server's answers say why they
				   ended, by the first one that came alone */
	int64_t away;		/* since when the server is away, by
				   clock_steady; 0: it is not */
	int64_t probe_due;	/* when to try the next one */
	struct job *probe;	/* that tries one now */
	unsigned failures;	/* records in a row that were given up */
	unsigned refused;	/* records, before anything passed */
	unsigned unanswered;	/* batches in a row whose tries were spent
				   without an answer in time */
	unsigned trial;		/* number of the last batch that was halved to
				   see whether it was too large */
	size_t trial_texts;	/* its calls; 0: it is not looked at */
	size_t trial_left;	/* those of them without an answer */
	bool trial_slow;	/* it had no answer in time */
	size_t answered_texts;	/* the most that were answered together */
	unsigned short random[3];	/* of erand48(3) */

	struct progress progress;
	int64_t refresh;	/* when to show progress next; 0: never */
	bool terminal;		/* progress over-writes its line */
	int wake[2];		/* the pipe that signals write to */
};

/*
 * pool.c: serves transfers while stage_next waits for input; arg is the pool.
 * Returns whether there is input; false: the run ends.
 */
bool pool_serve(void *arg);

/* pool_signal.c: catches the signals.  0, or -1 with errno set. */
int pool_catch_signals(struct pool *p);

/* Sets the signals that are caught back to their defaults. */
void pool_release_signals(struct pool *p);

/* Does what the signals that came ask for. */
void pool_obey_signals(struct pool *p);

/* pool_finish.c: takes a record into a job, as its line. */
void pool_put_record(struct pool *p, struct job *job, struct record *r);

/*
 * pool_away.c: whether to wait for the server, by the verdict: it refuses
 * connections, or nothing can be reached under its URL.  With --retries 0 a
 * server is waited for only if it has been there.
 */
bool pool_may_await(const struct pool *p);

/*
 * Queues a job that did not reach the server.  That is no try: the server may
 * be being restarted, or load its model.  The run ends if it stays away.
 */
void pool_await(struct pool *p, struct job *job);

/* http_post's connected, and, of pool_finish.c, its done; arg is the job. */
void pool_connected(void *arg);
void pool_done(void *arg, struct http_reply *reply);

/* Puts a kept reply into the record of a job, which is done then. */
struct pool_outcome pool_apply(struct pool *p, struct job *job,
    struct span body);

/*
 * Makes error records, of kind "stopped", of a job that is in the table of
 * keys and of the jobs that follow it; they are done then.
 */
#define POOL_NOT_SENT "not sent: the run was stopped before its turn"
void pool_fail_stopped(struct pool *p, struct job *job, const char *message);

/*
 * Sends nothing any more: jobs that wait become error records.  Tells the
 * user the reason, if it is the first.
 */
void pool_stop(struct pool *p, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Syncs the journal, and writes the records whose turn has come. */
void pool_settle(struct pool *p);

/*
 * pool_batch.c: batches.  Takes those that one request can carry out of the
 * queue, to ride with the first one of it.  False if it is better to wait:
 * more may come, or the first answer.
 */
bool pool_batch_fill(struct pool *p);

/* Makes the request of a job and its riders. */
void pool_batch_join(struct pool *p, struct job *job);

/* Shows setup.judge which request it judges, that of a job and its riders. */
void pool_batch_show(struct pool *p, const struct job *job);

/*
 * Divides an answer: p->kept[i] is the i-th one's reply.  NULL, or why that
 * cannot be (pool_batch.divide).
 */
const char *pool_batch_divide(struct pool *p, struct job *job,
    struct span answer);

/*
 * Queues a job and its riders in smaller batches, at the head of the queue.
 * False if it rides alone.  If nothing more is sent, they fail.
 */
bool pool_batch_split(struct pool *p, struct job *job);

/*
 * The same for a batch without an answer in time that is larger than those
 * of now, and whose tries are not spent.  False if it is not.
 */
bool pool_batch_shrink(struct pool *p, struct job *job);

/*
 * Queues a job and its riders for one try more when their tries are spent: in
 * halves, as one of them may be at fault; but a batch without an answer in
 * time whole, save for a few that ask, alone, whether the server answers
 * anything.  alive: it has answered since the last try but one.  False if the
 * job and its riders are to be given up.
 */
bool pool_batch_again(struct pool *p, struct job *job, bool alive);

/* Notes that the batch of a job was answered, and learns from it. */
void pool_batch_passed(struct pool *p, const struct job *job);

/* Frees what batches were made with. */
void pool_batch_free(struct pool *p);

/* pool_show.c: begins to show progress, if it is to be shown. */
void pool_start_show(struct pool *p);

/* Shows the line of progress, if it is due; now is by clock_steady. */
void pool_show(struct pool *p, int64_t now);

/* Shows the line of progress, and lets it stand. */
void pool_show_now(struct pool *p);

/* Wipes the line, so that something else can be said. */
void pool_hide(struct pool *p);

/* Shows how the run went, at its end. */
void pool_summary(struct pool *p);

/* pool_dry.c: for --dry-run and --requests. */
struct pool_dry *pool_dry_open(void);

/*
 * Counts a call instead of making it.  Returns whether a request would be
 * sent for it: its reply is not in the journal, nor is its key an earlier
 * call's.
 */
bool pool_dry_call(struct pool_dry *d, const unsigned char *key,
    size_t tokens, bool journalled);

/* Writes a request, {"key":…,"url":…,"body":…}, as a line. */
void pool_dry_request(struct out *out, const unsigned char *key,
    const char *url, struct span body);

/* Writes the counts, on a line, to out, unless it is NULL; frees. */
void pool_dry_close(struct pool_dry *d, struct out *out);

#endif
