/*
 * Where the entries of the journals are: a hash table with open addressing
 * that holds 8 bytes of each key and 8 bytes of place.  Full to nine tenths
 * and grown by a fifth, it takes 16 / 0.9 / 1.2 to 16 / 0.9 bytes an entry,
 * and both tables together, while it grows, 16 * 2.2 / 0.9 = 39.1.
 */
#ifndef WK_JOURNAL_INDEX_H
#define WK_JOURNAL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct journal;

struct journal_slot {
	uint64_t hash;
	uint64_t where;		/* 0: the slot is empty */
};

/* All zero is an empty index. */
struct journal_index {
	struct journal_slot *slot;
	size_t size;		/* slots */
	size_t used;
	double peak;		/* most bytes an entry, in growing */
};

/* Makes room for n more entries.  False if there would be over 2^32 slots. */
bool journal_index_reserve(struct journal_index *x, size_t n);

/*
 * The next slot with that hash, or the empty one after them.  *at is
 * SIZE_MAX for the first; room for an entry must have been made.
 */
struct journal_slot *journal_index_probe(const struct journal_index *x,
    uint64_t hash, size_t *at);

/* Fills an empty slot that journal_index_probe gave; where is not 0. */
void journal_index_fill(struct journal_index *x, struct journal_slot *slot,
    uint64_t hash, uint64_t where);

void journal_index_free(struct journal_index *x);

/* The index of a journal, for tests. */
const struct journal_index *journal_index_of(const struct journal *j);

#endif
