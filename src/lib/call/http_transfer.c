/* One transfer of http.c: what libcurl is told of it, and how it ended. */
#include "http_private.h"

#include <sys/socket.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cloexec.h"
#include "base/memory.h"

#define CONNECT_TIMEOUT 10L	/* seconds */

/* Free a buffer of more bytes than this instead of using it again. */
#define KEPT ((size_t)64 * 1024)

/* Hands a piece of the body on.  False ends the transfer. */
static bool
hand_on(struct transfer *t, struct span s)
{
	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE,
	    &t->reply.status);
	if (t->fetch != NULL && s.len > t->fetch->most - t->got)
		t->too_large = true;
	else if (!t->take(t->arg, &t->reply, s))
		t->stopped = true;
	t->got += s.len;
	return !t->too_large && !t->stopped;
}

static size_t
take_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	n *= size;
	if (t->take != NULL)
		return hand_on(t, (struct span){ p, n }) ? n : 0;
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
	const struct transfer *t = arg;

	(void)purpose;
	if (t->fetch != NULL && t->fetch->allowed != NULL &&
	    !t->fetch->allowed(t->arg, &address->addr))
		return CURL_SOCKET_BAD;
	return cloexec_socket(address->family, address->socktype,
	    address->protocol);
}

/* Called by libcurl now and then: bounds the bytes of a packed body. */
static int
look_at_size(void *arg, curl_off_t all, curl_off_t got, curl_off_t up,
    curl_off_t sent)
{
	struct transfer *t = arg;

	(void)up;
	(void)sent;
	if (all <= (curl_off_t)t->fetch->most &&
	    got <= (curl_off_t)t->fetch->most)
		return 0;
	t->too_large = true;
	return 1;
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

struct transfer *
transfer_new(void)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	if ((t->easy = curl_easy_init()) == NULL) {
		free(t);
		return NULL;
	}
	return t;
}

void
transfer_free(struct transfer *t)
{
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	buf_free(&t->reply.body);
	buf_free(&t->reply.head);
	free(t);
}

void
transfer_clear(struct transfer *t)
{
	curl_slist_free_all(t->headers);
	t->headers = NULL;
	if (t->reply.body.size > KEPT)
		buf_free(&t->reply.body);
	buf_clear(&t->reply.body);
	buf_clear(&t->reply.head);
	t->begun = t->stale = t->resent = t->too_large = t->stopped = false;
	t->got = 0;
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
	(void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, post->silence);
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
	(void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, t);
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

/* Sets the method, and the body of a POST.  False: libcurl has no memory. */
static bool
set_method(CURL *easy, const struct http_post *post)
{
	if (post->method != NULL)
		return curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
		    post->method) == CURLE_OK;
	(void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, post->body.p);
	(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)post->body.len);
	return true;
}

/* Sets what a request has besides.  False: libcurl has no memory. */
static bool
set_own(CURL *easy, const struct http_post *post)
{
	return set_method(easy, post) &&
	    curl_easy_setopt(easy, CURLOPT_USERAGENT, "wk/" VERSION) ==
	    CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, post->socket) ==
	    CURLE_OK;
}

/* Sets what a GET has.  False: libcurl has no memory. */
static bool
set_fetch(struct transfer *t, const struct http_fetch *fetch)
{
	CURL *easy = t->easy;

	(void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, fetch->slow);
	(void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
	    fetch->slow_time);
	(void)curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look_at_size);
	(void)curl_easy_setopt(easy, CURLOPT_XFERINFODATA, t);
	(void)curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	return curl_easy_setopt(easy, CURLOPT_USERAGENT, fetch->agent) ==
	    CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_PROXY, fetch->proxy == NULL ? "" :
	    fetch->proxy) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_NOPROXY, "") == CURLE_OK;
}

bool
transfer_set(struct transfer *t, const struct http_post *post)
{
	CURL *easy = t->easy;

	t->connected = post->connected;
	t->done = post->done;
	t->arg = post->arg;
	t->fetch = post->fetch;
	t->take = post->take;
	set_callbacks(t);
	set_limits(easy, post);
	set_version(easy, post->url);
	return set_headers(t, post->headers) &&
	    curl_easy_setopt(easy, CURLOPT_URL, post->url) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK &&
	    set_trust(easy, post->ca_file, post->ca_path) &&
	    (post->fetch != NULL ? set_fetch(t, post->fetch) :
	    set_own(easy, post));
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
	if (t->stopped)
		return HTTP_STOPPED;
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
	case CURLE_OUT_OF_MEMORY:
		/* What libcurl before 8.6 says of a line of 100 KB. */
		return was_sent(t) ? HTTP_GARBLED : HTTP_UNUSABLE;
	case CURLE_URL_MALFORMAT:
	case CURLE_WRITE_ERROR:
	case CURLE_FAILED_INIT:
		return HTTP_UNUSABLE;
	default:
		return was_sent(t) ? HTTP_BROKEN : HTTP_UNREACHED;
	}
}

void
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

bool
transfer_was_stale(const struct transfer *t, CURLcode code)
{
	if (t->stale)
		return true;
	return (code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR ||
	    code == CURLE_SEND_ERROR) && t->begun && t->reply.head.len == 0 &&
	    t->reply.body.len == 0 && is_reused(t->easy);
}
