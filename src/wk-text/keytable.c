/* Keeps a number for each name, in a hash table of libxml2. */
#include "keytable.h"

#include <libxml/hash.h>

#include <stdint.h>

#include "base/memory.h"

/* The name with a NUL at its end. */
static const xmlChar *
key_of(struct keytable *t, struct span name)
{
	buf_clear(&t->key);
	buf_add(&t->key, name.p, name.len);
	buf_addc(&t->key, '\0');
	return (const xmlChar *)t->key.data;
}

void
keytable_put(struct keytable *t, struct span name, size_t value)
{
	if (t->table == NULL && (t->table = xmlHashCreate(64)) == NULL)
		memory_exhausted();
	/* A NULL would say that the name is not there. */
	if (xmlHashUpdateEntry(t->table, key_of(t, name),
	    (void *)(uintptr_t)(value + 1), NULL) == -1)
		memory_exhausted();
}

bool
keytable_get(struct keytable *t, struct span name, size_t *value)
{
	uintptr_t found;

	if (t->table == NULL)
		return false;
	found = (uintptr_t)xmlHashLookup(t->table, key_of(t, name));
	if (found == 0)
		return false;
	*value = (size_t)found - 1;
	return true;
}

void
keytable_free(struct keytable *t)
{
	if (t->table != NULL)
		xmlHashFree(t->table, NULL);
	t->table = NULL;
	buf_free(&t->key);
}
