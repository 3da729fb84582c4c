/* Calls for records, many at once: sends them, waits, and closes. */
#include "pool_private.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Stop reading ahead once this many bytes wait for their replies. */
#define AHEAD_BYTES ((size_t)64 * 1024 * 1024)

/* While input comes without a wait, serve transfers once in so many records. */
#define SERVE_EVERY 16

long
pool_silence(const struct pool_settings *s)
{
	return s->timeout > POOL_TIMEOUT ? (long)s->timeout : HTTP_SILENCE;
}

/* Sends one job.  0, or -1 if libcurl has no memory. */
static int
send_job(struct pool *p, struct job *job)
{
	const struct endpoint *e = p->setup->endpoint;
	struct http_post post = {
		.url = e->url, .socket = e->socket, .headers = p->headers,
		.ca_file = p->trust.file, .ca_path = p->trust.path,
		.body = buf_span(&job->body),
		.timeout = (long)p->settings->timeout,
		.silence = pool_silence(p->settings), .direct = e->loopback,
		.connected = pool_connected, .done = pool_done, .arg = job
	};

	if (p->setup->batch != NULL) {
		pool_batch_join(p, job);
		post.body = buf_span(&job->request);
	}
	job->state = JOB_SENT;
	job->begun = clock_day();
	if (job->first == 0) {
		job->first = clock_steady();
		job->passed = p->passed;
	}
	if (http_post(p->http, &post) == -1)
		return -1;
	p->progress.requests++;
	p->progress.retries += job->sends > 0;
	job->sends++;
	if (p->away != 0)
		p->probe = job;
	return 0;
}

/* Stops the run at the number of requests or tokens that ends it. */
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
 * While the server is away, one job at a time tries whether the server
 * is back.  Returns the ms until the next may; 0: now; -1: when the one that
 * tries is done.
 */
static int64_t
until_probe(const struct pool *p)
{
	int64_t now;

	if (p->away == 0)
		return 0;
	if (p->probe != NULL)
		return -1;
	now = clock_steady();
	return p->probe_due > now ? p->probe_due - now : 0;
}

/* How many replies one answer may hold. */
static size_t
most_replies(const struct pool *p)
{
	return p->setup->batch == NULL ? 1 : p->setup->batch->most;
}

/*
 * Sends the jobs that may be sent now.  Returns the ms until the next one may
 * be sent; -1 if that depends on a reply, or nothing waits to be sent.
 */
