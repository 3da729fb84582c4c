/*
 * Finds the numbers of texts by hashes of theirs: those of the bands of their
 * signatures.  Each text has the same number of hashes.
 */
#ifndef WK_TABLE_H
#define WK_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table;

/* Begins a table of texts with so many hashes each. */
struct table *table_open(size_t hashes);
void table_close(struct table *t);

/* Adds the next text, whose number is 0, 1, 2, ..., by its hashes. */
void table_add(struct table *t, const uint64_t *hash);

/* A walk over the texts that have a hash, in place i, in common. */
struct table_walk {
	uint32_t key, entry;
};

/* Begins a walk; table_next gives the next text's number, or false. */
void table_find(const struct table *t, uint64_t hash, struct table_walk *w);
bool table_next(const struct table *t, struct table_walk *w, size_t *text);

/*
 * Begins a walk for each of n hashes.  This waits for memory once, not for
 * each of them.
 */
void table_find_all(const struct table *t, const uint64_t *hash, size_t n,
    struct table_walk *w);

/* How many bytes of memory the table takes. */
size_t table_memory(const struct table *t);

#endif
