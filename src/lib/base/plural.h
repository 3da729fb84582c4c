/* Endings of English nouns behind a number, in messages. */
#ifndef WK_PLURAL_H
#define WK_PLURAL_H

#include <stddef.h>

/* "s" behind any number but 1. */
static inline const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* The same of a noun such as batch: "es". */
static inline const char *
plural_es(size_t n)
{
	return n == 1 ? "" : "es";
}

#endif
