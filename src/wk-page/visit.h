/*
 * The inside of fetch.h, for its files: fetch.c has the loop, visit.c judges
 * replies.
 */
#ifndef WK_VISIT_H
#define WK_VISIT_H

#include "call/http.h"
#include "fetch.h"
#include "hosts.h"

enum visit_state {
	VISIT_NEW,	/* it has a URL that is to be looked at */
	VISIT_READY,	/* allowed, and waits for its host */
	VISIT_SENT,	/* a request is under way */
	VISIT_DONE
};

#define VISIT_HEADERS 4

/* The way to a page, or to a robots.txt, over its redirects. */
struct visit {
	struct visit *next;
	struct fetch *f;
	struct page *page;	/* NULL: it is for robots.txt, */
	struct origin *for_origin;	/* of this origin */
	void *arg;
	enum visit_state state;
	struct url url;		/* to be fetched now */
	char *trail[FETCH_REDIRECTS + 1];	/* the URLs so far */
	size_t hops;
	size_t tries;
	int64_t due;		/* ms of clock_steady: not before then */
	struct host *host;
	struct origin *origin;

	/* Of the request under way. */
	struct http_fetch fetch;
	struct buf header_text;
	const char *headers[VISIT_HEADERS];
	struct cache_file file;
	struct buf body;	/* of robots.txt */
	size_t swallowed;	/* bytes of a body of no use */
	bool bad_type;
	char refused[ADDRESS_TEXT];	/* an address that was not called */
	const char *refused_why;
	struct cached old;	/* the page as the cache has it */
};

struct fetch {
	struct fetch_options options;
	struct http *http;
	struct hosts hosts;
	struct visit *visits, **tail;	/* in the order in which they came */
	size_t busy;		/* pages */
	size_t sent;		/* requests under way */
	size_t answers;		/* with a status */
	int error;
};

/* Whether a body of this type is taken. */
bool visit_takes(const struct visit *v, struct span type);

/* Takes a piece of the body (http.h). */
bool visit_take(void *arg, const struct http_reply *reply, struct span s);

/*
 * Judges a reply: the visit is done, or it has another URL, or another try at
 * some time.
 */
void visit_judge(struct visit *v, struct http_reply *reply);

/* Ends a visit, for a reason; a page that the cache has is used instead. */
void visit_fail(struct visit *v, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends a visit because all is stopped. */
void visit_stop(struct visit *v);

/* Stops all: the errno of a trouble with the cache. */
void fetch_stop(struct fetch *f, int error);

#endif
