/* A document to read: its name, its file, its first bytes. */
#ifndef WK_SOURCE_H
#define WK_SOURCE_H

#include <stddef.h>

#include "base/buf.h"
#include "sink.h"

/* How many bytes of a document `head` holds, at most. */
#define SOURCE_HEAD ((size_t)64 * 1024)

struct source {
	const char *name;	/* its ending may tell its type */
	const char *charset;	/* that its server declared, or NULL */
	int fd;			/* a regular file, open at its beginning */
	size_t size;		/* bytes */
	struct buf head;	/* the first of them */
};

/*
 * Opens the file at path, "-" for stdin: a pipe is copied to a file without
 * a name first.  Its name becomes the path, or for stdin the source of the
 * records; both outlive the document.  0; or what sink_fail returns:
 * "unreadable", "too_large".
 */
int source_open(struct source *s, const char *path, struct sink *k);

/*
 * Appends all bytes of the document to b, whatever was read before.  0, or
 * what sink_fail returns.
 */
int source_read(struct source *s, struct buf *b, struct sink *k);

/* Closes the file, frees the memory. */
void source_close(struct source *s);

#endif
