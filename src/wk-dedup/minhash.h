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
 * Makes the signature of n hashes, n being 1 or more, whose bits are mixed
 * well, the highest ones too; the same hash may stand there twice.  Two sets
 * whose Jaccard similarity is 0.8 have a band in common with a probability of
 * 0.98; with `fine`, for small sets, two of 0.9 with 0.998, and far fewer that
 * are not alike have one.
 */
void minhash_make(struct minhash *m, const uint64_t *hash, size_t n,
    int fine);

/*
 * Whether two sets may be alike by half or more: false leaves out one pair of
 * 100,000 that are alike by 0.8.
 */
int minhash_near(const uint8_t *a, const uint8_t *b);

#endif
