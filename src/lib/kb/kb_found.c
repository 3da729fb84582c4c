/* Collects the chunks that hold terms of a question, and takes the best. */
#include "kb_found.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
kb_found_clear(struct kb_found *f)
{
	if (f->size > 0)
		memset(f->place, 0, f->size * sizeof(*f->place));
	f->n = 0;
}

void
kb_found_free(struct kb_found *f)
{
	free(f->place);
	*f = (struct kb_found){ 0 };
}

/* The place of an id in the hash table, or the free place for it. */
static size_t
find_place(const struct kb_place *place, size_t size, sqlite3_int64 id)
{
	size_t i;

	/* The upper bits: the lower ones do not depend on the source. */
	i = (size_t)(((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15)) >> 36);
	while (place[i & (size - 1)].id != 0 && place[i & (size - 1)].id != id)
		i++;
	return i & (size - 1);
}

/* Keeps at least half of f->place free when n more are added. */
static void
make_room(struct kb_found *f, size_t n)
{
	struct kb_place *bigger;
	size_t size = f->size == 0 ? 4096 : f->size, i;

	while (size < 2 * (f->n + n))
		size *= 2;
	if (size == f->size)
		return;
	bigger = xcalloc(size, sizeof(*bigger));
	for (i = 0; i < f->size; i++)
		if (f->place[i].id != 0)
			bigger[find_place(bigger, size, f->place[i].id)] =
			    f->place[i];
	free(f->place);
	f->place = bigger;
	f->size = size;
}

void
kb_found_add(struct kb_found *f, const sqlite3_int64 *ids, size_t n, double idf)
{
	struct kb_place *p;
	size_t i;

	make_room(f, n);
	for (i = 0; i < n; i++) {
		if (ids[i] <= 0)
			continue;	/* we give no such id */
		p = &f->place[find_place(f->place, f->size, ids[i])];
		if (p->id == 0) {
			p->id = ids[i];
			f->n++;
		}
		p->order += idf;
	}
}

/* Whether a is worse than b: of equal scores, the later chunk is worse. */
static bool
is_worse(const struct kb_candidate *a, const struct kb_candidate *b)
{
	return a->order < b->order || (a->order == b->order && a->id > b->id);
}

/* Sifts heap[i] down: the worst of a heap is on top. */
static void
sift(struct kb_candidate *heap, size_t n, size_t i)
{
	struct kb_candidate swap;
	size_t child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && is_worse(&heap[child + 1], &heap[child]))
			child++;
		if (!is_worse(&heap[child], &heap[i]))
			return;
		swap = heap[i];
		heap[i] = heap[child];
		heap[child] = swap;
		i = child;
	}
}

size_t
kb_found_best(const struct kb_found *f, struct kb_candidate *best, size_t size)
{
	struct kb_candidate c = { 0 };
	size_t i, j, n = 0;

	for (i = 0; i < f->size; i++) {
		if (f->place[i].id == 0)
			continue;
		c.id = f->place[i].id;
		c.order = f->place[i].order;
		if (n < size) {
			best[n++] = c;
			for (j = n / 2; n == size && j-- > 0;)
				sift(best, size, j);
		} else if (is_worse(&best[0], &c)) {
			best[0] = c;
			sift(best, size, 0);
		}
	}
	return n;
}
