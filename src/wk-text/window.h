/*
 * A document as UTF-8, seen through a window that moves on: a file in UTF-8
 * of any size takes the memory of the window alone; one in another encoding
 * is decoded whole.
 */
#ifndef WK_WINDOW_H
#define WK_WINDOW_H

#include <stdbool.h>

#include "base/buf.h"
#include "sink.h"
#include "source.h"
#include "text/document.h"

struct window {
	/*
	 * The text at hand, which begins where the caller has arrived; good
	 * until window_more.  No byte order mark begins the document.
	 */
	struct span rest;
	bool last;		/* the document ends with `rest` */

	/* Private. */
	int fd;
	size_t piece;		/* bytes read at once */
	struct sink *sink;
	const char *charset;	/* declared, or NULL */
	struct buf bytes;
	struct document document;
};

/*
 * Opens the document, with its first bytes in `rest`.  A file in UTF-8 may
 * hold NULs, which any other encoding refuses.  If `broken`, a file that is
 * neither valid UTF-8 nor valid in another encoding is taken as it is.  0, or
 * what sink_fail returns.  Close it after either.
 */
int window_open(struct window *w, struct source *s, struct sink *k,
    bool broken);

/* Moves the beginning of `rest` on by n bytes. */
void window_skip(struct window *w, size_t n);

/*
 * Makes `rest` at least twice as long, unless the document ends.  0, or what
 * sink_fail returns.
 */
int window_more(struct window *w);

/* Frees the memory. */
void window_close(struct window *w);

#endif
