/*
 * MinHash: a short signature of a set, from which it can be told how alike
 * two sets are, and bands of it by which sets that are alike are found (A. Z.
 * Broder, "On the resemblance and containment of documents", 1997; one
 * permutation for several values: P. Li, A. Owen, C.-H. Zhang, 2012).
 */
#ifndef WK_MINHASH_H
#define WK_MINHASH_H

#include <stddef.h>
#include <stdint.h>

/* Bands of a signature, and bytes of it that are kept. */
#define MINHASH_BANDS 8
#define MINHASH_BYTES 32

struct minhash {
	uint32_t band[MINHASH_BANDS];
	uint8_t byte[MINHASH_BYTES];
};

/*
 * The hashes of a set, 1 or more, as they are read: it is parted into so many
 * bins, and the least value of each counts.  The bits of a hash must be mixed
 * well, the highest ones too; the same hash may come twice.
 */
#define MINHASH_BINS 32

struct minhash_bins {
	uint32_t least[MINHASH_BINS];
};

void minhash_begin(struct minhash_bins *bins);

static inline void
minhash_add(struct minhash_bins *bins, uint64_t hash)
{
	uint32_t *bin = &bins->least[hash >> 59];
	const uint32_t x = (uint32_t)(hash >> 27);

	*bin = x < *bin ? x : *bin;	/* no branch: it is hard to guess */
}

/*
 * Makes the signature.  Two sets whose Jaccard similarity is 0.8 have a band
 * in common with a probability of 0.98.
 */
void minhash_end(struct minhash_bins *bins, struct minhash *m);

/*
 * How many of the MINHASH_BYTES of two signatures are the same: of sets that
 * are alike by half or more, MINHASH_NEAR or more, but for one pair of 100,000
 * that are alike by 0.8.
 */
#define MINHASH_NEAR (MINHASH_BYTES / 2)

int minhash_same(const uint8_t *a, const uint8_t *b);

#endif
