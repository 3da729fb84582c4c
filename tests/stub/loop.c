/* The loop of the server: connections, and what is sent when. */
#include "stub.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct conn {
	int fd;
	uint64_t number;
	struct buf in;
	struct wire wire;
	size_t sent;		/* bytes of wire.out */
	bool busy;		/* a request is being answered */
	bool counted;		/* the request is in counts.busy */
	bool continued;		/* 100 Continue was said */
	bool blocked;		/* waits for room to send */
	bool stale;		/* ends when the next request comes */
	bool draining;		/* waits for the client to close */
	struct timer timer;
	struct conn *next;	/* on the list of the dead */
};

struct loop {
	int epoll;
	struct script *script;
	int64_t delay;
	struct conn *dead;	/* freed after the round */
	struct conn *served;	/* the one whose stream the next request
				   interrupts, or NULL */
	struct conn *listener[4];
};

static void
watch(struct loop *l, struct conn *c, bool sending)
{
	struct epoll_event e;

	if (c->blocked == sending)
		return;
	c->blocked = sending;
	memset(&e, 0, sizeof(e));
	e.events = sending ? EPOLLIN | EPOLLOUT : EPOLLIN;
	e.data.ptr = c;
	if (epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &e) == -1)
		err(1, "epoll_ctl");
}

/* Ends a request that has been answered. */
static void
idle(struct conn *c)
{
	if (c->counted)
		counts.busy--;
	c->counted = c->busy = false;
}

static void
conn_close(struct loop *l, struct conn *c, bool reset)
{
	struct linger linger = { 1, 0 };

	if (c->fd == -1)
		return;
	if (l->served == c)
		l->served = NULL;
	if (reset)
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &linger,
		    sizeof(linger));
	if (c->counted && !reset && !c->draining)
		counts.aborted++;
	idle(c);
	timer_stop(&c->timer);
	close(c->fd);
	c->fd = -1;
	counts.open--;
	c->next = l->dead;
	l->dead = c;
}

static void
bury(struct loop *l)
{
	struct conn *c;

	while ((c = l->dead) != NULL) {
		l->dead = c->next;
		buf_free(&c->in);
		buf_free(&c->wire.out);
		buf_free(&c->wire.broken);
		free(c);
	}
}

/*
 * Ends a connection after the last byte.  A close with unread bytes would send
 * a reset, which may take back bytes that were sent: wait for the client.
 */
static void
conn_end(struct loop *l, struct conn *c)
{
	idle(c);
	c->draining = true;
	watch(l, c, false);
	shutdown(c->fd, SHUT_WR);
	timer_start(&c->timer, now_ms() + 2000);
}

/* How many bytes of wire.out may have been sent by now. */
static size_t
allowed(const struct conn *c)
{
	const struct wire *w = &c->wire;

	if (w->slow_ms == 0 || c->sent >= w->slow_to)
		return w->out.len;
	if (c->sent < w->slow_from)
		return w->slow_from;
	return w->slow_to - c->sent < w->slow_step ? w->slow_to :
	    c->sent + w->slow_step;
}

/* Sends from s: 1 if all went, 0 if it would block, -1 if the socket broke. */
static int
push(struct loop *l, struct conn *c, const char *s, size_t n, size_t *done)
{
	ssize_t got;

	*done = 0;
	while (n > 0) {
		got = send(c->fd, s, n, MSG_NOSIGNAL);
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1 && errno == EAGAIN) {
			watch(l, c, true);
			return 0;
		}
		if (got == -1)
			return -1;
		s += got;
		n -= (size_t)got;
		*done += (size_t)got;
	}
	return 1;
}

static int
send_fill(struct loop *l, struct conn *c)
{
	static char blank[64 * 1024];
	size_t n, done;
	int r = 1;

	if (blank[0] == '\0')
		memset(blank, ' ', sizeof(blank));
	while (c->wire.fill > 0 && r == 1) {
		n = c->wire.fill < sizeof(blank) ? (size_t)c->wire.fill :
		    sizeof(blank);
		r = push(l, c, blank, n, &done);
		c->wire.fill -= done;
	}
	return r;
}

static void take(struct loop *l, struct conn *c);

static void
send_some(struct loop *l, struct conn *c)
{
	struct wire *w = &c->wire;
	size_t n, done;
	int r;

	while (c->sent < w->out.len) {
		n = allowed(c) - c->sent;
		r = push(l, c, w->out.data + c->sent, n, &done);
		c->sent += done;
		if (r == -1)
			conn_close(l, c, false);
		if (r != 1)
			return;
		if (w->slow_ms != 0 && c->sent >= w->slow_from &&
		    c->sent < w->slow_to) {
			watch(l, c, false);
			timer_start(&c->timer, now_ms() + w->slow_ms);
			return;
		}
	}
	r = send_fill(l, c);
	if (r == -1)
		conn_close(l, c, false);
	if (r != 1)
		return;
	c->stale = w->ending == END_STALE;
	if (w->ending != END_KEEP && !c->stale) {
		conn_end(l, c);
		return;
	}
	watch(l, c, false);
	idle(c);
	if (c->in.len > 0)
		take(l, c);
}

/* Begins to send when the delay is over. */
static void
begin(struct loop *l, struct conn *c)
{
	if (l->served == c)
		l->served = NULL;
	if (c->wire.ending == END_RESET)
		conn_close(l, c, true);
	else if (c->wire.ending != END_HANG)
		send_some(l, c);
}

