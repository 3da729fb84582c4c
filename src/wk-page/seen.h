/* A set of texts, of which 16 bytes each are kept. */
#ifndef WK_SEEN_H
#define WK_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* All zero is the empty set. */
struct seen {
	uint64_t (*slot)[2];	/* both 0: it is free */
	size_t n, size;
};

/*
 * Adds a text.  False if it is there; that another text passes for it is as
 * likely as a collision of 128 bits of SHA-256.
 */
bool seen_add(struct seen *s, struct span text);

void seen_free(struct seen *s);

#endif
