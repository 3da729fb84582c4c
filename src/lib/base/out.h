/*
 * Buffered output that is looked after: a failed write is remembered and
 * stays, long strings need no memory of their own, and whole records go
 * out together while they are short.
 */
#ifndef WK_OUT_H
#define WK_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* Writes are at least this long, but for the last and before a wait. */
#define OUT_CHUNK ((size_t)32 * 1024)

/* The descriptor of an output that stays in buf. */
#define OUT_MEMORY (-1)

struct out {
	int fd;
	int error;	/* errno of the first failure, or 0 */
	struct buf buf;
};

/* Appends n bytes as they are. */
void out_bytes(struct out *o, const char *s, size_t n);

/* The same for a string that ends in a NUL. */
void out_puts(struct out *o, const char *s);

/* Ends a record: a newline, then out_pace. */
void out_end(struct out *o);

/* Writes what has gathered, if it is much. */
void out_pace(struct out *o);

/* Writes what has gathered.  0, or -1 if this or an earlier write failed. */
int out_flush(struct out *o);

/* Flushes, closes the descriptor, frees the buffer.  0 or -1, as above. */
int out_close(struct out *o);

#endif
