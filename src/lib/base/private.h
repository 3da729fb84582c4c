/* Files that only this user may read: journals, the shared rate limit. */
#ifndef WK_PRIVATE_H
#define WK_PRIVATE_H

#include <stdbool.h>

#include "buf.h"

/*
 * Opens the regular file at path; refuses a symbolic link.  flags are
 * O_RDONLY or O_RDWR, perhaps with O_APPEND.  O_RDWR makes a missing file,
 * with mode 0600 whatever the umask, and syncs its directory.  Returns the
 * descriptor, which is closed on exec, or -1: `why` then names the file and
 * the reason.
 */
int private_open(const char *path, int flags, struct buf *why);

/* Whether two descriptors are of the same file; false if fstat(2) fails. */
bool private_same(int fd, int other);

/* Whether path still names the file that fd is open on. */
bool private_named(int fd, const char *path);

#endif
