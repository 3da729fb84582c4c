/*
 * Allocation that cannot fail: without memory the program ends at once.  That
 * loses nothing, since a program may die at any instruction (a reply
 * that was paid for is in the journal before its record is written, and
 * files are published by rename).  So callers do not check for NULL.
 *
 * libcurl, SQLite, PCRE2 and iconv(3) allocate for themselves; they return
 * errors, which their callers handle.
 */
#ifndef WK_MEMORY_H
#define WK_MEMORY_H

#include <stddef.h>

/*
 * Called when there is no memory; must not return.  A program sets it first
 * thing (stage/program.c); while it is NULL, the process aborts instead.
 */
extern void (*memory_hook)(void);

/* Calls the hook. */
void memory_exhausted(void) __attribute__((noreturn));

/* Like reallocarray(3), but never NULL; free(3) frees.  n * size > 0. */
void *xreallocarray(void *p, size_t n, size_t size)
    __attribute__((returns_nonnull));

/* n objects of size bytes, all zero; never NULL; free(3) frees. */
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));

/* A copy of a string; never NULL; free(3) frees. */
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));

#endif