/* Ends the stream that waits to be sent, if the next request does that. */
static void
interrupt(struct loop *l)
{
	struct conn *c = l->served;
	struct buf out;

	if (c == NULL)
		return;
	out = c->wire.out;
	c->wire.out = c->wire.broken;
	c->wire.broken = out;
	timer_stop(&c->timer);
	begin(l, c);
}

/* Counts a request that is to be answered, and makes the reply. */
static void
prepare(struct loop *l, struct conn *c, struct request *r)
{
	const struct action *a = NULL;

	r->now = now_ms();
	r->connection = c->number;
	c->counted = !request_is(r, "/stats") && !request_is(r, "/reset");
	if (c->counted) {
		if (++counts.busy > counts.most_busy)
			counts.most_busy = counts.busy;
		count_request(r);
		if (l->script != NULL)
			a = script_match(l->script, r);
	}
	wire_make(&c->wire, r, a, c->counted ? l->delay : 0);
	if (c->counted)
		interrupt(l);
	if (c->wire.broken.len > 0 && c->wire.delay > 0)
		l->served = c;
}

/* Answers the request at the start of c->in, if all of it has come. */
static void
take(struct loop *l, struct conn *c)
{
	static const char on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct request r;
	size_t done;
	int got;

	got = request_read(&r, c->in.data, c->in.len);
	if (got == 0) {
		if (r.expects && !c->continued) {
			c->continued = true;
			push(l, c, on, sizeof(on) - 1, &done);
		}
		return;
	}
	c->busy = true;
	c->continued = false;
	c->sent = 0;
	buf_clear(&c->wire.out);
	if (got < 0) {
		wire_error(&c->wire, -got);
		r.size = c->in.len;
	} else
		prepare(l, c, &r);
	c->in.len -= r.size;
	memmove(c->in.data, c->in.data + r.size, c->in.len);
	if (c->in.size > HEAD_MAX && c->in.len == 0)
		buf_free(&c->in);
	if (c->wire.delay > 0)
		timer_start(&c->timer, now_ms() + c->wire.delay);
	else
		begin(l, c);
}

static void
receive(struct loop *l, struct conn *c)
{
	ssize_t n;

	if (!buf_reserve(&c->in, 16 * 1024))
		err(1, NULL);
	n = recv(c->fd, c->in.data + c->in.len, c->in.size - c->in.len, 0);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || c->in.len > HEAD_MAX + BODY_MAX) {
		conn_close(l, c, false);
		return;
	}
	if (c->stale)
		conn_end(l, c);
	if (c->draining)
		return;
	c->in.len += (size_t)n;
	if (!c->busy)
		take(l, c);
}

static struct conn *
conn_open(struct loop *l, int fd)
{
	struct conn *c = calloc(1, sizeof(*c));
	struct epoll_event e;

	if (c == NULL)
		err(1, NULL);
	c->fd = fd;
	c->timer.of = c;
	memset(&e, 0, sizeof(e));
	e.events = EPOLLIN;
	e.data.ptr = c;
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e) == -1)
		err(1, "epoll_ctl");
	return c;
}

static void
greet(struct loop *l, int listener)
{
	struct conn *c;
	int fd, on = 1;

	while ((fd = accept4(listener, NULL, NULL,
	    SOCK_NONBLOCK | SOCK_CLOEXEC)) != -1) {
		/* Fails on a unix socket, where it is not needed. */
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		c = conn_open(l, fd);
		c->number = ++counts.connections;
		if (++counts.open > counts.most_open)
			counts.most_open = counts.open;
	}
	if (errno == EMFILE || errno == ENFILE)
		err(1, "accept");
}

static void
ring(struct loop *l)
{
	int64_t now = now_ms();
	struct timer *t;
	struct conn *c;

	while ((t = timer_first()) != NULL && t->due <= now) {
		timer_stop(t);
		c = t->of;
		if (c->draining)
			conn_close(l, c, false);
		else if (c->sent > 0)
			send_some(l, c);
		else
			begin(l, c);
	}
}

static void
handle(struct loop *l, const struct epoll_event *e)
{
	struct conn *c = e->data.ptr;
	size_t i;

	for (i = 0; i < LEN(l->listener); i++)
		if (c == l->listener[i]) {
			greet(l, c->fd);
			return;
		}
	if (c->fd != -1 && (e->events & EPOLLOUT) != 0)
		send_some(l, c);
	if (c->fd != -1 && (e->events & ~(uint32_t)EPOLLOUT) != 0)
		receive(l, c);
}

void
loop(const int *listener, size_t n, struct script *s, int64_t delay,
    int64_t life)
{
	struct epoll_event event[256];
	struct timer *t;
	struct loop l;
	int64_t left, end = now_ms() + life;
	size_t i;
	int got, k;

	memset(&l, 0, sizeof(l));
	l.script = s;
	l.delay = delay;
	if ((l.epoll = epoll_create1(EPOLL_CLOEXEC)) == -1)
		err(1, "epoll_create1");
	for (i = 0; i < n && i < LEN(l.listener); i++)
		l.listener[i] = conn_open(&l, listener[i]);
	while ((left = end - now_ms()) > 0) {
		if ((t = timer_first()) != NULL && t->due - now_ms() < left)
			left = t->due - now_ms();
		if (left < 0)
			left = 0;
		got = epoll_wait(l.epoll, event, LEN(event), (int)left);
		if (got == -1 && errno != EINTR)
			err(1, "epoll_wait");
		for (k = 0; k < got; k++)
			handle(&l, &event[k]);
		ring(&l);
		bury(&l);
	}
}
