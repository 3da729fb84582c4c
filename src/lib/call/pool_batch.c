/* Makes one request of the calls of several records, and divides the answer. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "pool_private.h"

/* A failure that took so many ms counts as a timeout. */
#define SLOW (10 * 1000)

/*
 * When no batch is answered in time, so many calls of the first are sent
 * alone: if they are answered, the batch is to blame, else the server.
 */
#define PROBES 2

/* Whether a job shares its request with no other. */
static bool
is_alone(const struct pool *p, const struct job *job)
{
	const size_t alone = p->setup->batch->alone;

	return job->full || (alone > 0 && job->tokens > alone);
}

/*
 * Counts the jobs at the head of the queue that one request can carry, and
 * their tokens.  *full: there is no room for one more.
 */
static size_t
count(const struct pool *p, size_t *tokens, bool *full)
{
	const struct pool_batch *batch = p->setup->batch;
	const struct job *job;
	size_t n = 0;

	*tokens = 0;
	*full = true;
	for (job = p->jobs.queue; job != NULL; job = job->after) {
		if (n == batch->most || (n > 0 && (is_alone(p, job) ||
		    (batch->tokens > 0 &&
		    *tokens + job->tokens > batch->tokens))))
			return n;
		*tokens += job->tokens;
		n++;
		if (is_alone(p, job))
			return n;
	}
	*full = n >= batch->most;
	return n;
}

bool
pool_batch_fill(struct pool *p)
{
	const size_t busy = http_busy(p->http);
	struct job *job = p->jobs.queue, **rider;
	size_t n, tokens;
	bool full;

	if (p->passed == 0 && (busy > 0 || p->jobs.waiting > 0))
		return false;
	if (job->full)
		return true;
	n = count(p, &tokens, &full);
	if (!full && !p->closing && (!p->eager || busy > 0))
		return false;
	(void)jobs_dequeue(&p->jobs);
	rider = &job->rider;
	while (--n > 0) {
		*rider = jobs_dequeue(&p->jobs);
		(*rider)->state = JOB_RIDING;
		rider = &(*rider)->rider;
	}
	job->full = true;
	job->load = tokens;
	jobs_queue_first(&p->jobs, job);
	return true;
}

/* Sets p->each to the bodies of a job and its riders.  Returns how many. */
static size_t
list(struct pool *p, const struct job *job)
{
	size_t n = 0;

	for (; job != NULL; job = job->rider) {
		if (n == p->each_size) {
			p->each_size = n == 0 ? 32 : 2 * n;
			p->each = xreallocarray(p->each, p->each_size,
			    sizeof(*p->each));
			p->kept = xreallocarray(p->kept, p->each_size,
			    sizeof(*p->kept));
			memset(p->kept + n, 0,
			    (p->each_size - n) * sizeof(*p->kept));
		}
		p->each[n++] = buf_span(&job->body);
	}
	return n;
}

void
pool_batch_join(struct pool *p, struct job *job)
{
	const size_t n = list(p, job);

	buf_clear(&job->request);
	p->setup->batch->join(p->setup->arg, &job->request, p->each, n);
}

void
pool_batch_show(struct pool *p, const struct job *job)
{
	struct pool_batch *batch = p->setup->batch;

	batch->request = buf_span(&job->request);
	for (batch->sent = 0; job != NULL; job = job->rider)
		batch->sent++;
}

const char *
pool_batch_divide(struct pool *p, struct job *job, struct span answer)
{
	const size_t n = list(p, job);
	size_t i;

	for (i = 0; i < n; i++)
		buf_clear(&p->kept[i]);
	return p->setup->batch->divide(p->setup->arg, answer, p->each, n,
	    p->kept);
}

/* Cuts the riders behind the n-th job off.  Returns the first of them. */
static struct job *
part(struct job *job, size_t n)
{
	struct job *last = job, *rest;

	job->load = job->tokens;
	while (--n > 0 && last->rider != NULL) {
		last = last->rider;
		job->load += last->tokens;
	}
	rest = last->rider;
	last->rider = NULL;
	return rest;
}

/*
 * Queues a job and its riders in pieces, the last piece first: so many calls
 * alone, the others in pieces of one size.
 */
static void
queue_pieces(struct pool *p, struct job *job, size_t alone, size_t piece)
{
	struct job *rest;

	if (job == NULL)
		return;
	rest = part(job, alone > 0 ? 1 : piece);
	if (rest != NULL) {
		rest->full = true;
		rest->late = job->late;
		rest->trial = job->trial;
		rest->tries = job->tries;
		rest->first = job->first;
		rest->passed = job->passed;
	}
	queue_pieces(p, rest, alone > 0 ? alone - 1 : 0, piece);
	jobs_queue_first(&p->jobs, job);
}

