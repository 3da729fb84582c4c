/* Writes files that appear complete or not at all. */
#include "publish.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"

/* Temporary files to be removed when the program ends. */
static char *volatile pending[32];

static void
remove_pending(void)
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

	remove_pending();
	(void)signal(number, SIG_DFL);
	(void)raise(number);
	errno = saved;
}

static void
watch_for_the_end(void)
{
	static const int fatal[] = { SIGHUP, SIGINT, SIGPIPE, SIGTERM };
	static bool watching;
	struct sigaction new = { .sa_handler = on_signal }, old;
	size_t i;

	if (watching)
		return;
	watching = true;
	(void)atexit(remove_pending);
	for (i = 0; i < LEN(fatal); i++)
		if (sigaction(fatal[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			(void)sigaction(fatal[i], &new, NULL);
}

/* Puts `name` in the place of `was` among the pending files. */
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

/* The rights of path or, without such a file, those that umask leaves. */
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

/* A name beside p->path. */
static char *
beside(const struct publish *p, const char *suffix)
{
	size_t len = strlen(p->path), more = strlen(suffix) + 1;
	char *name = xreallocarray(NULL, len + more, 1);

	memcpy(name, p->path, len);
	memcpy(name + len, suffix, more);
	return name;
}

/*
 * Whether path names something that is written to in place: a device, a
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

/* Sets p->path to the file that is to be replaced: no symbolic link. */
static int
resolve(struct publish *p, const char *path)
{
	*p = PUBLISH_CLOSED;
	watch_for_the_end();
	if ((p->path = realpath(path, NULL)) != NULL)
		return 0;
	if (errno != ENOENT)
		return -1;
	p->path = xstrdup(path);
	return 0;
}

int
publish_open(struct publish *p, const char *path)
{
	if (is_special(path)) {
		*p = PUBLISH_CLOSED;
		p->out.fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
		return p->out.fd == -1 ? -1 : 0;
	}
	if (resolve(p, path) == -1)
		return -1;
	p->temporary = beside(p, ".XXXXXX");
	if ((p->out.fd = mkostemp(p->temporary, O_CLOEXEC)) == -1) {
		free(p->temporary);
		p->temporary = NULL;
		publish_abort(p);
		return -1;
	}
	replace_pending(NULL, p->temporary);
	return 0;
}

/*
 * Opens p->temporary and locks it.  The lock is flock's: SQLite's own, of
 * the other kind, would be lost when SQLite closes any descriptor of the
 * file.  1; 0 if the writer that we waited for has renamed or removed the
 * file; -1.
 */
static int
lock(struct publish *p)
{
	struct stat ours, named;

	p->out.fd = open(p->temporary, O_RDWR | O_CREAT | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (p->out.fd == -1)
		return -1;
	while (flock(p->out.fd, LOCK_EX) == -1)
		if (errno != EINTR)
			return -1;
	if (fstat(p->out.fd, &ours) == -1)
		return -1;
	if (!S_ISREG(ours.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	return lstat(p->temporary, &named) == 0 &&
	    named.st_dev == ours.st_dev && named.st_ino == ours.st_ino;
}

/* Closes the descriptor, and so unlocks the file. */
static void
close_file(struct publish *p)
{
	if (p->out.fd != -1)
		(void)close(p->out.fd);
	p->out.fd = -1;
}

int
publish_open_locked(struct publish *p, const char *path)
{
	int locked;

	if (resolve(p, path) == -1)
		return -1;
	p->temporary = beside(p, ".new");
	while ((locked = lock(p)) == 0)
		close_file(p);
	if (locked == -1) {
		/* Without the lock, the temporary file is not ours. */
		free(p->temporary);
		p->temporary = NULL;
	} else {
		replace_pending(NULL, p->temporary);
		if (ftruncate(p->out.fd, 0) == 0 &&
		    fchmod(p->out.fd, 0600) == 0)
			return 0;
	}
	publish_abort(p);
	return -1;
}

/* Renames the temporary file, unless something fails.  0, or -1 and errno. */
static int
put_in_place(struct publish *p)
{
	if (fchmod(p->out.fd, rights(p->path)) == -1 ||
	    fsync(p->out.fd) == -1 || rename(p->temporary, p->path) == -1)
		return -1;
	replace_pending(p->temporary, NULL);
	free(p->temporary);
	p->temporary = NULL;
	return file_sync_directory(p->path);
}

int
publish_commit(struct publish *p)
{
	int error = 0;

	if (out_flush(&p->out) == -1)
		error = p->out.error;
	else if (p->temporary != NULL && put_in_place(p) == -1)
		error = errno;
	if (error == 0) {
		if (out_close(&p->out) == -1)
			error = p->out.error;
		p->out.fd = -1;
	}
	publish_abort(p);
	errno = error;
	return error == 0 ? 0 : -1;
}

void
publish_abort(struct publish *p)
{
	int saved = errno;

	/* Before it is unlocked: after that it may be another writer's. */
	if (p->temporary != NULL) {
		(void)unlink(p->temporary);
		replace_pending(p->temporary, NULL);
	}
	close_file(p);
	buf_free(&p->out.buf);
	free(p->temporary);
	free(p->path);
	p->temporary = p->path = NULL;
	errno = saved;
}
