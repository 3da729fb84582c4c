/* HTTP by libcurl: posts many requests at once on one thread. */
#include "http.h"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/clock.h"
#include "base/memory.h"

#define CONNECT_TIMEOUT 10L	/* seconds */
#define SLOW_TIMEOUT 120L	/* seconds at less than a byte a second */

/* Free a buffer of more bytes than this instead of using it again. */
#define KEPT ((size_t)64 * 1024)

#define EVENTS 256		/* taken from the kernel at once */
#define LONGEST 60000		/* ms of one wait */
#define NO_TIMER 1000		/* ms, where curl ought to have set one */

/* One POST: its handle, and the reply as it gathers. */
struct transfer {
	struct transfer *next, **back;	/* of those under way, or idle */
	CURL *easy;
	struct curl_slist *headers;
	void (*connected)(void *arg);
	void (*done)(void *arg, struct http_reply *reply);
	void *arg;
	struct http_reply reply;
	char why[CURL_ERROR_SIZE];
	bool begun;		/* a request was sent, or is about to be */
	bool stale;		/* on a connection that broke unanswered */
	bool resent;		/* on another connection */
	bool too_large;
};

struct http {
	CURLM *multi;
	int epoll, wake, out;
	int64_t due;		/* when curl wants to be called; -1 never */
	size_t busy;
	struct transfer *active, *idle;
	bool lost;		/* curl has lost count of its sockets */
};

static size_t
take_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	n *= size;
	if (n > HTTP_BODY_MAX - t->reply.body.len) {
		t->too_large = true;
		return 0;
	}
	buf_add(&t->reply.body, p, n);
	return n;
}

/* Keeps the headers of the last response; interim ones (1xx) come before. */
static size_t
take_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	struct buf *head = &t->reply.head;

	n *= size;
	if (n > 5 && memcmp(p, "HTTP/", 5) == 0)
		buf_clear(head);
	else if (head->len + n <= HTTP_HEAD_MAX)
		buf_add(head, p, n);
	return n;
}

static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)arg;
	(void)purpose;
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
}

/* Whether the request goes over a connection that has served others. */
static bool
is_reused(CURL *easy)
{
	long opened = 0;

	(void)curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &opened);
	return opened == 0;
}

/*
 * Called by libcurl before it sends a request.  By itself, libcurl sends one
 * a second time if its connection had served others and breaks before any
 * byte of a reply.  That is fine once, on a connection that is new: end the
 * transfer if it is not, and let finish send the request again.
 */
static int
begin(void *arg, char *to, char *from, int port, int own)
{
	struct transfer *t = arg;

	(void)to;
	(void)from;
	(void)port;
	(void)own;
	if (!t->begun) {
		t->begun = true;
		if (t->connected != NULL)
			t->connected(t->arg);
		return CURL_PREREQFUNC_OK;
	}
	if (t->resent || is_reused(t->easy)) {
		t->stale = true;
		return CURL_PREREQFUNC_ABORT;
	}
	t->resent = true;
	return CURL_PREREQFUNC_OK;
}

/* NULL: libcurl has no memory. */
static struct transfer *
transfer_new(void)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	if ((t->easy = curl_easy_init()) == NULL) {
		free(t);
		return NULL;
	}
	return t;
}

static void
transfer_free(struct transfer *t)
{
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	buf_free(&t->reply.body);
	buf_free(&t->reply.head);
	free(t);
}

/* Makes it ready for another request; big replies do not stay in memory. */
static void
transfer_clear(struct transfer *t)
{
	curl_slist_free_all(t->headers);
	t->headers = NULL;
	if (t->reply.body.size > KEPT)
		buf_free(&t->reply.body);
	buf_clear(&t->reply.body);
	buf_clear(&t->reply.head);
	t->begun = t->stale = t->resent = t->too_large = false;
	curl_easy_reset(t->easy);
}

static bool
set_headers(struct transfer *t, const char *const *headers)
{
	struct curl_slist *more;

	/* Without this line, long bodies wait for a "100 Continue". */
	if ((t->headers = curl_slist_append(NULL, "Expect:")) == NULL)
		return false;
	for (; *headers != NULL; headers++) {
		if ((more = curl_slist_append(t->headers, *headers)) == NULL)
			return false;
		t->headers = more;
	}
	return curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers) ==
	    CURLE_OK;
}

