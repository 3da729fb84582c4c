/* Waits for a server that is away. */
#include "pool_private.h"

#include <inttypes.h>
#include <stdlib.h>

/*
 * Wait so many ms for a server that is away: one that this run never reached
 * is most likely not started, or its URL is wrong.
 */
#define AWAY_FIRST (10 * 1000)
#define AWAY_MOST (120 * 1000)

/* Longest time between two probes of whether it is back, in ms. */
#define PROBE 500

/*
 * How many ms to wait for a server that is away; none if the run has stopped
 * at an earlier stage, and would only stop here, too.
 */
static int64_t
away_most(const struct pool *p)
{
	int64_t most = (int64_t)p->settings->timeout * 1000;

	if (p->upstream != 0 && !p->connected)
		return 0;
	if (p->settings->await > 0)
		return (int64_t)p->settings->await * 1000;
	if (!p->connected && most > AWAY_FIRST)
		return AWAY_FIRST;
	return most < AWAY_MOST ? most : AWAY_MOST;
}

bool
pool_may_await(const struct pool *p)
{
	const struct verdict *v = &p->verdict;

	return p->connected ? v->refused :
	    v->unsent && p->settings->retries > 0;
}

void
pool_connected(void *arg)
{
	struct pool *p = ((struct job *)arg)->pool;

	p->connected = true;
	if (p->away == 0)
		return;
	p->away = 0;
	p->probe = NULL;
	pool_hide(p);
	p->stage->say("%s: connected again", p->setup->endpoint->url);
}

/* Tells the user that the server is away, unless that ends the run at once. */
static void
say_away(struct pool *p, int64_t most)
{
	const struct verdict *v = &p->verdict;
	const struct span why = v->refused ? span_of("connection refused") :
	    buf_span(&v->message);

	if (most == 0)
		return;
	pool_hide(p);
	p->stage->say("%s: %.*s; waiting up to %" PRId64 " s for the server",
	    p->setup->endpoint->url, (int)why.len, why.p, most / 1000);
}

void
pool_await(struct pool *p, struct job *job)
{
	const struct verdict *v = &p->verdict;
	int64_t now = clock_steady(), most = away_most(p);

	p->progress.requests--;
	p->progress.retries -= --job->sends > 0;
	job->refused = true;
	if (p->away == 0) {
		p->away = p->connected ? now : job->first;
		say_away(p, most);
	}
	p->probe_due = now + PROBE / 2 +
	    (int64_t)(erand48(p->random) * PROBE / 2);
	jobs_queue_first(&p->jobs, job);
	if (now - p->away < most && p->status == 0)
		return;
	pool_stop(p, STATUS_AGAIN, "no connection in %" PRId64 " s: %.*s%s",
	    most / 1000, (int)v->message.len, v->message.data,
	    p->connected ? "" : "; start the server, or correct the URL; "
	    "--await SECONDS waits longer");
}
