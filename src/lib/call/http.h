/*
 * HTTP by libcurl: any number of requests at once on one thread, driven by
 * epoll(7) or poll(2) (wait.h).  Redirects are not followed, and nothing is
 * retried, except that a request whose connection had served others, and broke
 * before any byte of a reply, is sent once more on a new connection.  The only
 * limits are those on time and size.
 *
 *	h = http_open();
 *	http_post(h, &post);		any number of times
 *	while (http_busy(h) > 0)
 *		http_wait(h, -1, -1);	calls post.done as each one ends
 *	http_close(h);
 */
#ifndef WK_HTTP_H
#define WK_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct sockaddr;

/* A reply that has more bytes, decoded, than this is given up. */
#define HTTP_BODY_MAX ((size_t)64 * 1024 * 1024)

/* Bytes that are kept of all headers of a reply. */
#define HTTP_HEAD_MAX ((size_t)32 * 1024)

/* How a transfer ended, apart from the status that it brought. */
enum http_fault {
	HTTP_DONE,		/* a reply came, to its announced end */
	HTTP_REFUSED,		/* no request was sent: nobody listens there */
	HTTP_UNREACHED,		/* no request was sent: no name, no route */
	HTTP_BROKEN,		/* broken, or time was up, after sending */
	HTTP_GARBLED,		/* what came after sending is not HTTP */
	HTTP_CUT,		/* the body is shorter than announced */
	HTTP_PROXY,		/* the proxy asks for a name and password */
	HTTP_UNTRUSTED,		/* the certificate does not hold */
	HTTP_TOO_LARGE,		/* the body passed HTTP_BODY_MAX, or `most` */
	HTTP_STOPPED,		/* `take` said so */
	HTTP_UNUSABLE		/* no such protocol, malformed URL, no memory */
};

struct http_reply {
	enum http_fault fault;
	char why[256];		/* libcurl's words on the fault, or "" */
	long status;		/* 0 if no status line came */
	struct buf body;	/* decoded: as it was before compression */
	struct buf head;	/* the header lines, each "name: value\r\n" */
	bool crowded;		/* set by the caller: another request may have
				   made the server break this reply off */
};

#define HTTP_SILENCE 120L	/* for http_post.silence: what is usual */

/*
 * One request.  url, socket, headers and body must stay until done has
 * returned; the reply lives as long as the call of done, which may move
 * the buffers out of it and may call http_post.
 */
struct http_post {
	const char *url;
	const char *ca_file;	/* certificates to trust, or NULL: libcurl's */
	const char *ca_path;	/* a directory of them, or NULL */
	const char *socket;	/* path of a unix socket, or NULL */
	const char *const *headers;	/* "Name: value", NULL at the end */
	struct span body;
	long timeout;		/* seconds in all */
	long silence;		/* seconds at less than a byte a second */
	bool direct;		/* no proxy, whatever the environment says */
	const struct http_fetch *fetch;	/* GET with these, or NULL */
	const char *method;	/* "GET" or "DELETE"; NULL: POST with body */
	/*
	 * Takes a piece of the body, instead of reply.body; the reply has its
	 * head and status.  False ends the transfer as HTTP_STOPPED.
	 */
	bool (*take)(void *arg, const struct http_reply *reply, struct span s);
	/* Unless NULL, called when a connection stands, before it is used. */
	void (*connected)(void *arg);
	void (*done)(void *arg, struct http_reply *reply);
	void *arg;
};

/* What a GET from a server of nobody's choice has besides; all may be 0. */
struct http_fetch {
	const char *agent;	/* User-Agent */
	const char *proxy;	/* for all hosts, or NULL: none at all */
	size_t most;		/* bytes of the body, packed or not */
	long slow;		/* end it below so many bytes a second, */
	long slow_time;		/* averaged over so many seconds */
	/* Whether to connect to this address.  NULL: to any. */
	bool (*allowed)(void *arg, const struct sockaddr *address);
};

struct http;

/* NULL, errno set, if libcurl has no memory or descriptors are lacking. */
struct http *http_open(void);

/*
 * Begins a transfer.  0; -1 if libcurl has no memory: done is
 * not called.
 */
int http_post(struct http *h, const struct http_post *post);

/* How many transfers are under way. */
size_t http_busy(const struct http *h);

/* A descriptor that ends each wait while it is readable; -1 for none. */
void http_wake(struct http *h, int fd);

/* A descriptor that ends each wait while it takes output; -1 for none. */
void http_out(struct http *h, int fd);

/*
 * Moves all transfers on, and waits for one of them, for fd (-1: none) to
 * become readable, for a signal, or for ms milliseconds (-1: no limit).
 * 1 if fd is readable, 0 if not, -1 with errno set if waiting failed.
 */
int http_wait(struct http *h, int fd, int64_t ms);

/* Breaks off all transfers without calling done, and frees. */
void http_close(struct http *h);

/*
 * Sets *value to that of a header, without blanks around it; of several
 * headers with this name, in any case, the last one counts.  False if there
 * is none.
 */
bool http_header(const struct http_reply *reply, const char *name,
    struct span *value);

/* Whether the reply did not end in time, by libcurl's words for why. */
bool http_timed_out(const struct http_reply *reply);

#endif
