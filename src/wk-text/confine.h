/*
 * What a child does to itself between fork(2) and exec(2), so that what it
 * can do is bounded (child.h).  Nothing here allocates.
 */
#ifndef WK_CONFINE_H
#define WK_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Ends this process when its parent ends, and keeps it from gaining
 * privileges and from dumping core.  0; -1 if the parent, which was that
 * process, has ended.
 */
int confine_to_parent(long parent);

/* Limits its memory, files, and processor time in seconds.  0 or -1. */
int confine_resources(size_t seconds, size_t largest_file);

/* Lifts the limit that this process has set to its own memory.  0 or -1. */
int confine_not(void);

/*
 * Takes the network from it: it can make no socket.  0, also where the
 * machine has no seccomp filters; -1 with errno set.
 */
int confine_network(void);

#endif
