/* Tells what a number in a text says besides its value. */
#include "number.h"

#include "base/buf.h"
#include "text/measures.h"

/* Measures that are told however they are written: 公里 is km. */
#define MEASURES (MEASURE_YEAR | MEASURE_MONTH | MEASURE_DAY | MEASURE_HOUR | \
    MEASURE_MINUTE | MEASURE_SECOND | MEASURE_WEEK | MEASURE_CENTURY | \
    MEASURE_PERCENT | MEASURE_KM | MEASURE_M | MEASURE_CM | MEASURE_MM | \
    MEASURE_KG | MEASURE_JIN | MEASURE_TON | MEASURE_YUAN | MEASURE_DOLLAR | \
    MEASURE_FOOT | MEASURE_MILE)

/* 十, 百, 千, 万 or 亿. */
static bool
is_unit(uint32_t cp)
{
	return cp == 0x5341 || cp == 0x767e || cp == 0x5343 || cp == 0x4e07 ||
	    cp == 0x4ebf;
}

/* The value of the Han digit at unit i, or -1. */
static int
han_digit(const struct units *u, size_t i)
{
	return units_kind(u, i, UNIT_HAN) ? numbers_digit(units_cp(u, i)) : -1;
}

/* Whether a digit or a Han numeral is unit i. */
static bool
is_numeral(const struct units *u, size_t i)
{
	const uint32_t cp = units_cp(u, i);

	return units_kind(u, i, UNIT_DIGIT) || is_unit(cp) ||
	    numbers_digit(cp) != -1;
}

/* Whether a numeral, or 几, ends one, two or three units before i. */
static bool
is_amount(const struct units *u, size_t i)
{
	size_t k;

	for (k = 1; k <= 3 && k <= i; k++)
		if (is_numeral(u, i - k) || units_at(u, i - k, "几") > 0)
			return true;
		else if (!units_kind(u, i - k, UNIT_HAN))
			return false;
	return false;
}

size_t
number_alternatives(const struct units *u, const struct number_found *f)
{
	const size_t i = f->from;
	size_t n = 0;
	int a, b;

	if (f->arabic || f->end == i + 1)
		return 0;
	while (han_digit(u, i + n) != -1)
		n++;
	if (n >= 2 && is_unit(units_cp(u, i + n)))
		return n - 1;
	a = han_digit(u, i);
	b = han_digit(u, i + 1);
	return n == 2 && a > 0 && (b == a + 1 || (a == 3 && b == 5)) ? 1 : 0;
}

/* Whether the English numeral that ends before unit `end` is an ordinal. */
static bool
is_ordinal(const struct units *u, size_t end)
{
	return units_at(u, end - 2, "th") > 0 ||
	    units_at(u, end - 2, "rd") > 0 || units_at(u, end - 2, "st") > 0 ||
	    units_at(u, end - 6, "second") > 0;
}

/* The value of the digit, of any kind, at unit i, or -1. */
static inline int
digit(const struct units *u, size_t i)
{
	const uint32_t cp = units_cp(u, i);

	return cp < 0x80 ? (cp >= '0' && cp <= '9' ? (int)cp - '0' : -1) :
	    numbers_digit(cp);
}

/* How many zeros the name of a number begins with: two in 007; 07 is 7. */
static size_t
leading_zeros(const struct units *u, size_t i)
{
	size_t n = 0, digits;

	while (digit(u, i + n) == 0)
		n++;
	if (n == 0)
		return 0;
	for (digits = n; digit(u, i + digits) != -1;)
		digits++;
	return digits <= 2 || n == digits ? 0 : n;
}

/* How many zeros end the fraction of the number. */
static size_t
last_zeros(const struct units *u, size_t from, size_t end)
{
	size_t i, zeros = 0;

	while (end > from && digit(u, end - 1) == -1)
		end--;
	while (zeros < end - from && digit(u, end - 1 - zeros) == 0)
		zeros++;
	if (zeros == 0)
		return 0;
	for (i = end - zeros; i > from && digit(u, i - 1) != -1; i--)
		;
	return i > from && (units_cp(u, i - 1) == '.' ||
	    units_cp(u, i - 1) == 0x70b9 /* 点 */) ? zeros : 0;
}

size_t
number_zeros(const struct units *u, const struct number_found *f)
{
	const size_t from = f->percent ?
	    f->from + units_at(u, f->from, "百分之") : f->from;

	return last_zeros(u, from, f->end) + leading_zeros(u, from);
}

