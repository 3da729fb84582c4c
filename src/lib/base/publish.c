#include "publish.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Temporary files that go with the program, however it ends. */
static char *volatile pending[4];

static void
take_away(void)
{
	size_t i;

	for (i = 0; i < LEN(pending); i++)
		if (pending[i] != NULL)
			(void)unlink(pending[i]);
}

static void
on_signal(int number)
{
	int saved = errno;

	take_away();
	(void)signal(number, SIG_DFL);
	(void)raise(number);
	errno = saved;
}

static void
watch_the_end(void)
{
	static const int fatal[] = { SIGHUP, SIGINT, SIGPIPE, SIGTERM };
	static bool watching;
	struct sigaction new = { .sa_handler = on_signal }, old;
	size_t i;

	if (watching)
		return;
	watching = true;
	(void)atexit(take_away);
	for (i = 0; i < LEN(fatal); i++)
		if (sigaction(fatal[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			(void)sigaction(fatal[i], &new, NULL);
}

/* Puts `name` where `was` is among the pending. */
static void
replace_pending(const char *was, char *name)
{
	size_t i;

	for (i = 0; i < LEN(pending); i++)
		if (pending[i] == was) {
			pending[i] = name;
			return;
		}
}

/* The rights of path, or those that a new file would get. */
static mode_t
rights(const char *path)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 0777;
	mask = umask(0);
	(void)umask(mask);
	return 0666 & ~mask;
}

/* Opens a temporary file beside path, with the rights of path. */
static int
open_beside(struct publish *p)
{
	watch_the_end();
	if (asprintf(&p->temporary, "%s.XXXXXX", p->path) == -1) {
		p->temporary = NULL;
		return -1;
	}
	if ((p->out.fd = mkostemp(p->temporary, O_CLOEXEC)) == -1) {
		free(p->temporary);
		p->temporary = NULL;
		return -1;
	}
	replace_pending(NULL, p->temporary);
	if (fchmod(p->out.fd, rights(p->path)) == 0)
		return 0;
	publish_abort(p);
	return -1;
}

/*
 * Whether path names something that is written to where it is: a device, a
 * FIFO, a descriptor (/dev/stderr, even if that is a regular file).
 */
static bool
is_special(const char *path)
{
	struct stat st;

	return strncmp(path, "/dev/fd/", 8) == 0 ||
	    strncmp(path, "/dev/std", 8) == 0 ||
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
	p->path = NULL;
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
	if (p->temporary != NULL)
		replace_pending(p->temporary, NULL);
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