/*
 * Asks for HTTP/2 over TLS, where one handshake serves many requests, and
 * for HTTP/1.1 without TLS.
 */
static void
set_version(CURL *easy, const char *url)
{
	bool tls = strncasecmp(url, "https:", 6) == 0;

	(void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
	    tls ? (long)CURL_HTTP_VERSION_2TLS : (long)CURL_HTTP_VERSION_1_1);
	(void)curl_easy_setopt(easy, CURLOPT_PIPEWAIT, tls ? 1L : 0L);
}

static void
set_limits(CURL *easy, const struct http_post *post)
{
	(void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT);
	(void)curl_easy_setopt(easy, CURLOPT_TIMEOUT, post->timeout);
	(void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, SLOW_TIMEOUT);
	(void)curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	/* Not for the reply's headers. */
	(void)curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (post->direct)
		(void)curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

static void
set_callbacks(struct transfer *t)
{
	CURL *easy = t->easy;

	t->why[0] = '\0';
	(void)curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
	(void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->why);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	(void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
	(void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	(void)curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, begin);
	(void)curl_easy_setopt(easy, CURLOPT_PREREQDATA, t);
}

/* Sets the certificates to trust.  False: libcurl has no memory. */
static bool
set_trust(CURL *easy, const char *file, const char *path)
{
	if (file != NULL && (curl_easy_setopt(easy, CURLOPT_CAINFO, file) !=
	    CURLE_OK || curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, file) !=
	    CURLE_OK))
		return false;
	return path == NULL || (curl_easy_setopt(easy, CURLOPT_CAPATH,
	    path) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH,
	    path) == CURLE_OK);
}

/*
 * Sets the handle up for a request.  False: libcurl has no memory.  Only the
 * options that libcurl copies are checked, since no other can fail.
 */
static bool
transfer_set(struct transfer *t, const struct http_post *post)
{
	CURL *easy = t->easy;

	t->connected = post->connected;
	t->done = post->done;
	t->arg = post->arg;
	set_callbacks(t);
	set_limits(easy, post);
	set_version(easy, post->url);
	(void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, post->body.p);
	(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)post->body.len);
	return set_headers(t, post->headers) &&
	    curl_easy_setopt(easy, CURLOPT_URL, post->url) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_USERAGENT, "wk/" VERSION) ==
	    CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK &&
	    set_trust(easy, post->ca_file, post->ca_path) &&
	    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, post->socket) ==
	    CURLE_OK;
}

/*
 * Whether the request was sent: from then on it may be billed.  A CONNECT to
 * a proxy is not the request.
 */
static bool
was_sent(const struct transfer *t)
{
	long size = 0;

	(void)curl_easy_getinfo(t->easy, CURLINFO_REQUEST_SIZE, &size);
	return t->begun && size > 0;
}

/* Whether nobody listens: a server that is being restarted, perhaps. */
static bool
was_refused(CURL *easy)
{
	long error = 0;

	(void)curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
	/* ENOENT: the path of a unix socket. */
	return error == ECONNREFUSED || error == ENOENT;
}

/* The status that a proxy gave to CONNECT, or 0. */
static long
connect_status(CURL *easy)
{
	long status = 0;

	(void)curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
	return status;
}

