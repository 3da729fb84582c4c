/* Folds a text to tokens, n-grams and facts, for comparison. */
#include "folded.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "fraction.h"
#include "number.h"
#include "symbol.h"
#include "text/chinese.h"
#include "text/normal.h"
#include "text/numbers.h"
#include "text/words.h"

/* What stands between quotes is a name if it has so many tokens at most. */
#define NAME_MOST 20

static uint64_t
join(uint64_t hash, uint64_t x)
{
	return (hash ^ x) * 0x9e3779b97f4a7c15U + (hash >> 29);
}

/* What a character, folded, may be besides a token. */
enum { BEGINS_NUMBER = 1, SAYS_NO = 2, IS_SYMBOL = 4, QUOTES = 8,
	ABOUT = 16 };

/* Marks around names; “ and ” stand for " too. */
static const char quotes[] = "《》〈〉「」『』【】“”\"";

/*
 * English words, without apostrophes, that say no, and those that make the
 * number behind them another, by what they make of it.
 */
static const struct {
	const char *word;
	uint32_t about;	/* 0: it says no */
} said[] = { { "not", 0 }, { "no", 0 }, { "never", 0 }, { "without", 0 },
	{ "cannot", 0 }, { "none", 0 }, { "neither", 0 }, { "nor", 0 },
	{ "nobody", 0 }, { "nothing", 0 }, { "except", 0 }, { "unable", 0 },
	{ "impossible", 0 }, { "hardly", 0 }, { "barely", 0 },
	{ "rarely", 0 }, { "seldom", 0 }, { "isn", 0 }, { "aren", 0 },
	{ "wasn", 0 }, { "weren", 0 }, { "don", 0 }, { "doesn", 0 },
	{ "didn", 0 }, { "won", 0 }, { "wouldn", 0 }, { "couldn", 0 },
	{ "shouldn", 0 }, { "hasn", 0 }, { "haven", 0 }, { "hadn", 0 },
	{ "can", 0 },	/* with 't alone */
	{ "about", '~' }, { "around", '~' }, { "approximately", '~' },
	{ "roughly", '~' }, { "almost", '-' }, { "nearly", '-' },
	{ "over", '+' }, { "above", '+' }, { "exceeding", '+' },
	{ "than", 't' }, { "below", '<' }, { "under", '<' },
	{ "least", 'l' }, { "most", 'm' } };

struct folding {
	bool values;
	struct chinese *chinese;
	uint8_t what[1 << 16];	/* BEGINS_NUMBER, ... of each character */
	uint32_t marked[1 << 11];	/* a bit for each that is any of it */
	uint64_t said[LEN(said)];	/* the hashes of those words */
	bool may_say[256];	/* by the highest bits of a hash */
};

/* Whether the comma at i, behind a digit, parts thousands: that of 1,000. */
static bool
parts_thousands(const struct units *u, size_t i)
{
	return units_cp(u, i) == ',' && units_kind(u, i + 1, UNIT_DIGIT) &&
	    units_kind(u, i + 2, UNIT_DIGIT) &&
	    units_kind(u, i + 3, UNIT_DIGIT) &&
	    !units_kind(u, i + 4, UNIT_DIGIT);
}

/*
 * Hashes the word that begins at unit i: letters, or digits, since 10km is
 * 10 km.  Returns where it ends.
 */
static size_t
hash_word(const struct units *u, size_t i, uint64_t *hash)
{
	const enum unit_kind kind = (enum unit_kind)u->u[i].kind;

	for (*hash = 0; units_kind(u, i, kind); i++) {
		*hash = join(*hash, u->u[i].cp);
		if (kind == UNIT_DIGIT && parts_thousands(u, i + 1))
			i++;
	}
	return i;
}

/*
 * Whether a character of the basic plane has a mark; most have none, so that
 * this comes before a look at `what`.  Others may seem to have one.
 */
