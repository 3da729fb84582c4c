/* Waiting for many sockets, by epoll(7) or (-DWK_POSIX) by poll(2). */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/cloexec.h"
#include "base/buf.h"
#include "call/wait.h"
#include "tap.h"

#define PIPES 300

static struct wait *w;

/* What fd is ready for after a wait of at most ms; -1: it is not. */
static int
ready_for(int fd, int ms)
{
	struct wait_ready ready[4];
	size_t i, n;

	if (wait_for(w, NULL, 0, ms) == -1)
		return -1;
	n = wait_ready(w, ready, LEN(ready));
	for (i = 0; i < n; i++)
		if (ready[i].fd == fd)
			return ready[i].what;
	return -1;
}

static void
one_by_one(void)
{
	int fd[2];

	ok(cloexec_socketpair(fd) == 0, "a pair of sockets");
	ok(fcntl(fd[0], F_GETFD) & FD_CLOEXEC &&
	    fcntl(fd[1], F_GETFD) & FD_CLOEXEC, "exec closes both");
	ok(wait_add(w, fd[0], WAIT_IN) == 0, "one is added");
	ok(ready_for(fd[0], 0) == -1, "nothing to read yet");
	ok((int)write(fd[1], "x", 1) == 1, "a byte is sent");
	ok(ready_for(fd[0], 1000) == WAIT_IN, "now there is");
	ok(wait_add(w, fd[0], WAIT_IN | WAIT_OUT) == 0, "and for writing");
	ok(ready_for(fd[0], 1000) == (WAIT_IN | WAIT_OUT), "it is both");
	ok(wait_add(w, fd[0], WAIT_OUT) == 0, "for writing alone");
	ok(ready_for(fd[0], 1000) == WAIT_OUT, "it is that alone");
	(void)close(fd[1]);
	ok(ready_for(fd[0], 1000) & WAIT_ERROR, "the other end was closed");
	wait_remove(w, fd[0]);
	ok(ready_for(fd[0], 0) == -1, "removed, it is not told of");
	wait_remove(w, fd[0]);
	(void)close(fd[0]);
}

/* Each of many is told of, though a few are taken at a time. */
static void
many(void)
{
	static int fd[PIPES][2];
	static bool seen[3 * PIPES + 64];
	struct wait_ready ready[7];
	size_t i, n, told = 0, rounds;

	for (i = 0; i < PIPES; i++)
		if (cloexec_pipe(fd[i]) == -1 || write(fd[i][1], "x", 1) != 1 ||
		    wait_add(w, fd[i][0], WAIT_IN) == -1)
			break;
	ok((int)i == PIPES, "many pipes with a byte");
	for (rounds = 0; rounds < 2 * PIPES && told < PIPES; rounds++) {
		if (wait_for(w, NULL, 0, 1000) == -1)
			break;
		n = wait_ready(w, ready, LEN(ready));
		for (i = 0; i < n; i++)
			if (!seen[ready[i].fd]) {
				seen[ready[i].fd] = true;
				told++;
			}
	}
	ok((int)told == PIPES, "each had its turn");
	for (i = 0; i < PIPES; i++) {
		wait_remove(w, fd[i][0]);
		(void)close(fd[i][0]);
		(void)close(fd[i][1]);
	}
	ok(ready_for(fd[0][0], 0) == -1, "none is left");
}

/* Descriptors beside the sockets: also a file, which epoll(7) does not take. */
static void
beside(void)
{
	struct pollfd also[] = { { .fd = -1, .events = POLLIN },
		{ .fd = open("/dev/null", O_RDONLY | O_CLOEXEC),
		    .events = POLLIN } };

	ok(wait_for(w, also, LEN(also), 1000) == 1, "one is ready");
	ok(also[0].revents == 0, "not that which is none");
	ok(also[1].revents & POLLIN, "but the file");
	(void)close(also[1].fd);
}

int
main(void)
{
	if ((w = wait_open()) == NULL)
		return 1;
	one_by_one();
	many();
	beside();
	wait_close(w);
	return tap_done();
}
