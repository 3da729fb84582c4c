/* Finds the earlier text that a text is nearly the same as. */
#include "near.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "base/memory.h"
#include "contain.h"
#include "folded.h"
#include "kept.h"
#include "minhash.h"

struct near {
	struct near_options options;
	struct folding *folding;
	struct alike *alike;
	struct kept *kept;
	struct contain *contain;
	struct folded own, own_answer;	/* of the text at hand */
	struct folded other, other_answer;
	bool answered;		/* the text at hand has an answer */
	/* The best of those found to be alike. */
	double best;
	size_t number;
	bool failed;		/* the temporary file did */
};

/* By which n-grams a text is found: its signature, and its hashes. */
struct key {
	struct minhash m;
	uint64_t hash[KEPT_HASHES];
};

struct near *
near_open(const struct near_options *options)
{
	struct kept *kept = kept_open();
	struct near *n;

	if (kept == NULL)
		return NULL;
	n = xcalloc(1, sizeof(*n));
	n->options = *options;
	n->kept = kept;
	n->folding = folding_open();
	n->alike = alike_open(options->threshold, n->folding);
	if (options->contain)
		n->contain = contain_open();
	return n;
}

void
near_close(struct near *n)
{
	if (n == NULL)
		return;
	kept_close(n->kept);
	contain_close(n->contain);
	alike_close(n->alike);
	folding_close(n->folding);
	folded_free(&n->own);
	folded_free(&n->own_answer);
	folded_free(&n->other);
	folded_free(&n->other_answer);
	free(n);
}

/* How alike the text at hand and the other are; 0 if they are not. */
static double
similarity(struct near *n)
{
	double x;

	if (n->contain != NULL) {
		x = alike_contained(&n->other, &n->own);
		return x < n->options.threshold ? 0 : x;
	}
	if (n->options.exact)
		return folded_same(&n->own, &n->other) ? 1 : 0;
	return alike_compare(n->alike, &n->own, &n->other);
}

/* Compares the text at hand with an earlier one.  False: look no further. */
static bool
compare(void *arg, size_t number)
{
	struct near *n = arg;
	struct kept_text text;
	double x;

	if (kept_read(n->kept, number, &text) == -1) {
		n->failed = true;
		return false;
	}
	folded_read(&n->other, text.text, n->folding);
	if ((x = similarity(n)) <= n->best)
		return true;
	if (n->answered && text.answer.p != NULL) {
		folded_read(&n->other_answer, text.answer, n->folding);
		if (!alike_answers(n->alike, &n->own_answer,
		    &n->other_answer))
			return true;
	}
	n->best = x;
	n->number = number;
	return x < 1;
}

/*
 * Makes the key of the text at hand for n-grams of `grams`.  Its facts have a
 * part in the hashes: texts whose facts differ are never alike, so that they
 * need not meet.
 */
static void
make_key(struct near *n, size_t grams, struct key *k)
{
	const uint64_t salt = n->own.facts ^ grams * 0x9e3779b97f4a7c15U;
	size_t i;

	folded_sign(&n->own, grams == 2, &k->m);
	for (i = 0; i < MINHASH_BANDS; i++)
		k->hash[i] = (k->m.band[i] ^ salt) * 0xff51afd7ed558ccdU;
	k->hash[i] = n->own.hash * 0xc4ceb9fe1a85ec53U;
	if (n->options.exact)	/* by the hash of the whole alone */
		for (i = 0; i < MINHASH_BANDS; i++)
			k->hash[i] = ~k->hash[MINHASH_BANDS];
}

/* Makes the keys of the text at hand: of one near the limit, two. */
static size_t
make_keys(struct near *n, struct key key[2])
{
	const double least = 1 - (1 - n->options.threshold) / 2;
	const size_t grams = alike_grams(n->own.length);

	make_key(n, grams, &key[0]);
	if (grams == 2 || n->options.exact ||
	    (double)n->own.length * least > FOLDED_SHORT)
		return 1;
	make_key(n, 2, &key[1]);	/* as a shorter one may be alike */
	return 2;
}

static int
keep(struct near *n, const struct near_text *text, const struct key *key,
    size_t keys)
{
	const struct kept_text kept = { text->text, text->answer,
		text->label };
	size_t i;

	for (i = 0; i < keys; i++)
		if (kept_add(n->kept, &kept, key[i].m.byte, key[i].hash) ==
		    -1)
			return -1;
	return 0;
}

/* Reads the text at hand.  False if nothing in it can be compared. */
static bool
read_own(struct near *n, const struct near_text *text)
{
	folded_read(&n->own, text->text, n->folding);
	n->answered = text->answer.p != NULL && text->answer.len > 0;
	if (n->answered)
		folded_read(&n->own_answer, text->answer, n->folding);
	n->best = 0;
	n->failed = false;
	return n->own.n > 0;
}

int
near_find(struct near *n, const struct near_text *text,
    struct near_found *found)
{
	struct key key[2];
	struct kept_text kept;
	size_t i, keys = 0;

	*found = (struct near_found){ 0 };
	if (!read_own(n, text))
		return 0;
	if (n->contain != NULL)
		contain_find(n->contain, &n->own, compare, n);
	else
		keys = make_keys(n, key);
	for (i = 0; i < keys && n->best < 1 && !n->failed; i++)
		kept_find(n->kept, key[i].m.byte, key[i].hash, compare, n);
	if (n->failed)
		return -1;
	if (n->best == 0)
		return keep(n, text, key, keys);
	if (kept_read(n->kept, n->number, &kept) == -1)
		return -1;
	found->similarity = n->best;
	found->label = kept.label;
	return 0;
}

int
near_add(struct near *n, const struct near_text *text)
{
	struct key key[2] = { 0 };

	if (!read_own(n, text))
		return 0;
	if (n->contain == NULL)
		return keep(n, text, key, make_keys(n, key));
	contain_add(n->contain, &n->own);
	return keep(n, text, key, 1);
}

size_t
near_count(const struct near *n)
{
	return kept_count(n->kept);
}

size_t
near_memory(const struct near *n)
{
	return kept_memory(n->kept);
}
