/* A hash table of texts by the bands of their signatures. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * Entries lie in blocks, so that growing copies none of them.  An entry of
 * text n and hash i has the number n * hashes + i + 1; 0 ends a chain.
 */
#define BLOCK ((size_t)1 << 16)

struct entry {
	uint32_t key;
	uint32_t next;
};

struct table {
	size_t hashes;	/* of each text */
	size_t n;	/* entries */
	struct entry **block;
	size_t nblocks;
	uint32_t *head;	/* first entry of each chain, or 0 */
	size_t heads;	/* a power of two */
};

struct table *
table_open(size_t hashes)
{
	struct table *t = xcalloc(1, sizeof(*t));

	t->hashes = hashes;
	t->heads = 1024;
	t->head = xcalloc(t->heads, sizeof(*t->head));
	return t;
}

void
table_close(struct table *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->nblocks; i++)
		free(t->block[i]);
	free(t->block);
	free(t->head);
	free(t);
}

static struct entry *
entry_of(const struct table *t, uint32_t number)
{
	return &t->block[(number - 1) / BLOCK][(number - 1) % BLOCK];
}

/* Puts an entry at the beginning of its chain. */
static void
link_entry(struct table *t, uint32_t number)
{
	struct entry *e = entry_of(t, number);
	uint32_t *head = &t->head[e->key & (t->heads - 1)];

	e->next = *head;
	*head = number;
}

/* Twice as many chains.  The old heads are freed first: entries have keys. */
static void
grow(struct table *t)
{
	size_t i;

	free(t->head);
	t->heads *= 2;
	t->head = xcalloc(t->heads, sizeof(*t->head));
	for (i = 1; i <= t->n; i++)
		link_entry(t, (uint32_t)i);
}

void
table_add(struct table *t, const uint64_t *hash)
{
	size_t i;

	if (t->n + t->hashes >= UINT32_MAX)
		memory_exhausted();
	for (i = 0; i < t->hashes; i++) {
		if (t->n == t->nblocks * BLOCK) {
			t->block = xreallocarray(t->block, t->nblocks + 1,
			    sizeof(*t->block));
			t->block[t->nblocks++] = xreallocarray(NULL, BLOCK,
			    sizeof(struct entry));
		}
		if (t->n == t->heads)
			grow(t);
		t->n++;
		entry_of(t, (uint32_t)t->n)->key = (uint32_t)(hash[i] >> 32);
		link_entry(t, (uint32_t)t->n);
	}
}

void
table_find(const struct table *t, uint64_t hash, struct table_walk *w)
{
	w->key = (uint32_t)(hash >> 32);
	w->entry = t->head[w->key & (t->heads - 1)];
}

void
table_find_all(const struct table *t, const uint64_t *hash, size_t n,
    struct table_walk *w)
{
	const struct entry *e;
	size_t i;

	for (i = 0; i < n; i++)
		table_find(t, hash[i], &w[i]);
	for (i = 0; t->n > 0 && i < n; i++) {
		/* Load an entry in any case: a branch would wait for it. */
		e = entry_of(t, w[i].entry == 0 ? 1 : w[i].entry);
		w[i].entry = w[i].entry == 0 || e->key == w[i].key ?
		    w[i].entry : e->next;
	}
}

bool
table_next(const struct table *t, struct table_walk *w, size_t *text)
{
	const struct entry *e;

	while (w->entry != 0) {
		e = entry_of(t, w->entry);
		*text = (w->entry - 1) / t->hashes;
		w->entry = e->next;
		if (e->key == w->key)
			return true;
	}
	return false;
}

size_t
table_memory(const struct table *t)
{
	return t->nblocks * BLOCK * sizeof(struct entry) +
	    t->heads * sizeof(*t->head);
}
