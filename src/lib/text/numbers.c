/* Reads numbers, in digits, Han numerals or English words, by value. */
#include "numbers.h"

#include <string.h>

#include "base/buf.h"
#include "readings.h"

/* A uint64_t holds all values of this many digits. */
#define DIGITS 18

/* English words that are looked at have at most this many letters. */
#define WORD 12

static const struct {
	uint32_t cp;
	int value;
} han_digits[] = {
	{ 0x3007, 0 }, { 0x96f6, 0 }, { 0x4e00, 1 }, { 0x4e8c, 2 },
	{ 0x4e24, 2 }, { 0x4e09, 3 }, { 0x56db, 4 }, { 0x4e94, 5 },
	{ 0x516d, 6 }, { 0x4e03, 7 }, { 0x516b, 8 }, { 0x4e5d, 9 },
};
/* The digits of cheques: 壹 to 玖.  They also are parts of other words. */
static const uint32_t cheque_digits[] = { 0x58f9, 0x8d30, 0x53c1, 0x8086,
	0x4f0d, 0x9646, 0x67d2, 0x634c, 0x7396 };
static const struct {
	uint32_t cp;
	int zeros;
	bool cheque;
} han_units[] = {
	{ 0x5341, 1, false }, { 0x767e, 2, false }, { 0x5343, 3, false },
	{ 0x62fe, 1, true }, { 0x4f70, 2, true }, { 0x4edf, 3, true },
	{ 0x4e07, 4, false }, { 0x4ebf, 8, false },
};
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

static const uint64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000,
	10000000, 100000000 };

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

/* A number too long, or of too many parts, to have a value. */
static struct number
make_hashed(const struct units *t, size_t i, size_t end)
{
	struct number x = { UINT64_C(0xcbf29ce484222325), NUMBER_HASHED,
		MEASURE_NONE };

	for (; i < end; i++)
		if (t->u[i].cp != ',')
			x.digits = (x.digits ^ t->u[i].cp) *
			    UINT64_C(0x100000001b3);
	return x;
}

/* Adds b to a if the sum is exact; else leaves a alone. */
static void
add(struct number *a, const struct number *b)
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

static int
han_digit(uint32_t cp)
{
	size_t i;

	if (!numbers_may_begin(cp))
		return -1;
	for (i = 0; i < LEN(han_digits); i++)
		if (han_digits[i].cp == cp)
			return han_digits[i].value;
	return -1;
}

int
numbers_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9' ? (int)cp - '0' : han_digit(cp);
}

static int
cheque_digit(uint32_t cp)
{
	size_t i;

	if (!numbers_may_begin(cp))
		return -1;
	for (i = 0; i < LEN(cheque_digits); i++)
		if (cheque_digits[i] == cp)
			return (int)i + 1;
	return -1;
}

/* The zeros of 十 (1) to 亿 (8), or 0. */
static int
han_unit(uint32_t cp, bool *cheque)
{
	size_t i;

	if (!numbers_may_begin(cp))
		return 0;
	for (i = 0; i < LEN(han_units); i++)
		if (han_units[i].cp == cp) {
			*cheque = han_units[i].cheque;
			return han_units[i].zeros;
		}
	return 0;
}

/* 廿 is twenty, 卅 thirty, 卌 forty; else 0. */
static int
han_tens(uint32_t cp)
{
	return cp == 0x5eff ? 20 : cp == 0x5345 ? 30 : cp == 0x534c ? 40 : 0;
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
			if (n <= DIGITS)
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
	*x = n > DIGITS || parts > 1 ? make_hashed(t, from, i) :
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
	for (; (zeros = han_unit(units_cp(t, at), &cheque)) > 0 &&
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

/* thousand, million behind digits.  Returns the end. */
static size_t
read_large(const struct units *t, size_t i, struct number *x)
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
		add(&x, &more);
		f->end = end = next;
	}
	if (end == f->end)
		end = read_large(t, end, &x);
	f->end = end;
	numbers_add(f, x);
	read_letter(t, f);
}

/* How many plain digits (一九四九) stand at i. */
static size_t
count_han_digits(const struct units *t, size_t i)
{
	size_t n = 0;

	while (han_digit(units_cp(t, i + n)) != -1)
		n++;
	return n;
}

