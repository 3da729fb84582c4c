/* The hosts that pages come from: when each may be asked, and for what. */
#ifndef WK_HOSTS_H
#define WK_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "robots.h"

/* A host: it is asked for one thing at a time, and then left in peace. */
struct host {
	struct host *next;
	char *name;
	size_t users;	/* visits that point here */
	bool busy;	/* a request is under way */
	int64_t last;	/* ms of clock_steady: the last reply came, 0: none */
	int64_t until;	/* likewise: it asks to be left alone until then */
	double delay;	/* seconds, by a Crawl-delay; 0: none */
};

/* Whether the robots.txt of an origin is known. */
enum origin_state {
	ORIGIN_NEW,	/* nobody has asked */
	ORIGIN_ASKED,	/* somebody has */
	ORIGIN_KNOWN,	/* `robots` says what is allowed */
	ORIGIN_CLOSED	/* nothing is: it cannot be had */
};

/* A scheme, host and port, which have one robots.txt. */
struct origin {
	struct origin *next;
	char *name;
	size_t users;
	enum origin_state state;
	struct robots robots;
	const char *kind;	/* ORIGIN_CLOSED: the kind of error, */
	struct buf why;		/* and its message */
	int64_t until;		/* ms of clock_steady: ask again after that */
};

/* Tables of both, which forget what nobody uses when they are full. */
#define HOSTS_BUCKETS 1024

struct hosts {
	struct host *host[HOSTS_BUCKETS];
	struct origin *origin[HOSTS_BUCKETS];
	size_t n;	/* origins in the table */
	size_t bytes;	/* of their robots.txt */
	size_t seen;	/* hosts that were added, ever */
};

/* Finds a host, or adds it, for one user more. */
struct host *hosts_get(struct hosts *h, const char *name);

/* The same for an origin. */
struct origin *hosts_origin(struct hosts *h, const char *name);

/* Ends such a use; NULL is ignored. */
void host_leave(struct host *host);
void origin_leave(struct origin *origin);

void hosts_free(struct hosts *h);

#endif
