/* Reads whole files, makes names durable, opens files for one user. */
#include "file.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE ((size_t)64 * 1024)

static int
read_all(int fd, struct buf *b)
{
	ssize_t n;

	for (;;) {
		if (!buf_reserve(b, READ_SIZE)) {
			errno = EFBIG;
			return -1;
		}
		n = read(fd, b->data + b->len, b->size - b->len);
		if (n == 0)
			return 0;
		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			b->len += (size_t)n;
	}
}

int
file_read(const char *path, struct buf *b)
{
	int fd, result, saved;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, b);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return -1;
	result = read_all(fd, b);
	saved = errno;
	(void)close(fd);
	errno = saved;
	return result;
}

int
file_temporary(void)
{
	const char *dir = getenv("TMPDIR");
	struct buf name = { 0 };
	int fd;

	buf_printf(&name, "%s/wk.XXXXXXXXXX", dir == NULL || *dir == '\0' ?
	    "/tmp" : dir);
	buf_addc(&name, '\0');
	if ((fd = mkostemp(name.data, O_CLOEXEC)) != -1)
		(void)unlink(name.data);
	buf_free(&name);
	return fd;
}

int
file_sync_directory(const char *path)
{
	char copy[PATH_MAX];	/* no malloc: that may end the program */
	int fd, error = 0;

	if (strlcpy(copy, path, sizeof(copy)) >= sizeof(copy)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		error = errno == EACCES ? 0 : errno;
	else {
		if (fsync(fd) == -1 && errno != EINVAL)
			error = errno;
		(void)close(fd);
	}
	errno = error;
	return error == 0 ? 0 : -1;
}

/* Give up if other processes make and remove the file this often meanwhile. */
#define TRIES 100

static int
make(const char *path, int flags)
{
	int fd;

	if ((fd = open(path, flags | O_CREAT | O_EXCL, 0600)) == -1)
		return -1;
	if (fchmod(fd, 0600) == 0 && file_sync_directory(path) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

/* Opens the file or, unless it is to be read only, makes it. */
static int
open_or_make(const char *path, int flags)
{
	int fd, i;

	/* Do not block if path is a FIFO or a terminal. */
	flags |= O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	for (i = 0; i < TRIES; i++) {
		fd = open(path, flags);
		if (fd != -1 || errno != ENOENT ||
		    (flags & O_ACCMODE) == O_RDONLY)
			return fd;
		fd = make(path, flags);
		if (fd != -1 || errno != EEXIST)
			return fd;
	}
	return -1;
}

int
private_open(const char *path, int flags, struct buf *why)
{
	struct stat st;
	int fd;

	if ((fd = open_or_make(path, flags)) == -1) {
		buf_printf(why, "%s: %s", path, errno == ELOOP ?
		    "is a symbolic link" : strerror(errno));
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	buf_printf(why, "%s: not a regular file", path);
	(void)close(fd);
	return -1;
}

bool
private_same(int fd, int other)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && fstat(other, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool
private_named(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && lstat(path, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

int
private_lock(const char *path, struct buf *why)
{
	int fd, error;

	for (;;) {
		if ((fd = private_open(path, O_RDWR | O_APPEND, why)) == -1)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) == -1)
			break;
		/* Another file may have taken the name before the lock. */
		if (private_named(fd, path))
			return fd;
		(void)close(fd);
	}
	error = errno;
	buf_printf(why, "%s: %s", path, error == EWOULDBLOCK ?
	    "another process is writing it" : strerror(error));
	(void)close(fd);
	errno = error;
	return -1;
}
