/*
 * Waiting for many sockets at once: by epoll(7) where the system has it, else
 * (and with -DWK_POSIX) by poll(2).
 */
#ifndef WK_WAIT_H
#define WK_WAIT_H

#include <poll.h>
#include <stddef.h>

enum { WAIT_IN = 1, WAIT_OUT = 2, WAIT_ERROR = 4 };

/* A socket that is ready, and for what: of WAIT_IN, WAIT_OUT, WAIT_ERROR. */
struct wait_ready {
	int fd, what;
};

/* Sockets that are waited for. */
struct wait;

/* NULL with errno set. */
struct wait *wait_open(void);

/* The sockets stay open. */
void wait_close(struct wait *w);

/*
 * Waits from now on for fd to be ready for what: WAIT_IN, WAIT_OUT, both, or 0,
 * which leaves errors.  It may have been added before.  0; -1 with errno set.
 */
int wait_add(struct wait *w, int fd, int what);

/* No longer waits for fd, which may be closed. */
void wait_remove(struct wait *w, int fd);

/*
 * Waits for the sockets and for the n descriptors of also, which poll(2) takes
 * whatever they are, at most ms milliseconds (-1: without end); sets the
 * revents of also.  Returns poll's result: -1 with errno set.
 */
int wait_for(struct wait *w, struct pollfd *also, size_t n, int ms);

/*
 * After wait_for: writes at most `most` of the sockets that are ready, and
 * returns how many.
 */
size_t wait_ready(struct wait *w, struct wait_ready *ready, size_t most);

#endif
