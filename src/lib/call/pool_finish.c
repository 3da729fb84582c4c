/* Takes replies: into the journal, into records, or for another try. */
#include "pool_private.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/*
 * Longest wait before another try, in ms.  The wait is a random part ("full
 * jitter") of a time that doubles with each try.
 */
#define WAIT_MOST (60 * 1000)

/* Give a record up when so many ms have passed since its first try. */
#define GIVE_UP (60 * 60 * 1000)

/* Add at most so many ms, by chance, to a Retry-After. */
#define SPREAD_MOST (10 * 1000)

/* Count tries that are rate limited once nothing has passed for so many ms. */
#define NONE_PASSES (2 * 60 * 1000)

/*
 * The wait of a job that is refused again and again, without a try counted,
 * doubles with each so many refusals, up to the wait that follows, in ms.
 * Slower than for counted tries, as where half of the requests are refused
 * many a job is refused five times in a row.
 */
#define REFUSALS_DOUBLE 4
#define REFUSED_MOST (30 * 1000)

/* A key of fewer bytes is a word such as EMPTY, and not hidden. */
#define KEY_LEAST 8

/*
 * Longest Retry-After that we sit out, in ms; beyond it the run ends with
 * STATUS_AGAIN.
 */
#define PATIENCE (10 * 60 * 1000)

/* Reads the record of a job, to be changed. */
static struct record *
open_record(struct pool *p, const struct job *job)
{
	struct span line = { job->line.data, job->line.len - 1 };

	(void)record_parse(&p->record, line);	/* record_write made it */
	return &p->record;
}

void
pool_put_record(struct pool *p, struct job *job, struct record *r)
{
	struct buf line = job->line;

	stage_write(p->stage, r, &p->memory);
	if (p->memory.buf.failed) {
		/* Even stage_write's error record is too long. */
		p->stage->out.error = EFBIG;
		buf_clear(&p->memory.buf);
		buf_addc(&p->memory.buf, '\n');
	}
	job->line = p->memory.buf;
	p->memory.buf = line;
	buf_clear(&p->memory.buf);
}

/* Takes the changed record back into its job, which is done then. */
static void
close_record(struct pool *p, struct job *job)
{
	pool_put_record(p, job, &p->record);
	buf_free(&job->body);
	buf_free(&job->request);
	job->state = JOB_DONE;
	p->jobs.pending--;
	p->jobs.bytes -= job->bytes;
}

struct pool_outcome
pool_apply(struct pool *p, struct job *job, struct span body)
{
	char hex[2 * JOURNAL_KEY + 1];
	struct pool_call call = { hex, job->sample, job->tokens, job->older };
	struct pool_outcome outcome;
	struct record *r = open_record(p, job);

	journal_hex(hex, job->key);
	outcome = p->setup->apply(p->setup->arg, r, body, &call);
	close_record(p, job);
	if (outcome.good)
		p->progress.ok++;
	return outcome;
}

/* Notes in the record of a job that its call failed. */
static void
fail(struct pool *p, struct job *job, const char *kind,
    const char *message, size_t len)
{
	struct record *r = open_record(p, job);

	if (p->setup->failed != NULL && p->stage->stopped == 0)
		p->setup->failed(p->setup->arg, r, kind,
		    (struct span){ message, len });
	else
		stage_fail(p->stage, r, kind, "%.*s", (int)len, message);
	close_record(p, job);
}

/* The same for a job in the table of keys, for its followers and riders. */
static void
fail_all(struct pool *p, struct job *job, const char *kind,
    const char *message, size_t len)
{
	struct job *follower, *next;

	for (; job != NULL; job = next) {
		next = job->rider;
		jobs_leave(&p->jobs, job);
		for (; job != NULL; job = follower) {
			follower = job->follower;
			fail(p, job, kind, message, len);
		}
	}
}

void
pool_fail_stopped(struct pool *p, struct job *job, const char *message)
{
	fail_all(p, job, "stopped", message, strlen(message));
}

/* Fails a job of the queue, which nobody will send any more. */
static void
fail_queued(struct pool *p, struct job *job)
{
	static const char away[] = "the server cannot be reached";

	if (job->refused)
		fail_all(p, job, "unreachable", away, strlen(away));
	else
		pool_fail_stopped(p, job, POOL_NOT_SENT);
}

/* The record that is failed next makes the run stop: it carries the status. */
static void
announce(struct pool *p, int status)
{
	if (p->stage->stopped == 0)
		p->stage->stopped = status;
}

void
pool_stop(struct pool *p, int status, const char *fmt, ...)
{
	struct buf message = { 0 };
	struct job *job;
	va_list ap;

	if (p->status == 0) {
		p->status = status;
		va_start(ap, fmt);
		buf_vprintf(&message, fmt, ap);
		va_end(ap);
		pool_hide(p);
		p->stage->say("%.*s", (int)message.len, message.data);
		buf_free(&message);
	}
	announce(p, p->status);
	while ((job = jobs_dequeue(&p->jobs)) != NULL)
		fail_queued(p, job);
	while ((job = jobs_soonest(&p->jobs)) != NULL) {
		jobs_wake(&p->jobs);
		pool_fail_stopped(p, job, POOL_NOT_SENT);
	}
}

/* Keeps a reply, and answers the job and its followers with it. */
static void
keep(struct pool *p, struct job *job, struct span body)
{
	struct pool_outcome outcome;
	struct job *next;

	journal_add(p->journal, job->key, body);
	p->unsynced = true;
	jobs_leave(&p->jobs, job);
	next = job->follower;
	outcome = pool_apply(p, job, body);
	if (outcome.tokens >= 0) {
		limiter_correct(p->limiter,
		    outcome.tokens - (long long)job->tokens);
		p->progress.tokens += (uint64_t)outcome.tokens;
	}
	for (job = next; job != NULL; job = next) {
		next = job->follower;
		p->progress.replayed++;
		(void)pool_apply(p, job, body);
	}
}

/* Notes that the server answers. */
static void
note_passed(struct pool *p)
{
	if (p->finish == FINISH_UNKNOWN)
		p->finish = p->verdict.unfinished ? FINISH_NEVER :
		    FINISH_GIVEN;
	p->passed++;
	p->passed_at = clock_steady();
	p->failures = 0;
	limiter_passed(p->limiter);
}

/* A wait before the next try of a job, in ms. */
static int64_t
backoff(struct pool *p, const struct job *job)
{
	double most = p->settings->retry_delay * 1000;
	unsigned i;

	for (i = 1; i < job->tries && most < WAIT_MOST; i++)
		most *= 2;
	if (most > WAIT_MOST)
		most = WAIT_MOST;
	return (int64_t)(erand48(p->random) * most);
}

/*
 * A wait that a server asks for, made longer by chance: jobs that were refused
 * together must not come back together.
 */
static int64_t
spread(struct pool *p, int64_t wait)
{
	int64_t most = wait / 2 < SPREAD_MOST ? wait / 2 : SPREAD_MOST;

	return wait + (int64_t)(erand48(p->random) * (double)most);
}

/*
 * A wait made longer for the refusals of a job that did not count as tries: as
 * long as other requests pass, their number has no end.
 */
static int64_t
slow_down(const struct job *job, int64_t wait)
{
	unsigned i;

	for (i = job->uncounted; i > REFUSALS_DOUBLE && wait < REFUSED_MOST;
	    i -= REFUSALS_DOUBLE)
		wait = wait * 2 < REFUSED_MOST ? wait * 2 : REFUSED_MOST;
	return wait;
}

/* Whether other requests have passed while this job was rate limited. */
static bool
others_pass(const struct pool *p, const struct job *job)
{
	return p->passed != job->passed &&
	    clock_steady() - p->passed_at < NONE_PASSES;
}

/*
 * Counts a failed try.  Returns whether it was the last one.  A try does not
 * count if it was rate limited while other requests passed, or interrupted
 * while others are under way.
 */
static bool
retries_exhausted(struct pool *p, struct job *job)
{
	const struct verdict *v = &p->verdict;
	size_t most = p->settings->retries + 1;

	if (v->tries > 0 && v->tries < most)
		most = v->tries;
	if (!(v->rate_limited && others_pass(p, job)) &&
	    !(v->interrupted && http_busy(p->http) > 0)) {
		job->tries++;
		job->passed = p->passed;
		job->uncounted = 0;
	} else
		job->uncounted++;
	return job->tries >= most ||
	    clock_steady() - job->first > GIVE_UP;
}

/* Fails a record whose retries are exhausted; stops at too many in a row. */
static void
give_up(struct pool *p, struct job *job)
{
	struct verdict *v = &p->verdict;
	const struct job *one;
	bool stops;

	if (job->tries > 1)
		buf_printf(&v->message, " (%u tries)", job->tries);
	for (one = job; one != NULL; one = one->rider)
		p->failures++;
	stops = p->settings->breaker > 0 &&
	    p->failures >= p->settings->breaker;
	if (stops)
		announce(p, STATUS_AGAIN);
	fail_all(p, job, v->kind, v->message.data, v->message.len);
	if (stops)
		pool_stop(p, STATUS_AGAIN, "%u records in a row failed, the "
		    "last: %.*s", p->failures, (int)v->message.len,
		    v->message.data);
}

/* Tells the user, once, what the server does to streams. */
static void
say_interrupted(struct pool *p)
{
	const struct verdict *v = &p->verdict;

	if (p->told)
		return;
	p->told = true;
	pool_hide(p);
	p->stage->say("%s: %.*s", p->setup->endpoint->url, (int)v->message.len,
	    v->message.data);
}

static void
retry(struct pool *p, struct job *job)
{
	const struct verdict *v = &p->verdict;
	const bool alive = p->passed != job->passed;

	if (v->maybe_billed)
		p->progress.maybe_billed++;
	if (v->interrupted) {
		say_interrupted(p);
		limiter_interrupted(p->limiter, clock_day(), job->begun);
	} else if (v->rate_limited) {
		limiter_refused(p->limiter, clock_day(), job->begun);
		if (v->wait > 0 && v->wait <= PATIENCE)
			limiter_pause(p->limiter, clock_day() + v->wait);
	}
	if (p->setup->batch != NULL && pool_batch_shrink(p, job))
		return;
	if (retries_exhausted(p, job)) {
		if (p->setup->batch == NULL || !pool_batch_again(p, job, alive))
			give_up(p, job);
		return;
	}
	if (v->wait > PATIENCE)
		pool_stop(p, STATUS_AGAIN, "the server asks to wait for %"
		    PRId64 " minutes: %.*s", v->wait / 60000,
		    (int)v->message.len, v->message.data);
	if (p->status != 0) {
		pool_fail_stopped(p, job, "the run was stopped before the "
		    "next try");
		return;
	}
	job->due = clock_steady() + slow_down(job, v->wait > 0 ?
	    spread(p, v->wait) : backoff(p, job));
	jobs_wait(&p->jobs, job);
}

/*
 * Whether all requests would be refused as that of this job was: none has
 * succeeded.  The first job that was sent again, alone, because its batch was
 * refused may be the only one at fault: another one is tried then.
 */
static bool
refuses_all(struct pool *p, const struct job *job)
{
	if (p->passed > 0 || p->progress.replayed > 0)
		return false;
	return p->setup->batch == NULL || job->sends == 1 ||
	    p->jobs.queue == NULL || p->refused++ > 0;
}

/* Fails a record for which retries are no use; stops the run if need be. */
static void
refused(struct pool *p, struct job *job)
{
	struct verdict *v = &p->verdict;
	int status = 0;

	if (v->class == VERDICT_PERSON)
		status = STATUS_PERSON;
	if (v->class == VERDICT_CONFIG || (v->class == VERDICT_REQUEST &&
	    refuses_all(p, job)))
		status = STATUS_LOCAL;
	if (status != 0)
		announce(p, status);
	fail_all(p, job, v->kind, v->message.data, v->message.len);
	if (status != 0)
		pool_stop(p, status, "%s: %.*s", p->setup->endpoint->url,
		    (int)v->message.len, v->message.data);
}

/* Says what was learnt about the batches that the server takes. */
static void
say_batch_note(struct pool *p)
{
	struct pool_batch *batch = p->setup->batch;

	if (batch == NULL || batch->note.len == 0)
		return;
	pool_hide(p);
	p->stage->say("%.*s", (int)batch->note.len, batch->note.data);
	buf_clear(&batch->note);
}

/* Takes an answer, of one call or of a batch. */
static void
answered(struct pool *p, struct job *job, struct http_reply *reply)
{
	const struct span body = buf_span(&reply->body);
	const char *why;
	struct job *next;
	size_t i;

	if (p->setup->batch == NULL) {
		note_passed(p);
		keep(p, job, body);
		return;
	}
	if ((why = pool_batch_divide(p, job, body)) != NULL) {
		verdict_damaged(&p->verdict, why, body);
		if (!pool_batch_split(p, job))
			retry(p, job);
		return;
	}
	note_passed(p);
	pool_batch_passed(p, job);
	say_batch_note(p);
	for (i = 0; job != NULL; i++, job = next) {
		next = job->rider;
		keep(p, job, buf_span(&p->kept[i]));
	}
}

/*
 * Sends the calls of a batch that was refused again, in smaller ones, and the
 * call that is at fault, once it is alone, changed.  False if that is no use.
 */
static bool
mended(struct pool *p, struct job *job)
{
	const struct pool_batch *batch = p->setup->batch;
	const struct verdict *v = &p->verdict;

	if (batch == NULL || (v->class == VERDICT_REQUEST &&
	    strcmp(v->kind, "bad_request") != 0))
		return false;
	if (pool_batch_split(p, job))
		return true;
	if (p->status != 0 || batch->mend == NULL ||
	    !batch->mend(p->setup->arg, v, &job->body))
		return false;
	jobs_queue_first(&p->jobs, job);
	return true;
}

/* Masks the key in text of a server, which may quote the key it refuses. */
static void
hide_key(const struct pool *p, struct buf *b)
{
	const char *key = p->setup->endpoint->authorization, *end;
	char *at = b->data;
	size_t n;

	if (key == NULL || b->len == 0)
		return;
	key = strrchr(key, ' ') + 1;
	if ((n = strlen(key)) < KEY_LEAST)
		return;
	end = b->data + b->len;
	while ((at = memmem(at, (size_t)(end - at), key, n)) != NULL)
		memset(at, '*', n);
}

/*
 * Whether a reply that does not say why it ended may have been broken off:
 * the server says it otherwise, or another request may be the cause.
 */
static bool
may_be_broken_off(const struct pool *p)
{
	if (p->finish == FINISH_UNKNOWN)
		return http_busy(p->http) > 0;
	return p->finish == FINISH_GIVEN;
}

void
pool_done(void *arg, struct http_reply *reply)
{
	struct job *job = arg;
	struct pool *p = job->pool;
	struct verdict *v = &p->verdict;
	int64_t now = clock_day(), wait;

	if (reply->status < 200 || reply->status > 299) {
		hide_key(p, &reply->body);
		hide_key(p, &reply->head);
	}
	if (p->probe == job)
		p->probe = NULL;
	reply->crowded = may_be_broken_off(p);
	verdict_clear(v);
	verdict_http(v, reply, now / 1000);
	if (p->setup->batch != NULL)
		pool_batch_show(p, job);
	if (v->class == VERDICT_ANSWER || p->setup->judge_all)
		p->setup->judge(v, &reply->body, reply, now / 1000);
	hide_key(p, &v->message);
	say_batch_note(p);
	if (v->again && p->status == 0) {
		jobs_queue_first(&p->jobs, job);
		return;
	}
	if ((wait = verdict_ratelimit(reply, now / 1000)) > 0)
		limiter_pause(p->limiter, now + wait);
	switch (v->class) {
	case VERDICT_ANSWER:
		answered(p, job, reply);
		break;
	case VERDICT_RETRY:
		if (pool_may_await(p))
			pool_await(p, job);
		else
			retry(p, job);
		break;
	case VERDICT_RECORD:
	case VERDICT_REQUEST:
		if (!mended(p, job))
			refused(p, job);
		break;
	case VERDICT_CONFIG:
	case VERDICT_PERSON:
		refused(p, job);
	}
}

static void
sync_journal(struct pool *p)
{
	p->unsynced = false;
	if (journal_sync(p->journal) == -1)
		pool_stop(p, STATUS_LOCAL, "%s: %s; nothing more is sent",
		    p->settings->journal, strerror(errno));
}

/* Whether stdout would take output without a wait. */
static bool
takes_output(const struct pool *p)
{
	struct pollfd out = { .fd = p->stage->out.fd, .events = POLLOUT };

	return !p->may_block || p->dropped || poll(&out, 1, 0) != 0;
}

/*
 * Writes the record of a job, as far as stdout takes it at once: waiting for
 * a slow reader would let transfers under way time out, and be paid for
 * again.  A pipe that takes anything takes PIPE_BUF bytes.  Returns whether
 * all of the record is written.
 */
static bool
emit(struct pool *p, struct job *job)
{
	struct out *out = &p->stage->out;
	size_t n;

	p->writing = job;
	while (job->written < job->line.len) {
		if (!takes_output(p)) {
			p->blocked = true;
			return false;
		}
		n = job->line.len - job->written;
		if (p->may_block && n > PIPE_BUF)
			n = PIPE_BUF;
		out_bytes(out, job->line.data + job->written, n);
		(void)out_flush(out);	/* remembered */
		job->written += n;
	}
	p->writing = NULL;
	p->progress.done++;
	jobs_remove(&p->jobs, job);
	return true;
}

void
pool_settle(struct pool *p)
{
	struct job *job, *next;

	if (p->unsynced)
		sync_journal(p);
	if (p->stage->out.error != 0 && p->status == 0) {
		p->status = STATUS_LOCAL;	/* stage_end will say why */
		pool_stop(p, STATUS_LOCAL, "stdout");
		/* Without a journal, replies to come are of no use. */
		if (p->settings->journal == NULL)
			p->dropped = true;
	}
	p->blocked = false;
	if (p->writing != NULL && !emit(p, p->writing))
		return;
	for (job = p->jobs.head; job != NULL; job = next) {
		next = job->next;
		if (job->state == JOB_DONE ? !emit(p, job) :
		    !p->settings->unordered)
			break;
	}
}
