/*
 * One document: a file or pipe, read whole and decoded.
 */
#ifndef WK_DOCUMENT_H
#define WK_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct document_options {
	/* ENCODING_AUTO, or a name that encoding_known() is true of */
	const char *encoding;
	bool keep_newlines;	/* leave \r\n and \r as they are */
};

/* All zero is a document to read into; it can be read into again. */
struct document {
	struct span text;	/* valid UTF-8, no BOM, no NUL */
	const char *encoding;	/* what it was in, as iconv(3) calls it */
	bool guessed;	/* the encoding is a guess */

	/* After a failure: */
	const char *kind;	/* "unreadable" "bad_encoding" "binary"
				   "too_large" */
	int error;	/* "unreadable": errno, else 0 */
	size_t offset;	/* "bad_encoding" "binary": the byte, from 1; or 0 */
	char message[160];	/* one line, without the name of the file */

	/* Private: the text, and the memory for the next one. */
	struct buf buf;
};

/*
 * Reads fd to its end and decodes it; \r\n and a lone \r become \n, as in
 * Python's text mode, unless options->keep_newlines.  The text is good
 * until the next document is read into d.  An empty file is a document
 * with an empty text.  Memory: the file (once decoded, if that is longer)
 * and a little.  0; -1 with d->kind and what follows it set.
 */
int document_read(struct document *d, int fd,
    const struct document_options *options);

/* The same for the file called path, "-" being stdin. */
int document_load(struct document *d, const char *path,
    const struct document_options *options);

/* Frees the memory; d can be read into again. */
void document_free(struct document *d);

#endif