bool
number_is_negative(const struct units *u, const struct number_found *f)
{
	return units_at(u, f->from - 1, "负") > 0 ||
	    units_at(u, f->from - 2, "零下") > 0 ||
	    units_at(u, f->from - 2, "元前") > 0;
}

bool
number_is_order(const struct units *u, const struct number_found *f)
{
	if (units_kind(u, f->from, UNIT_LETTER))
		return is_ordinal(u, f->end);
	if (f->from > 0 && units_cp(u, f->from - 1) == 0x7b2c /* 第 */)
		return true;
	return units_kind(u, f->end, UNIT_LETTER) &&
	    !units_word(u, f->end + 2) && (units_at(u, f->end, "th") > 0 ||
	    units_at(u, f->end, "st") > 0 || units_at(u, f->end, "nd") > 0 ||
	    units_at(u, f->end, "rd") > 0);
}

bool
number_is_plain(const struct units *u, struct number_found *f, size_t zeros)
{
	const size_t last = f->end - 1;

	if (f->reading[0].exponent == NUMBER_HASHED ||
	    f->reading[0].measure != MEASURE_NONE)
		return false;
	if (units_kind(u, f->from, UNIT_LETTER))
		return !is_ordinal(u, f->end);
	if (zeros > 0 || number_alternatives(u, f) > 0)
		return false;
	/* 5m and 3w may be 5 million and 30,000, but the value is 5 and 3. */
	if (units_kind(u, last, UNIT_LETTER) &&
	    units_kind(u, last - 1, UNIT_DIGIT) && (units_cp(u, last) == 'w' ||
	    (units_cp(u, last) == 'm' && !u->u[last].capital)))
		f->end--;
	return true;
}

/* Whether a measure that makes a fact may begin so: a quick look. */
static bool
may_measure(const struct units *u, size_t i)
{
	if (!units_kind(u, i, UNIT_HAN))
		return units_kind(u, i, UNIT_LETTER);
	switch (u->u[i].cp) {	/* 周个号天小时点分秒星世公千厘毫斤吨元块米美英平摄立 */
	case 0x5468: case 0x4e2a: case 0x53f7: case 0x5929: case 0x5c0f:
	case 0x65f6: case 0x70b9: case 0x5206: case 0x79d2: case 0x661f:
	case 0x4e16: case 0x516c: case 0x5343: case 0x5398: case 0x6beb:
	case 0x65a4: case 0x5428: case 0x5143: case 0x5757: case 0x7c73:
	case 0x7f8e: case 0x82f1: case 0x5e73: case 0x6444: case 0x7acb:
		return true;
	default:
		return false;
	}
}

uint64_t
number_measure(const struct units *u, const struct number_found *f)
{
	uint32_t measure = f->reading[0].measure;
	uint64_t hash = 0;
	size_t len = 0, i;

	if (f->percent)
		return MEASURE_PERCENT;
	switch (units_cp(u, f->end)) {	/* the most frequent first */
	case 0x5e74:	/* 年, but not 年级 */
		if (units_cp(u, f->end + 1) != 0x7ea7)
			return MEASURE_YEAR;
		return '#';
	case 0x6708:	/* 月 */
		return MEASURE_MONTH;
	case 0x65e5:	/* 日 */
		return MEASURE_DAY;
	case 0x6210:	/* 成 */
		return '=';
	default:
		if (measure == MEASURE_NONE && may_measure(u, f->behind))
			measure = measures_read(u, f->behind, &len);
	}
	if ((measure & MEASURES) != 0 || len == 0)
		return measure & MEASURES;
	if ((measure == MEASURE_NONE || measure == MEASURE_COUNT) &&
	    (len > 1 || units_kind(u, f->behind, UNIT_LETTER)))
		for (i = f->behind; i < f->behind + len; i++)	/* 平方米 */
			hash = hash * 31 + u->u[i].cp;
	return hash;
}

/* Units of measure whose first letter is milli or, as a capital, mega. */
static const struct {
	const char *name;
	bool mega;		/* in small letters they mean this */
	bool capitals;		/* of capitals alone they do, too */
} prefixed[] = { { "mwh", true, true }, { "mw", true, true },
	{ "mhz", true, true }, { "mpa", true, true }, { "mj", true, true },
	{ "mv", false, true }, { "ma", false, true },
	{ "mg", false, false }, { "mm", false, false } };