static enum http_fault
fault_of(const struct transfer *t, CURLcode code)
{
	if (t->too_large)
		return HTTP_TOO_LARGE;
	if (t->stale)
		return HTTP_BROKEN;
	if (code != CURLE_OK && !t->begun && connect_status(t->easy) >= 300)
		return connect_status(t->easy) == 407 ? HTTP_PROXY :
		    HTTP_UNREACHED;
	switch (code) {
	case CURLE_OK:
		return HTTP_DONE;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
		return HTTP_UNREACHED;
	case CURLE_COULDNT_CONNECT:
		return was_refused(t->easy) ? HTTP_REFUSED : HTTP_UNREACHED;
	case CURLE_SSL_CONNECT_ERROR:
		return HTTP_UNREACHED;
	case CURLE_PARTIAL_FILE:
	case CURLE_BAD_CONTENT_ENCODING:
		return HTTP_CUT;
	case CURLE_WEIRD_SERVER_REPLY:
		return was_sent(t) ? HTTP_GARBLED : HTTP_UNREACHED;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return HTTP_UNTRUSTED;
	case CURLE_UNSUPPORTED_PROTOCOL:
		/* HTTP/0.9, which is what libcurl takes for any other bytes. */
		return was_sent(t) ? HTTP_GARBLED : HTTP_UNUSABLE;
	case CURLE_URL_MALFORMAT:
	case CURLE_OUT_OF_MEMORY:
	case CURLE_WRITE_ERROR:
	case CURLE_FAILED_INIT:
		return HTTP_UNUSABLE;
	default:
		return was_sent(t) ? HTTP_BROKEN : HTTP_UNREACHED;
	}
}

/* Fills the reply in, from the result of libcurl. */
static void
transfer_end(struct transfer *t, CURLcode code)
{
	struct http_reply *reply = &t->reply;
	const char *why = t->why;

	reply->fault = fault_of(t, code);
	reply->status = 0;
	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE,
	    &reply->status);
	if (reply->fault == HTTP_DONE)
		why = "";
	else if (t->stale)
		why = "the connection was closed";
	else if (why[0] == '\0')
		why = curl_easy_strerror(code);
	(void)strlcpy(reply->why, why, sizeof(reply->why));
}

/* Called by libcurl: which sockets it waits for. */
static int
watch(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
	struct http *h = arg;
	struct epoll_event event = { .data.fd = fd };

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		(void)epoll_ctl(h->epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	if (what & CURL_POLL_IN)
		event.events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		event.events |= EPOLLOUT;
	if (epoll_ctl(h->epoll, known == NULL ? EPOLL_CTL_ADD : EPOLL_CTL_MOD,
	    fd, &event) == -1)
		return -1;
	(void)curl_multi_assign(h->multi, fd, h);
	return 0;
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
	if ((h->epoll = epoll_create1(EPOLL_CLOEXEC)) == -1) {
		free(h);
		return NULL;
	}
	if ((h->multi = curl_multi_init()) == NULL) {
		(void)close(h->epoll);
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

/*
 * Whether a transfer ended because a connection that had served others broke
 * before any byte of a reply.  Servers close idle connections, some of them
 * right after a reply, so that this says nothing about the request.
 */
static bool
was_stale(const struct transfer *t, CURLcode code)
{
	if (t->stale)
		return true;
	return (code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR ||
	    code == CURLE_SEND_ERROR) && t->begun && t->reply.head.len == 0 &&
	    t->reply.body.len == 0 && is_reused(t->easy);
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
	if (!t->resent && was_stale(t, code) && resend(h, t))
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
actions_of(uint32_t events)
{
	int what = 0;

	if (events & EPOLLIN)
		what |= CURL_CSELECT_IN;
	if (events & EPOLLOUT)
		what |= CURL_CSELECT_OUT;
	if (events & (EPOLLERR | EPOLLHUP))
		what |= CURL_CSELECT_ERR;
	return what;
}

/* Tells libcurl which sockets are ready. */
static void
serve_sockets(struct http *h)
{
	struct epoll_event event[EVENTS];
	int i, n, running;

	n = epoll_wait(h->epoll, event, EVENTS, 0);
	for (i = 0; i < n; i++)
		if (curl_multi_socket_action(h->multi, event[i].data.fd,
		    actions_of(event[i].events), &running) != CURLM_OK)
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

/* How many ms to wait in poll(2): at most ms, and until libcurl's timer. */
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
		{ .fd = h->epoll, .events = POLLIN },
		{ .fd = h->wake, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
		{ .fd = h->out, .events = POLLOUT }
	};

	if (poll(p, LEN(p), wait_of(h, ms)) == -1)
		return errno == EINTR ? 0 : -1;
	if (p[0].revents != 0)
		serve_sockets(h);
	serve_timer(h);
	finish_all(h);
	end_lost(h);
	return p[2].revents != 0;
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
	(void)close(h->epoll);
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
