/* Takes an answer apart, and marks which parts the passages hold. */
#include "claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "json/json.h"
#include "text/numbers.h"
#include "text/words.h"

/* Units of a quotation that are looked at, at most. */
#define QUOTE 200

static uint64_t
mix(uint64_t h)
{
	h *= UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

/* The key of a pair: below 2^42.  Never 0. */
static uint64_t
pair_key(uint32_t a, uint32_t b)
{
	return (uint64_t)a << 21 | b;
}

/* The key of n units from i on; seed tells kinds of keys apart. */
static uint64_t
word_key(const struct units *t, size_t i, size_t n, uint64_t seed)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ seed;

	for (; n > 0; n--, i++)
		h = (h ^ t->u[i].cp) * UINT64_C(0x100000001b3);
	return h | (uint64_t)1 << 63;
}

static struct claim_slot *
find_slot(const struct claims *c, uint64_t key)
{
	size_t at = mix(key) & (c->slots - 1);

	while (c->slot[at].key != 0 && c->slot[at].key != key)
		at = (at + 1) & (c->slots - 1);
	return &c->slot[at];
}

/* Whether the answer may have the piece of that key. */
static inline bool
may_have(const struct claims *c, uint64_t key)
{
	uint64_t h = mix(key) & 4095;

	return (c->filter[h >> 6] >> (h & 63) & 1) != 0;
}

/* Marks the piece of that key, if the answer has it. */
static inline void
mark(struct claims *c, uint64_t key, uint32_t bits, bool given)
{
	struct claim_slot *s;

	if (!may_have(c, key))
		return;
	s = find_slot(c, key);
	if (s->key == key && given)
		s->given |= bits;
	else if (s->key == key)
		s->held |= bits;
}

/* Adds a claim. */
static struct claim *
add(struct claims *c, enum claim_type type, size_t from, size_t to,
    uint64_t key)
{
	struct claim *claim;

	if (c->n == c->size) {
		c->size = c->size * 2 + 256;
		c->claim = xreallocarray(c->claim, c->size, sizeof(*claim));
	}
	claim = &c->claim[c->n++];
	memset(claim, 0, sizeof(*claim));
	claim->key = key;
	claim->from = (uint32_t)from;
	claim->to = (uint32_t)to;
	claim->type = (uint8_t)type;
	return claim;
}

/* Puts all claims into the table. */
static void
fill_table(struct claims *c)
{
	struct claim_slot *s;
	size_t want = 64, i;
	uint64_t h;

	while (want < c->n * 2)
		want *= 2;
	if (want > c->slots || want < c->slots / 64) {
		free(c->slot);
		c->slot = xcalloc(want, sizeof(*c->slot));
		c->slots = want;
	} else
		memset(c->slot, 0, c->slots * sizeof(*c->slot));
	memset(c->filter, 0, sizeof(c->filter));
	for (i = 0; i < c->n; i++) {
		h = mix(c->claim[i].key) & 4095;
		c->filter[h >> 6] |= (uint64_t)1 << (h & 63);
		s = find_slot(c, c->claim[i].key);
		s->key = c->claim[i].key;
		c->claim[i].slot = (uint32_t)(s - c->slot);
	}
}

/* Adds all readings of the number that ends at f->end. */
static void
add_number(struct claims *c, size_t from, const struct number_found *f)
{
	struct claim *claim;
	size_t k;

	/* The pair that the numeral ends says nothing: 重三 of 重三百斤. */
	if (c->n > 0 && c->claim[c->n - 1].type == CLAIM_PAIR &&
	    c->claim[c->n - 1].to > from)
		c->n--;
	for (k = 0; k < f->own; k++) {
		claim = add(c, CLAIM_NUMBER, from, f->end,
		    numbers_hash(&f->reading[k]));
		claim->measure = f->reading[k].measure;
		claim->other = k > 0;
	}
	c->numbers = true;
}

