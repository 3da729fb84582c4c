/* A table of names, each with a number: styles, parts, identifiers. */
#ifndef WK_KEYTABLE_H
#define WK_KEYTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* All zero is an empty table. */
struct keytable {
	/* Private: a hash table with open addressing. */
	struct keytable_slot *slot;
	size_t size;		/* slots, a power of two */
	size_t n;		/* of them, used */
	struct buf names;
};

/* Gives the name this value; the value it had is forgotten. */
void keytable_put(struct keytable *t, struct span name, size_t value);

/* Whether the table has the name; then *value is its number. */
bool keytable_get(const struct keytable *t, struct span name, size_t *value);

/* Frees the memory; the table is empty afterwards. */
void keytable_free(struct keytable *t);

#endif
