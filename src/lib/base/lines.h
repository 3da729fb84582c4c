/*
 * Lines of a file, of any length (up to BUF_MAX).  A line ends at \n alone
 * or at the end of the file.
 */
#ifndef WK_LINES_H
#define WK_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct lines {
	int fd;
	struct buf buf;
	size_t start;		/* first byte of buf not yet handed out */
	size_t number;		/* of the line last handed out, from 1 */
	bool eof;
	/*
	 * Called before a read that would block; may be NULL.  If it returns
	 * false, the file ends there, and an unfinished last line is dropped.
	 */
	bool (*idle)(void *arg);
	void *arg;
};

/* Starts to read lines from fd; keeps the buffer of an earlier file. */
void lines_open(struct lines *l, int fd);

/*
 * Sets *line to the next line, without its end (\n or \r\n) and, on line 1,
 * without a byte order mark.  The line is good until the next call.  Unless
 * torn is NULL, *torn says whether the file ended before a \n came.  1; 0 at
 * the end; -1 with errno set if reading failed (EFBIG: the line is longer
 * than BUF_MAX).
 */
int lines_next(struct lines *l, struct span *line, bool *torn);

/*
 * Sets *line to a line that is in memory already, and will be handed out later:
 * the one `*at` bytes after the line last handed out, 0 for the next one; *at
 * moves to the one behind it.  False if no further line is there whole.
 */
bool lines_peek(const struct lines *l, size_t *at, struct span *line);

/*
 * Makes *line, the line last handed out, longer: up to the end of the file.
 * 0, or -1 as above.
 */
int lines_rest(struct lines *l, struct span *line);

/* Frees the memory; does not close fd. */
void lines_free(struct lines *l);

#endif
