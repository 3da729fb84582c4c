/*
 * The cache: a directory that keeps each page as a file and, beside it, what
 * is known of it.  NAME is 40 hex digits of the SHA-256 of the page's URL:
 *
 *	NAME.html	the page as it came, unpacked; .txt, .pdf, … by its type
 *	NAME.meta	one JSON object: url, file, type, bytes, sha256, …
 *
 * A page counts only with its .meta, which is written last and holds the size
 * and the SHA-256 of the file: so a file that a crash or a full disk left is
 * not taken for a page.
 */
#ifndef WK_PAGE_CACHE_H
#define WK_PAGE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sha2.h>

#include "base/buf.h"
#include "base/publish.h"

#define CACHE_NAME 40	/* hex digits */

struct cache {
	const char *directory;
};

/* What is known of a page.  All zero to begin with; cached_free frees. */
struct cached {
	char *path;		/* of the file: directory/NAME.html */
	struct buf type;	/* Content-Type, may be empty */
	struct buf moved;	/* the URL that redirects led to, or empty */
	struct buf etag, modified;	/* validators, or empty */
	int64_t fetched;	/* seconds since 1970 */
	unsigned long long bytes;
};

/*
 * Opens the cache: makes the directory, for this user alone, if it is not
 * there, and removes temporary files that are older than an hour.  0, or -1
 * with errno set.
 */
int cache_open(struct cache *c, const char *directory);

/*
 * Looks for the page of a URL.  1: found and whole; 0: not there, or not
 * whole; -1 with errno set: it cannot be read.
 */
int cache_find(const struct cache *c, const char *url, struct cached *page);

/* A page that is being written; all zero is none. */
struct cache_file {
	struct publish body;
	bool open;
	char *name;		/* of its .meta */
	char *path;		/* of its file */
	SHA2_CTX sum;
	unsigned long long bytes;
};

/*
 * Begins to write the page of a URL; type is its Content-Type, which decides
 * the ending of its name.  0, or -1 with errno set.
 */
int cache_begin(const struct cache *c, struct cache_file *f, const char *url,
    struct span type);

/* Adds to the page.  0, or -1 with errno set. */
int cache_add(struct cache_file *f, struct span s);

/*
 * Ends the page, durably: bytes and path of `page` are set, of which the
 * other members say what to keep.  0, or -1 with errno set.
 */
int cache_commit(struct cache_file *f, const char *url, struct cached *page);

/* Notes that a page which was found is as it was, as of page->fetched. */
int cache_renew(const struct cache *c, const char *url,
    const struct cached *page);

/* Drops a page that is being written; else does nothing. */
void cache_abort(struct cache_file *f);

void cached_free(struct cached *page);

#endif
