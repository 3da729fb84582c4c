/*
 * Descriptors that exec(2) closes, where the system can make them so at once
 * and where it cannot.
 */
#ifndef WK_CLOEXEC_H
#define WK_CLOEXEC_H

/* pipe(2).  0; -1 with errno set. */
int cloexec_pipe(int fd[2]);

/* socket(2).  The descriptor; -1 with errno set. */
int cloexec_socket(int family, int type, int protocol);

/* socketpair(2) of stream sockets of this machine.  0; -1 with errno set. */
int cloexec_socketpair(int fd[2]);

#endif
