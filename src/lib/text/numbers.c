/* Reads numbers, in digits, Han numerals or English words, by value. */
#include "numbers.h"

#include "numbers_english.h"
#include "numbers_han.h"
#include "readings.h"

struct number
numbers_make(uint64_t digits, int exponent)
{
	struct number x = { digits, exponent, MEASURE_NONE };

	if (digits == 0)
		x.exponent = 0;
	while (x.digits != 0 && x.digits % 10 == 0) {
		x.digits /= 10;
		x.exponent++;
	}
	return x;
}

struct number
numbers_hashed(const struct units *t, size_t i, size_t end)
{
	struct number x = { UINT64_C(0xcbf29ce484222325), NUMBER_HASHED,
		MEASURE_NONE };

	for (; i < end; i++)
		if (t->u[i].cp != ',')
			x.digits = (x.digits ^ t->u[i].cp) *
			    UINT64_C(0x100000001b3);
	return x;
}

void
numbers_sum(struct number *a, const struct number *b)
{
	uint64_t x = a->digits, y = b->digits;
	int e = a->exponent < b->exponent ? a->exponent : b->exponent;
	int i;

	if (a->exponent == NUMBER_HASHED || b->exponent == NUMBER_HASHED)
		return;
	for (i = a->exponent; i > e && x < UINT64_MAX / 20; i--)
		x *= 10;
	if (i > e)
		return;
	for (i = b->exponent; i > e && y < UINT64_MAX / 20; i--)
		y *= 10;
	if (i == e && x < UINT64_MAX / 2 && y < UINT64_MAX / 2)
		*a = numbers_make(x + y, e);
}

int
numbers_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9' ? (int)cp - '0' : numbers_han_digit(cp);
}

void
numbers_add(struct number_found *f, struct number x)
{
	if (f->n < NUMBER_READINGS)
		f->reading[f->n++] = x;
}

/* How many bytes unit i takes in the text. */
static uint32_t
width(const struct units *t, size_t i)
{
	return units_end(t, i) - t->u[i].byte;
}

/*
 * Whether a comma at i, in a number that began at `from`, parts thousands.  In
 * Chinese text a full-width comma between ASCII digits does not.
 */
static bool
parts_thousands(const struct units *t, size_t from, size_t i)
{
	size_t k;

	if (units_cp(t, i) != ',' || i == from || t->u[from].cp == '0' ||
	    width(t, i) != width(t, i - 1))
		return false;
	for (k = i + 1; k < i + 4; k++)
		if (!units_kind(t, k, UNIT_DIGIT))
			return false;
	if (units_kind(t, k, UNIT_DIGIT))
		return false;
	/* The first group has at most three digits, and the others three. */
	for (k = from; k < i && k < from + 4; k++)
		if (t->u[k].cp == ',')
			return true;
	return i - from <= 3;
}

/*
 * Digits, thousands with commas between, a fraction.  Returns the end.
 */
static size_t
read_digits(const struct units *t, size_t i, struct number *x)
{
	size_t from = i, n = 0, parts = 0;
	uint64_t value = 0;
	int exponent = 0;

	for (;;) {
		for (; units_kind(t, i, UNIT_DIGIT); i++) {
			if (value > 0 || t->u[i].cp != '0')
				n++;
			if (n <= NUMBER_DIGITS)
				value = value * 10 + (t->u[i].cp - '0');
			if (parts > 0 && exponent > -1000)
				exponent--;
		}
		if (parts == 0 && parts_thousands(t, from, i))
			i++;
		else if (units_cp(t, i) == '.' &&
		    units_kind(t, i + 1, UNIT_DIGIT)) {
			parts++;
			i++;
		} else
			break;
	}
	*x = n > NUMBER_DIGITS || parts > 1 ? numbers_hashed(t, from, i) :
	    numbers_make(value, exponent);
	return i;
}

