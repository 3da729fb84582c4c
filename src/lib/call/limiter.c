/* Paces requests: by the minute, by tokens, by how many at once. */
#include "limiter.h"

#include <sys/file.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/file.h"

/*
 * In microseconds: how much too early a request may come, and the time over
 * which a minute's requests are spread, so that no minute has more.
 */
#define FORGIVEN ((int64_t)100 * 1000)
#define MINUTE ((int64_t)60 * 1000 * 1000 + FORGIVEN)

/* Longest wait, in microseconds: a day. */
#define LONGEST ((int64_t)24 * 60 * 60 * 1000 * 1000)

/* A file with a time further from 1970 than this is not a shared limit. */
#define NEVER ((int64_t)1 << 62)

/*
 * Microseconds that the clock may be behind the file's before it counts as
 * set back: a process reads the clock before it gets the lock.
 */
#define SET_BACK ((int64_t)10 * 1000 * 1000)

static const char magic[8] = "wklimit1";

/*
 * What is shared: the file, in the byte order of the host.  Times are
 * microseconds since 1970; 0 counts as past.
 */
struct state {
	char magic[8];
	int64_t requests;	/* when the next request is due */
	int64_t tokens;		/* when the next one is due, by tokens */
	int64_t pause;		/* nothing is sent before this time */
	int64_t seen;		/* the clock, when this was written */
};

/*
 * The window grows from 0 to the most within so many windows of successes:
 * growing by one for each would take hours with a thousand at once.
 */
#define STEPS 32

/* Once replies were broken off, in so many times as many windows. */
#define SLOWER 16

struct limiter {
	double each_request, each_token;	/* microseconds; 0: no limit */
	double window;
	size_t most;
	size_t busy;		/* under way, the one last asked for included */
	int64_t cut;		/* when the window was last halved, ms */
	bool slow;		/* the window grows slowly */
	int fd;			/* -1: the state is not shared */
	struct state state;
};

static int
lock(const struct limiter *l)
{
	int result;

	if (l->fd == -1)
		return 0;
	do
		result = flock(l->fd, LOCK_EX);
	while (result == -1 && errno == EINTR);
	return result;
}

static void
unlock(const struct limiter *l)
{
	int saved = errno;

	if (l->fd != -1)
		(void)flock(l->fd, LOCK_UN);
	errno = saved;
}

static bool
is_state(const struct state *s)
{
	const int64_t t[] = { s->requests, s->tokens, s->pause, s->seen };
	size_t i;

	for (i = 0; i < LEN(t); i++)
		if (t[i] < -NEVER || t[i] > NEVER)
			return false;
	return memcmp(s->magic, magic, sizeof(magic)) == 0;
}

/* Reads the state, under the lock.  An empty file is a new one. */
static int
load(struct limiter *l)
{
	struct state s;
	char more;
	ssize_t n;

	if (l->fd == -1)
		return 0;
	if ((n = pread(l->fd, &s, sizeof(s), 0)) == -1)
		return -1;
	if (n == 0) {
		memset(&s, 0, sizeof(s));
		memcpy(s.magic, magic, sizeof(magic));
	} else if (n != (ssize_t)sizeof(s) || !is_state(&s) ||
	    pread(l->fd, &more, 1, sizeof(s)) != 0) {
		errno = EBADMSG;
		return -1;
	}
	l->state = s;
	return 0;
}

/* Writes the state, under the lock. */
static int
store(struct limiter *l)
{
	ssize_t n;

	if (l->fd == -1)
		return 0;
	n = pwrite(l->fd, &l->state, sizeof(l->state), 0);
	if (n == (ssize_t)sizeof(l->state))
		return 0;
	if (n != -1)
		errno = ENOSPC;
	return -1;
}

/* Joins the shared file, or makes it. */
static int
join(struct limiter *l, const char *path, struct buf *why)
{
	int result;

	if ((l->fd = private_open(path, O_RDWR, why)) == -1)
		return -1;
	if ((result = lock(l)) == 0) {
		if ((result = load(l)) == 0)
			result = store(l);
		unlock(l);
	}
	if (result == -1)
		buf_printf(why, "%s: %s", path, errno == EBADMSG ?
		    "not a file of rate limits" : strerror(errno));
	return result;
}

/* Microseconds from one to the next of so many a minute; 0: no limit. */
static double
interval(double number)
{
	return number > 0 ? fmin((double)MINUTE / number, (double)LONGEST) : 0;
}

