/* Reads fractions, in digits, Han numerals or English words, by value. */
#include "fraction.h"

#include "base/buf.h"

/* Fractions are told from other numbers by exponents below this. */
#define EXPONENT (-10000)

/* No larger number is part of a fraction. */
#define MOST 10000

/* The value of the number found, or 0 if it is no part of a fraction. */
static uint64_t
value_of(const struct number_found *f)
{
	uint64_t value = f->reading[0].digits;
	int exponent = f->reading[0].exponent;

	if (f->n == 0 || exponent < 0 || exponent > 4 || value > MOST)
		return 0;
	for (; exponent > 0; exponent--)
		value *= 10;
	return value > MOST ? 0 : value;
}

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
	uint64_t rest;

	for (; b != 0; b = rest) {
		rest = a % b;
		a = b;
	}
	return a;
}

/* Makes part / whole the reading of *f.  False if either is 0. */
static bool
make(struct number_found *f, size_t from, size_t end, uint64_t part,
    uint64_t whole)
{
	uint64_t rest, divisor;
	int exponent = 2;

	if (part == 0 || whole == 0)
		return false;
	divisor = common_divisor(part, whole);
	part /= divisor;
	rest = whole /= divisor;
	*f = (struct number_found){ .from = from, .end = end, .n = 1,
	    .percent = true };
	/* The fraction ends if the divisor has no factor but 2 and 5. */
	while (rest % 2 == 0)
		rest /= 2;
	while (rest % 5 == 0)
		rest /= 5;
	if (rest > 1) {
		f->reading[0] = (struct number){ part,
		    EXPONENT - (int)whole, MEASURE_NONE };
		return true;
	}
	for (; part % whole != 0; exponent--)
		part *= 10;
	f->reading[0] = numbers_make(part / whole, exponent);
	return true;
}

/* The number that the digits from unit i to end are; 0: too long. */
static uint64_t
read_digits(const struct units *u, size_t i, size_t *end)
{
	uint64_t value = 0;

	for (*end = i; units_kind(u, *end, UNIT_DIGIT); ++*end)
		if (value <= MOST)
			value = value * 10 + (units_cp(u, *end) - '0');
	return value > MOST ? 0 : value;
}

/* / or the bar of ½ */
static bool
is_bar(uint32_t cp)
{
	return cp == '/' || cp == 0x2044;
}

/* 1/3, but neither 5/2023, 24/7, 1/2/3 nor 2/4, which may be no fractions. */
static bool
read_slash(const struct units *u, size_t i, struct number_found *f)
{
	size_t bar, end;
	const uint64_t part = read_digits(u, i, &bar),
	    whole = read_digits(u, bar + 1, &end);

	if (part >= whole || whole > 1000 ||
	    common_divisor(part, whole) != 1 || units_cp(u, i) == '0' ||
	    units_cp(u, bar + 1) == '0')
		return false;
	if (i > 0 && (units_word(u, i - 1) || is_bar(units_cp(u, i - 1)) ||
	    units_cp(u, i - 1) == '.'))
		return false;
	if (units_word(u, end) || is_bar(units_cp(u, end)) ||
	    (units_cp(u, end) == '.' && units_kind(u, end + 1, UNIT_DIGIT)))
		return false;
	return make(f, i, end, part, whole);
}

/* 三分之一, 万分之五; *f is the number before 分之. */
static bool
read_parts(const struct units *u, size_t i, struct number_found *f)
{
	struct number_found part;

	return !f->percent && numbers_value(u, f->end + 2, &part) &&
	    make(f, i, part.end, value_of(&part), value_of(f));
}

/* 三成, where it is no other word: 三成的人, 占三成。 */
static bool
read_tenths(const struct units *u, size_t i, struct number_found *f)
{
	static const char *const behind[] = { "的", "以上", "以下", "左右" };
	const int part = numbers_digit(units_cp(u, i));
	bool is_word = !units_kind(u, i + 2, UNIT_HAN);
	size_t k;

	if (part < 1 || units_at(u, i + 1, "成") == 0 ||
	    (i > 0 && numbers_digit(units_cp(u, i - 1)) != -1))
		return false;
	for (k = 0; k < LEN(behind); k++)
		is_word = is_word || units_at(u, i + 2, behind[k]) > 0;
	return is_word && make(f, i, i + 2, (uint64_t)part, 10);
}

