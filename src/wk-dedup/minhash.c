/* Makes signatures of sets and their bands. */
#include "minhash.h"

#include <string.h>

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

void
minhash_begin(struct minhash_bins *bins)
{
	memset(bins->least, 0xff, sizeof(bins->least));
}

void
minhash_end(struct minhash_bins *bins, struct minhash *m)
{
	size_t i;

	densify(bins->least);
	for (i = 0; i < MINHASH_BANDS; i++)
		m->band[i] = (uint32_t)i * 0x27d4eb2fU;
	for (i = 0; i < MINHASH_BINS; i++)
		m->band[i % MINHASH_BANDS] = join(m->band[i % MINHASH_BANDS],
		    bins->least[i]);
	for (i = 0; i < MINHASH_BYTES; i++)
		m->byte[i] = (uint8_t)(bins->least[i] * 0x9e3779b1U >> 24);
}

int
minhash_same(const uint8_t *a, const uint8_t *b)
{
	size_t i;
	int same = 0;

	for (i = 0; i < MINHASH_BYTES; i++)
		same += a[i] == b[i];
	return same;
}
