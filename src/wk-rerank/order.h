/* The hits of a record, and the order that a reranker gives them. */
#ifndef WK_ORDER_H
#define WK_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"
#include "stage/record.h"

struct order_hit {
	struct json_value value;	/* the whole object */
	struct span text;		/* empty: it is not asked about */
	size_t place;			/* in the record, from 0 */
	size_t number;			/* of its document, if it has a text */
	struct span relevance;		/* the new one, or .p is NULL */
};

/* All zero to begin with; used again for the next record. */
struct order {
	struct order_hit *hit;	/* in the order of the record */
	size_t n;
	/*
	 * The hits that have a visible text, by text: their places.  A set of
	 * hits has the same documents in whatever order it was found.
	 */
	size_t *document;
	size_t documents;
	size_t size;		/* private */
};

/*
 * Reads the hits of a record; good until the next record_parse.  0, or -1 if
 * the field is there and not an array of objects.  Decodes the texts: once
 * for a record_parse.
 */
int order_read(struct order *o, struct record *r, int field);

/*
 * Appends a hit with its new relevance, which stands behind score and
 * similarity, or in place of an older one; without one if it has none.  All
 * other bytes are as they came.
 */
void order_put_hit(struct buf *b, const struct order_hit *hit);

void order_free(struct order *o);

#endif