/* Whether one of the units from i to end is a capital. */
static bool
has_capital(const struct units *u, size_t i, size_t end)
{
	while (i < end && !u->u[i].capital)
		i++;
	return i < end;
}

/* number_prefix for kilobits, megabytes and the like. */
static uint32_t
bits_prefix(const struct units *u, size_t i, size_t end)
{
	const uint32_t first = units_cp(u, i);
	const bool bytes = units_kind(u, i + 1, UNIT_LETTER) &&
	    u->u[i + 1].capital;

	if (units_cp(u, i + 1) != 'b' || (first != 'k' && first != 'm' &&
	    first != 'g' && first != 't'))
		return 0;
	if (end == i + 4 && units_at(u, i + 2, "ps") > 0)
		return bytes ? 'B' : 0;
	return end == i + 2 && !bytes && (first == 'k' || u->u[i].capital) ?
	    'b' : 0;
}

uint32_t
number_prefix(const struct units *u, const struct number_found *f)
{
	const size_t i = f->behind;
	size_t end = i, k;
	bool mega;

	while (units_kind(u, end, UNIT_LETTER))
		end++;
	if (end < i + 2 || end > i + 4)
		return 0;
	if (units_cp(u, i) != 'm')
		return bits_prefix(u, i, end);
	for (k = 0; k < LEN(prefixed); k++)
		if (units_at(u, i, prefixed[k].name) == end - i)
			break;
	if (k == LEN(prefixed))
		return bits_prefix(u, i, end);
	if (u->u[i].capital)
		mega = prefixed[k].capitals || !has_capital(u, i + 1, end);
	else
		mega = prefixed[k].mega && !has_capital(u, i + 1, end);
	return mega == prefixed[k].mega ? 0 : mega ? 'M' : 'm';
}

void
number_percent(const struct units *u, struct number_found *f)
{
	size_t len = units_at(u, f->behind, "percent");

	if (len == 0)
		len = units_at(u, f->behind, "per cent");
	if (len == 0 || units_word(u, f->behind + len))
		return;
	f->percent = true;
	f->end = f->behind + len;
}

bool
number_begins(const struct units *u, size_t i)
{
	struct number_found f;

	return numbers_value(u, i, &f) && !f.vague;
}

uint32_t
number_about(const struct units *u, size_t i)
{
	static const uint32_t some = 0x51e0 /* 几 */, over = 0x903e /* 逾 */;
	const uint32_t cp = units_cp(u, i), next = units_cp(u, i + 1);
	const uint32_t before = i > 0 ? units_cp(u, i - 1) : 0;
	const bool is_most = before == 0x81f3 /* 至 */ ||
	    before == 0x6700 /* 最 */;
	const bool behind = i > 0 && (is_unit(before) ||
	    units_kind(u, i - 1, UNIT_DIGIT));

	switch (cp) {
	case 0x51e0:	/* 几百, 十几 */
		return is_unit(next) || behind ? some : 0;
	case 0x6570:	/* 数百 */
		return is_unit(next) ? some : 0;
	case 0x591a: case 0x4f59:	/* 十多, 百余, 三年多; 至多三人 */
		if (is_most && is_numeral(u, i + 1))
			return cp;
		return behind || (next != 0x5c11 /* 少 */ &&
		    is_amount(u, i)) ? some : 0;
	case 0x6765:	/* 十来个 */
		return behind && units_kind(u, i + 1, UNIT_HAN) ? some : 0;
	case 0x8fd1: case 0x7ea6: case 0x903e:	/* 近, 约, 逾 */
		return is_numeral(u, i + 1) ? cp : 0;
	case 0x8d85:	/* 超百, 超过三十 */
		return is_numeral(u, i + 1 + units_at(u, i + 1, "过")) ?
		    over : 0;
	case 0x4e0a:	/* 上百 */
		return is_unit(next) && next != 0x5341 ? over : 0;
	case 0x5de6:	/* 100人左右 */
		return next == 0x53f3 && is_amount(u, i) ? 0x7ea6 : 0;
	case 0x4ee5:	/* 18岁以上 */
		return (next == 0x4e0a || next == 0x4e0b || next == 0x5185) &&
		    is_amount(u, i) ? next : 0;
	case 0x5c11:	/* 至少三人, 最少 */
		return is_most && is_numeral(u, i + 1) ? cp : 0;
	default:
		return 0;
	}
}
