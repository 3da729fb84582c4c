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
	struct contain *contain;	/* NULL until it is needed */
	struct folded own, own_answer;	/* of the text at hand */
	struct folded other, other_answer;
	bool answered;		/* the text at hand has an answer */
	/* The best of those found to be alike. */
	double best;
	size_t number;
	bool failed;		/* the temporary file did */
};

/* Hashes of a text: with its answer, without it, and of its bands. */
enum { WITH_ANSWER, WHOLE, BANDS };

/* By what a text is kept, and by what it looks for others. */
struct key {
	struct minhash m;
	uint64_t hash[KEPT_HASHES];
	struct kept_look look;
};

struct near *
near_open(const struct near_options *options)
{
	struct kept *kept = kept_open(options->exact || options->contain ?
	    BANDS : KEPT_HASHES);
	struct near *n;

	if (kept == NULL)
		return NULL;
	n = xcalloc(1, sizeof(*n));
	n->options = *options;
	n->kept = kept;
	n->folding = folding_open(!options->exact);
	n->alike = alike_open(options->threshold, n->folding);
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

	if (n->options.contain) {
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
 * Makes hashes of the bands, for texts of one kind.  Facts have a part in
 * them: texts whose facts differ are never alike, so that they need not meet.
 */
static void
hash_bands(const struct near *n, const struct key *k, uint64_t kind,
    uint64_t hash[MINHASH_BANDS])
{
	const uint64_t salt = n->own.facts ^ kind * 0x9e3779b97f4a7c15U;
	size_t i;

	for (i = 0; i < MINHASH_BANDS; i++)
		hash[i] = (k->m.band[i] ^ salt) * 0xff51afd7ed558ccdU;
}

/* Makes hashes of the bands, and adds them to those that are looked for. */
static void
look_for_bands(const struct near *n, struct key *k, uint64_t kind)
{
	hash_bands(n, k, kind, k->look.hash + k->look.n);
	k->look.n += MINHASH_BANDS;
}

/*
 * Makes the bands of the text at hand.  Brief texts find each other by what
 * they mean, so they are kept by bands of a kind of their own, by which those
 * that are a little longer find them.
 */
static void
make_bands(struct near *n, struct key *k)
{
	enum { BRIEF, LONGER };
	const bool brief = n->own.n < ALIKE_BRIEF;

	folded_sign(&n->own, &k->m);
	k->look.signature = k->m.byte;
	hash_bands(n, k, brief ? BRIEF : LONGER, k->hash + BANDS);
	look_for_bands(n, k, LONGER);
	if (!brief && n->own.n < 2 * ALIKE_BRIEF)
		look_for_bands(n, k, BRIEF);
}

/*
 * Makes the key of the text at hand.  Texts of one form, which may be many,
 * need not meet, either: brief ones that are alike mean the same.
 */
static void
make_key(struct near *n, struct key *k)
{
	const bool brief = !n->options.exact && n->own.n < ALIKE_BRIEF;
	const uint64_t meaning = brief ?
	    ~alike_meaning(n->alike, &n->own) : n->own.hash;
	size_t i;

	/* Those that are not looked for must not be those of others. */
	for (i = 0; i < KEPT_HASHES; i++)
		k->hash[i] = (n->own.hash + i) * 0x9e3779b97f4a7c15U;
	memset(&k->m, 0, sizeof(k->m));
	k->look.n = 0;
	if (n->answered) {
		k->hash[WITH_ANSWER] = (n->own.hash ^
		    n->own_answer.hash * 0xff51afd7ed558ccdU) *
		    0x9e3779b97f4a7c15U;
		k->look.hash[k->look.n++] = k->hash[WITH_ANSWER];
	}
	k->hash[WHOLE] = meaning * 0xc4ceb9fe1a85ec53U;
	k->look.hash[k->look.n++] = k->hash[WHOLE];
	k->look.whole = k->look.n;
	if (!n->options.exact && n->own.length >= FOLDED_SHORT)
		make_bands(n, k);
}

static int
keep(struct near *n, const struct near_text *text, const struct key *key)
{
	const struct kept_text kept = { text->text, text->answer,
		text->label };

	return kept_add(n->kept, &kept, key->m.byte, key->hash);
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

/* Makes n->contain of the texts that are kept.  0 or -1. */
static int
make_contain(struct near *n)
{
	const size_t all = kept_count(n->kept);
	struct kept_text text;
	size_t round, i;

	n->contain = contain_open(n->options.threshold, all);
	for (round = 0; round < 2; round++)
		for (i = 0; i < all; i++) {
			if (kept_read(n->kept, i, &text) == -1)
				return -1;
			folded_read(&n->other, text.text, n->folding);
			if (round == 0)
				contain_count(n->contain, &n->other);
			else
				contain_add(n->contain, &n->other);
		}
	return 0;
}

int
near_find(struct near *n, const struct near_text *text,
    struct near_found *found)
{
	struct kept_text kept;
	struct key key;

	*found = (struct near_found){ 0 };
	if (!read_own(n, text))
		return 0;
	if (n->options.contain) {
		if (n->contain == NULL && make_contain(n) == -1)
			return -1;
		contain_find(n->contain, &n->own, compare, n);
	} else {
		make_key(n, &key);
		kept_find(n->kept, &key.look, compare, n);
	}
	if (n->failed)
		return -1;
	if (n->best == 0)
		return n->options.contain ? 0 : keep(n, text, &key);
	if (kept_read(n->kept, n->number, &kept) == -1)
		return -1;
	found->similarity = n->best;
	found->label = kept.label;
	return 0;
}

int
near_add(struct near *n, const struct near_text *text)
{
	struct key key;

	if (!read_own(n, text))
		return 0;
	make_key(n, &key);
	contain_close(n->contain);
	n->contain = NULL;
	return keep(n, text, &key);
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
