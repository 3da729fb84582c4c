/* Files that are mapped, and truncated meanwhile. */
#include "base/map.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "tap.h"

#define BYTES ((size_t)100000)

/* A file of BYTES bytes. */
static int
make_file(void)
{
	static char bytes[BYTES];
	int fd = file_temporary();

	memset(bytes, 'x', sizeof(bytes));
	if (fd == -1 || write(fd, bytes, BYTES) != (ssize_t)BYTES)
		abort();
	return fd;
}

/* Ends the process with 40, or with 41 for the file "b". */
static void
end(const char *name)
{
	_exit(strcmp(name, "b") == 0 ? 41 : 40);
}

/* What becomes of a process that maps two files and reads at an address. */
static int
read_in_child(int fd_a, int fd_b, char which, bool hook)
{
	const struct rlimit none = { 0, 0 };
	const volatile char *a, *b, *c;
	int status;
	pid_t pid = fork();

	if (pid == -1)
		abort();
	if (pid > 0) {
		(void)waitpid(pid, &status, 0);
		return status;
	}
	(void)setrlimit(RLIMIT_CORE, &none);
	map_hook = hook ? end : NULL;
	a = map_file(fd_a, BYTES, "a");
	b = map_file(fd_b, BYTES, "b");
	c = mmap(NULL, BYTES, PROT_READ, MAP_SHARED, fd_b, 0);
	if (a == NULL || b == NULL || c == MAP_FAILED ||
	    ftruncate(fd_b, 10) == -1)
		abort();
	if (which == 'f') {
		map_free((const void *)(uintptr_t)b);
		which = 'a';
	}
	_exit((which == 'a' ? a : which == 'b' ? b : c)[BYTES - 1] == 'x' ?
	    0 : 1);
}

int
main(void)
{
	int a = make_file(), status;
	const void *map;

	status = read_in_child(a, make_file(), 'a', true);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "a file that is whole is read");
	status = read_in_child(a, make_file(), 'b', true);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 41,
	    "the hook gets the name of the file that was truncated");
	status = read_in_child(a, make_file(), 'b', false);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS,
	    "without a hook the signal ends the process");
	status = read_in_child(a, make_file(), 'c', true);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS,
	    "so does one that a file of others raises");
	status = read_in_child(a, make_file(), 'f', true);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "a file can be unmapped before another one");
	ok(map_file(a, 0, "a") == NULL, "no bytes cannot be mapped");
	map = map_file(a, BYTES, "a");
	(void)close(a);
	ok(map != NULL && memchr(map, 'y', BYTES) == NULL,
	    "the descriptor is not needed any more");
	map_free(map);
	map_free(NULL);
	return tap_done();
}