static inline bool
is_marked(const struct folding *folding, uint32_t cp)
{
	return (folding->marked[cp >> 5 & 0x7ff] >> (cp & 31) & 1) != 0;
}

/* Notes what a character of the basic plane is. */
static void
mark_one(struct folding *folding, uint32_t cp, uint8_t what)
{
	folding->what[cp] |= what;
	folding->marked[cp >> 5] |= (uint32_t)1 << (cp & 31);
}

/* Notes what the characters of a string are. */
static void
mark(struct folding *folding, const char *s, uint8_t what)
{
	struct units u = { 0 };
	size_t i;

	units_read(&u, span_of(s));
	for (i = 0; i < u.n; i++)
		mark_one(folding, u.u[i].cp, what);
	units_free(&u);
}

static void
mark_symbols(struct folding *folding)
{
	uint32_t cp;

	for (cp = 0; cp < 0x10000; cp++) {
		if (cp == SYMBOL_END)
			cp = 0xffe0;
		if (symbol_may_be(cp))
			mark_one(folding, cp, IS_SYMBOL);
	}
}

struct folding *
folding_open(bool values)
{
	struct folding *folding = xcalloc(1, sizeof(*folding));
	struct units u = { 0 };
	size_t i;

	folding->values = values;
	folding->chinese = chinese_open();
	mark(folding, "半〇零一二两三四五六七八九十百千万亿廿卅卌"
	    "壹贰叁肆伍陆柒捌玖", BEGINS_NUMBER);
	mark(folding, "不没未无非别否勿莫", SAYS_NO);
	mark(folding, NUMBER_ABOUT, ABOUT);
	mark(folding, quotes, QUOTES);
	mark_symbols(folding);
	for (i = 0; i < LEN(said); i++) {
		units_read(&u, span_of(said[i].word));
		hash_word(&u, 0, &folding->said[i]);
		folding->may_say[folding->said[i] >> 56] = true;
	}
	units_free(&u);
	return folding;
}

void
folding_close(struct folding *folding)
{
	if (folding == NULL)
		return;
	chinese_close(folding->chinese);
	free(folding);
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
	default: return 0;
	}
}

/* Marks that are open at once; a text that opens more has lost some. */
#define OPEN_MOST 8

/* Kinds of facts. */
enum { FACT_NUMBER, FACT_WORD, FACT_NAME, FACT_NOT, FACT_SYMBOL, FACT_ABOUT,
	FACT_MEASURE };

/* What is read, from left to right. */
struct reading {
	struct folded *f;
	const struct folding *folding;
	struct {
		uint32_t close;	/* the mark that ends a name */
		size_t begun;	/* its first token */
	} open[OPEN_MOST];
	size_t nopen;
	bool quoted;		/* a mark " came */
	size_t quote;		/* the token behind the last one */
	size_t words;		/* tokens that are words or symbols */
	size_t numbers;
	size_t counted;		/* units that are part of a number read */
	uint64_t worded;	/* facts, Latin words too */
};

/*
 * Adds a fact to the hash of all.  Their order and number count: 3月至4月 is
 * not 4月至3月.
 */
static void
add_fact(struct reading *r, uint64_t kind, uint64_t fact)
{
	fact = folded_mix(fact + kind);
	r->worded = join(r->worded, fact);
	if (kind != FACT_WORD)
		r->f->facts = join(r->f->facts, fact);
}

/* Adds a token; there is room for as many as there are units. */
static void
add_token(struct folded *f, uint64_t token)
{
	f->token[f->n++] = token;
}

/* Adds a symbol as a token. */
static void
add_symbol(struct reading *r, uint32_t symbol)
{
	r->words++;
	add_token(r->f, TOKEN_WORD | folded_mix(symbol) >> 1);
}

/*
 * Adds what a number says besides its value: a sign; 三四, 七八十; that it is one
 * of an order; what it measures, mW or MW; and the zeros at the end of 1.10,
 * which is another version than 1.1.
 */
