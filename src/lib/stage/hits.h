/* The hits of a record: passages that a search found for its question. */
#ifndef WK_HITS_H
#define WK_HITS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"
#include "stage/record.h"

/* Hits of a record that are read; a search gives a handful. */
#define HITS_MAX 64

struct hit {
	struct json_value value;	/* the whole object */
	struct span text, source;	/* source: empty if it has none */
	long long start;	/* in code points; -1 if it has none */
	double score;		/* 1 if it has none */
};

/*
 * Reads the first HITS_MAX hits of a record.  Returns how many, 0 if the
 * field is absent or null, or -1 if it is not an array of objects that have
 * a text.  They are good until the next record_parse.
 */
int hits_read(struct record *r, int field, struct hit hit[HITS_MAX]);

/* "web" if a hit has a url, else "local": the words of `origin`. */
const char *hits_origin(const struct hit *hit);

/*
 * Appends a hit's reference to an unfinished array, a comma first if needed:
 * {"source":…,"start":…,"url":…}, start and url if the hit has them.  start
 * is that of the hit and `before` code points more.  A reference that stands
 * in the array already is not added again.
 */
void hits_add_reference(struct buf *list, const struct hit *hit,
    size_t before);

/*
 * Appends a JSON value to an unfinished array, a comma first if needed, and
 * returns true; or false, if the same stands there already.
 */
bool hits_add_once(struct buf *list, const struct buf *value);

#endif
