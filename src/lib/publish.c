#include "publish.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Opens a temporary file beside path, with the rights that path would get. */
static int
open_beside(struct publish *p)
{
	mode_t mask;

	if (asprintf(&p->temporary, "%s.XXXXXX", p->path) == -1) {
		p->temporary = NULL;
		return -1;
	}
	if ((p->out.fd = mkostemp(p->temporary, O_CLOEXEC)) == -1) {
		free(p->temporary);
		p->temporary = NULL;
		return -1;
	}
	mask = umask(0);
	(void)umask(mask);
	if (fchmod(p->out.fd, 0666 & ~mask) == 0)
		return 0;
	(void)unlink(p->temporary);
	(void)close(p->out.fd);
	free(p->temporary);
	p->temporary = NULL;
	return -1;
}

/*
 * Whether path names something of the system's, not of a directory: a
 * device, a descriptor (/dev/stderr, even if that is a regular file).
 */
static bool
is_special(const char *path)
{
	struct stat st;

	return strncmp(path, "/dev/", 5) == 0 ||
	    strncmp(path, "/proc/", 6) == 0 ||
	    (stat(path, &st) == 0 && !S_ISREG(st.st_mode));
}

int
publish_open(struct publish *p, const char *path)
{
	*p = (struct publish){ .path = NULL };
	if (is_special(path)) {
		p->out.fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
		return p->out.fd == -1 ? -1 : 0;
	}
	/* Behind a symbolic link the file is replaced, not the link. */
	if ((p->path = realpath(path, NULL)) == NULL &&
	    (errno != ENOENT || (p->path = strdup(path)) == NULL))
		return -1;
	if (open_beside(p) == 0)
		return 0;
	free(p->path);
	return -1;
}

/* Makes the new name durable; a directory that cannot be synced is let be. */
static void
sync_directory(const char *path)
{
	char *copy;
	int fd;

	if ((copy = strdup(path)) == NULL)
		return;
	if ((fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) !=
	    -1) {
		(void)fsync(fd);
		(void)close(fd);
	}
	free(copy);
}

static void
forget_names(struct publish *p)
{
	free(p->temporary);
	free(p->path);
	p->temporary = p->path = NULL;
}

int
publish_commit(struct publish *p)
{
	bool synced = true;
	int error;

	if (out_flush(&p->out) == 0 && p->temporary != NULL)
		synced = fsync(p->out.fd) == 0;
	error = synced ? 0 : errno;
	if (out_close(&p->out) == -1)
		error = p->out.error;
	if (error == 0 && p->temporary != NULL &&
	    rename(p->temporary, p->path) == -1)
		error = errno;
	if (error != 0 && p->temporary != NULL)
		(void)unlink(p->temporary);
	else if (p->temporary != NULL)
		sync_directory(p->path);
	forget_names(p);
	errno = error;
	return error == 0 ? 0 : -1;
}

void
publish_abort(struct publish *p)
{
	int saved = errno;

	buf_free(&p->out.buf);
	(void)close(p->out.fd);
	if (p->temporary != NULL)
		(void)unlink(p->temporary);
	forget_names(p);
	errno = saved;
}