static void
qualify_number(struct reading *r, const struct number_found *found,
    size_t zeros)
{
	const struct units *u = &r->f->units;
	const size_t from = found->from;
	size_t n = number_alternatives(u, found);
	const uint32_t prefix = number_prefix(u, found);
	uint64_t measure;

	if (prefix != 0 && r->folding->values) {
		add_symbol(r, prefix);
		add_fact(r, FACT_SYMBOL, prefix);
	}
	if (number_is_negative(u, found))
		add_fact(r, FACT_SYMBOL, '-');
	while (n-- > 0)
		add_fact(r, FACT_ABOUT, units_cp(u, from + n));
	if (number_is_order(u, found))
		add_fact(r, FACT_ABOUT, '.');
	if ((measure = number_measure(u, found)) != 0)
		add_fact(r, FACT_MEASURE, measure);
	while (zeros-- > 0)
		add_fact(r, FACT_SYMBOL, '0');
}

/* Adds the value of a number as a token. */
static void
add_value(struct reading *r, const struct number_found *found)
{
	const uint64_t value = numbers_hash(&found->reading[0]);

	r->numbers++;
	add_token(r->f, TOKEN_WORD |
	    folded_mix(value + (found->percent ? '%' : 0)) >> 1);
}

/*
 * Adds a fraction to the facts, and, by its value, as a token: that of a
 * percentage.  Returns where it ends; i, its beginning, if it is no token.
 */
static size_t
add_fraction(struct reading *r, const struct number_found *found)
{
	r->counted = found->end;
	if (number_is_negative(&r->f->units, found))
		add_fact(r, FACT_SYMBOL, '-');
	add_fact(r, FACT_MEASURE, MEASURE_PERCENT);
	add_fact(r, FACT_NUMBER, numbers_hash(&found->reading[0]));
	if (!r->folding->values)
		return found->from;
	add_value(r, found);
	return found->end;
}

/*
 * Adds the number that may begin at unit i to the facts, and, if its value is
 * all that it says, as a token.  Returns the end of that, or i.
 */
static size_t
read_number(struct reading *r, size_t i)
{
	const struct units *u = &r->f->units;
	struct number_found found;
	size_t zeros;
	bool number;

	if (i < r->counted)
		return i;
	number = numbers_value(u, i, &found) && found.n > 0;
	if (fraction_read(u, i, number, &found))
		return add_fraction(r, &found);
	if (!number)
		return i;
	if (found.vague && units_cp(u, i - 1) != 0x7b2c /* 第 */ &&
	    !words_counts(u, i, &found, r->folding->chinese))
		return i;
	number_percent(u, &found);
	r->counted = found.end;
	zeros = number_zeros(u, &found);
	qualify_number(r, &found, zeros);
	add_fact(r, FACT_NUMBER, numbers_hash(&found.reading[0]));
	if (!r->folding->values || !number_is_plain(u, &found, zeros))
		return i;
	add_value(r, &found);
	return found.end;
}

/*
 * Adds the facts that the Han character cp, unit i, may be or begin.  Returns
 * the end of the number that became a token, or i.
 */
static size_t
read_facts(struct reading *r, size_t i, uint32_t cp)
{
	const uint8_t what = cp > 0xffff ? 0 : r->folding->what[cp];
	uint32_t about;

	if ((what & SAYS_NO) != 0)
		add_fact(r, FACT_NOT, 0);
	if ((what & ABOUT) != 0 &&
	    (about = number_about(&r->f->units, i)) != 0)
		add_fact(r, FACT_ABOUT, about);
	return (what & BEGINS_NUMBER) != 0 ? read_number(r, i) : i;
}

