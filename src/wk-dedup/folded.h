/*
 * A text as it is compared with others: without regard to case, width,
 * blanks, punctuation, traditional forms and those of normal.h.  It becomes a
 * row of tokens, a Han character, a word or a number each; its n-grams; and its
 * facts, which must be the same in texts that count as alike.
 */
#ifndef WK_FOLDED_H
#define WK_FOLDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "base/buf.h"
#include "minhash.h"
#include "text/units.h"

/* Texts of fewer characters are short: 2-grams, and a higher threshold. */
#define FOLDED_SHORT 40

/* All zero is empty; it can be read into again. */
struct folded {
	uint64_t *token;	/* a Han character, or TOKEN_WORD and a hash */
	size_t n, size;
	size_t length;		/* characters: Han, letters and digits */
	uint64_t hash;		/* of the tokens */
	uint64_t facts;		/* of numbers, names in quotes, negations, and
				   in Chinese text Latin words, in order */
	bool han;		/* most tokens are Han characters */

	uint64_t *gram;		/* after folded_grams */
	size_t ngrams, sizegrams;
	size_t of;		/* n of these n-grams; 0: none were made */
	bool sorted;

	/* Private. */
	uint64_t *spare;	/* as large as gram */
	struct units units;
	struct buf form;	/* the text, if characters had other forms */
};

#define TOKEN_WORD ((uint64_t)1 << 63)

/* Mixes the bits of a hash (the finalizer of MurmurHash3). */
static inline uint64_t
folded_mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdU;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53U;
	return x ^ x >> 33;
}

/* The tables by which texts are folded. */
struct folding;

/*
 * Makes them; folding_close frees them.  With `values`, a number is a token by
 * its value: 十二 is 12, and "thirty-two" 32.
 */
struct folding *folding_open(bool values);
void folding_close(struct folding *folding);

/* Folds s, valid UTF-8. */
void folded_read(struct folded *f, struct span s,
    const struct folding *folding);

/*
 * Sets gram to hashes of the n-grams of each run of Han characters, a run that
 * is shorter as a whole, and of the words; some may stand there twice.
 */
void folded_grams(struct folded *f, size_t n);

/* Makes a signature of the 3-grams and words. */
void folded_sign(const struct folded *f, struct minhash *m);

/* Sorts them, each once. */
void folded_sort(struct folded *f);

/* Whether two texts have the same tokens in the same order. */
bool folded_same(const struct folded *a, const struct folded *b);

/* How many tokens, and how many of the others, both begin and end with. */
void folded_trim(const struct folded *a, const struct folded *b,
    size_t *begin, size_t *end);

void folded_free(struct folded *f);

#endif
