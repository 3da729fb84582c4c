/*
 * One POST by libcurl: the handle, what it gathers, and how it ended.  For
 * http.c alone.
 */
#ifndef WK_HTTP_TRANSFER_H
#define WK_HTTP_TRANSFER_H

#include <stdbool.h>

#include <curl/curl.h>

#include "http.h"

struct transfer {
	struct transfer *next, **back;	/* of those under way, or idle */
	CURL *easy;
	struct curl_slist *headers;
	void (*done)(void *arg, struct http_reply *reply);
	void *arg;
	struct http_reply reply;
	char why[CURL_ERROR_SIZE];
	bool begun, again, too_large;
};

/* All empty, with a handle; NULL: no memory. */
struct transfer *transfer_new(void);

/* Sets the handle up for a request.  False: no memory. */
bool transfer_set(struct transfer *t, const struct http_post *post);

/* Fills reply in, from libcurl's result. */
void transfer_end(struct transfer *t, CURLcode code);

/* Makes it ready for another request; big replies do not stay in memory. */
void transfer_clear(struct transfer *t);

void transfer_free(struct transfer *t);

#endif
