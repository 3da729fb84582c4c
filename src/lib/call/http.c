/* HTTP by libcurl: many requests at once on one thread. */
#include "http_private.h"

#include <sys/resource.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/memory.h"
#include "wait.h"

#define READY 256		/* sockets served at once */
#define LONGEST 60000		/* ms of one wait */
#define NO_TIMER 1000		/* ms, where curl ought to have set one */

struct http {
	CURLM *multi;
	struct wait *wait;
	int wake, out;
	int64_t due;		/* when curl wants to be called; -1 never */
	size_t busy;
	struct transfer *active, *idle;
	bool lost;		/* curl has lost count of its sockets */
};

/* Called by libcurl: which sockets it waits for. */
static int
watch(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
	struct http *h = arg;

	(void)easy;
	(void)known;
	if (what == CURL_POLL_REMOVE) {
		wait_remove(h->wait, fd);
		return 0;
	}
	return wait_add(h->wait, fd, (what & CURL_POLL_IN ? WAIT_IN : 0) |
	    (what & CURL_POLL_OUT ? WAIT_OUT : 0));
}

/* Called by libcurl: in how many ms to call it though no socket is ready. */
static int
set_timer(CURLM *multi, long ms, void *arg)
{
	struct http *h = arg;

	(void)multi;
	h->due = ms == -1 ? -1 : clock_steady() + ms;
	return 0;
}

/* Allows thousands of descriptors, more than a shell does. */
static void
raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

struct http *
http_open(void)
{
	struct http *h;

	raise_limit();
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		errno = ENOMEM;
		return NULL;
	}
	h = xcalloc(1, sizeof(*h));
	h->wake = h->out = -1;
	h->due = -1;
	if ((h->wait = wait_open()) == NULL) {
		free(h);
		return NULL;
	}
	if ((h->multi = curl_multi_init()) == NULL) {
		wait_close(h->wait);
		free(h);
		errno = ENOMEM;
		return NULL;
	}
	(void)curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, watch);
	(void)curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
	(void)curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	(void)curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
	return h;
}

static struct transfer *
take_idle(struct http *h)
{
	struct transfer *t = h->idle;

	if (t == NULL)
		return transfer_new();
	h->idle = t->next;
	return t;
}

static void
recycle(struct http *h, struct transfer *t)
{
	transfer_clear(t);
	t->next = h->idle;
	h->idle = t;
}

int
http_post(struct http *h, const struct http_post *post)
{
	struct transfer *t;

	if ((t = take_idle(h)) == NULL)
		return -1;
	if (!transfer_set(t, post) ||
	    curl_multi_add_handle(h->multi, t->easy) != CURLM_OK) {
		recycle(h, t);
		return -1;
	}
	if ((t->next = h->active) != NULL)
		t->next->back = &t->next;
	t->back = &h->active;
	h->active = t;
	h->busy++;
	return 0;
}

size_t
http_busy(const struct http *h)
{
	return h->busy;
}

void
http_wake(struct http *h, int fd)
{
	h->wake = fd;
}

void
http_out(struct http *h, int fd)
{
	h->out = fd;
}

/* Sends a request once more, on a new connection.  False: that failed. */
static bool
resend(struct http *h, struct transfer *t)
{
	(void)curl_multi_remove_handle(h->multi, t->easy);
	t->stale = false;
	t->begun = false;
	t->resent = true;
	t->why[0] = '\0';
	(void)curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, 1L);
	return curl_multi_add_handle(h->multi, t->easy) == CURLM_OK;
}

static void
finish(struct http *h, struct transfer *t, CURLcode code)
{
	if (!t->resent && transfer_was_stale(t, code) && resend(h, t))
		return;
	transfer_end(t, code);
	(void)curl_multi_remove_handle(h->multi, t->easy);
	if ((*t->back = t->next) != NULL)
		t->next->back = t->back;
	h->busy--;
	t->done(t->arg, &t->reply);
	recycle(h, t);
}

