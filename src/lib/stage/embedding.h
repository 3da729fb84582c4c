/*
 * The field `embedding` of a record (wk-records(5)): the vector of a text,
 *
 *	{"model":…,"dimensions":n,"of":…,"vector":…,"prefix"?:…,"cut"?:n}
 *
 * where of is the hash of the text, and vector base64 of little-endian
 * float32, of length 1.
 */
#ifndef WK_EMBEDDING_H
#define WK_EMBEDDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"

#define EMBEDDING_OF 16		/* hex digits of the hash of a text */

/* A vector of more numbers is refused. */
#define EMBEDDING_MOST ((size_t)65536)

/* All zero to begin with; used again for the next record. */
struct embedding {
	struct buf model, prefix;
	char of[EMBEDDING_OF + 1];
	size_t dimensions;
	size_t cut;		/* code points of the text; 0: all of it */
	float *v;		/* the numbers */
	size_t size;		/* of v */
	struct buf scratch;
};

/* The hash of a text: the first digits of its SHA-256. */
void embedding_of(char of[EMBEDDING_OF + 1], struct span text);

/*
 * Reads the value of the field.  0, or -1 if it is no such object, or its
 * vector is not that many numbers, finite and not all zero: why says so.
 */
int embedding_read(struct embedding *e, const struct json_value *value,
    struct buf *why);

/*
 * Reads a vector that a server sent, an array of numbers or base64, as it is.
 * 0, or -1 if it is neither, or too long.  A null is read as NaN.
 */
int embedding_read_vector(struct embedding *e, const struct json_value *v);

/*
 * Gives the vector the length 1.  False if it has none, is not finite, or is
 * shorter or longer than any model's.
 */
bool embedding_normalise(struct embedding *e);

/* Appends the value of the field. */
void embedding_put(struct buf *b, const struct embedding *e);

/* Appends the vector alone, as a JSON string. */
void embedding_put_vector(struct buf *b, const struct embedding *e);

void embedding_free(struct embedding *e);

#endif
