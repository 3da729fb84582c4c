/* The passages that a search has found for a record: its `hits`. */
#ifndef WK_HITS_H
#define WK_HITS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"
#include "stage/record.h"

/* A search gives a handful of passages; more than this are not read. */
#define HITS_MAX 64

struct hit {
	struct json_value value;	/* the whole object */
	struct span text;
	double score;		/* 1 if there is none */
};

/*
 * Reads the first HITS_MAX hits of a record.  How many, 0 if the field is
 * absent or null, or -1 if it is no array of objects that have a text.  They
 * are good until the next record_parse; r->strings.failed tells of a lack
 * of memory.
 */
int hits_read(struct record *r, int field, struct hit hit[HITS_MAX]);

/* Whether a hit has a url, so that it comes from the web. */
bool hits_from_web(const struct hit *hit);

/*
 * Appends {"source":…,"start":…,"url":…}, start and url if the hit has
 * them; start is that of the passage and `before` code points more.
 */
void hits_put_reference(struct buf *b, const struct hit *hit, size_t before);

#endif
