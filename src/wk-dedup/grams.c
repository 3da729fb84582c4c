/* Makes, sorts and signs the n-grams of a folded text. */
#include "folded.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* N-grams are sorted in so many parts; those of a few values simply. */
#define PARTS 256
#define FEW 32

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Drops those of n sorted values that come again; returns how many stay. */
static size_t
drop_same(uint64_t *v, size_t n)
{
	size_t i, kept = 0;

	if (n == 0)
		return 0;
	for (i = 1; i < n; i++)
		if (v[i] != v[kept])
			v[++kept] = v[i];
	return kept + 1;
}

/* Sorts a few values. */
static void
sort_few(uint64_t *v, size_t n)
{
	uint64_t x;
	size_t i, k;

	for (i = 1; i < n; i++) {
		x = v[i];
		for (k = i; k > 0 && v[k - 1] > x; k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

/*
 * Sorts n hashes from v to `to`.  Their highest bits are mixed well, so that
 * few fall into one part; where many do, they are the same.
 */
static void
sort_hashes(const uint64_t *v, uint64_t *to, size_t n)
{
	size_t end[PARTS] = { 0 }, i, from = 0;

	for (i = 0; i < n; i++)
		end[v[i] / (UINT64_MAX / PARTS + 1)]++;
	for (i = 1; i < PARTS; i++)
		end[i] += end[i - 1];
	for (i = n; i-- > 0;)
		to[--end[v[i] / (UINT64_MAX / PARTS + 1)]] = v[i];
	/* The end of each part is now its beginning. */
	for (i = 1; i <= PARTS; i++) {
		const size_t next = i == PARTS ? n : end[i];

		if (next - from <= FEW)
			sort_few(to + from, next - from);
		else
			qsort(to + from, next - from, sizeof(*to), by_value);
		from = next;
	}
}

/* A hash of some Han characters, of 21 bits each. */
static inline uint64_t
hash_gram(uint64_t characters)
{
	static const uint64_t odd = 0x9e3779b97f4a7c15U;
	const uint64_t hash = characters * odd;

	return (hash ^ hash >> 32) * odd;
}

/* Takes a hash: to gram, or to bins if that is NULL.  Returns its end. */
static inline uint64_t *
take(uint64_t *gram, struct minhash_bins *bins, uint64_t hash)
{
	if (gram == NULL) {
		minhash_add(bins, hash);
		return NULL;
	}
	*gram = hash;
	return gram + 1;
}

/* Takes the hashes of all n-grams and words. */
static inline uint64_t *
take_all(const struct folded *f, size_t n, uint64_t *gram,
    struct minhash_bins *bins)
{
	const uint64_t mask = ((uint64_t)1 << 21 * n) - 1;
	const uint64_t *token = f->token, *end = f->token + f->n;
	uint64_t last = 0;	/* characters of the run at hand */
	size_t run = 0;		/* its length */

	for (; token < end; token++) {
		if ((*token & TOKEN_WORD) == 0) {
			last = (last << 21 | *token) & mask;
			if (++run >= n)
				gram = take(gram, bins, hash_gram(last));
			continue;
		}
		if (run > 0 && run < n)
			gram = take(gram, bins, hash_gram(last));
		gram = take(gram, bins, folded_mix(*token));
		last = run = 0;
	}
	if (run > 0 && run < n)
		gram = take(gram, bins, hash_gram(last));
	return gram;
}

void
folded_grams(struct folded *f, size_t n)
{
	if (f->of == n)
		return;
	f->of = n;
	if (f->n > f->sizegrams) {
		f->sizegrams = 2 * f->n + 256;
		f->gram = xreallocarray(f->gram, f->sizegrams,
		    sizeof(*f->gram));
		f->spare = xreallocarray(f->spare, f->sizegrams,
		    sizeof(*f->spare));
	}
	f->ngrams = f->n == 0 ? 0 :
	    (size_t)(take_all(f, n, f->gram, NULL) - f->gram);
	f->sorted = false;
}

void
folded_sign(const struct folded *f, struct minhash *m)
{
	struct minhash_bins bins;

	minhash_begin(&bins);
	(void)take_all(f, 3, NULL, &bins);
	minhash_end(&bins, m);
}

void
folded_sort(struct folded *f)
{
	uint64_t *unsorted = f->gram;

	if (f->sorted)
		return;
	f->gram = f->spare;
	f->spare = unsorted;
	sort_hashes(unsorted, f->gram, f->ngrams);
	f->ngrams = drop_same(f->gram, f->ngrams);
	f->sorted = true;
}
