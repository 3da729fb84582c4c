/* Reads numbers in Han numerals, by value. */
#include "numbers_han.h"

#include "base/buf.h"

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

static const uint64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000,
	10000000, 100000000 };

int
numbers_han_digit(uint32_t cp)
{
	size_t i;

	if (!numbers_may_begin(cp))
		return -1;
	for (i = 0; i < LEN(han_digits); i++)
		if (han_digits[i].cp == cp)
			return han_digits[i].value;
	return -1;
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

int
numbers_han_unit(uint32_t cp, bool *cheque)
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

/* How many plain digits (一九四九) stand at i. */
static size_t
count_han_digits(const struct units *t, size_t i)
{
	size_t n = 0;

	while (numbers_han_digit(units_cp(t, i + n)) != -1)
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

		if ((zeros = numbers_han_unit(cp, &cheque)) > 0) {
			if ((cheque && h->digit == -1) ||
			    !add_han_unit(h, zeros))
				break;
			is_cheque = is_cheque || cheque;
			continue;
		}
		if ((digit = numbers_han_digit(cp)) == -1 &&
		    (digit = cheque_digit(cp)) != -1 && !is_cheque &&
		    !(numbers_han_unit(units_cp(t, at + 1), &cheque) > 0 &&
		    cheque))
			break;
		if (digit == -1 || h->digit > 0)
			break;
		/* The 两 of 三千两 is a weight, that of 三千两百 is not. */
		if (cp == 0x4e24 && h->zeros > 0 &&
		    numbers_han_unit(units_cp(t, at + 1), &cheque) == 0)
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
		digits = digits * 10 +
		    (uint64_t)numbers_han_digit(units_cp(t, k));
	part = numbers_make(digits, -(int)n);
	numbers_sum(&f->reading[0], &part);
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
		    numbers_han_digit(units_cp(t, k)) == 0)
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

	if (n > NUMBER_DIGITS)
		numbers_add(f, numbers_hashed(t, i, i + n));
	else {
		for (k = 0; k < n; k++)
			value = value * 10 +
			    (uint64_t)numbers_han_digit(units_cp(t, i + k));
		numbers_add(f, numbers_make(value, 0));
	}
	for (k = 0; n > 1 && n <= 3 && k < n; k++)	/* 七八个 */
		numbers_add(f, numbers_make((uint64_t)numbers_han_digit(
		    units_cp(t, i + k)), 0));
	return i + n;
}

bool
numbers_han(const struct units *t, size_t i, struct number_found *f)
{
	size_t n = count_han_digits(t, i), skip = 0;
	struct han h = { 0 };
	bool cheque;

	if (n >= 2 && numbers_han_unit(units_cp(t, i + n), &cheque) > 0)
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
