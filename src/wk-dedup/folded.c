/* Folds a text to tokens, n-grams and facts, for comparison. */
#include "folded.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "text/numbers.h"
#include "text/words.h"

/* What stands between quotes is a name if it has so many tokens at most. */
#define NAME_MOST 20

/* Mixes the bits of a hash (the finalizer of MurmurHash3). */
static uint64_t
mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdU;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53U;
	return x ^ x >> 33;
}

static uint64_t
join(uint64_t hash, uint64_t x)
{
	return (hash ^ x) * 0x9e3779b97f4a7c15U + (hash >> 29);
}

/* Kinds of facts; the lowest bits of a fact tell its kind. */
enum { FACT_NUMBER, FACT_WORD, FACT_NAME, FACT_NOT, FACT_KIND = 3 };

static void
add_fact(struct folded *f, uint64_t kind, uint64_t fact)
{
	if (f->nfacts == f->sizefacts) {
		f->sizefacts = f->sizefacts * 2 + 64;
		f->fact = xreallocarray(f->fact, f->sizefacts,
		    sizeof(*f->fact));
	}
	f->fact[f->nfacts++] = (mix(fact + kind) & ~(uint64_t)FACT_KIND) | kind;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sorts n values and drops those that come again; returns how many stay. */
static size_t
make_set(uint64_t *v, size_t n)
{
	size_t i, kept = 0;

	if (n == 0)
		return 0;
	qsort(v, n, sizeof(*v), by_value);
	for (i = 1; i < n; i++)
		if (v[i] != v[kept])
			v[++kept] = v[i];
	return kept + 1;
}

/* Whether a word, without apostrophes, says no. */
static bool
is_negation(const struct units *u, size_t from, size_t to)
{
	static const char *const words[] = { "not", "no", "never", "without",
		"cannot", "none", "neither", "nor", "nobody", "nothing",
		"except", "isn", "aren", "wasn", "weren", "don", "doesn",
		"didn", "won", "wouldn", "couldn", "shouldn", "can't" };
	size_t i, n;

	for (i = 0; i < LEN(words); i++)
		if ((n = units_at(u, from, words[i])) > 0 && from + n == to)
			return true;
	return false;
}

/* Whether a Han character, folded, says no. */
static bool
is_han_negation(uint32_t cp)
{
	switch (cp) {
	case 0x4e0d:	/* 不 */
	case 0x6ca1:	/* 没 */
	case 0x672a:	/* 未 */
	case 0x65e0:	/* 无 */
	case 0x975e:	/* 非 */
	case 0x522b:	/* 别 */
	case 0x5426:	/* 否 */
	case 0x52ff:	/* 勿 */
	case 0x83ab:	/* 莫 */
		return true;
	default:
		return false;
	}
}

/* The mark that closes what the mark cp opens, or 0. */
static uint32_t
closing(uint32_t cp)
{
	switch (cp) {
	case 0x300a: return 0x300b;	/* 《》 */
	case 0x3008: return 0x3009;	/* 〈〉 */
	case 0x300c: return 0x300d;	/* 「」 */
	case 0x300e: return 0x300f;	/* 『』 */
	case 0x3010: return 0x3011;	/* 【】 */
	case 0x201c: return 0x201d;	/* “” */
	case '"': return '"';
	default: return 0;
	}
}

/* What is read, from left to right. */
struct reading {
	struct folded *f;
	const struct chinese *chinese;
	uint32_t close;		/* the mark that ends the name at hand, or 0 */
	size_t begun;		/* its first token */
	size_t words;		/* tokens that are words */
	size_t counted;		/* units that are part of a number read */
	size_t nots;		/* negations */
};

/* Adds a token; there is room for as many as there are units. */
static void
add_token(struct folded *f, uint64_t token)
{
	f->token[f->n++] = token;
	f->hash = join(f->hash, token);
}

/* Adds the number that may begin at unit i to the facts. */
static void
read_number(struct reading *r, size_t i)
{
	const struct units *u = &r->f->units;
	struct number_found found;

	if (i < r->counted || !numbers_value(u, i, &found) || found.n == 0)
		return;
	if (found.vague && units_cp(u, i - 1) != 0x7b2c /* 第 */ &&
	    !words_counts(u, i, &found, r->chinese))
		return;
	r->counted = found.end;
	add_fact(r->f, FACT_NUMBER, numbers_hash(&found.reading[0]));
}

/* Reads the word that begins at unit i.  Returns where it ends. */
static size_t
read_word(struct reading *r, size_t i)
{
	struct folded *f = r->f;
	const struct units *u = &f->units;
	const size_t from = i;
	uint64_t hash = 0;
	bool letters = false;

	if (u->u[i].kind == UNIT_DIGIT || (i == 0 || !units_word(u, i - 1)))
		read_number(r, i);
	for (; units_word(u, i); i++) {
		hash = join(hash, u->u[i].cp);
		letters = letters || u->u[i].kind == UNIT_LETTER;
	}
	f->length += i - from;
	r->words++;
	add_token(f, TOKEN_WORD | hash >> 1);
	if (is_negation(u, from, i))
		add_fact(f, FACT_NOT, r->nots++);
	else if (letters)
		add_fact(f, FACT_WORD, hash);
	return i;
}

/* Notes where a name in quotes begins and ends. */
static void
read_mark(struct reading *r, uint32_t cp)
{
	struct folded *f = r->f;
	uint64_t hash = 0;
	size_t i;

	if (r->close == 0) {
		r->close = closing(cp);
		r->begun = f->n;
		return;
	}
	if (cp != r->close)
		return;
	r->close = 0;
	if (f->n == r->begun || f->n - r->begun > NAME_MOST)
		return;
	for (i = r->begun; i < f->n; i++)
		hash = join(hash, f->token[i]);
	add_fact(f, FACT_NAME, hash);
}

/* Makes one hash of the facts.  Words are facts in Chinese text alone. */
static void
finish_facts(struct folded *f)
{
	size_t i;

	f->nfacts = make_set(f->fact, f->nfacts);
	f->facts = 0;
	for (i = 0; i < f->nfacts; i++)
		if (f->han || (f->fact[i] & FACT_KIND) != FACT_WORD)
			f->facts = join(f->facts, f->fact[i]);
}

void
folded_read(struct folded *f, struct span s, const struct chinese *chinese)
{
	struct reading r = { .f = f, .chinese = chinese };
	size_t i = 0, han = 0;
	uint32_t cp;

	units_read(&f->units, s);
	if (f->units.n > f->size) {
		f->size = f->units.n + 256;
		f->token = xreallocarray(f->token, f->size,
		    sizeof(*f->token));
	}
	f->n = f->length = f->nfacts = f->ngrams = f->of = 0;
	f->hash = 0;
	while (i < f->units.n) {
		cp = f->units.u[i].cp;
		switch ((enum unit_kind)f->units.u[i].kind) {
		case UNIT_BLANK:
			i++;
			break;
		case UNIT_MARK:
			read_mark(&r, cp);
			i++;
			break;
		case UNIT_HAN:
			if (numbers_may_begin(cp))
				read_number(&r, i);
			if (is_han_negation(cp))
				add_fact(f, FACT_NOT, r.nots++);
			add_token(f, cp);
			f->length++;
			han++;
			i++;
			break;
		default:
			i = read_word(&r, i);
		}
	}
	f->han = han > r.words;
	finish_facts(f);
}

/* Adds the n-grams of a run of Han characters. */
static void
add_run(struct folded *f, const uint64_t *run, size_t length, size_t n)
{
	static const uint64_t odd = 0x9e3779b97f4a7c15U;
	uint64_t *gram = f->gram + f->ngrams, last = 0, hash;
	size_t i;

	if (length == 0)
		return;
	if (n > length)
		n = length;
	for (i = 0; i < length; i++) {
		/* A Han character has 21 bits: three of them fill a word. */
		last = n == 3 ? last << 21 ^ run[i] : n == 2 ?
		    (last & 0x1fffff) << 21 ^ run[i] : run[i];
		if (i + 1 < n)
			continue;
		hash = last * odd;
		*gram++ = (hash ^ hash >> 32) * odd;
	}
	f->ngrams = (size_t)(gram - f->gram);
}

void
folded_grams(struct folded *f, size_t n)
{
	size_t i, from = 0;

	if (f->of == n)
		return;
	f->of = n;
	if (f->n > f->sizegrams) {
		f->sizegrams = 2 * f->n + 256;
		f->gram = xreallocarray(f->gram, f->sizegrams,
		    sizeof(*f->gram));
	}
	f->ngrams = 0;
	f->sorted = false;
	for (i = 0; i < f->n; i++)
		if ((f->token[i] & TOKEN_WORD) != 0) {
			add_run(f, f->token + from, i - from, n);
			f->gram[f->ngrams++] = mix(f->token[i]);
			from = i + 1;
		}
	add_run(f, f->token + from, f->n - from, n);
}

void
folded_sort(struct folded *f)
{
	if (!f->sorted)
		f->ngrams = make_set(f->gram, f->ngrams);
	f->sorted = true;
}

bool
folded_same(const struct folded *a, const struct folded *b)
{
	return a->hash == b->hash && a->n == b->n && (a->n == 0 ||
	    memcmp(a->token, b->token, a->n * sizeof(*a->token)) == 0);
}

void
folded_free(struct folded *f)
{
	units_free(&f->units);
	free(f->token);
	free(f->gram);
	free(f->fact);
	*f = (struct folded){ 0 };
}
