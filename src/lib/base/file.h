/* Whole files that a program is told of: prompts, schemas, rows. */
#ifndef WK_FILE_H
#define WK_FILE_H

#include "buf.h"

/*
 * Appends the content of the file at path, "-" for stdin, to b.  0, or -1
 * with errno set: ENOMEM or EFBIG if it does not fit.
 */
int file_read(const char *path, struct buf *b);

#endif
