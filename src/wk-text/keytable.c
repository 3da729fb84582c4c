/* Keeps a number for each name, in a hash table. */
#include "keytable.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

struct keytable_slot {
	uint64_t hash;		/* of the name; 0: the slot is empty */
	size_t at, len;		/* the name, in `names` */
	size_t value;
};

/* FNV-1a, begun with an address that no document can know. */
static uint64_t
hash_of(const struct keytable *t, struct span name)
{
	uint64_t h = 14695981039346656037u ^ (uintptr_t)t;
	size_t i;

	for (i = 0; i < name.len; i++)
		h = (h ^ (unsigned char)name.p[i]) * 1099511628211u;
	h ^= h >> 32;
	return h == 0 ? 1 : h;
}

/* The slot of the name, or the empty one where it belongs. */
static struct keytable_slot *
find(const struct keytable *t, struct span name, uint64_t hash)
{
	struct keytable_slot *s;
	size_t i;

	for (i = hash & (t->size - 1);; i = (i + 1) & (t->size - 1)) {
		s = &t->slot[i];
		if (s->hash == 0 || (s->hash == hash && span_same(name,
		    (struct span){ t->names.data + s->at, s->len })))
			return s;
	}
}

/* Makes the table twice as large. */
static void
grow(struct keytable *t)
{
	struct keytable_slot *old = t->slot;
	size_t i, j, n = t->size;

	t->size = n == 0 ? 64 : n * 2;
	t->slot = xcalloc(t->size, sizeof(*t->slot));
	for (i = 0; i < n; i++) {
		if (old[i].hash == 0)
			continue;
		for (j = old[i].hash & (t->size - 1); t->slot[j].hash != 0;)
			j = (j + 1) & (t->size - 1);
		t->slot[j] = old[i];
	}
	free(old);
}

void
keytable_put(struct keytable *t, struct span name, size_t value)
{
	struct keytable_slot *s;
	uint64_t hash = hash_of(t, name);

	if (t->n >= t->size / 2)
		grow(t);
	s = find(t, name, hash);
	if (s->hash == 0) {
		*s = (struct keytable_slot){ hash, t->names.len, name.len, 0 };
		buf_add(&t->names, name.p, name.len);
		if (t->names.failed)
			s->len = 0;
		t->n++;
	}
	s->value = value;
}

bool
keytable_get(const struct keytable *t, struct span name, size_t *value)
{
	const struct keytable_slot *s;

	if (t->n == 0)
		return false;
	s = find(t, name, hash_of(t, name));
	if (s->hash != 0)
		*value = s->value;
	return s->hash != 0;
}

void
keytable_free(struct keytable *t)
{
	free(t->slot);
	buf_free(&t->names);
	*t = (struct keytable){ 0 };
}
