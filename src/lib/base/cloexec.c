/* Descriptors that exec(2) closes. */
#include "cloexec.h"

#include <sys/socket.h>

#include <fcntl.h>
#include <unistd.h>

#if defined(SOCK_CLOEXEC) && !defined(WK_POSIX)
int
cloexec_pipe(int fd[2])
{
	return pipe2(fd, O_CLOEXEC);
}

int
cloexec_socket(int family, int type, int protocol)
{
	return socket(family, type | SOCK_CLOEXEC, protocol);
}

int
cloexec_socketpair(int fd[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd);
}
#else
/* Has exec close a descriptor; -1 stays. */
static int
closed_by_exec(int fd)
{
	if (fd != -1)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

int
cloexec_pipe(int fd[2])
{
	if (pipe(fd) == -1)
		return -1;
	(void)closed_by_exec(fd[0]);
	(void)closed_by_exec(fd[1]);
	return 0;
}

int
cloexec_socket(int family, int type, int protocol)
{
	return closed_by_exec(socket(family, type, protocol));
}

int
cloexec_socketpair(int fd[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == -1)
		return -1;
	(void)closed_by_exec(fd[0]);
	(void)closed_by_exec(fd[1]);
	return 0;
}
#endif
