/* Makes one request of the calls of several records, and divides the answer. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "pool_private.h"

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

	if (p->passed == 0 && busy > 0)
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

/* Queues a job and its riders in pieces, the last piece first. */
static void
queue_pieces(struct pool *p, struct job *job, size_t piece)
{
	struct job *rest;

	if (job == NULL)
		return;
	rest = part(job, piece);
	if (rest != NULL) {
		rest->full = true;
		rest->tries = job->tries;
		rest->first = job->first;
		rest->passed = job->passed;
	}
	queue_pieces(p, rest, piece);
	jobs_queue_first(&p->jobs, job);
}

bool
pool_batch_split(struct pool *p, struct job *job, bool last)
{
	size_t piece;

	if (job->rider == NULL)
		return false;
	piece = (list(p, job) + 1) / 2;
	if (p->setup->batch->most < piece)
		piece = p->setup->batch->most;
	job->tries = last ? (unsigned)p->settings->retries : 0;
	job->uncounted = 0;
	queue_pieces(p, job, piece);
	return true;
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
