/* Reads numbers in English words, by value. */
#include "numbers_english.h"

#include <string.h>

#include "base/buf.h"

/* English words that are looked at have at most this many letters. */
#define WORD 12

static const char *const small[] = { "zero", "one", "two", "three", "four",
	"five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
	"nineteen" };
static const char *const tens[] = { "twenty", "thirty", "forty", "fifty",
	"sixty", "seventy", "eighty", "ninety" };
static const char *const ordinals[] = { "first", "second", "third", "fourth",
	"fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
	"twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
	"seventeenth", "eighteenth", "nineteenth", "twentieth" };
static const struct {
	const char *word;
	int zeros;
} large[] = { { "hundred", 2 }, { "thousand", 3 }, { "million", 6 },
	{ "billion", 9 }, { "trillion", 12 }, { "mn", 6 }, { "bn", 9 } };

/* How many letters the English word at i has, of which *word is a copy. */
static size_t
read_word(const struct units *t, size_t i, char word[WORD + 1])
{
	size_t n = 0;

	while (units_kind(t, i + n, UNIT_LETTER) && n < WORD &&
	    t->u[i + n].cp < 0x80) {
		word[n] = (char)t->u[i + n].cp;
		n++;
	}
	word[n] = '\0';
	return units_word(t, i + n) ? 0 : n;
}

static int
find_word(const char *const *words, size_t n, const char *word)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (words[i][0] == word[0] && strcmp(words[i], word) == 0)
			return (int)i;
	return -1;
}

static int
large_word(const char *word)
{
	size_t i;

	for (i = 0; i < LEN(large); i++)
		if (strcmp(large[i].word, word) == 0)
			return large[i].zeros;
	return 0;
}

size_t
numbers_english_times(const struct units *t, size_t i, struct number *x)
{
	size_t at = i + units_kind(t, i, UNIT_BLANK), len;
	char word[WORD + 1];
	int zeros;

	if (!units_kind(t, at, UNIT_LETTER) ||
	    (len = read_word(t, at, word)) == 0 ||
	    (zeros = large_word(word)) == 0 || x->exponent == NUMBER_HASHED)
		return i;
	if (x->digits != 0)
		x->exponent += zeros;
	return at + len;
}

/* The place behind a blank or hyphen at i, or i. */
static size_t
after_gap(const struct units *t, size_t i)
{
	return i + (units_kind(t, i, UNIT_BLANK) || units_cp(t, i) == '-');
}

/*
 * The value of zero to ninety, and of first to twentieth; -1 if it is neither.
 * *vague is set to whether the word often is no number.
 */
static int
word_value(const char *word, bool *vague)
{
	int value;

	*vague = false;
	if ((value = find_word(small, LEN(small), word)) != -1) {
		*vague = value == 1;
		return value;
	}
	if ((value = find_word(ordinals, LEN(ordinals), word)) != -1) {
		*vague = value < 2;
		return value + 1;
	}
	if ((value = find_word(tens, LEN(tens), word)) != -1)
		return value * 10 + 20;
	return -1;
}

/* Whether value, of a word, goes on from part: 20 and 1, 300 and 21. */
static bool
goes_on(uint64_t part, int value)
{
	return part % 100 == 0 ||
	    (part % 10 == 0 && part % 100 >= 20 && value < 10);
}

/* Whether the letter begins one of zero to dozen: most words are no numbers. */
static bool
may_begin(uint32_t cp)
{
	switch (cp) {
	case 'z': case 'o': case 't': case 'f': case 's': case 'e': case 'n':
	case 'd':
		return true;
	default:
		return false;
	}
}

bool
numbers_english(const struct units *t, size_t i, struct number_found *f)
{
	uint64_t total = 0, part = 0;
	char word[WORD + 1];
	size_t at = i, len, words = 0;
	int value, zeros, k;
	bool vague;

	if (!may_begin(t->u[i].cp))
		return false;
	f->end = i;
	while ((len = read_word(t, at, word)) > 0) {
		if (words > 0 && strcmp(word, "and") == 0 && part >= 100) {
			at = after_gap(t, at + len);
			continue;
		}
		if ((value = word_value(word, &vague)) != -1) {
			if (words > 0 && !goes_on(part, value))
				break;
			f->vague = words == 0 && vague;
			part += (uint64_t)value;
		} else if ((zeros = large_word(word)) > 0 && words > 0 &&
		    zeros <= 9 && part < 1000 && total < 100000000) {
			f->vague = false;
			for (k = 0; k < zeros; k++)
				part *= 10;
			if (zeros > 2) {
				total += part;
				part = 0;
			}
		} else if (strcmp(word, "dozen") == 0 && words == 0)
			part = 12;
		else
			break;
		words++;
		f->end = at + len;
		at = after_gap(t, f->end);
	}
	if (f->end > i)
		numbers_add(f, numbers_make(total + part, 0));
	return f->end > i;
}
