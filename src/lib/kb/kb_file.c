#include "kb_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int
fail(struct buf *why, const char *what)
{
	int error = errno;

	buf_printf(why, "%s: %s", what, strerror(error));
	return -1;
}

/* Finds out what path is.  0 or -1. */
static int
look(struct kb_file *f, const char *path, struct buf *why)
{
	struct stat st;
	mode_t mask;

	f->path = realpath(path, NULL);
	if (f->path == NULL && errno != ENOENT)
		return fail(why, path);
	if (f->path == NULL) {
		if ((f->path = strdup(path)) == NULL)
			return fail(why, path);
		(void)umask(mask = umask(0));
		f->mode = 0666 & ~mask;
		return 0;
	}
	if (stat(f->path, &st) == -1)
		return fail(why, path);
	if (!S_ISREG(st.st_mode)) {
		buf_printf(why, "%s: not a regular file", path);
		return -1;
	}
	f->mode = st.st_mode & 07777;
	f->exists = st.st_size > 0;
	return 0;
}

/*
 * Locks f->temp.  The lock is flock's: SQLite's own, of the other kind,
 * would go with the first descriptor that SQLite closes.  1; 0 if the file
 * was renamed or removed meanwhile, by the writer whom we waited for; -1.
 */
static int
lock(struct kb_file *f, struct buf *why)
{
	struct stat ours, named;

	f->fd = open(f->temp, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (f->fd == -1)
		return fail(why, f->temp);
	while (flock(f->fd, LOCK_EX) == -1)
		if (errno != EINTR)
			return fail(why, f->temp);
	if (fstat(f->fd, &ours) == -1)
		return fail(why, f->temp);
	if (!S_ISREG(ours.st_mode)) {
		buf_printf(why, "%s: not a regular file", f->temp);
		return -1;
	}
	if (lstat(f->temp, &named) == 0 && named.st_dev == ours.st_dev &&
	    named.st_ino == ours.st_ino)
		return 1;
	(void)close(f->fd);	/* only the lock was there */
	f->fd = -1;
	return 0;
}

int
kb_file_open(struct kb_file *f, const char *path, struct buf *why)
{
	size_t len;
	int locked;

	memset(f, 0, sizeof(*f));
	f->fd = -1;
	do {
		free(f->path);
		free(f->temp);
		f->temp = NULL;
		f->exists = false;
		if (look(f, path, why) == -1)
			return -1;
		len = strlen(f->path) + sizeof(".new");
		if ((f->temp = malloc(len)) == NULL)
			return fail(why, path);
		(void)strlcpy(f->temp, f->path, len);
		(void)strlcat(f->temp, ".new", len);
		if ((locked = lock(f, why)) == -1)
			return -1;
	} while (locked == 0);
	if (ftruncate(f->fd, 0) == -1 || fchmod(f->fd, 0600) == -1)
		return fail(why, f->temp);
	return 0;
}

/* Makes the directory remember the rename. */
static int
sync_directory(const struct kb_file *f, struct buf *why)
{
	char *copy;
	int fd, result = 0;

	if ((copy = strdup(f->path)) == NULL)
		return fail(why, f->path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems have no fsync for directories. */
	if (fd == -1 || (fsync(fd) == -1 && errno != EINVAL))
		result = fail(why, copy);
	if (fd != -1)
		(void)close(fd);
	free(copy);
	return result;
}

int
kb_file_publish(struct kb_file *f, struct buf *why)
{
	if (fchmod(f->fd, f->mode) == -1 || fsync(f->fd) == -1 ||
	    rename(f->temp, f->path) == -1)
		return fail(why, f->temp);
	free(f->temp);
	f->temp = NULL;
	return sync_directory(f, why);
}

void
kb_file_close(struct kb_file *f)
{
	/* Without a descriptor there is no lock, and temp is not ours. */
	if (f->fd != -1) {
		if (f->temp != NULL)
			(void)unlink(f->temp);
		(void)close(f->fd);
	}
	free(f->temp);
	free(f->path);
	f->temp = f->path = NULL;
	f->fd = -1;
}
