/* Finds the short texts that a longer one may hold. */
#include "contain.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "base/memory.h"
#include "table.h"

/*
 * N-grams by which each text is found: those that the fewest texts have.  Of
 * 20,000 questions of one form, all others stand in all of them.
 */
#define SAMPLE 12

/* An n-gram finds so many texts at most, and those that have no rarer one. */
#define LISTED 64

/* The least number of counters. */
#define COUNTERS ((size_t)1 << 16)

/* How a text was met in the longer text at hand. */
struct met {
	size_t round;
	uint32_t hash;		/* of the text */
	unsigned char times;
	unsigned char least;	/* for so many it may be held */
};

struct contain {
	double threshold;
	struct table *table;
	struct met *met;	/* of each text */
	size_t n, size;
	size_t round;
	size_t all;		/* see contain_met */
	bool of[4];		/* whether texts have n-grams of this n */
	/* Of n-grams, which share a counter where their hashes do. */
	uint32_t *texts;	/* how many texts have it */
	uint32_t *listed;	/* how many texts it finds */
	size_t counters;	/* a power of two */
};

/* An n-gram of a text, and how many texts have it. */
struct gram {
	uint64_t key;
	uint32_t texts;
};

struct contain *
contain_open(double threshold, size_t n)
{
	struct contain *c = xcalloc(1, sizeof(*c));

	c->threshold = threshold;
	c->table = table_open(SAMPLE + 1);
	c->size = n;
	c->met = xcalloc(n + 1, sizeof(*c->met));
	for (c->counters = COUNTERS; c->counters / 4 < n; c->counters *= 2)
		continue;
	c->texts = xcalloc(c->counters, sizeof(*c->texts));
	c->listed = xcalloc(c->counters, sizeof(*c->listed));
	return c;
}

void
contain_close(struct contain *c)
{
	if (c == NULL)
		return;
	table_close(c->table);
	free(c->met);
	free(c->texts);
	free(c->listed);
	free(c);
}

/* A hash for the table of an n-gram. */
static uint64_t
key(uint64_t gram, size_t n)
{
	return gram * 0x9e3779b97f4a7c15U + n;
}

/* The counter of an n-gram. */
static size_t
counter(const struct contain *c, uint64_t k)
{
	return (k >> 20) & (c->counters - 1);
}

/* Makes the n-grams of a text, each once.  Returns their n. */
static size_t
make_grams(struct folded *text)
{
	const size_t n = alike_grams(text->length);

	folded_grams(text, n);
	folded_sort(text);
	return n;
}

void
contain_count(struct contain *c, struct folded *text)
{
	const size_t n = make_grams(text);
	size_t i;

	for (i = 0; i < text->ngrams; i++)
		c->texts[counter(c, key(text->gram[i], n))]++;
}

/* Takes the n-grams of a text that the fewest texts have.  Returns how many. */
static size_t
take_sample(const struct contain *c, const struct folded *text, size_t n,
    struct gram sample[SAMPLE])
{
	size_t i, k, taken = 0;
	struct gram g;

	for (i = 0; i < text->ngrams; i++) {
		g.key = key(text->gram[i], n);
		g.texts = c->texts[counter(c, g.key)];
		if (taken < SAMPLE)
			k = taken++;
		else if (g.texts < sample[SAMPLE - 1].texts)
			k = SAMPLE - 1;
		else
			continue;
		for (; k > 0 && g.texts < sample[k - 1].texts; k--)
			sample[k] = sample[k - 1];
		sample[k] = g;
	}
	return taken;
}

/* Of n n-grams, how many may be absent from a text that holds the others. */
static size_t
may_lack(const struct contain *c, size_t n)
{
	size_t lacks = (size_t)((1 - c->threshold) * (double)n);

	while (lacks > 0 && (double)(n - lacks) / (double)n < c->threshold)
		lacks--;
	while (lacks < n &&
	    (double)(n - lacks - 1) / (double)n >= c->threshold)
		lacks++;
	return lacks;
}

/* Whether a text with the same words was added. */
static bool
is_there(const struct contain *c, const struct folded *text, uint64_t hash)
{
	struct table_walk w;
	size_t i;

	table_find(c->table, hash, &w);
	while (table_next(c->table, &w, &i))
		if (c->met[i].hash == (uint32_t)text->hash)
			return true;
	return false;
}

/*
 * Sets hash to those of the n-grams that are to find a text.  Returns how
 * many.
 */
static size_t
list(struct contain *c, const struct gram *sample, size_t taken,
    uint64_t hash[SAMPLE])
{
	uint32_t *listed;
	size_t i, used = 0;

	for (i = 0; i < taken; i++) {
		listed = &c->listed[counter(c, sample[i].key)];
		if (i > 0 && *listed >= LISTED)
			continue;
		(*listed)++;
		used++;
		hash[i] = sample[i].key;
	}
	return used;
}

/*
 * Of the n-grams that find a text, a longer one that holds it has as many as
 * it cannot lack; if it can lack all of them, a quarter is asked for.
 */
void
contain_add(struct contain *c, struct folded *text)
{
	const size_t n = make_grams(text), lacks = may_lack(c, text->ngrams);
	struct gram sample[SAMPLE];
	uint64_t hash[SAMPLE + 1];
	size_t i, used, least;

	if (c->n == c->size)
		return;
	hash[SAMPLE] = key(text->hash, n);
	/* Those that no n-gram has. */
	for (i = 0; i < SAMPLE; i++)
		hash[i] = key(c->n, SAMPLE + i);
	used = is_there(c, text, hash[SAMPLE]) ? 0 : list(c, sample,
	    take_sample(c, text, n, sample), hash);
	table_add(c->table, hash);
	least = (used + 3) / 4;
	if (used > lacks && used - lacks > least)
		least = used - lacks;
	c->of[n] = true;
	c->met[c->n].hash = (uint32_t)text->hash;
	c->met[c->n++].least = (unsigned char)least;
}

/* Looks for one n-gram.  False if found stops the search. */
static bool
look(struct contain *c, uint64_t hash, bool (*found)(void *arg, size_t text),
    void *arg)
{
	struct table_walk w;
	struct met *m;
	size_t text;

	table_find(c->table, hash, &w);
	while (table_next(c->table, &w, &text)) {
		m = &c->met[text];
		c->all++;
		if (m->round != c->round) {
			m->round = c->round;
			m->times = 0;
		}
		if (++m->times == m->least && !found(arg, text))
			return false;
	}
	return true;
}

void
contain_find(struct contain *c, struct folded *whole,
    bool (*found)(void *arg, size_t text), void *arg)
{
	uint64_t *gram;
	size_t n, i, count;
	bool more = true;

	c->round++;
	for (n = 2; more && n <= 3; n++) {
		if (!c->of[n])
			continue;
		folded_grams(whole, n);
		folded_sort(whole);
		/* found makes other n-grams of the same text */
		count = whole->ngrams;
		gram = xreallocarray(NULL, count + 1, sizeof(*gram));
		memcpy(gram, whole->gram, count * sizeof(*gram));
		for (i = 0; more && i < count; i++)
			more = look(c, key(gram[i], n), found, arg);
		free(gram);
	}
}

size_t
contain_met(const struct contain *c)
{
	return c->all;
}
