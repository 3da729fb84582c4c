/*
 * Files that are mapped for reading.  If another program truncates such a file,
 * or its disk fails, reading it raises SIGBUS: the program is told whose file
 * it was, and ends.
 */
#ifndef WK_MAP_H
#define WK_MAP_H

#include <stddef.h>

/*
 * Called in the handler of SIGBUS with the name of the file that cannot be
 * read any more; must not return.  A program sets it first thing
 * (stage/program.c); while it is NULL, the signal ends the process.
 */
extern void (*map_hook)(const char *name);

/*
 * Maps the first len bytes of fd, which may be closed then; name, which must
 * outlive the map, is that of the file in messages.  NULL with errno set if
 * that fails.
 */
const void *map_file(int fd, size_t len, const char *name);

/* Unmaps what map_file returned; p may be NULL. */
void map_free(const void *p);

#endif