/* 一半 and 半数, but not 另一半. */
static bool
read_half(const struct units *u, size_t i, struct number_found *f)
{
	static const char *const before[] = { "另", "这", "那", "每", "上", "下",
		"前", "后", "大" };
	size_t k;

	if (units_at(u, i, "一半") == 0 && units_at(u, i, "半数") == 0)
		return false;
	for (k = 0; i > 0 && k < LEN(before); k++)
		if (units_at(u, i - 1, before[k]) > 0)
			return false;
	return units_at(u, i + 2, "天") == 0 && make(f, i, i + 2, 1, 2);
}

/* What an English word divides by.  Sets *end; 0: nothing. */
static uint64_t
read_divisor(const struct units *u, size_t i, size_t *end)
{
	static const struct {
		const char *word;
		uint64_t whole;
		bool of;	/* "of" must follow: a quarter has 3 months */
	} words[] = { { "half", 2, true }, { "third", 3, false },
		{ "quarter", 4, true }, { "fourth", 4, true },
		{ "fifth", 5, false }, { "sixth", 6, false },
		{ "seventh", 7, false }, { "eighth", 8, false },
		{ "ninth", 9, false }, { "tenth", 10, false } };
	size_t k;

	for (k = 0; k < LEN(words); k++) {
		if (units_at(u, i, words[k].word) == 0)
			continue;
		*end = i + units_at(u, i, words[k].word);
		*end += units_cp(u, *end) == 's';
		if (!units_word(u, *end) && (!words[k].of ||
		    units_at(u, *end, " of ") > 0))
			return words[k].whole;
	}
	return 0;
}

/* "one third", "two-thirds"; *f is the number, which ends before unit end. */
static bool
read_english(const struct units *u, size_t i, struct number_found *f)
{
	const uint64_t part = value_of(f);
	size_t end = f->end + 1;
	uint64_t whole;

	if (part > 9 || (!units_kind(u, f->end, UNIT_BLANK) &&
	    units_cp(u, f->end) != '-'))
		return false;
	whole = read_divisor(u, end, &end);
	return make(f, i, end, part, whole);
}

/* "half of", "a third of" */
static bool
read_one(const struct units *u, size_t i, struct number_found *f)
{
	const bool half = units_cp(u, i) == 'h';
	size_t end = half ? i : i + 2;
	uint64_t whole;

	if (!half && (units_cp(u, i) != 'a' ||
	    !units_kind(u, i + 1, UNIT_BLANK)))
		return false;
	whole = read_divisor(u, end, &end);
	return (whole == 2 || !half) && units_at(u, end, " of ") > 0 &&
	    make(f, i, end, 1, whole);
}

/* ½ and the like, each one character. */
static bool
read_sign(const struct units *u, size_t i, struct number_found *f)
{
	static const struct {
		uint32_t cp;
		uint64_t part, whole;
	} signs[] = { { 0xbc, 1, 4 }, { 0xbd, 1, 2 }, { 0xbe, 3, 4 },
		{ 0x2150, 1, 7 }, { 0x2151, 1, 9 }, { 0x2152, 1, 10 },
		{ 0x2153, 1, 3 }, { 0x2154, 2, 3 }, { 0x2155, 1, 5 },
		{ 0x2156, 2, 5 }, { 0x2157, 3, 5 }, { 0x2158, 4, 5 },
		{ 0x2159, 1, 6 }, { 0x215a, 5, 6 }, { 0x215b, 1, 8 },
		{ 0x215c, 3, 8 }, { 0x215d, 5, 8 }, { 0x215e, 7, 8 } };
	size_t k;

	for (k = 0; k < LEN(signs); k++)
		if (signs[k].cp == units_cp(u, i))
			return make(f, i, i + 1, signs[k].part,
			    signs[k].whole);
	return false;
}

/* read_slash, read_parts or read_tenths, by what is behind the number. */
static bool
read_behind(const struct units *u, size_t i, struct number_found *f)
{
	switch (units_cp(u, f->end)) {
	case '/': case 0x2044:
		return f->arabic && read_slash(u, i, f);
	case 0x5206:	/* 分 */
		return units_at(u, f->end, "分之") > 0 && read_parts(u, i, f);
	case 0x6210:	/* 成 */
		return read_tenths(u, i, f);
	default:
		return false;
	}
}

bool
fraction_read(const struct units *u, size_t i, bool number,
    struct number_found *f)
{
	switch ((enum unit_kind)u->u[i].kind) {
	case UNIT_DIGIT:
		return number && read_behind(u, i, f);
	case UNIT_HAN:
		return read_half(u, i, f) || (number && read_behind(u, i, f));
	case UNIT_LETTER:
		return number ? read_english(u, i, f) : read_one(u, i, f);
	case UNIT_MARK:
		return read_sign(u, i, f);
	default:
		return false;
	}
}
