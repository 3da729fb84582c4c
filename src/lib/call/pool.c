#include "pool_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More bytes than this are not looked ahead. */
#define AHEAD_BYTES ((size_t)64 * 1024 * 1024)

/* While input comes without a wait, transfers are served this often. */
#define SERVE_EVERY 16

/* Sends one job.  0, or -1 if there is no memory. */
static int
send_job(struct pool *p, struct job *job)
{
	const struct endpoint *e = p->setup->endpoint;
	const struct http_post post = {
		.url = e->url, .socket = e->socket, .headers = p->headers,
		.body = { job->body.data, job->body.len },
		.timeout = (long)p->settings->timeout, .direct = e->loopback,
		.done = pool_done, .arg = job
	};

	job->state = JOB_SENT;
	job->begun = clock_day();
	job->passed = p->passed;
	if (job->first == 0)
		job->first = clock_steady();
	if (http_post(p->http, &post) == -1)
		return -1;
	p->progress.requests++;
	p->progress.retries += job->retried;
	job->retried = true;
	return 0;
}

/* Stops the run if it has had what it was to have. */
static bool
enough(struct pool *p)
{
	const struct pool_settings *s = p->settings;

	if (s->stop_requests > 0 && p->progress.requests >= s->stop_requests)
		pool_stop(p, STATUS_AGAIN, "stopped after %llu requests",
		    (unsigned long long)p->progress.requests);
	if (s->stop_tokens > 0 && p->progress.tokens >= s->stop_tokens)
		pool_stop(p, STATUS_AGAIN, "stopped after %llu tokens",
		    (unsigned long long)p->progress.tokens);
	return p->status != 0;
}

/*
 * Sends what may be sent.  How long to wait, at most, until more may: ms,
 * -1 for as long as nothing comes.
 */
static int64_t
send_ready(struct pool *p)
{
	struct job *job;
	int64_t wait;

	while ((job = p->jobs.queue) != NULL && !enough(p)) {
		wait = limiter_ask(p->limiter, clock_day(), http_busy(p->http),
		    job->tokens);
		if (wait == -1) {
			pool_stop(p, STATUS_LOCAL, "%s: %s",
			    p->settings->limit, strerror(errno));
			break;
		}
		if (wait > 0)
			return wait == INT64_MAX ? -1 : wait;
		(void)jobs_dequeue(&p->jobs);
		if (send_job(p, job) == -1) {
			jobs_queue_first(&p->jobs, job);
			pool_stop(p, STATUS_LOCAL, "%s", strerror(ENOMEM));
		}
	}
	return -1;
}

