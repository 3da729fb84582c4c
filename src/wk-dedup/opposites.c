/* Finds words of two texts that exclude each other. */
#include "opposites.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

/* Tokens that a word of the table has, at most. */
#define WORD_MOST 5

/* The group of words that exclude none. */
#define NEUTRAL 0

struct word {
	uint64_t token[WORD_MOST];
	size_t n;
	uint32_t group;
	uint32_t member;	/* the same for words that mean the same */
};

/* Values of a hash by which most tokens are told to begin no word. */
#define MAY (1 << 14)

struct opposites {
	struct word *word;	/* sorted by by_word */
	size_t n;
	bool may[MAY];		/* whether a word may begin so */
};

/* By the first token; of words that begin alike, the longest first. */
static int
by_word(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->token[0] != y->token[0])
		return x->token[0] > y->token[0] ? 1 : -1;
	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return memcmp(x->token, y->token, x->n * sizeof(*x->token));
}

static size_t
may_at(uint64_t token)
{
	return folded_mix(token) % MAY;
}

/* What the table is read to. */
struct reading {
	struct opposites *o;
	const struct folding *folding;
	struct folded f;
	struct buf text;	/* of the word at hand */
	uint32_t group, member;
};

/* Adds the word at hand, if there is one. */
static void
add_word(struct reading *r)
{
	struct opposites *o = r->o;
	struct word *w;

	folded_read(&r->f, buf_span(&r->text), r->folding);
	buf_clear(&r->text);
	if (r->f.n == 0 || r->f.n > WORD_MOST)
		return;
	if (o->n % 256 == 0)
		o->word = xreallocarray(o->word, o->n + 256,
		    sizeof(*o->word));
	w = &o->word[o->n++];
	*w = (struct word){ .n = r->f.n, .group = r->group,
	    .member = r->member };
	memcpy(w->token, r->f.token, w->n * sizeof(*w->token));
	o->may[may_at(w->token[0])] = true;
}

/* Reads groups; or neutral words, if the group is that of those. */
static void
read_groups(struct reading *r, const char *s)
{
	const bool neutral = r->group == NEUTRAL;

	for (; *s != '\0'; s++) {
		if (strchr(" /,", *s) == NULL) {
			buf_addc(&r->text, *s == '_' ? ' ' : *s);
			continue;
		}
		add_word(r);
		r->member += *s != '/';
		r->group += *s == ',' && !neutral;
	}
	add_word(r);
	r->member++;
	r->group += !neutral;
}

struct opposites *
opposites_open(const struct folding *folding)
{
	struct opposites *o = xcalloc(1, sizeof(*o));
	struct reading r = { .o = o, .folding = folding, .group = NEUTRAL };
	size_t i;

	for (i = 0; i < opposites_nneutral; i++)
		read_groups(&r, opposites_neutral[i]);
	r.group++;
	for (i = 0; i < opposites_ntable; i++)
		read_groups(&r, opposites_table[i]);
	folded_free(&r.f);
	buf_free(&r.text);
	qsort(o->word, o->n, sizeof(*o->word), by_word);
	return o;
}

void
opposites_close(struct opposites *o)
{
	if (o == NULL)
		return;
	free(o->word);
	free(o);
}

/*
 * The first of the longest words that begin at token i of a text, or NULL.
 * Others that are equal follow it: those of other groups.
 */
static const struct word *
word_at(const struct opposites *o, const struct folded *f, size_t i)
{
	const uint64_t token = f->token[i];
	size_t from = 0, to = o->n, middle;

	if (!o->may[may_at(token)])
		return NULL;
	while (from < to) {
		middle = (from + to) / 2;
		if (o->word[middle].token[0] < token)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < o->n && o->word[from].token[0] == token; from++)
		if (o->word[from].n <= f->n - i && memcmp(f->token + i,
		    o->word[from].token, o->word[from].n * sizeof(token)) == 0)
			return &o->word[from];
	return NULL;
}

/* A place in one of two texts where a word is. */
struct place {
	uint64_t before[2], behind[2];	/* tokens, the nearest first */
	uint64_t key;
	uint32_t group, member;
	int text;	/* 1 or -1 */
	int surplus;	/* which text has more of the word; 0: neither */
};

struct places {
	struct place *p;
	size_t n, size;
};

/*
 * Token i as what is behind a word of a group: the same for all words of that
 * group, which may have changed places.  0 behind the end.
 */
static uint64_t
behind(const struct opposites *o, const struct folded *f, size_t i,
    uint32_t group)
{
	const struct word *w, *first, *end = o->word + o->n;

	if (i >= f->n)
		return 0;
	first = w = word_at(o, f, i);
	for (; w != NULL && w < end && by_word(w, first) == 0; w++)
		if (w->group == group)
			return ~(uint64_t)group;
	return f->token[i];
}

/* Adds the place of a word, which begins at token i. */
static void
add_place(const struct opposites *o, struct places *all,
    const struct folded *f, size_t i, const struct word *w, int text)
{
	const size_t end = i + w->n;
	struct place *p;

	if (all->n == all->size) {
		all->size = 2 * all->size + 16;
		all->p = xreallocarray(all->p, all->size, sizeof(*all->p));
	}
	p = &all->p[all->n++];
	*p = (struct place){ .group = w->group, .member = w->member,
	    .text = text };
	p->before[0] = i > 0 ? f->token[i - 1] : 0;
	p->before[1] = i > 1 ? f->token[i - 2] : 0;
	p->behind[0] = behind(o, f, end, w->group);
	p->behind[1] = behind(o, f, end + 1, w->group);
}

