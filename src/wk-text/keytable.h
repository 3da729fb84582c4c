/* A table of names, each with a number: styles, parts, identifiers. */
#ifndef WK_KEYTABLE_H
#define WK_KEYTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* All zero is an empty table. */
struct keytable {
	/* Private. */
	void *table;
	struct buf key;
};

/* Gives the name this value; the value it had is forgotten. */
void keytable_put(struct keytable *t, struct span name, size_t value);

/* Whether the table has the name; then *value is its number. */
bool keytable_get(struct keytable *t, struct span name, size_t *value);

/* Frees the memory; the table is empty afterwards. */
void keytable_free(struct keytable *t);

#endif