/* The sum of a numeral like 三千零二十 while it is read. */
struct han {
	uint64_t total;		/* of 万 and 亿 */
	uint64_t section;	/* below */
	int digit;		/* not yet added; -1: none */
	int zeros;		/* of the last unit */
	bool zero;		/* 零 stood behind the last unit */
	bool bare;		/* it begins with 百, 千, 万 or 亿 */
};

/* Adds the unit that has so many zeros.  False if it does not go on so. */
static bool
add_han_unit(struct han *h, int zeros)
{
	uint64_t rest = h->digit > 0 ? (uint64_t)h->digit : 0;

	if (zeros < 4) {
		if (h->zeros != 0 && h->zeros < 4 && zeros >= h->zeros)
			return false;
		if (h->digit < 0 && h->section == 0)
			h->bare = h->bare || (zeros > 1 && h->total == 0);
		h->section += (rest > 0 ? rest : 1) * powers[zeros];
	} else {
		h->section += rest;
		if (h->section == 0 && h->total == 0)
			h->bare = true;
		if (h->total > UINT64_MAX / powers[8] / 100)
			return false;
		if (h->section == 0 && h->total == 0)
			h->section = 1;
		if (zeros == 8)
			h->total = (h->total + h->section) * powers[8];
		else
			h->total += h->section * powers[4];
		h->section = 0;
	}
	h->zeros = zeros;
	h->zero = false;
	h->digit = -1;
	return true;
}

/*
 * A numeral with units: 三千零二十, 一万五, 廿三, 叁佰.  Returns its end, i if
 * there is none.
 */
static size_t
read_han_units(const struct units *t, size_t i, struct han *h)
{
	bool cheque, is_cheque = false;
	size_t at = i;
	int digit, zeros;

	h->digit = -1;
	if ((zeros = han_tens(units_cp(t, at))) > 0) {
		h->section = (uint64_t)zeros;
		h->zeros = 1;
		at++;
	}
	for (;; at++) {
		uint32_t cp = units_cp(t, at);

		if ((zeros = han_unit(cp, &cheque)) > 0) {
			if ((cheque && h->digit == -1) ||
			    !add_han_unit(h, zeros))
				break;
			is_cheque = is_cheque || cheque;
			continue;
		}
		if ((digit = han_digit(cp)) == -1 &&
		    (digit = cheque_digit(cp)) != -1 && !is_cheque &&
		    !(han_unit(units_cp(t, at + 1), &cheque) > 0 && cheque))
			break;
		if (digit == -1 || h->digit > 0)
			break;
		/* The 两 of 三千两 is a weight, that of 三千两百 is not. */
		if (cp == 0x4e24 && h->zeros > 0 &&
		    han_unit(units_cp(t, at + 1), &cheque) == 0)
			break;
		if (digit == 0)
			h->zero = true;
		else
			h->digit = digit;
	}
	if (h->zeros == 0)
		return i;
	/* A 零 at the end belongs to what follows. */
	if (h->zero && h->digit == -1 && at > i + 1)
		at--;
	return at;
}

/*
 * 三点五: adds the fraction behind a numeral to the number that was read.  In
 * 三点五分 there is none, but a time.
 */
static void
read_han_fraction(const struct units *t, struct number_found *f)
{
	size_t i = f->end, n, k;
	struct number part;
	uint64_t digits = 0;

	if (units_cp(t, i) != 0x70b9 ||	/* 点 */
	    (n = count_han_digits(t, i + 1)) == 0 || n > 8)
		return;
	i += n + 1;
	if (units_cp(t, i) == 0x5341 || units_cp(t, i) == 0x5206 ||
	    units_cp(t, i) == 0x523b)	/* 十, 分, 刻 */
		return;
	for (k = i - n; k < i; k++)
		digits = digits * 10 + (uint64_t)han_digit(units_cp(t, k));
	part = numbers_make(digits, -(int)n);
	add(&f->reading[0], &part);
	f->vague = false;
	f->end = i;
}

/*
 * Whether n digits at i are words that repeat, as 一一 and 三三两两, and no
 * number, as that of 九九年 and 二二%.
 */
static bool
repeats(const struct units *t, size_t i, size_t n)
{
	static const char *const behind[] = { "年", "届", "号", "级", "班", "路",
		"%" };
	size_t k;

	if (n != 2 && n != 4)
		return false;
	for (k = i; k < i + n; k += 2)
		if (units_cp(t, k) != units_cp(t, k + 1) ||
		    han_digit(units_cp(t, k)) == 0)
			return false;
	for (k = 0; k < LEN(behind); k++)
		if (units_at(t, i + n, behind[k]) > 0)
			return false;
	return i == 0 || units_at(t, i - 1, "第") == 0;
}