/* Adds what the English word that ends before unit i says; false: nothing. */
static bool
read_said(struct reading *r, uint64_t hash, size_t i)
{
	const struct folding *folding = r->folding;
	const struct units *u = &r->f->units;
	size_t k;

	if (!folding->may_say[hash >> 56])
		return false;
	for (k = 0; k < LEN(said) && folding->said[k] != hash; k++)
		;
	if (k == LEN(said) || (strcmp(said[k].word, "can") == 0 &&
	    !(units_kind(u, i, UNIT_MARK) && units_cp(u, i + 1) == 't' &&
	    !units_word(u, i + 2))))
		return false;
	if (said[k].about == 0)
		add_fact(r, FACT_NOT, 0);
	else if (units_kind(u, i, UNIT_BLANK) && number_begins(u, i + 1))
		add_fact(r, FACT_ABOUT, said[k].about);
	else
		return false;
	return true;
}

/* Whether the letters from unit i to end are a Roman numeral: II, XIV. */
static bool
is_roman(const struct units *u, size_t i, size_t end)
{
	if (end - i < 2)	/* I is a pronoun, V an initial */
		return false;
	for (; i < end; i++)
		if (!u->u[i].capital || u->u[i].cp >= 0x80 ||
		    strchr("ivxlcdm", (int)u->u[i].cp) == NULL)
			return false;
	return true;
}

/* Reads the word that begins at unit i.  Returns where it ends. */
static size_t
read_word(struct reading *r, size_t i)
{
	struct folded *f = r->f;
	const struct units *u = &f->units;
	const bool letters = units_kind(u, i, UNIT_LETTER);
	const size_t from = i;
	uint64_t hash;

	if ((!letters || !units_word(u, i - 1)) &&
	    (i = read_number(r, i)) > from) {
		f->length += i - from;
		return i;
	}
	i = hash_word(u, i, &hash);
	f->length += i - from;
	if (letters)
		r->words++;
	else
		r->numbers++;
	add_token(f, TOKEN_WORD | hash >> 1);
	if (letters && !read_said(r, hash, i))
		add_fact(r, is_roman(u, from, i) ? FACT_NUMBER : FACT_WORD,
		    hash);
	return i;
}

/* Reads the run of Han characters that begins at unit i.  Returns its end. */
static size_t
read_run(struct reading *r, size_t i)
{
	struct folded *f = r->f;
	const struct unit *all = f->units.u, *end = all + f->units.n;
	const struct unit *u = all + i;
	uint64_t *token = f->token + f->n;
	size_t at;

	for (; u < end && u->kind == UNIT_HAN; u++) {
		if (is_marked(r->folding, u->cp)) {
			f->n = (size_t)(token - f->token);
			at = read_facts(r, (size_t)(u - all), u->cp);
			token = f->token + f->n;
			if (at > (size_t)(u - all)) {
				u = all + at - 1;
				continue;
			}
		}
		*token++ = u->cp;
	}
	f->n = (size_t)(token - f->token);
	f->length += (size_t)(u - all) - i;
	return (size_t)(u - all);
}

/* Adds the tokens from one on as a name, if they may be one. */
static void
add_name(struct reading *r, size_t from)
{
	const struct folded *f = r->f;
	uint64_t hash = 0;

	if (f->n == from || f->n - from > NAME_MOST)
		return;
	for (; from < f->n; from++)
		hash = join(hash, f->token[from]);
	add_fact(r, FACT_NAME, hash);
}

/*
 * Adds the symbol that unit i may be, as a token of its own, so that texts
 * that differ in it are not the same.  The number tells of a percent sign and
 * of a point.
 */
static void
read_symbol(struct reading *r, size_t i)
{
	const uint32_t symbol = symbol_at(&r->f->units, i);
	struct number_found found;

	if (symbol == 0 || (r->folding->values &&
	    fraction_read(&r->f->units, i, false, &found) &&
	    add_fraction(r, &found) > i))
		return;
	add_symbol(r, symbol);
	if (symbol != '%' && symbol != '.')
		add_fact(r, FACT_SYMBOL, symbol);
}