static void
finish_all(struct http *h)
{
	struct transfer *t;
	CURLMsg *message;
	char *private;
	int left;

	while ((message = curl_multi_info_read(h->multi, &left)) != NULL) {
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
		    &private);
		t = (struct transfer *)(void *)private;
		finish(h, t, message->data.result);
	}
}

static int
actions_of(int what)
{
	return (what & WAIT_IN ? CURL_CSELECT_IN : 0) |
	    (what & WAIT_OUT ? CURL_CSELECT_OUT : 0) |
	    (what & WAIT_ERROR ? CURL_CSELECT_ERR : 0);
}

/* Tells libcurl which sockets are ready. */
static void
serve_sockets(struct http *h)
{
	struct wait_ready ready[READY];
	size_t i, n = wait_ready(h->wait, ready, READY);
	int running;

	for (i = 0; i < n; i++)
		if (curl_multi_socket_action(h->multi, ready[i].fd,
		    actions_of(ready[i].what), &running) != CURLM_OK)
			h->lost = true;
}

/*
 * Calls libcurl when its timer is due.  Each transfer has a timer: if none is
 * set, libcurl had no memory for it.
 */
static void
serve_timer(struct http *h)
{
	int running;

	if (h->due == -1 ? h->busy == 0 : clock_steady() < h->due)
		return;
	h->due = -1;
	if (curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0,
	    &running) != CURLM_OK)
		h->lost = true;
}

/* Ends all transfers after libcurl had no memory: they might never end. */
static void
end_lost(struct http *h)
{
	size_t n;

	if (!h->lost)
		return;
	h->lost = false;
	for (n = h->busy; n > 0 && h->active != NULL; n--)
		finish(h, h->active, CURLE_OUT_OF_MEMORY);
}

/* How many ms to wait: at most ms, and until libcurl's timer. */
static int
wait_of(const struct http *h, int64_t ms)
{
	int64_t left = NO_TIMER;

	if (h->due != -1)
		left = h->due - clock_steady();
	else if (h->busy == 0)
		left = LONGEST;
	if (left < 0)
		left = 0;
	if (ms < 0 || left < ms)
		ms = left;
	return (int)ms;
}

int
http_wait(struct http *h, int fd, int64_t ms)
{
	struct pollfd p[] = {
		{ .fd = h->wake, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
		{ .fd = h->out, .events = POLLOUT }
	};

	if (wait_for(h->wait, p, LEN(p), wait_of(h, ms)) == -1)
		return errno == EINTR ? 0 : -1;
	serve_sockets(h);
	serve_timer(h);
	finish_all(h);
	end_lost(h);
	return p[1].revents != 0;
}

void
http_close(struct http *h)
{
	struct transfer *t;

	while ((t = h->active) != NULL) {
		h->active = t->next;
		(void)curl_multi_remove_handle(h->multi, t->easy);
		transfer_free(t);
	}
	while ((t = h->idle) != NULL) {
		h->idle = t->next;
		transfer_free(t);
	}
	(void)curl_multi_cleanup(h->multi);
	wait_close(h->wait);
	free(h);
	curl_global_cleanup();
}

bool
http_header(const struct http_reply *reply, const char *name,
    struct span *value)
{
	struct span head = buf_span(&reply->head), line;
	const size_t n = strlen(name);
	bool found = false;

	while (span_line(&head, &line))
		if (line.len > n && line.p[n] == ':' &&
		    strncasecmp(line.p, name, n) == 0) {
			*value = span_strip(span_from(line, n + 1));
			found = true;
		}
	return found;
}

bool
http_timed_out(const struct http_reply *reply)
{
	return strcasestr(reply->why, "timed out") != NULL ||
	    strcasestr(reply->why, "timeout") != NULL ||
	    strcasestr(reply->why, "too slow") != NULL;
}
