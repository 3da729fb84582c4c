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
int
cloexec_socket(int family, int type, int protocol)
{
	const int fd = socket(family, type, protocol);

	if (fd != -1)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

int
cloexec_pipe(int fd[2])
{
	if (pipe(fd) == -1)
		return -1;
	(void)fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

int
cloexec_socketpair(int fd[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == -1)
		return -1;
	(void)fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	return 0;
}
#endif
