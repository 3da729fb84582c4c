/* Counts distinct values. */
#include "distinct.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

/* 2^64 by the golden ratio: odd, its bits without a pattern. */
#define MIX 0x9e3779b97f4a7c15u

uint64_t
distinct_hash(uint64_t from, struct span s)
{
	/* Two sums, as each step of a sum waits for the one before. */
	uint64_t h = (from ^ s.len) * MIX, g = 0, word[2];
	const char *p = s.p, *end = s.p + s.len;

	for (; end - p >= 16; p += 16) {
		memcpy(word, p, 16);
		h = (h ^ word[0]) * MIX;
		h ^= h >> 32;
		g = (g ^ word[1]) * MIX;
		g ^= g >> 32;
	}
	memset(word, 0, sizeof(word));
	memcpy(word, p, (size_t)(end - p));
	h = (h ^ word[0]) * MIX;
	h ^= h >> 29;
	h = (h ^ g ^ word[1]) * MIX;
	h ^= h >> 31;
	return (h * MIX) ^ (h >> 32);
}

/* Puts a hash, which is not 0, into a table with room.  False: it is there. */
static bool
put_hash(uint64_t *table, size_t size, uint64_t hash)
{
	size_t i = (size_t)hash & (size - 1);

	for (; table[i] != 0; i = (i + 1) & (size - 1))
		if (table[i] == hash)
			return false;
	table[i] = hash;
	return true;
}

bool
hashes_add(struct hashes *h, uint64_t hash)
{
	uint64_t *table;
	size_t i, size;

	if (hash == 0)
		hash = 1;	/* 0 is a free place */
	if (h->n * 2 >= h->size) {
		size = h->size == 0 ? 1024 : h->size * 2;
		table = xcalloc(size, sizeof(*table));
		for (i = 0; i < h->size; i++)
			if (h->table[i] != 0)
				(void)put_hash(table, size, h->table[i]);
		free(h->table);
		h->table = table;
		h->size = size;
	}
	if (!put_hash(h->table, h->size, hash))
		return false;
	h->n++;
	return true;
}

void
hashes_free(struct hashes *h)
{
	free(h->table);
	*h = (struct hashes){ 0 };
}

struct span
names_text(const struct names *names, const struct name *name)
{
	return (struct span){ names->text.data + name->at, name->len };
}

struct span
names_first(const struct names *names, const struct name *name)
{
	return (struct span){ names->text.data + name->first,
		name->firstlen };
}

/* The place in the table that a name has, or would have. */
static size_t
place(const struct names *names, struct span name)
{
	size_t mask = names->tablesize - 1;
	size_t i = (size_t)distinct_hash(0, name) & mask;

	while (names->table[i] != 0 && !span_same(name,
	    names_text(names, &names->each[names->table[i] - 1])))
		i = (i + 1) & mask;
	return i;
}

static void
grow(struct names *names)
{
	size_t i;

	if (names->n < names->size)
		return;
	(void)buf_reserve(&names->text, NAME_MOST);	/* not NULL from here */
	names->size = names->size == 0 ? 16 : names->size * 2;
	names->each = xreallocarray(names->each, names->size,
	    sizeof(*names->each));
	free(names->table);
	names->tablesize = names->size * 4;
	names->table = xcalloc(names->tablesize, sizeof(*names->table));
	for (i = 0; i < names->n; i++)
		names->table[place(names, names_text(names,
		    &names->each[i]))] = (uint32_t)i + 1;
}

struct name *
names_add(struct names *names, struct span name)
{
	struct name *new;
	size_t at;

	names->total++;
	if (name.len > NAME_MOST)
		name.len = utf8_valid(name.p, NAME_MOST);
	grow(names);
	at = place(names, name);
	if (names->table[at] != 0) {
		new = &names->each[names->table[at] - 1];
		new->n++;
		return new;
	}
	if (names->n == NAMES_MOST) {
		names->beyond++;
		return NULL;
	}
	new = &names->each[names->n++];
	*new = (struct name){ .at = names->text.len, .len = name.len, .n = 1 };
	buf_add(&names->text, name.p, name.len);
	names->table[at] = (uint32_t)names->n;
	return new;
}

void
names_note(struct names *names, struct name *name, struct span note)
{
	if (name == NULL || name->firstlen > 0)
		return;
	name->first = names->text.len;
	name->firstlen = note.len;
	buf_add(&names->text, note.p, note.len);
}

static int
by_number(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

void
names_sort(struct names *names)
{
	if (names->n > 0)
		qsort(names->each, names->n, sizeof(*names->each), by_number);
}

void
names_free(struct names *names)
{
	free(names->each);
	free(names->table);
	buf_free(&names->text);
	*names = (struct names){ 0 };
}
