/* Waiting for many sockets: epoll(7), or poll(2). */
#include "wait.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

#if defined(__linux__) && !defined(WK_POSIX)
#include <sys/epoll.h>

#define AT_ONCE 256

struct wait {
	int epoll;
	short ready;		/* what poll(2) said of it */
};

struct wait *
wait_open(void)
{
	struct wait *w = xcalloc(1, sizeof(*w));

	if ((w->epoll = epoll_create1(EPOLL_CLOEXEC)) == -1) {
		free(w);
		return NULL;
	}
	return w;
}

void
wait_close(struct wait *w)
{
	(void)close(w->epoll);
	free(w);
}

int
wait_add(struct wait *w, int fd, int what)
{
	struct epoll_event event = { .data.fd = fd };

	if (what & WAIT_IN)
		event.events |= EPOLLIN;
	if (what & WAIT_OUT)
		event.events |= EPOLLOUT;
	if (epoll_ctl(w->epoll, EPOLL_CTL_MOD, fd, &event) == 0)
		return 0;
	return epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &event);
}

void
wait_remove(struct wait *w, int fd)
{
	(void)epoll_ctl(w->epoll, EPOLL_CTL_DEL, fd, NULL);
}

int
wait_for(struct wait *w, struct pollfd *also, size_t n, int ms)
{
	struct pollfd p[8] = { { .fd = w->epoll, .events = POLLIN } };
	int status;

	memcpy(p + 1, also, n * sizeof(*also));
	status = poll(p, (nfds_t)(n + 1), ms);
	memcpy(also, p + 1, n * sizeof(*also));
	w->ready = status == -1 ? 0 : p[0].revents;
	return status;
}

size_t
wait_ready(struct wait *w, struct wait_ready *ready, size_t most)
{
	struct epoll_event event[AT_ONCE];
	int i, n;

	if (w->ready == 0)
		return 0;
	n = epoll_wait(w->epoll, event, most < AT_ONCE ? (int)most : AT_ONCE,
	    0);
	for (i = 0; i < n; i++) {
		const uint32_t e = event[i].events;

		ready[i].fd = event[i].data.fd;
		ready[i].what = (e & EPOLLIN ? WAIT_IN : 0) |
		    (e & EPOLLOUT ? WAIT_OUT : 0) |
		    (e & (EPOLLERR | EPOLLHUP) ? WAIT_ERROR : 0);
	}
	return n < 0 ? 0 : (size_t)n;
}
#else
/* The sockets stand first in p; room is left behind them for wait_for. */
struct wait {
	struct pollfd *p;
	size_t n, room;
	size_t next;		/* where the next wait_ready begins to look */
};

struct wait *
wait_open(void)
{
	return xcalloc(1, sizeof(struct wait));
}

void
wait_close(struct wait *w)
{
	free(w->p);
	free(w);
}

/* Where a socket stands; w->n: nowhere. */
static size_t
place_of(const struct wait *w, int fd)
{
	size_t i;

	for (i = 0; i < w->n && w->p[i].fd != fd; i++)
		;
	return i;
}

/* Makes room for n. */
static void
make_room(struct wait *w, size_t n)
{
	if (n <= w->room)
		return;
	w->room = 2 * n;
	w->p = xreallocarray(w->p, w->room, sizeof(*w->p));
}

int
wait_add(struct wait *w, int fd, int what)
{
	const size_t i = place_of(w, fd);

	make_room(w, w->n + 1);
	w->p[i] = (struct pollfd){ .fd = fd };
	if (what & WAIT_IN)
		w->p[i].events |= POLLIN;
	if (what & WAIT_OUT)
		w->p[i].events |= POLLOUT;
	if (i == w->n)
		w->n++;
	return 0;
}

void
wait_remove(struct wait *w, int fd)
{
	const size_t i = place_of(w, fd);

	if (i < w->n)
		w->p[i] = w->p[--w->n];
}

int
wait_for(struct wait *w, struct pollfd *also, size_t n, int ms)
{
	int status;

	make_room(w, w->n + n);
	memcpy(w->p + w->n, also, n * sizeof(*also));
	status = poll(w->p, (nfds_t)(w->n + n), ms);
	memcpy(also, w->p + w->n, n * sizeof(*also));
	return status;
}

size_t
wait_ready(struct wait *w, struct wait_ready *ready, size_t most)
{
	size_t i, n = 0;

	for (i = 0; i < w->n && n < most; i++) {
		struct pollfd *p = &w->p[(w->next + i) % w->n];
		const int e = p->revents;

		if (e == 0)
			continue;
		p->revents = 0;
		ready[n].fd = p->fd;
		ready[n++].what = (e & POLLIN ? WAIT_IN : 0) |
		    (e & POLLOUT ? WAIT_OUT : 0) |
		    (e & (POLLERR | POLLHUP | POLLNVAL) ? WAIT_ERROR : 0);
	}
	w->next += i;	/* those behind have their turn first */
	return n;
}
#endif
