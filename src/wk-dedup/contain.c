/* Finds the short texts that a longer one may hold. */
#include "contain.h"

#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "base/memory.h"
#include "table.h"

/* N-grams of each text that are looked for: those with the least hashes. */
#define SAMPLE 8

/* How often a sample was met in the text at hand, and in which. */
struct met {
	size_t round;
	unsigned char samples, times;
};

struct contain {
	struct table *table;
	struct met *met;	/* of each text */
	size_t n, size;
	size_t round;
};

struct contain *
contain_open(void)
{
	struct contain *c = xcalloc(1, sizeof(*c));

	c->table = table_open(SAMPLE);
	return c;
}

void
contain_close(struct contain *c)
{
	if (c == NULL)
		return;
	table_close(c->table);
	free(c->met);
	free(c);
}

/* A hash for the table of an n-gram. */
static uint64_t
key(uint64_t gram, size_t n)
{
	return gram * 0x9e3779b97f4a7c15U + n;
}

void
contain_add(struct contain *c, struct folded *text)
{
	const size_t n = alike_grams(text->length);
	uint64_t hash[SAMPLE] = { 0 };
	size_t i;

	if (c->n == c->size) {
		c->size = c->size * 2 + 256;
		c->met = xreallocarray(c->met, c->size, sizeof(*c->met));
	}
	folded_grams(text, n);
	folded_sort(text);
	for (i = 0; i < SAMPLE; i++)
		hash[i] = i < text->ngrams ? key(text->gram[i], n) :
		    key(c->n, SAMPLE + i);
	table_add(c->table, hash);
	c->met[c->n++] = (struct met){ .samples = (unsigned char)
	    (text->ngrams < SAMPLE ? text->ngrams : SAMPLE) };
}

/* Looks for one n-gram.  False if found wants no more. */
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
		if (m->round != c->round) {
			m->round = c->round;
			m->times = 0;
		}
		if (++m->times == (m->samples + 1) / 2 && !found(arg, text))
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