/* 万, 百万 and the like behind digits.  Returns the end. */
static size_t
read_multiplier(const struct units *t, size_t i, struct number *x)
{
	size_t at = i + units_kind(t, i, UNIT_BLANK);
	bool cheque;
	int zeros;

	if (x->exponent == NUMBER_HASHED || !units_kind(t, at, UNIT_HAN))
		return i;
	for (; (zeros = numbers_han_unit(units_cp(t, at), &cheque)) > 0 &&
	    x->exponent < 40; at++) {
		/* 3千克 and 3千米 are no thousands. */
		if (zeros == 3 && (units_at(t, at, "千克") > 0 ||
		    units_at(t, at, "千米") > 0 || units_at(t, at, "千瓦") > 0))
			break;
		if (x->digits != 0)
			x->exponent += zeros;
		i = at + 1;
	}
	return i;
}

/*
 * A letter glued to digits: 20k, 1.5M and 2B are multiples; 1.5m and 1.5w may
 * be.
 */
static void
read_letter(const struct units *t, struct number_found *f)
{
	struct number x = f->reading[0];
	bool perhaps = false;
	int zeros;

	if (!units_kind(t, f->end, UNIT_LETTER) ||
	    units_word(t, f->end + 1) || x.exponent == NUMBER_HASHED)
		return;
	switch (t->u[f->end].cp) {
	case 'k':
		zeros = 3;
		break;
	case 'w':
		zeros = 4;
		perhaps = true;
		break;
	case 'm':
		zeros = 6;
		perhaps = !t->u[f->end].capital;
		break;
	case 'b':
		zeros = 9;
		break;
	default:
		return;
	}
	if (!perhaps)
		f->n = 0;
	numbers_add(f, numbers_make(x.digits, x.exponent + zeros));
	f->end++;
}

/* A number that begins with a digit. */
static void
read_arabic(const struct units *t, size_t i, struct number_found *f)
{
	struct number x, more;
	size_t end, next;

	f->arabic = true;
	f->end = read_digits(t, i, &x);
	end = read_multiplier(t, f->end, &x);
	while (end > f->end && units_kind(t, end, UNIT_DIGIT)) {
		/* 3亿2000万 */
		f->end = read_digits(t, end, &more);
		next = read_multiplier(t, f->end, &more);
		if (next == f->end) {
			f->end = end;
			break;
		}
		numbers_sum(&x, &more);
		f->end = end = next;
	}
	if (end == f->end)
		end = numbers_english_times(t, end, &x);
	f->end = end;
	numbers_add(f, x);
	read_letter(t, f);
}

bool
numbers_value(const struct units *t, size_t i, struct number_found *f)
{
	size_t from = i;

	f->n = 0;
	f->arabic = f->vague = f->percent = false;
	if (i >= t->n)
		return false;
	switch (t->u[i].kind) {
	case UNIT_HAN:
		if (!numbers_may_begin(t->u[i].cp))
			return false;
		if (units_at(t, i, "百分之") > 0) {
			f->percent = true;
			from = i + 3;
		}
		if (units_kind(t, from, UNIT_DIGIT))
			read_arabic(t, from, f);
		else if (!numbers_han(t, from, f))
			return false;
		if (f->percent)
			f->vague = false;
		break;
	case UNIT_DIGIT:
		read_arabic(t, i, f);
		break;
	case UNIT_LETTER:
		if ((i > 0 && units_word(t, i - 1)) ||
		    !numbers_english(t, i, f))
			return false;
		break;
	default:
		return false;
	}
	f->from = i;
	readings_find(t, f);
	return true;
}

bool
numbers_read(const struct units *t, size_t i, struct number_found *f)
{
	if (!numbers_value(t, i, f))
		return false;
	numbers_measure(t, f);
	return true;
}

uint64_t
numbers_hash(const struct number *number)
{
	uint64_t h = number->digits;

	h ^= (uint64_t)(uint32_t)number->exponent << 48;
	h *= UINT64_C(0x9e3779b97f4a7c15);
	h ^= h >> 29;
	h *= UINT64_C(0xbf58476d1ce4e5b9);
	return (h >> 2) | (uint64_t)1 << 62;
}