struct limiter *
limiter_open(double rpm, double tpm, size_t most, const char *path,
    struct buf *why)
{
	struct limiter *l = xcalloc(1, sizeof(*l));

	l->each_request = interval(rpm);
	l->each_token = interval(tpm);
	l->most = most == 0 ? 1 : most < UINT32_MAX ? most : UINT32_MAX;
	l->busy = l->most;
	l->window = (double)l->most;
	l->cut = INT64_MIN;
	l->fd = -1;
	if (path != NULL && join(l, path, why) == -1) {
		limiter_close(l);
		return NULL;
	}
	return l;
}

/* The time for n requests or tokens, in whole microseconds, at most a day. */
static int64_t
cost(double each, double n)
{
	return (int64_t)ceil(fmin(each * n, (double)LONGEST));
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The time t, not further from now than a day. */
static int64_t
within_a_day(int64_t t, int64_t now)
{
	t = later(t, now - LONGEST);
	return t > now + LONGEST ? now + LONGEST : t;
}

/*
 * Adapts the times to the clock: if it has been set back, a request due in a
 * minute is still due in a minute.
 */
static void
settle(struct state *s, int64_t now)
{
	int64_t by = s->seen - now > SET_BACK ? s->seen - now : 0;

	s->requests = within_a_day(s->requests - by, now);
	s->tokens = within_a_day(s->tokens - by, now);
	s->pause = within_a_day(s->pause - by, now);
	s->seen = now;
}

/* Microseconds from now until a request may go; if now, counts it. */
static int64_t
pass(const struct limiter *l, struct state *s, int64_t now, size_t tokens)
{
	int64_t due = s->pause;

	if (l->each_request > 0)
		due = later(due, s->requests - FORGIVEN);
	if (l->each_token > 0)
		due = later(due, s->tokens - FORGIVEN);
	if (due > now)
		return due - now;
	if (l->each_request > 0)
		s->requests = later(s->requests, now) +
		    cost(l->each_request, 1);
	if (l->each_token > 0)
		s->tokens = later(s->tokens, now) +
		    cost(l->each_token, (double)tokens);
	return 0;
}

int64_t
limiter_ask(struct limiter *l, int64_t now, size_t busy, size_t tokens)
{
	int64_t wait = -1;

	l->busy = busy + 1;
	if (busy >= limiter_window(l))
		return INT64_MAX;
	if (lock(l) == -1)
		return -1;
	if (load(l) == 0) {
		settle(&l->state, now * 1000);
		wait = pass(l, &l->state, now * 1000, tokens);
		if (store(l) == -1)
			wait = -1;
	}
	unlock(l);
	return wait == -1 ? -1 : (wait + 999) / 1000;
}

/* Returns no error: a file that fails also fails in the next limiter_ask. */
void
limiter_correct(struct limiter *l, long long more)
{
	struct state *s = &l->state;
	int64_t t;

	if (l->each_token == 0 || more == 0 || lock(l) == -1)
		return;
	if (load(l) == 0) {
		t = cost(l->each_token, fabs((double)more));
		t = more < 0 ? s->tokens - t : later(s->tokens, s->seen) + t;
		s->tokens = within_a_day(t, s->seen);
		(void)store(l);
	}
	unlock(l);
}

void
limiter_pause(struct limiter *l, int64_t until)
{
	struct state *s = &l->state;

	if (until <= 0 || lock(l) == -1)
		return;
	until = until < NEVER / 1000 ? until * 1000 : NEVER;
	if (load(l) == 0 && until > s->pause) {
		s->pause = until;
		(void)store(l);
	}
	unlock(l);
}

void
limiter_refused(struct limiter *l, int64_t now, int64_t begun)
{
	if (begun <= l->cut)
		return;
	l->cut = now;
	/* Start from the requests under way: a wider window was never used. */
	l->window = fmax(fmin(l->window, (double)l->busy) / 2, 1);
}

void
limiter_interrupted(struct limiter *l, int64_t now, int64_t begun)
{
	l->slow = true;
	limiter_refused(l, now, begun);
}

void
limiter_passed(struct limiter *l)
{
	double step = fmax((double)l->most / STEPS, 1);

	if (l->slow)
		step /= SLOWER;
	l->window = fmin(l->window + step / l->window, (double)l->most);
}

size_t
limiter_window(const struct limiter *l)
{
	return (size_t)l->window;
}

void
limiter_close(struct limiter *l)
{
	if (l == NULL)
		return;
	if (l->fd != -1)
		(void)close(l->fd);
	free(l);
}
