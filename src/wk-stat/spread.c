/* Counts how numbers are spread. */
#include "spread.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Numbers above SPREAD_EXACT that begin with the same 7 bits are a range. */
#define BITS 6
#define FIRST_BIT 16	/* SPREAD_EXACT is 1 << FIRST_BIT */

/* The place of the range that a large number is in. */
static size_t
range_of(uint64_t value)
{
	unsigned top = FIRST_BIT;

	while (top < 63 && value >> (top + 1) != 0)
		top++;
	return SPREAD_EXACT + ((size_t)(top - FIRST_BIT) << BITS) +
	    ((value >> (top - BITS)) & ((1 << BITS) - 1));
}

/* A number in the middle of the range at this place. */
static uint64_t
middle(size_t at)
{
	size_t k = at - SPREAD_EXACT;
	unsigned top = FIRST_BIT + (unsigned)(k >> BITS);
	uint64_t head = ((uint64_t)1 << BITS) + (k & ((1 << BITS) - 1));

	return (head << (top - BITS)) + ((uint64_t)1 << (top - BITS - 1));
}

/* Makes room for a place. */
static void
reach(struct spread *s, size_t at)
{
	size_t size = s->size == 0 ? 1024 : s->size;

	if (at < s->size)
		return;
	while (size <= at)
		size *= 2;
	s->count = xreallocarray(s->count, size, sizeof(*s->count));
	memset(s->count + s->size, 0, (size - s->size) * sizeof(*s->count));
	s->size = size;
}

void
spread_add(struct spread *s, uint64_t value)
{
	size_t at = value < SPREAD_EXACT ? (size_t)value : range_of(value);

	reach(s, at);
	s->count[at]++;
	if (s->n == 0 || value < s->least)
		s->least = value;
	if (value > s->most)
		s->most = value;
	s->sum += value;
	s->n++;
}

uint64_t
spread_quantile(const struct spread *s, double q)
{
	uint64_t rank, seen = 0, value;
	size_t at;

	if (s->n == 0)
		return 0;
	rank = (uint64_t)(q * (double)s->n);
	if ((double)rank < q * (double)s->n || rank == 0)
		rank++;
	for (at = 0; at < s->size; at++)
		if ((seen += s->count[at]) >= rank)
			break;
	value = at < SPREAD_EXACT ? at : middle(at);
	return value < s->most ? value : s->most;
}

void
spread_free(struct spread *s)
{
	free(s->count);
	*s = (struct spread){ 0 };
}
