#include "http_transfer.h"

#include <sys/socket.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#define CONNECT_TIMEOUT 10L	/* seconds */
#define SLOW_TIMEOUT 120L	/* seconds at less than a byte a second */

/* A buffer that grew larger is not kept for the next reply. */
#define KEPT ((size_t)64 * 1024)

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
	return t->reply.body.failed ? 0 : n;
}

/* Keeps the headers of the last response: an interim one has its own. */
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

/*
 * libcurl sends a request again by itself if the connection had served
 * others and breaks before a reply: that may be billed, and must be counted.
 */
static int
begin(void *arg, char *to, char *from, int port, int own)
{
	struct transfer *t = arg;

	(void)to;
	(void)from;
	(void)port;
	(void)own;
	t->again = t->begun;
	t->begun = true;
	return t->again ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

struct transfer *
transfer_new(void)
{
	struct transfer *t;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
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
	t->begun = t->again = t->too_large = false;
	curl_easy_reset(t->easy);
}

static bool
set_headers(struct transfer *t, const char *const *headers)
{
	struct curl_slist *more;

	/* Without it, long bodies wait for a server's consent. */
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
 * One handshake serves many requests where the server has HTTP/2; plain
 * HTTP stays with 1.1.
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

/* What copies nothing of its own cannot fail. */
bool
transfer_set(struct transfer *t, const struct http_post *post)
{
	CURL *easy = t->easy;

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
	    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, post->socket) ==
	    CURLE_OK;
}

/* Whether the request left: what came after that may be billed. */
static bool
was_sent(CURL *easy)
{
	long size = 0;

	(void)curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &size);
	return size > 0;
}

static enum http_fault
fault_of(const struct transfer *t, CURLcode code)
{
	if (t->too_large)
		return HTTP_TOO_LARGE;
	if (t->again)
		return HTTP_BROKEN;
	switch (code) {
	case CURLE_OK:
		return HTTP_DONE;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
		return HTTP_UNREACHED;
	case CURLE_PARTIAL_FILE:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_WEIRD_SERVER_REPLY:
		return HTTP_CUT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return HTTP_UNTRUSTED;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_OUT_OF_MEMORY:
	case CURLE_WRITE_ERROR:
	case CURLE_FAILED_INIT:
		return HTTP_UNUSABLE;
	default:
		return was_sent(t->easy) ? HTTP_BROKEN : HTTP_UNREACHED;
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
	else if (t->again)
		why = "the connection was closed";
	else if (why[0] == '\0')
		why = curl_easy_strerror(code);
	(void)strlcpy(reply->why, why, sizeof(reply->why));
}
