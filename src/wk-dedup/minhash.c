/* Makes signatures of sets and their bands. */
#include "minhash.h"

#include <string.h>

/* Fine signatures have so many values: the least of as many functions. */
#define FINE 48

static uint32_t
join(uint32_t hash, uint32_t x)
{
	hash = (hash ^ x) * 0x9e3779b1U;
	return hash ^ hash >> 15;
}

/* Fills bins that no value fell into with that of the next one that has. */
static void
densify(uint32_t *least)
{
	uint32_t filled[MINHASH_BINS];
	size_t i, k;

	for (i = 0; i < MINHASH_BINS; i++) {
		for (k = i; least[k % MINHASH_BINS] == UINT32_MAX; k++)
			;
		filled[i] = least[k % MINHASH_BINS] +
		    (uint32_t)(k - i) * 0x85ebca6bU;
	}
	memcpy(least, filled, sizeof(filled));
}

/* Sets bands and bytes from n values, some for each band. */
static void
finish(struct minhash *m, const uint32_t *value, size_t n)
{
	size_t i;

	for (i = 0; i < MINHASH_BANDS; i++)
		m->band[i] = (uint32_t)i * 0x27d4eb2fU;
	for (i = 0; i < n; i++)
		m->band[i % MINHASH_BANDS] =
		    join(m->band[i % MINHASH_BANDS], value[i]);
	for (i = 0; i < MINHASH_BYTES; i++)
		m->byte[i] = (uint8_t)(value[i] * 0x9e3779b1U >> 24);
}

void
minhash_begin(struct minhash_bins *bins)
{
	memset(bins->least, 0xff, sizeof(bins->least));
}

void
minhash_end(struct minhash_bins *bins, struct minhash *m)
{
	densify(bins->least);
	finish(m, bins->least, MINHASH_BINS);
}

void
minhash_fine(struct minhash *m, const uint64_t *hash, size_t n)
{
	uint32_t least[FINE], a, b, x;
	size_t i, k;

	memset(least, 0xff, sizeof(least));
	for (i = 0; i < n; i++) {
		a = (uint32_t)hash[i];
		b = (uint32_t)(hash[i] >> 32) | 1;
		for (k = 0; k < FINE; k++) {
			x = (a += b) * 0x9e3779b1U;
			x ^= x >> 16;
			x *= 0x85ebca6bU;
			if (x < least[k])
				least[k] = x;
		}
	}
	finish(m, least, FINE);
}

int
minhash_near(const uint8_t *a, const uint8_t *b)
{
	size_t i;
	int same = 0;

	for (i = 0; i < MINHASH_BYTES; i++)
		same += a[i] == b[i];
	return same >= MINHASH_BYTES / 2;
}