/* Adds a word: by its letters and, unless it is a name, by its stem. */
static void
add_word(struct claims *c, const struct word *w, bool name)
{
	struct claim *claim;

	add(c, name ? CLAIM_NAME : CLAIM_WORD, w->from, w->to,
	    word_key(&c->answer, w->from, w->to - w->from, 0));
	if (!name) {
		claim = add(c, CLAIM_WORD, w->from, w->to,
		    word_key(&c->answer, w->from, w->stem, 1));
		claim->other = true;
	}
	c->words = true;
}

/* Adds the pair of Han characters that begins at i, if one does. */
static void
add_pair(struct claims *c, size_t i)
{
	const struct units *t = &c->answer;
	size_t next = i + 1 + units_kind(t, i + 1, UNIT_BLANK);

	if (units_kind(t, next, UNIT_HAN))
		add(c, CLAIM_PAIR, i, next + 1,
		    pair_key(t->u[i].cp, t->u[next].cp));
}

/*
 * Reads what begins at unit i, if anything does.  Returns where to go on.
 */
static size_t
read_claim(struct claims *c, size_t i, const struct chinese *chinese)
{
	const struct units *t = &c->answer;
	struct number_found f;
	struct word w;

	switch (t->u[i].kind) {
	case UNIT_DIGIT:
		if (words_glued(t, i, &w)) {
			add_word(c, &w, true);
			return w.to;
		}
		if (!numbers_read(t, i, &f))
			return i + 1;
		if (!words_list_mark(t, i, f.end))
			add_number(c, i, &f);
		return f.end;
	case UNIT_HAN:
		if (numbers_read(t, i, &f) && words_counts(t, i, &f, chinese)) {
			add_number(c, i, &f);
			return f.end;
		}
		add_pair(c, i);
		return i + 1;
	case UNIT_LETTER:
		if (words_month(t, i, &f) ||
		    (numbers_read(t, i, &f) && !f.vague)) {
			add_number(c, i, &f);
			return f.end;
		}
		words_read(t, i, &w);
		if (!words_is_common(t, &w))
			add_word(c, &w, words_is_name(t, &w));
		return w.to;
	default:
		return i + 1;
	}
}

/* Marks that stand around titles, names and what somebody said. */
static const struct {
	uint32_t open, close;
} quotes[] = {
	{ 0x300a, 0x300b }, { 0x3008, 0x3009 }, { 0x300c, 0x300d },
	{ 0x300e, 0x300f }, { 0x201c, 0x201d }, { 0x2018, 0x2019 },
	{ '"', '"' },
};

/*
 * The end of what the mark at i opens: the unit that closes it, in the same
 * line and not too far; or i.
 */
static size_t
find_close(const struct units *t, size_t i, size_t q)
{
	size_t k;

	for (k = i + 1; k < t->n && k < i + QUOTE; k++)
		if (t->u[k].cp == quotes[q].close)
			return k;
		else if (t->u[k].cp == '\n')
			break;
	return i;
}

static void
read_quotes(struct claims *c)
{
	const struct units *t = &c->answer;
	size_t i, q, end;

	for (i = 0; i < t->n; i++) {
		if (t->u[i].kind != UNIT_MARK)
			continue;
		for (q = 0; q < LEN(quotes); q++)
			if (t->u[i].cp == quotes[q].open)
				break;
		if (q == LEN(quotes) || (end = find_close(t, i, q)) <= i + 1)
			continue;
		add(c, CLAIM_QUOTE, i + 1, end,
		    word_key(t, i + 1, end - i - 1, 2));
		if (quotes[q].open == quotes[q].close)
			i = end;
	}
}

void
claims_read(struct claims *c, struct span answer,
    const struct chinese *chinese)
{
	size_t i = 0;

	c->n = 0;
	c->numbers = c->words = false;
	c->text = answer;
	units_read(&c->answer, answer);
	while (i < c->answer.n)
		i = read_claim(c, i, chinese);
	read_quotes(c);
	fill_table(c);
}

void
claims_free(struct claims *c)
{
	units_free(&c->answer);
	free(c->claim);
	free(c->slot);
	memset(c, 0, sizeof(*c));
}

