/* A file that is truncated while it is mapped ends a program with a message. */
#include <sys/wait.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "stage/program.h"
#include "tap.h"

#define BYTES ((size_t)100000)

/* The process: maps a file of this name, and loses it. */
static void
lose(const char *name, int message)
{
	static struct stage stage = { .name = "wk-find", .field = "text",
		.say = program_say };
	const volatile char *map;
	int fd = file_temporary();

	if (fd == -1 || ftruncate(fd, (off_t)BYTES) == -1 ||
	    dup2(message, STDERR_FILENO) == -1)
		abort();
	program_start(&stage);
	if ((map = map_file(fd, BYTES, name)) == NULL ||
	    ftruncate(fd, 0) == -1)
		abort();
	_exit(map[BYTES / 2] == 0 ? 0 : 1);
}

/* Loses a file of this name in a process; appends its message. */
static int
message_of(const char *name, struct buf *b)
{
	int fd = file_temporary(), status;
	pid_t pid;
	ssize_t n;

	if (fd == -1 || (pid = fork()) == -1)
		abort();
	if (pid == 0)
		lose(name, fd);
	(void)waitpid(pid, &status, 0);
	buf_clear(b);
	if (!buf_reserve(b, 4096) || (n = pread(fd, b->data, 4095, 0)) == -1)
		abort();
	b->data[n] = '\0';
	(void)close(fd);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(void)
{
	struct buf b = { 0 };

	ok(message_of("kb.db", &b) == STATUS_LOCAL, "the status is 2");
	ok(strstr(b.data, "kb.db: another program truncated it while it was "
	    "read, or its disk failed; replace such files with mv, not with "
	    "cp, and run the same command again\n") != NULL,
	    "the message names the file and tells what to do");
	(void)message_of("a\033[31m\nb", &b);
	ok(strncmp(b.data, "wk-find: a?[31m?b: ", 19) == 0,
	    "a terminal takes the name for text");
	buf_free(&b);
	return tap_done();
}
