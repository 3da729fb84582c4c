/* Reads whole files; makes the names of files durable. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
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