static int64_t
send_ready(struct pool *p)
{
	struct job *job;
	int64_t wait;

	while (p->jobs.queue != NULL && !enough(p)) {
		if ((wait = until_probe(p)) != 0)
			return wait;
		if (p->setup->batch != NULL && !pool_batch_fill(p))
			return -1;
		job = p->jobs.queue;
		if (journal_reserve(p->journal, (http_busy(p->http) + 1) *
		    most_replies(p)) == -1) {
			pool_stop(p, STATUS_LOCAL, "%s: %s; nothing more is "
			    "sent", p->settings->journal, strerror(errno));
			break;
		}
		wait = limiter_ask(p->limiter, clock_day(), http_busy(p->http),
		    p->setup->batch == NULL ? job->tokens : job->load);
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

/* Queues the jobs whose wait is over.  Returns ms until the next, or -1. */
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

/* The lesser of two waits in ms, -1 being one without an end. */
static int64_t
sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

/*
 * One turn of the loop: sends, waits for something to happen (fd may become
 * readable, -1: none; at most ms, -1: no limit), and deals with it.  Returns
 * whether fd is readable.
 */
static bool
take_turn(struct pool *p, int fd, int64_t ms)
{
	int64_t now;
	int result;

	ms = sooner(ms, wake_waiting(p));
	ms = sooner(ms, send_ready(p));
	if (p->refresh != 0) {
		now = clock_steady();
		ms = sooner(ms, p->refresh > now ? p->refresh - now : 0);
	}
	/* If send_ready stopped the run, records can be written at once. */
	if (p->jobs.head != NULL && p->jobs.head->state == JOB_DONE &&
	    !p->blocked)
		ms = 0;
	http_out(p->http, p->blocked ? p->stage->out.fd : -1);
	if ((result = http_wait(p->http, fd, ms)) == -1)
		pool_stop(p, STATUS_LOCAL, "poll: %s", strerror(errno));
	pool_obey_signals(p);
	pool_settle(p);
	if (p->refresh != 0)
		pool_show(p, clock_steady());
	return result != 0;
}

bool
pool_serve(void *arg)
{
	struct pool *p = arg;

	bool readable = false;

	p->eager = true;
	while (p->stage->out.error == 0 && !readable) {
		if (p->interrupted || p->dropped) {
			stage_stop(p->stage);
			break;
		}
		readable = take_turn(p, p->stage->lines.fd, -1);
	}
	p->eager = false;
	return readable;
}

/* Whether one more record may be taken in. */
static bool
has_room(const struct pool *p)
{
	const struct jobs *s = &p->jobs;

	return s->live < p->window && (s->bytes < AHEAD_BYTES ||
	    s->pending < p->settings->jobs);
}

/* Waits for room.  Returns a job, in its turn, that holds the record. */
static struct job *
new_job(struct pool *p, struct record *r)
{
	struct job *job;

	p->eager = true;
	while (!has_room(p) && !p->dropped)
		(void)take_turn(p, -1, -1);
	p->eager = false;
	job = jobs_add(&p->jobs, p);
	pool_put_record(p, job, r);
	return job;
}

/* Serves transfers now and then, though input comes without a wait. */
static void
move_on(struct pool *p)
{
	if (++p->calls % SERVE_EVERY == 0)
		(void)take_turn(p, -1, 0);
	if (p->interrupted || p->dropped)
		stage_stop(p->stage);
}

/* Notes the status that an earlier stage of the pipe has stopped with. */
static void
note_upstream(struct pool *p, const struct record *r)
{
	int status = failures_status(record_get(r, p->stage->error));

	if (status != STATUS_FAILED)
		p->upstream = status;
}

void
pool_pass(struct pool *p, struct record *r)
{
	if (p->dry != NULL)
		return;
	if (p->upstream == 0 && stage_has_error(p->stage, r))
		note_upstream(p, r);
	if (p->jobs.head == NULL) {
		stage_emit(p->stage, r);
		(void)out_flush(&p->stage->out);	/* remembered */
		p->progress.done++;
	} else
		new_job(p, r)->state = JOB_DONE;
	move_on(p);
}

/*
 * Looks for the reply of a key, which is p->reply then.  False if there is
 * none, or a bad one that -R asks for again.
 */
static bool
look_up(struct pool *p, const unsigned char *key)
{
	int found;

	buf_clear(&p->reply);
	if ((found = journal_find(p->journal, key, &p->reply)) == -1)
		pool_stop(p, STATUS_LOCAL, "%s: %s", p->settings->journal,
		    strerror(errno));
	return found == 1 && (!p->stage->retry || p->setup->good == NULL ||
	    p->setup->good(p->setup->arg, buf_span(&p->reply)));
}

/* Answers a job from the journal.  False if it must be asked. */
static bool
replay(struct pool *p, struct job *job)
{
	if (!look_up(p, job->key))
		return false;
	p->progress.replayed++;
	(void)pool_apply(p, job, buf_span(&p->reply));
	return true;
}

/* Answers from the journal, waits for an equal call under way, or calls. */
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

/*
 * Finds the key of a call: that of its request or, if the journals hold the
 * reply to the request of an earlier release alone, of that one.  Returns
 * whether it is the latter.
 */
static bool
find_key(struct pool *p, struct record *r, struct span body, unsigned sample,
    unsigned char *key)
{
	const struct pool_setup *setup = p->setup;
	const struct span base = buf_span(&setup->endpoint->base);
	unsigned char older[JOURNAL_KEY];

	journal_key(key, base, body, sample);
	if (setup->older == NULL || journal_entries(p->journal) == 0 ||
	    look_up(p, key))
		return false;
	buf_clear(&p->older);
	if (!setup->older(setup->arg, r, sample, &p->older))
		return false;
	journal_key(older, base, buf_span(&p->older), sample);
	if (!look_up(p, older))
		return false;
	memcpy(key, older, JOURNAL_KEY);
	return true;
}

void
pool_call(struct pool *p, struct record *r, struct span body,
    size_t tokens, unsigned sample)
{
	unsigned char key[JOURNAL_KEY];
	const bool older = find_key(p, r, body, sample, key);
	struct job *job;

	if (p->dry != NULL) {
		if (pool_dry_call(p->dry, key, tokens, look_up(p, key)) &&
		    p->settings->requests)
			pool_dry_request(&p->stage->out, key,
			    p->setup->endpoint->url, body);
		return;
	}
	job = new_job(p, r);
	job->tokens = tokens;
	job->sample = sample;
	job->older = older;
	buf_add(&job->body, body.p, body.len);
	memcpy(job->key, key, JOURNAL_KEY);
	job->bytes = job->line.len + job->body.len;
	p->jobs.bytes += job->bytes;
	p->jobs.pending++;
	begin(p, job);
	move_on(p);
}

/* Gives up the calls under way, whose replies may be billed for nothing. */
static void
drop(struct pool *p)
{
	struct job *job;

	for (job = p->jobs.head; job != NULL; job = job->next) {
		if (job->state != JOB_SENT)
			continue;
		p->progress.maybe_billed++;
		pool_fail_stopped(p, job, "sent, but the run was "
		    "stopped before the reply came");
	}
	pool_settle(p);
}

static void
say_how_to_resume(struct pool *p)
{
	const char *journal = p->settings->journal;

	if (p->status != STATUS_PERSON && p->status != STATUS_AGAIN)
		return;
	if (journal != NULL)
		p->stage->say("to continue, run the same command again: the "
		    "replies in %s are not asked for again", journal);
	else
		p->stage->say("the same command starts again from the "
		    "beginning; with -J FILE it would continue");
}

/* Writes what the journal has not written, and says what found no room. */
static void
close_journal(struct pool *p)
{
	const char *name = p->settings->journal;
	size_t left;

	if (journal_sync(p->journal) == -1 && p->status == 0) {
		p->stage->say("%s: %s", name, strerror(errno));
		p->status = STATUS_LOCAL;
	}
	if ((left = journal_unsaved(p->journal)) > 0)
		p->stage->say("%s: %zu repl%s could not be written", name,
		    left, left == 1 ? "y" : "ies");
	(void)journal_close(p->journal);
}

int
pool_close(struct pool *p)
{
	struct stage *st = p->stage;
	int status;

	p->closing = true;
	while (p->jobs.head != NULL && !p->dropped)
		(void)take_turn(p, -1, -1);
	drop(p);
	if (st->out.error != EPIPE)
		pool_summary(p);
	if (p->dry != NULL)
		pool_dry_close(p->dry, p->settings->requests ? NULL :
		    &st->out);
	say_how_to_resume(p);
	pool_release_signals(p);
	http_close(p->http);
	close_journal(p);
	if (st->out.error == EPIPE)
		(void)raise(SIGPIPE);	/* a quiet end */
	limiter_close(p->limiter);
	jobs_free(&p->jobs);
	record_free(&p->record);
	buf_free(&p->memory.buf);
	buf_free(&p->reply);
	buf_free(&p->older);
	pool_batch_free(p);
	verdict_free(&p->verdict);
	status = stage_end(st);
	if (p->status != 0 && st->out.error == 0)
		status = p->status;
	free(p);
	return status;
}

int
pool_run(const struct pool_setup *setup,
    void (*work)(void *arg, struct pool *p, struct record *r),
    struct buf *why)
{
	struct pool *p = pool_open(setup, why);
	struct record *r;

	if (p == NULL)
		return -1;
	while ((r = stage_next(setup->stage)) != NULL)
		work(setup->arg, p, r);
	return pool_close(p);
}