/* Adds the places of all words between two tokens of a text. */
static void
add_places(const struct opposites *o, struct places *all,
    const struct folded *f, size_t from, size_t to, int text)
{
	const struct word *w, *end = o->word + o->n, *first;
	size_t i, next;

	/* Words within one that excludes others count, too: 反 of 反面. */
	for (i = from; i < to; i = next) {
		next = i + 1;
		first = w = word_at(o, f, i);
		for (; w != NULL && w < end && by_word(w, first) == 0; w++)
			if (w->group != NEUTRAL)
				add_place(o, all, f, i, w, text);
			else
				next = i + w->n;
	}
}

/* A hash of a group or a member, and of two tokens. */
static uint64_t
key_of(uint32_t what, uint64_t a, uint64_t b)
{
	return folded_mix(folded_mix(a + what) + b);
}

/* How often a place comes: in one text more than in the other. */
struct sum {
	uint64_t key;
	int sum;
};

static struct sum *
find_sum(struct sum *sum, size_t size, uint64_t key)
{
	size_t i = key & (size - 1);

	while (sum[i].key != 0 && sum[i].key != key)
		i = (i + 1) & (size - 1);
	sum[i].key = key;
	return &sum[i];
}

/* Drops the places that both texts have: most, in texts that are alike. */
static void
drop_same(struct places *all)
{
	struct place *p, *end = all->p + all->n, *kept = all->p;
	size_t size = 64;
	struct sum *sum;

	while (size < 2 * all->n)
		size *= 2;
	sum = xcalloc(size, sizeof(*sum));
	for (p = all->p; p < end; p++) {
		p->key = key_of(p->member, p->before[0], p->before[1]) ^
		    key_of(~p->member, p->behind[0], p->behind[1]);
		find_sum(sum, size, p->key)->sum += p->text;
	}
	for (p = all->p; p < end; p++)
		if (find_sum(sum, size, p->key)->sum != 0)
			*kept++ = *p;
	all->n = (size_t)(kept - all->p);
	free(sum);
}

/* By the key, then by the member. */
static int
by_key(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->key != y->key)
		return x->key > y->key ? 1 : -1;
	return (x->member > y->member) - (x->member < y->member);
}

/* Sorts the places, and notes which text has more of each word. */
static void
find_surplus(struct places *all)
{
	struct place *p = all->p, *end = p + all->n, *next;
	int sum;

	qsort(p, all->n, sizeof(*p), by_key);
	for (; p < end; p = next) {
		sum = 0;
		for (next = p; next < end && next->member == p->member; next++)
			sum += next->text;
		for (; p < next; p++)
			p->surplus = (sum > 0) - (sum < 0);
	}
}

/*
 * Whether, of places with one key, one text has more of a word, and the other
 * more of another; with `surplus`, as they have in all.
 */
static bool
exclude(struct places *all, bool surplus)
{
	const struct place *p = all->p, *end = p + all->n, *first = p, *next;
	bool mine = false, yours = false;
	int sum;

	qsort(all->p, all->n, sizeof(*p), by_key);
	for (; p < end; p = next) {
		if (p->key != first->key) {
			first = p;
			mine = yours = false;
		}
		sum = 0;
		for (next = p; next < end && next->key == p->key &&
		    next->member == p->member; next++)
			sum += next->text;
		mine = mine || (sum > 0 && (!surplus || p->surplus > 0));
		yours = yours || (sum < 0 && (!surplus || p->surplus < 0));
		if (mine && yours)
			return true;
	}
	return false;
}

/* Whether two of the places are the same, and their words exclude another. */
static bool
any_excludes(struct places *all)
{
	struct place *p, *end = all->p + all->n;

	for (p = all->p; p < end; p++)
		p->key = key_of(p->group, p->before[0],
		    folded_mix(p->behind[0]) ^ p->behind[1]);
	if (exclude(all, false))
		return true;
	for (p = all->p; p < end; p++)
		p->key = 0;
	find_surplus(all);
	for (p = all->p; p < end; p++)
		p->key = key_of(p->group, p->before[0], p->before[1]);
	if (exclude(all, true))
		return true;
	for (p = all->p; p < end; p++)
		p->key = key_of(p->group, p->behind[0], p->behind[1]);
	return exclude(all, true);
}

bool
opposites_differ(const struct opposites *o, const struct folded *x,
    const struct folded *y)
{
	struct places all = { 0 };
	size_t from, same;
	bool differ;

	/* What both begin and end with does not count, but is context. */
	folded_trim(x, y, &from, &same);
	from = from > WORD_MOST ? from - WORD_MOST : 0;
	same = same > WORD_MOST ? same - WORD_MOST : 0;
	add_places(o, &all, x, from, x->n - same, 1);
	add_places(o, &all, y, from, y->n - same, -1);
	drop_same(&all);
	differ = all.n > 1 && any_excludes(&all);
	free(all.p);
	return differ;
}
