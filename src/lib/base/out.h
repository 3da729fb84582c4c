/*
 * Buffered output.  The first failed write is remembered, and nothing is
 * written after it.  Long runs of bytes are not copied into the buffer;
 * short records gather there and are written together.
 */
#ifndef WK_OUT_H
#define WK_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* Writes have at least this many bytes, but for those of out_flush. */
#define OUT_CHUNK ((size_t)32 * 1024)

/* The descriptor of an output that only fills buf. */
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

/* Writes the buffer if it holds OUT_CHUNK bytes or more. */
void out_pace(struct out *o);

/* Writes the buffer.  0, or -1 if this or an earlier write failed. */
int out_flush(struct out *o);

/* Flushes, closes the descriptor, frees the buffer.  0 or -1, as above. */
int out_close(struct out *o);

#endif