/* Marks a number, whose measure is read only if the answer may have it. */
static void
mark_number(struct claims *c, const struct units *t, struct number_found *f,
    bool given)
{
	const size_t n = f->n;
	uint64_t key[NUMBER_READINGS];
	bool some = false;
	size_t k;

	for (k = 0; k < n; k++) {
		key[k] = numbers_hash(&f->reading[k]);
		some = some || may_have(c, key[k]);
	}
	if (!some)
		return;
	numbers_measure(t, f);
	for (k = 0; k < n; k++)
		mark(c, key[k], f->reading[k].measure, given);
}

/* Marks the word at i, and the numbers in it.  Returns its end. */
static size_t
mark_word(struct claims *c, const struct units *t, size_t i, bool given)
{
	struct number_found f;
	struct word w;

	words_read(t, i, &w);
	if (c->words) {
		mark(c, word_key(t, w.from, w.to - w.from, 0), 1, given);
		mark(c, word_key(t, w.from, w.stem, 1), 1, given);
	}
	if (!c->numbers)
		return w.to;
	if (words_month(t, i, &f) || numbers_value(t, i, &f))
		mark_number(c, t, &f, given);
	for (; i < w.to; i++)
		if (t->u[i].kind == UNIT_DIGIT &&
		    t->u[i - 1].kind != UNIT_DIGIT && numbers_value(t, i, &f))
			mark_number(c, t, &f, given);
	return w.to;
}

void
claims_mark(struct claims *c, const struct units *t, bool given)
{
	struct number_found f;
	struct word w;
	size_t i = 0, read = 0, next;

	while (i < t->n) {
		switch (t->u[i].kind) {
		case UNIT_HAN:
			next = i + 1 + units_kind(t, i + 1, UNIT_BLANK);
			if (units_kind(t, next, UNIT_HAN))
				mark(c, pair_key(t->u[i].cp, t->u[next].cp),
				    1, given);
			if (c->numbers && i >= read &&
			    numbers_may_begin(t->u[i].cp) &&
			    numbers_value(t, i, &f)) {
				mark_number(c, t, &f, given);
				read = f.end;
			}
			i++;
			break;
		case UNIT_DIGIT:
			if (i >= read && c->numbers &&
			    numbers_value(t, i, &f)) {
				mark_number(c, t, &f, given);
				read = f.end;
			}
			if (c->words && words_glued(t, i, &w))
				mark(c, word_key(t, w.from, w.to - w.from, 0),
				    1, given);
			while (units_kind(t, i, UNIT_DIGIT))
				i++;
			break;
		case UNIT_LETTER:
			i = mark_word(c, t, i, given);
			break;
		default:
			i++;
		}
	}
}

/* Whether the bits that a slot has are enough for the claim. */
static bool
suits(const struct claim *claim, uint32_t bits)
{
	uint32_t measure = claim->measure | MEASURE_NONE;

	if (claim->type != CLAIM_NUMBER)
		return bits != 0;
	if (claim->measure & (MEASURE_NONE | MEASURE_WORD))
		return (bits & ~(uint32_t)MEASURE_FOLLOWS) != 0;
	/* "21 players" may be 21 in a phrase, but not May 21. */
	if ((measure & MEASURE_DATE) == 0)
		measure |= MEASURE_WORD;
	return (bits & measure & ~(uint32_t)MEASURE_DATE) != 0;
}

bool
claims_held(const struct claims *c, size_t i)
{
	do
		if (suits(&c->claim[i], c->slot[c->claim[i].slot].held))
			return true;
	while (++i < c->n && c->claim[i].other);
	return false;
}

bool
claims_given(const struct claims *c, size_t i)
{
	do
		if (suits(&c->claim[i], c->slot[c->claim[i].slot].given))
			return true;
	while (++i < c->n && c->claim[i].other);
	return false;
}

void
claims_put(const struct claims *c, size_t from, size_t to, struct buf *b)
{
	size_t first = c->answer.u[from].byte;

	json_put_string(b, c->text.p + first,
	    units_end(&c->answer, to - 1) - first);
}
