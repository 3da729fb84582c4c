/* Sends many requests at once, to measure. */
#include "stub.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Give up a load that has not ended after so many ms. */
#define LOAD_MAX 120000

struct user {
	int fd;
	size_t sent, got;
	size_t whole;		/* bytes of the reply, once known */
	char head[512];
};

struct load {
	const struct client *client;
	struct buf request;
	struct user *user;
	int epoll;
	size_t open, begun, good, bad;
};

static void
watch(struct load *l, struct user *u, int op, uint32_t events)
{
	struct epoll_event e;

	memset(&e, 0, sizeof(e));
	e.events = events;
	e.data.ptr = u;
	if (epoll_ctl(l->epoll, op, u->fd, &e) == -1)
		err(1, "epoll_ctl");
}

static void
leave(struct load *l, struct user *u)
{
	close(u->fd);
	u->fd = -1;
	l->open--;
}

/* Sends the request, or the rest of it. */
static void
ask(struct load *l, struct user *u)
{
	ssize_t n;

	n = send(u->fd, l->request.data + u->sent, l->request.len - u->sent,
	    MSG_NOSIGNAL);
	if (n == -1 && errno == EAGAIN)
		return;
	if (n == -1) {
		l->bad++;
		leave(l, u);
		return;
	}
	u->sent += (size_t)n;
	if (u->sent == l->request.len)
		watch(l, u, EPOLL_CTL_MOD, EPOLLIN);
}

/* Reads Content-Length once the head has come. */
static void
measure(struct user *u, const char *p, size_t n)
{
	size_t i, room = sizeof(u->head) - 1;
	struct request r = { 0 };
	struct span value;
	const char *end;

	if (u->got < room) {
		memcpy(u->head + u->got, p, n < room - u->got ? n :
		    room - u->got);
		u->head[room] = '\0';
	}
	n += u->got;
	if (u->whole > 0 || (end = memmem(u->head, n < room ? n : room,
	    "\r\n\r\n", 4)) == NULL)
		return;
	r.head.p = u->head;
	r.head.len = (size_t)(end - u->head) + 2;
	if (!request_header(&r, "content-length", &value))
		errx(1, "the load needs replies with a Content-Length");
	for (i = 0; i < value.len; i++)
		u->whole = u->whole * 10 + (size_t)(value.p[i] - '0');
	u->whole += r.head.len + 2;
}

static void
next(struct load *l, struct user *u)
{
	if (strncmp(u->head, "HTTP/1.1 200", 12) == 0)
		l->good++;
	else
		l->bad++;
	if (l->begun == l->client->requests)
		return;
	l->begun++;
	u->sent = u->got = u->whole = 0;
	ask(l, u);
	if (u->fd != -1 && u->sent < l->request.len)
		watch(l, u, EPOLL_CTL_MOD, EPOLLOUT);
}

static void
hear(struct load *l, struct user *u)
{
	char in[16 * 1024];
	ssize_t n = recv(u->fd, in, sizeof(in), 0);

	if (n == -1 && errno == EAGAIN)
		return;
	if (n <= 0) {
		l->bad++;
		leave(l, u);
		return;
	}
	measure(u, in, (size_t)n);
	u->got += (size_t)n;
	if (u->whole > 0 && u->got >= u->whole)
		next(l, u);
}

static void
run(struct load *l)
{
	struct epoll_event event[256];
	struct user *u;
	int64_t end = now_ms() + LOAD_MAX;
	int i, n;

	while (l->good + l->bad < l->client->requests && l->open > 0) {
		if (now_ms() > end)
			errx(1, "the load does not end");
		n = epoll_wait(l->epoll, event, LEN(event), 1000);
		for (i = 0; i < n; i++) {
			u = event[i].data.ptr;
			if (u->fd == -1)
				continue;
			if ((event[i].events & EPOLLOUT) != 0)
				ask(l, u);
			else
				hear(l, u);
		}
	}
}

static void
begin(struct load *l)
{
	struct user *u;
	size_t i;

	for (i = 0; i < l->client->connections; i++) {
		u = &l->user[i];
		if ((u->fd = client_connect(l->client, true)) == -1)
			err(1, "connection %zu", i + 1);
		l->open++;
		l->begun++;
		watch(l, u, EPOLL_CTL_ADD, EPOLLOUT);
	}
}

int
load_main(const struct client *c)
{
	struct client copy = *c;
	struct load l = { 0 };
	int64_t start, ms;

	if (copy.requests < copy.connections)
		copy.requests = copy.connections;
	raise_limit();
	l.client = &copy;
	client_request(&copy, &l.request, false);
	l.user = calloc(copy.connections, sizeof(*l.user));
	if (l.user == NULL || (l.epoll = epoll_create1(EPOLL_CLOEXEC)) == -1)
		err(1, NULL);
	start = now_ms();
	begin(&l);
	run(&l);
	ms = now_ms() - start;
	printf("{\"connections\":%zu,\"still_open\":%zu,\"requests\":%zu,"
	    "\"good\":%zu,\"bad\":%zu,\"ms\":%lld,\"per_second\":%.0f}\n",
	    copy.connections, l.open, copy.requests, l.good, l.bad,
	    (long long)ms, ms > 0 ? (double)l.good * 1000 / (double)ms : 0);
	buf_free(&l.request);
	free(l.user);
	return fflush(stdout) == EOF || l.good != copy.requests;
}
