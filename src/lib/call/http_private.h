/*
 * The inside of http.h, for its files: http.c has the loop, http_transfer.c the
 * transfers.
 */
#ifndef WK_HTTP_PRIVATE_H
#define WK_HTTP_PRIVATE_H

#include <curl/curl.h>

#include "http.h"

/* One request: its handle, and the reply as it gathers. */
struct transfer {
	struct transfer *next, **back;	/* of those under way, or idle */
	CURL *easy;
	struct curl_slist *headers;
	void (*connected)(void *arg);
	void (*done)(void *arg, struct http_reply *reply);
	void *arg;
	const struct http_fetch *fetch;
	bool (*take)(void *arg, const struct http_reply *reply, struct span s);
	size_t got;		/* bytes of the body, for take */
	struct http_reply reply;
	char why[CURL_ERROR_SIZE];
	bool begun;		/* a request was sent, or is about to be */
	bool stale;		/* on a connection that broke unanswered */
	bool resent;		/* on another connection */
	bool too_large;
	bool stopped;
};

/* NULL: libcurl has no memory. */
struct transfer *transfer_new(void);

void transfer_free(struct transfer *t);

/* Makes it ready for another request; big replies do not stay in memory. */
void transfer_clear(struct transfer *t);

/*
 * Sets the handle up for a request.  False: libcurl has no memory.  Only the
 * options that libcurl copies are checked, since no other can fail.
 */
bool transfer_set(struct transfer *t, const struct http_post *post);

/* Fills the reply in, from the result of libcurl. */
void transfer_end(struct transfer *t, CURLcode code);

/*
 * Whether a transfer ended because a connection that had served others broke
 * before any byte of a reply.  Servers close idle connections, some of them
 * right after a reply, so that this says nothing about the request.
 */
bool transfer_was_stale(const struct transfer *t, CURLcode code);

#endif