/* Queues the jobs whose wait is over.  Ms until the next one's is, or -1. */
static int64_t
wake_waiting(struct pool *p)
{
	struct job *job;
	int64_t now = clock_steady();

	while ((job = jobs_soonest(&p->jobs)) != NULL) {
		if (job->due > now)
			return job->due - now;
		jobs_wake(&p->jobs);
		jobs_queue_first(&p->jobs, job);
	}
	return -1;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

bool
pool_turn(struct pool *p, int fd, int64_t ms)
{
	int64_t now;
	int result;

	ms = sooner(ms, wake_waiting(p));
	ms = sooner(ms, send_ready(p));
	if (p->refresh != 0) {
		now = clock_steady();
		ms = sooner(ms, p->refresh > now ? p->refresh - now : 0);
	}
	/* What send_ready stopped is ready to be written. */
	if (p->jobs.head != NULL && p->jobs.head->state == JOB_DONE &&
	    !p->blocked)
		ms = 0;
	http_out(p->http, p->blocked ? p->stage->out.fd : -1);
	if ((result = http_wait(p->http, fd, ms)) == -1)
		pool_stop(p, STATUS_LOCAL, "poll: %s", strerror(errno));
	pool_obey(p);
	pool_settle(p);
	if (p->refresh != 0)
		pool_show(p, clock_steady());
	return result != 0;
}

bool
pool_idle(void *arg)
{
	struct pool *p = arg;

	while (p->stage->out.error == 0) {
		if (p->interrupted || p->dropped) {
			stage_stop(p->stage);
			break;
		}
		if (pool_turn(p, p->stage->lines.fd, -1))
			return true;
	}
	return false;
}

static bool
has_room(const struct pool *p)
{
	const struct jobs *s = &p->jobs;

	return s->live < p->window && (s->bytes < AHEAD_BYTES ||
	    s->pending < p->settings->jobs);
}

/*
 * A job that holds the record, in its turn.  NULL if the run cannot go on.
 */
static struct job *
new_job(struct pool *p, const struct record *r)
{
	struct job *job;

	while (!has_room(p) && !p->dropped)
		(void)pool_turn(p, -1, -1);
	if ((job = jobs_add(&p->jobs, p)) == NULL ||
	    record_write(r, &p->memory) == -1)
		p->memory_lacks = true;
	else
		buf_add(&job->line, p->memory.buf.data, p->memory.buf.len);
	buf_clear(&p->memory.buf);
	if (job == NULL || job->line.len == 0 || job->line.failed) {
		if (job != NULL)
			job->state = JOB_DONE;
		p->stage->out.error = ENOMEM;
		stage_stop(p->stage);
		return NULL;
	}
	return job;
}

/* Transfers go on even if input comes without a wait. */
static void
move_on(struct pool *p)
{
	if (++p->calls % SERVE_EVERY == 0)
		(void)pool_turn(p, -1, 0);
	if (p->interrupted || p->dropped)
		stage_stop(p->stage);
}

void
pool_pass(struct pool *p, const struct record *r)
{
	struct job *job;

	if (p->dry != NULL)
		return;
	if (p->jobs.head == NULL) {
		if (record_write(r, &p->stage->out) == -1)
			p->stage->out.error = ENOMEM;
		(void)out_flush(&p->stage->out);	/* remembered */
		p->progress.done++;
	} else if ((job = new_job(p, r)) != NULL)
		job->state = JOB_DONE;
	move_on(p);
}

/* Whether a job was answered from the journal. */
static bool
replay(struct pool *p, struct job *job)
{
	struct span body;
	int found;

	buf_clear(&p->reply);
	if ((found = journal_find(p->journal, job->key, &p->reply)) == -1)
		pool_stop(p, STATUS_LOCAL, "%s: %s", p->settings->journal,
		    strerror(errno));
	if (found != 1)
		return false;
	body = (struct span){ p->reply.data, p->reply.len };
	if (p->stage->retry && p->setup->good != NULL &&
	    !p->setup->good(p->setup->arg, body))
		return false;
	p->progress.replayed++;
	(void)pool_apply(p, job, body);
	return true;
}

/* Looks for a call like this one before, and if there is none, makes it. */
static void
begin(struct pool *p, struct job *job)
{
	struct job *leader;

	if (replay(p, job))
		return;
	if (p->status != 0) {
		jobs_enter(&p->jobs, job);
		pool_fail_stopped(p, job, POOL_NOT_SENT);
	} else if ((leader = jobs_find(&p->jobs, job->key)) != NULL) {
		job->state = JOB_FOLLOWING;
		job->follower = leader->follower;
		leader->follower = job;
		buf_free(&job->body);
	} else {
		jobs_enter(&p->jobs, job);
		jobs_queue(&p->jobs, job);
	}
}

static void
count_dry(struct pool *p, struct span body, size_t tokens, unsigned sample)
{
	const struct buf *base = &p->setup->endpoint->base;
	unsigned char key[JOURNAL_KEY];
	int found = -1;

	buf_clear(&p->reply);
	if (journal_key(key, (struct span){ base->data, base->len }, body,
	    sample) == 0)
		found = journal_find(p->journal, key, &p->reply);
	if (found == -1 || pool_dry_call(p->dry, key, tokens, found == 1) == -1)
		p->stage->out.error = errno;
}

void
pool_call(struct pool *p, const struct record *r, struct span body,
    size_t tokens, unsigned sample)
{
	const struct buf *base = &p->setup->endpoint->base;
	struct job *job;

	if (p->dry != NULL) {
		count_dry(p, body, tokens, sample);
		return;
	}
	if ((job = new_job(p, r)) == NULL)
		return;
	job->tokens = tokens;
	job->sample = sample;
	buf_add(&job->body, body.p, body.len);
	if (job->body.failed || journal_key(job->key,
	    (struct span){ base->data, base->len }, body, sample) == -1) {
		p->stage->out.error = ENOMEM;
		job->state = JOB_DONE;
		return;
	}
	job->bytes = job->line.len + job->body.len;
	p->jobs.bytes += job->bytes;
	p->jobs.pending++;
	begin(p, job);
	move_on(p);
}
