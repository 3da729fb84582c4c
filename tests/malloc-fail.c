/*
 * For LD_PRELOAD: the MALLOC_FAIL-th allocation fails, and with
 * MALLOC_FAIL_ON set all those after it too.  At the end, if none failed,
 * the file named by MALLOC_CLEAN is created, their number in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

/* A run of more seconds hangs: SIGALRM ends it. */
#define HANGS 20

static long count, when = -1;
static int on;

static void __attribute__((constructor))
begin(void)
{
	const char *s;

	on = getenv("MALLOC_FAIL_ON") != NULL;
	if ((s = getenv("MALLOC_FAIL")) == NULL)
		return;
	when = strtol(s, NULL, 10);
	(void)alarm(HANGS);
}

static void __attribute__((destructor))
finish(void)
{
	const char *path = getenv("MALLOC_CLEAN");
	long total = count;
	int fd;

	if (path == NULL || (when >= 0 && count >= when))
		return;
	if ((fd = open(path, O_WRONLY | O_CREAT, 0600)) == -1)
		return;
	(void)dprintf(fd, "%ld\n", total);
	(void)close(fd);
}

static int
fails(void)
{
	if (when < 0)
		return 0;
	count++;
	if (count != when && !(on && count > when))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails() ? NULL : __libc_realloc(p, n);
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	if (size != 0 && n > (size_t)-1 / size) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(p, n * size);
}
