/* Allocates memory, or ends the program. */
#include "memory.h"

#include <stdlib.h>
#include <string.h>

void (*memory_hook)(void);

void
memory_exhausted(void)
{
	if (memory_hook != NULL)
		memory_hook();
	abort();
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	if ((p = reallocarray(p, n, size)) == NULL)
		memory_exhausted();
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (p == NULL)
		memory_exhausted();
	return p;
}

char *
xstrdup(const char *s)
{
	char *copy = strdup(s);

	if (copy == NULL)
		memory_exhausted();
	return copy;
}
