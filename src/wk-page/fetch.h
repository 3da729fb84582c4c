/*
 * Fetches pages, many at once on one thread, into the cache: politely, and
 * from public addresses alone.
 *
 *	f = fetch_open(&options);
 *	fetch_add(f, url, &page, arg)	any number of times
 *	while (fetch_busy(f) > 0)
 *		fetch_turn(f, -1, -1);	calls options.done for each
 *	fetch_close(f);
 */
#ifndef WK_FETCH_H
#define WK_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "allow.h"
#include "cache.h"
#include "call/trust.h"
#include "media.h"
#include "own.h"
#include "url.h"

/* Redirects that are followed, at most. */
#define FETCH_REDIRECTS 10

struct fetch_options {
	struct cache *cache;
	const struct allow *allow;
	const struct nets *own;
	struct trust trust;
	const char *agent;	/* User-Agent */
	const char *robots;	/* our name in robots.txt */
	const char *proxy;	/* NULL: none */
	const char *const *types;	/* media types besides (--type) */
	size_t ntypes;
	size_t jobs;		/* requests at once, to several hosts */
	size_t most;		/* bytes of a page */
	size_t redirects;	/* at most FETCH_REDIRECTS */
	size_t retries;
	double retry_delay;	/* seconds until the second try; doubles */
	size_t timeout;		/* seconds for a request */
	double delay;		/* seconds between requests to a host */
	double max_age;		/* seconds; below 0: a page is kept for good */
	void (*done)(void *arg);	/* of the visit */
};

/* What has become of a page. */
enum page_from { PAGE_FAILED, PAGE_FETCHED, PAGE_CACHED, PAGE_UNCHANGED,
	PAGE_OLD };

/* The result of a visit. */
struct page {
	enum page_from from;
	struct cached cached;	/* unless it failed */
	const char *kind;	/* if it failed: the kind of error, static, */
	struct buf message;	/* and its message */
};

struct fetch;

/* NULL, errno set, if libcurl has no memory or descriptors are lacking. */
struct fetch *fetch_open(const struct fetch_options *options);

/*
 * Has a page fetched, unless the cache has it.  page is all zero; it and arg
 * must stay until options.done, which may be called at once.
 */
void fetch_add(struct fetch *f, struct span url, struct page *page, void *arg);

/* How many pages are under way. */
size_t fetch_busy(const struct fetch *f);

/*
 * Moves all on, and waits until something happens, fd (-1: none) is readable,
 * or ms milliseconds (-1: any) are over.  1 if fd is readable, else 0.
 */
int fetch_turn(struct fetch *f, int fd, int64_t ms);

/*
 * The errno of the trouble with the cache, or with waiting, that has stopped
 * all, or 0: pages that are added then fail as "stopped".
 */
int fetch_error(const struct fetch *f);

/* Whether several hosts were asked, and not one has answered. */
bool fetch_alone(const struct fetch *f);

/* Breaks off what is under way, without calling done, and frees. */
void fetch_close(struct fetch *f);

#endif
