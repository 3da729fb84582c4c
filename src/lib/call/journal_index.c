/* A hash table of where the entries of journals are. */
#include "journal.h"

#include <stdlib.h>

#include "base/memory.h"

#define FIRST_SIZE 64

/* How many entries a table of so many slots may hold: nine tenths. */
static size_t
limit(size_t size)
{
	return size - size / 10 - 1;
}

/*
 * Where a hash belongs: its upper half as a fraction of the table, so that
 * the size need not be a power of two and growing keeps the order.
 */
static size_t
home(const struct journal_index *x, uint64_t hash)
{
	return (size_t)((hash >> 32) * x->size >> 32);
}

static size_t
next(const struct journal_index *x, size_t at)
{
	return at + 1 == x->size ? 0 : at + 1;
}

struct journal_slot *
journal_index_probe(const struct journal_index *x, uint64_t hash, size_t *at)
{
	*at = *at == SIZE_MAX ? home(x, hash) : next(x, *at);
	while (x->slot[*at].where != 0 && x->slot[*at].hash != hash)
		*at = next(x, *at);
	return &x->slot[*at];
}

void
journal_index_fill(struct journal_index *x, struct journal_slot *slot,
    uint64_t hash, uint64_t where)
{
	slot->hash = hash;
	slot->where = where;
	x->used++;
}

/* Moves the entries of x into a table of that many slots. */
static void
grow(struct journal_index *x, size_t size)
{
	struct journal_index new = { .size = size, .peak = x->peak };
	size_t i, at;

	new.slot = xcalloc(size, sizeof(*new.slot));
	for (i = 0; i < x->size; i++) {
		if (x->slot[i].where == 0)
			continue;
		/* Each is another key: go past those of the same hash, too. */
		at = home(&new, x->slot[i].hash);
		while (new.slot[at].where != 0)
			at = next(&new, at);
		journal_index_fill(&new, &new.slot[at], x->slot[i].hash,
		    x->slot[i].where);
	}
	free(x->slot);
	*x = new;
}

bool
journal_index_reserve(struct journal_index *x, size_t n)
{
	uint64_t size = x->size;
	double each;

	if (x->size > 0 && n <= limit(x->size) - x->used)
		return true;
	if (n > UINT32_MAX)
		return false;
	if (size == 0)
		size = FIRST_SIZE;
	else
		size += size / 5;
	while (limit((size_t)size) < x->used + n && size <= UINT32_MAX)
		size += size / 5;
	/* home() multiplies 32 bits by it. */
	if (size > UINT32_MAX || size > SIZE_MAX / sizeof(*x->slot))
		return false;
	each = (double)(x->size + size) * sizeof(*x->slot) /
	    (double)(x->used + n);
	if (x->used >= FIRST_SIZE / 2 && each > x->peak)
		x->peak = each;
	grow(x, (size_t)size);
	return true;
}

void
journal_index_free(struct journal_index *x)
{
	free(x->slot);
	*x = (struct journal_index){ 0 };
}
