/*
 * A file that is written beside the rows: it appears whole, or not at all if
 * the rows could not be written.
 */
#ifndef WK_SIDE_H
#define WK_SIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/publish.h"

struct side {
	const char *path;	/* NULL: there is none */
	struct publish file;	/* write to file.out, if path is set */
};

/* Begins to write the file; ends the program if that fails. */
void side_open(struct side *s);

/* Ends the program if two of n open files are one. */
void side_apart(const struct side *const *sides, size_t n);

/*
 * Publishes the file, or drops it.  STATUS_OK, or STATUS_LOCAL after a message
 * if it cannot be published.
 */
int side_close(struct side *s, bool drop);

#endif
