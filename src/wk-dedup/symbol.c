/* Tells symbols that change the meaning of a text from punctuation. */
#include "symbol.h"

#include <string.h>

#include "base/buf.h"

/* Symbols wherever they stand. */
static const struct {
	uint16_t first, last;
} always[] = {
	{ 0xac, 0xac }, { 0xb0, 0xb3 }, { 0xb9, 0xb9 },	/* ¬ ° ± ² ³ ¹ */
	{ 0xbc, 0xbe }, { 0xd7, 0xd7 }, { 0xf7, 0xf7 },	/* ¼ ½ ¾ × ÷ */
	{ 0x2030, 0x2033 },	/* ‰ ‱ ′ ″ */
	{ 0x2070, 0x208e },	/* superscripts and subscripts */
	{ 0x2103, 0x2103 }, { 0x2109, 0x2109 },	/* ℃ ℉ */
	{ 0x2150, 0x218b },	/* fractions, Roman numerals */
	{ 0x2200, 0x2211 }, { 0x221a, 0x2222 },	/* ∀ to ∑, √ to ∢ */
	{ 0x2224, 0x2235 }, { 0x223d, 0x22c4 },	/* ∤ to ∵, ∽ to ⋄ */
	{ 0x22c7, 0x22ed },
	{ 0x2460, 0x24b5 }, { 0x24ea, 0x24ff },	/* ① to ⒵, ⓪ to ⓿ */
	{ 0x2776, 0x2793 },	/* ❶ to ➓ */
	{ 0x3220, 0x3229 }, { 0x3248, 0x325f },	/* ㈠ to ㈩, ㉈ to ㉟ */
	{ 0x3280, 0x3289 }, { 0x32b1, 0x32bf },	/* ㊀ to ㊉, ㊱ to ㊿ */
	{ 0x3380, 0x33df },	/* ㎎, ㎡ and other units */
};

/* A currency, one code point for each; 0 if cp is not one. */
static uint32_t
currency(uint32_t cp)
{
	switch (cp) {
	case '$': case 0xa2: case 0xa3: case 0xa5:
		return cp;
	case 0xffe0: return 0xa2;	/* full width ¢ £ ¥ ₩ */
	case 0xffe1: return 0xa3;
	case 0xffe5: return 0xa5;
	case 0xffe6: return 0x20a9;
	default: return cp >= 0x20a0 && cp <= 0x20cf ? cp : 0;
	}
}

static bool
is_blank(const struct units *u, size_t i)
{
	return units_cp(u, i) == ' ' || units_cp(u, i) == 0x3000;
}

/* Whether unit i may be part of a term: a letter, a digit, Han, a bracket. */
static bool
is_term(const struct units *u, size_t i)
{
	const uint32_t cp = units_cp(u, i);

	return units_word(u, i) || units_kind(u, i, UNIT_HAN) || cp == '(' ||
	    cp == ')' || cp == '[' || cp == ']';
}

/* Whether mark i stands between two terms, with a blank on either side. */
static bool
is_apart(const struct units *u, size_t i)
{
	return i > 1 && is_blank(u, i - 1) && is_term(u, i - 2) &&
	    is_blank(u, i + 1) && is_term(u, i + 2);
}

/* Whether mark i stands between two terms, with no blank. */
static bool
is_between(const struct units *u, size_t i)
{
	return i > 0 && is_term(u, i - 1) && is_term(u, i + 1);
}

static bool
is_letter(const struct units *u, size_t i)
{
	return units_kind(u, i, UNIT_LETTER);
}

static bool
is_digit(const struct units *u, size_t i)
{
	return units_kind(u, i, UNIT_DIGIT);
}

/* Whether a number follows at i, or one ends before it. */
static bool
is_amount(const struct units *u, size_t i)
{
	return is_digit(u, i + (is_blank(u, i + 1) ? 2 : 1)) ||
	    is_digit(u, i - (is_blank(u, i - 1) ? 2 : 1));
}

/*
 * Whether the dash at i is the sign of a number.  That of A-12, 1990-2000 and
 * 5月1日-5月3日 is none.
 */
static bool
is_minus(const struct units *u, size_t i)
{
	const uint32_t before = units_cp(u, i - 1);

	return is_digit(u, i + 1) && !units_word(u, i - 1) && before != '-' &&
	    before != ')' && before != ']' &&
	    !(units_kind(u, i - 1, UNIT_HAN) && is_digit(u, i - 2));
}

/* Whether the ASCII mark at i is a symbol there. */
static bool
is_symbol(const struct units *u, size_t i)
{
	const uint32_t cp = u->u[i].cp;

	switch (cp) {
	case '%':
		return is_digit(u, i - (is_blank(u, i - 1) ? 2 : 1));
	case '+':
		return is_between(u, i) || is_apart(u, i) ||
		    is_digit(u, i + 1) || is_letter(u, i - 1) ||
		    (units_cp(u, i - 1) == '+' && is_letter(u, i - 2));
	case '<': case '>':
		/* not that of <b>, nor of a quotation */
		return is_apart(u, i) || (is_between(u, i) &&
		    !(is_letter(u, i - 1) && is_letter(u, i + 1))) ||
		    units_cp(u, i + 1) == '=';
	case '*':	/* not that of *emphasis* */
		return is_apart(u, i) ||
		    (is_digit(u, i - 1) && is_digit(u, i + 1));
	case '#':	/* C#, F# */
		return is_letter(u, i - 1) && !units_word(u, i - 2);
	case '!':
		return units_cp(u, i + 1) == '=';
	case '.':	/* 3.5 is not 3-5 */
		return is_digit(u, i - 1) && is_digit(u, i + 1);
	case '&': case '|':
		return units_cp(u, i + 1) == cp;
	default:
		return false;
	}
}

/* Whether cp is a symbol wherever it stands. */
static bool
is_always(uint32_t cp)
{
	size_t k;

	for (k = 0; k < LEN(always) && cp >= always[k].first; k++)
		if (cp <= always[k].last)
			return true;
	return false;
}

/* Whether cp is a dash: - − – */
static bool
is_dash(uint32_t cp)
{
	return cp == '-' || cp == 0x2212 || cp == 0x2013;
}

uint32_t
symbol_at(const struct units *u, size_t i)
{
	const uint32_t cp = u->u[i].cp;

	if (currency(cp) != 0)
		return is_amount(u, i) ? currency(cp) : 0;
	if (is_dash(cp))
		return is_minus(u, i) ? '-' : 0;
	if (cp < 0x80)
		return is_symbol(u, i) ? cp : 0;
	return is_always(cp) ? cp : 0;
}

bool
symbol_may_be(uint32_t cp)
{
	return currency(cp) != 0 || is_dash(cp) || is_always(cp) ||
	    (cp > 0 && cp < 0x80 && strchr("%+<>*#!&|.", (int)cp) != NULL);
}