/*
 * Notes where a name in quotes begins and ends.  “ and ” are " in some texts,
 * which does not tell the one from the other, so that what stands between any
 * two of them counts.
 */
static void
read_quote(struct reading *r, uint32_t cp)
{
	const uint32_t close = closing(cp);
	size_t i;

	if (cp == '"' || cp == 0x201c || cp == 0x201d) {
		if (r->quoted)
			add_name(r, r->quote);
		r->quoted = true;
		r->quote = r->f->n;
	} else if (close != 0) {
		if (r->nopen == OPEN_MOST)
			r->nopen = 0;
		r->open[r->nopen].close = close;
		r->open[r->nopen++].begun = r->f->n;
	}
	for (i = r->nopen; i-- > 0;)
		if (r->open[i].close == cp) {
			add_name(r, r->open[i].begun);
			r->nopen = i;
			return;
		}
}

/* Reads the mark that is unit i. */
static void
read_mark(struct reading *r, size_t i)
{
	const uint32_t cp = r->f->units.u[i].cp;

	if (!is_marked(r->folding, cp) || cp > 0xffff)
		return;
	if ((r->folding->what[cp] & IS_SYMBOL) != 0)
		read_symbol(r, i);
	if ((r->folding->what[cp] & QUOTES) != 0)
		read_quote(r, cp);
}

/* A hash of the tokens in their order: four at a time, which is faster. */
static uint64_t
hash_tokens(const uint64_t *token, size_t n)
{
	static const uint64_t odd = 0x9e3779b97f4a7c15U;
	uint64_t a = n, b = 1, c = 2, d = 3;
	size_t i;

	for (i = 0; i + 4 <= n; i += 4) {
		a = (a ^ token[i]) * odd;
		b = (b ^ token[i + 1]) * odd;
		c = (c ^ token[i + 2]) * odd;
		d = (d ^ token[i + 3]) * odd;
	}
	for (; i < n; i++)
		a = join(a, token[i]);
	return join(join(join(a, b), c), d);
}

void
folded_read(struct folded *f, struct span s, const struct folding *folding)
{
	struct reading r = { .f = f, .folding = folding };
	size_t i = 0;

	units_read(&f->units, s);
	if (f->units.forms)
		units_read(&f->units, normal_form(s, &f->form));
	if (f->units.n > f->size) {
		f->size = f->units.n + 256;
		f->token = xreallocarray(f->token, f->size,
		    sizeof(*f->token));
	}
	f->n = f->length = f->ngrams = f->of = 0;
	f->facts = 0;
	while (i < f->units.n)
		switch ((enum unit_kind)f->units.u[i].kind) {
		case UNIT_BLANK:
			i++;
			break;
		case UNIT_MARK:
			read_mark(&r, i++);
			break;
		case UNIT_HAN:
			i = read_run(&r, i);
			break;
		default:
			i = read_word(&r, i);
		}
	f->hash = hash_tokens(f->token, f->n);
	f->han = f->n - r.numbers > 2 * r.words;
	if (f->han)
		f->facts = r.worded;
}

bool
folded_same(const struct folded *a, const struct folded *b)
{
	return a->hash == b->hash && a->n == b->n && (a->n == 0 ||
	    memcmp(a->token, b->token, a->n * sizeof(*a->token)) == 0);
}

void
folded_trim(const struct folded *a, const struct folded *b, size_t *begin,
    size_t *end)
{
	const size_t shorter = a->n < b->n ? a->n : b->n;
	size_t i = 0, k = 0;

	while (i < shorter && a->token[i] == b->token[i])
		i++;
	while (k < shorter - i &&
	    a->token[a->n - 1 - k] == b->token[b->n - 1 - k])
		k++;
	*begin = i;
	*end = k;
}

void
folded_free(struct folded *f)
{
	units_free(&f->units);
	free(f->token);
	free(f->gram);
	free(f->spare);
	buf_free(&f->form);
	*f = (struct folded){ 0 };
}
