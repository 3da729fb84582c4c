/* Files that are this user's alone: journals, the shared rate limit. */
#ifndef WK_PRIVATE_H
#define WK_PRIVATE_H

#include <stdbool.h>

#include "buf.h"

/*
 * Opens the regular file at path, never through a symbolic link: O_RDONLY,
 * or O_RDWR (with O_APPEND), which makes it if need be, 0600 whatever the
 * umask, safely in its directory.  The file descriptor is closed on exec.
 * -1 if that cannot be; `why` then says so and names the file.
 */
int private_open(const char *path, int flags, struct buf *why);

/* Whether two open files are one; false if that cannot be found out. */
bool private_same(int fd, int other);

/* Whether path still names the open file. */
bool private_named(int fd, const char *path);

#endif
