/*
 * One document: a file or pipe, read whole and decoded.
 */
#ifndef WK_DOCUMENT_H
#define WK_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct document_options {
	/* ENCODING_AUTO, or a name for which encoding_known() is true */
	const char *encoding;
	/*
	 * With ENCODING_AUTO: the encoding that a server declares, a name for
	 * iconv(3) (encoding_decode_declared); NULL: none.
	 */
	const char *declared;
	bool keep_newlines;	/* leave \r\n and \r as they are */
};

/* All zero is a document to read into; it can be read into again. */
struct document {
	struct span text;	/* valid UTF-8, no BOM, no NUL */
	const char *encoding;	/* of the bytes read; a name for iconv(3) */
	bool guessed;	/* the encoding is a guess */
	bool doubtful;	/* a guess that is easily wrong (encoding.h) */

	/* Set after a failure. */
	const char *kind;	/* "unreadable" "bad_encoding" "binary"
				   "too_large" */
	int error;	/* "unreadable": errno, else 0 */
	size_t offset;	/* "bad_encoding" "binary": the byte, from 1; or 0 */
	const char *format;	/* "binary": what it is (format.h), or NULL */
	char message[160];	/* one line; does not name the file */

	/* Private: holds the text; the next document reuses it. */
	struct buf buf;
};

/*
 * Reads fd to its end and decodes it; \r\n and a lone \r become \n, as in
 * Python's text mode, unless options->keep_newlines.  A document in a binary
 * format that format.h knows is "binary", even if its bytes are text.  The
 * text is good until the next document is read into d.  An empty file is a
 * document with an empty text.  It takes the memory of the file or of the
 * decoded text, whichever is longer, and 100 kB.  0; -1 with d->kind and the
 * fields after it set.
 */
int document_read(struct document *d, int fd,
    const struct document_options *options);

/* The same for the file called path, "-" being stdin. */
int document_load(struct document *d, const char *path,
    const struct document_options *options);

/* Frees the memory; d can be read into again. */
void document_free(struct document *d);

#endif
