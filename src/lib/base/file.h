/* Whole files, read into a buffer; names of files, made durable. */
#ifndef WK_FILE_H
#define WK_FILE_H

#include "buf.h"

/*
 * Appends the content of the file at path, "-" for stdin, to b.  0, or -1
 * with errno set (EFBIG: the file is longer than BUF_MAX).
 */
int file_read(const char *path, struct buf *b);

/*
 * Makes the name of the file at path durable: fsync(2) of its directory.
 * 0, or -1 with errno set.  A directory that the file system cannot sync, or
 * that we may not open, counts as synced.
 */
int file_sync_directory(const char *path);

#endif
