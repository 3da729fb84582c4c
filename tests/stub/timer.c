/* Timers of the loop, in a heap. */
#include "stub.h"

#include <sys/resource.h>

#include <err.h>
#include <stdlib.h>
#include <time.h>

/* A binary heap, ordered by `due`; its root is heap[1]. */
static struct timer **heap;
static size_t nheap, heapsize;

int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
raise_limit(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == -1)
		err(1, "getrlimit");
	r.rlim_cur = r.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &r) == -1)
		err(1, "setrlimit");
}

static void
heap_put(size_t at, struct timer *t)
{
	heap[at] = t;
	t->place = at;
}

static void
heap_up(size_t at, struct timer *t)
{
	for (; at > 1 && heap[at / 2]->due > t->due; at /= 2)
		heap_put(at, heap[at / 2]);
	heap_put(at, t);
}

static void
heap_down(size_t at, struct timer *t)
{
	size_t next;

	for (; (next = at * 2) <= nheap; at = next) {
		if (next < nheap && heap[next + 1]->due < heap[next]->due)
			next++;
		if (heap[next]->due >= t->due)
			break;
		heap_put(at, heap[next]);
	}
	heap_put(at, t);
}

void
timer_stop(struct timer *t)
{
	struct timer *last;
	size_t at = t->place;

	if (at == 0)
		return;
	t->place = 0;
	last = heap[nheap--];
	if (last == t)
		return;
	if (at > 1 && heap[at / 2]->due > last->due)
		heap_up(at, last);
	else
		heap_down(at, last);
}

void
timer_start(struct timer *t, int64_t due)
{
	timer_stop(t);
	if (nheap + 1 >= heapsize) {
		heapsize = heapsize == 0 ? 1024 : heapsize * 2;
		heap = reallocarray(heap, heapsize, sizeof(*heap));
		if (heap == NULL)
			err(1, NULL);
	}
	t->due = due;
	heap_up(++nheap, t);
}

struct timer *
timer_first(void)
{
	return nheap > 0 ? heap[1] : NULL;
}
