/* Files: read whole, made durable, or kept from other users. */
#ifndef WK_FILE_H
#define WK_FILE_H

#include <stdbool.h>

#include "buf.h"

/*
 * Appends the content of the file at path, "-" for stdin, to b.  0, or -1
 * with errno set (EFBIG: the file is longer than BUF_MAX).
 */
int file_read(const char *path, struct buf *b);

/*
 * Opens a file without a name, for reading and writing, in the directory that
 * TMPDIR names, else in /tmp; it is gone when its last descriptor is closed.
 * Returns the descriptor, which is closed on exec, or -1 with errno set.
 */
int file_temporary(void);

/*
 * Makes the name of the file at path durable: fsync(2) of its directory.
 * 0, or -1 with errno set.  A directory that the file system cannot sync, or
 * that we may not open, counts as synced.
 */
int file_sync_directory(const char *path);

/*
 * For files that only this user may read (journals, the shared rate limit):
 * opens the regular file at path; refuses a symbolic link.  flags are
 * O_RDONLY or O_RDWR, perhaps with O_APPEND.  O_RDWR makes a missing file,
 * with mode 0600 whatever the umask, and syncs its directory.  Returns the
 * descriptor, which is closed on exec, or -1: `why` then names the file and
 * the reason.
 */
int private_open(const char *path, int flags, struct buf *why);

/*
 * Opens such a file for its one writer, with O_RDWR and O_APPEND, and locks it
 * (flock(2)).  Returns the descriptor, or -1: `why` says that another process
 * is writing it (errno is EWOULDBLOCK), or what private_open says.
 */
int private_lock(const char *path, struct buf *why);

/* Whether two descriptors are of the same file; false if fstat(2) fails. */
bool private_same(int fd, int other);

/* Whether path still names the file that fd is open on. */
bool private_named(int fd, const char *path);

#endif