/*
 * Queues a job and its riders in halves, or as small as the server takes, by
 * texts or, if they are of one length, by tokens.
 */
static void
halve(struct pool *p, struct job *job, size_t n)
{
	const struct pool_batch *batch = p->setup->batch;
	size_t piece = (n + 1) / 2;

	if (batch->most < piece)
		piece = batch->most;
	if (batch->tokens > 0 && job->load / 2 > batch->tokens)
		piece = (size_t)((double)n * (double)batch->tokens /
		    (double)job->load);
	if (piece == 0)
		piece = 1;
	job->late = false;
	job->uncounted = 0;
	queue_pieces(p, job, 0, piece);
}

/* Looks no longer at the batch that a job was part of. */
static void
end_trial(struct pool *p, const struct job *job)
{
	if (job->trial == p->trial)
		p->trial_texts = 0;
}

/* Fails the calls of a batch that failed, if nothing more is sent. */
static bool
is_stopped(struct pool *p, struct job *job)
{
	if (p->status == 0)
		return false;
	pool_fail_stopped(p, job, "the run was stopped before the next try");
	return true;
}

/*
 * Halves a batch, and looks whether both halves are answered: then it was too
 * large, and pool_batch_passed sees that.  slow: it had no answer in time.
 */
static void
try_halves(struct pool *p, struct job *job, size_t n, bool slow)
{
	job->trial = ++p->trial;
	p->trial_texts = p->trial_left = n;
	p->trial_slow = slow;
	halve(p, job, n);
}

/* Whether a batch has more tokens than the server takes, as it has said. */
static bool
has_tokens_over(const struct pool *p, const struct job *job)
{
	const size_t most = p->setup->batch->tokens;

	return most > 0 && job->load > most;
}

/*
 * Halves a batch that was refused.  Not tried are those of a size that was
 * answered before, and those larger than the one that is tried now.
 */
static void
halve_refused(struct pool *p, struct job *job, size_t n)
{
	end_trial(p, job);
	if (!has_tokens_over(p, job) && n > p->answered_texts &&
	    (p->trial_texts == 0 || n < p->trial_texts))
		try_halves(p, job, n, false);
	else
		halve(p, job, n);
}

bool
pool_batch_split(struct pool *p, struct job *job)
{
	if (job->rider == NULL) {
		end_trial(p, job);	/* this call was at fault */
		return false;
	}
	if (is_stopped(p, job))
		return true;
	job->tries = 0;
	halve_refused(p, job, list(p, job));
	return true;
}

/* Whether the reply that failed, or the lack of one, took long. */
static bool
was_slow(const struct pool *p, const struct job *job)
{
	return strcmp(p->verdict.kind, "timeout") == 0 ||
	    clock_day() - job->begun > SLOW;
}

bool
pool_batch_shrink(struct pool *p, struct job *job)
{
	return was_slow(p, job) && list(p, job) > p->setup->batch->most &&
	    pool_batch_split(p, job);
}

bool
pool_batch_again(struct pool *p, struct job *job, bool alive)
{
	const bool slow = was_slow(p, job);
	const size_t n = list(p, job);

	if (n > 1 && is_stopped(p, job))
		return true;
	if (n == 1)
		end_trial(p, job);
	if (slow && !alive && p->unanswered > 0 && job->late)
		return false;
	p->unanswered += slow && !alive;
	if (n == 1)
		return false;
	job->tries = (unsigned)p->settings->retries;
	if (!slow)
		halve_refused(p, job, n);
	else if (alive)
		try_halves(p, job, n, true);
	else if (p->unanswered == 1) {
		job->late = true;
		queue_pieces(p, job, PROBES, n);
	} else {
		job->late = true;
		jobs_queue(&p->jobs, job);
	}
	return true;
}

void
pool_batch_passed(struct pool *p, const struct job *job)
{
	struct pool_batch *batch = p->setup->batch;
	const size_t all = p->trial_texts, half = (all + 1) / 2;
	const size_t n = list(p, job);

	p->unanswered = 0;
	if (n > p->answered_texts)
		p->answered_texts = n;
	if (all == 0 || job->trial != p->trial || (p->trial_left -= n) > 0)
		return;
	p->trial_texts = 0;
	if (half >= batch->most)
		return;
	batch->most = half;
	buf_clear(&batch->note);
	buf_printf(&batch->note, "the server %s %zu texts in a request: "
	    "sending %zu from now on, as with -n %zu", p->trial_slow ?
	    "was too slow for" : "refused", all, half, half);
}

void
pool_batch_free(struct pool *p)
{
	size_t i;

	for (i = 0; i < p->each_size; i++)
		buf_free(&p->kept[i]);
	free(p->kept);
	free(p->each);
}
