/* Whole files, read into a buffer. */
#ifndef WK_FILE_H
#define WK_FILE_H

#include "buf.h"

/*
 * Appends the content of the file at path, "-" for stdin, to b.  0, or -1
 * with errno set (EFBIG: the file is longer than BUF_MAX).
 */
int file_read(const char *path, struct buf *b);

#endif