/* 一九四九, 二〇二四, 七八: digits one after the other. */
static size_t
read_han_digits(const struct units *t, size_t i, size_t n,
    struct number_found *f)
{
	uint64_t value = 0;
	size_t k;

	if (n > DIGITS)
		numbers_add(f, make_hashed(t, i, i + n));
	else {
		for (k = 0; k < n; k++)
			value = value * 10 +
			    (uint64_t)han_digit(units_cp(t, i + k));
		numbers_add(f, numbers_make(value, 0));
	}
	for (k = 0; n > 1 && n <= 3 && k < n; k++)	/* 七八个 */
		numbers_add(f, numbers_make((uint64_t)han_digit(
		    units_cp(t, i + k)), 0));
	return i + n;
}

static bool
read_han(const struct units *t, size_t i, struct number_found *f)
{
	size_t n = count_han_digits(t, i), skip = 0;
	struct han h = { 0 };
	bool cheque;

	if (n >= 2 && han_unit(units_cp(t, i + n), &cheque) > 0)
		/* 七八十, 二十: the last digit belongs to the unit */
		skip = n - 1;
	if (n >= 2 && skip == 0) {
		f->end = read_han_digits(t, i, n, f);
		f->vague = repeats(t, i, n);
		return true;
	}
	f->end = read_han_units(t, i + skip, &h);
	if (f->end == i + skip) {
		if (n == 0)
			return false;
		f->end = read_han_digits(t, i, 1, f);
		f->vague = f->reading[0].digits <= 1;
		read_han_fraction(t, f);
		return true;
	}
	if (h.digit > 0 && !h.zero && h.zeros >= 2)
		h.section += (uint64_t)h.digit * powers[h.zeros - 1];
	else if (h.digit > 0)
		h.section += (uint64_t)h.digit;
	f->vague = h.bare;
	numbers_add(f, numbers_make(h.total + h.section, 0));
	read_han_fraction(t, f);
	return true;
}

/* The place behind a blank or hyphen at i, or i. */
static size_t
after_gap(const struct units *t, size_t i)
{
	return i + (units_kind(t, i, UNIT_BLANK) || units_cp(t, i) == '-');
}

/* three hundred and twenty-one, third, dozen. */
static bool
read_english(const struct units *t, size_t i, struct number_found *f)
{
	uint64_t total = 0, part = 0;
	char word[WORD + 1];
	size_t at = i, len, words = 0;
	int value, zeros;

	/* Each begins with one of these letters, the first of zero to dozen. */
	switch (t->u[i].cp) {
	case 'z': case 'o': case 't': case 'f': case 's': case 'e': case 'n':
	case 'd':
		break;
	default:
		return false;
	}
	f->end = i;
	while ((len = read_word(t, at, word)) > 0) {
		if (words > 0 && strcmp(word, "and") == 0 && part >= 100) {
			at = after_gap(t, at + len);
			continue;
		}
		if ((value = find_word(small, LEN(small), word)) == -1 &&
		    (value = find_word(ordinals, LEN(ordinals), word)) != -1) {
			f->vague = words == 0 && value < 2;
			value++;
		}
		if (value == -1 &&
		    (value = find_word(tens, LEN(tens), word)) != -1)
			value = value * 10 + 20;
		if (value != -1) {
			if (words > 0 && part % 100 != 0 &&
			    !(part % 10 == 0 && part % 100 >= 20 && value < 10))
				break;
			f->vague = f->vague || (words == 0 && value == 1);
			part += (uint64_t)value;
		} else if ((zeros = large_word(word)) > 0 && words > 0 &&
		    zeros <= 9 && part < 1000 && total < powers[8]) {
			f->vague = false;
			part *= zeros == 9 ? powers[8] * 10 : powers[zeros];
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
		else if (!read_han(t, from, f))
			return false;
		if (f->percent)
			f->vague = false;
		break;
	case UNIT_DIGIT:
		read_arabic(t, i, f);
		break;
	case UNIT_LETTER:
		if ((i > 0 && units_word(t, i - 1)) || !read_english(t, i, f))
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
