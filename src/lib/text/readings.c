/* Reads what the text around a number makes of it. */
#include "readings.h"

#include "base/buf.h"
#include "measures.h"
#include "words.h"

/* Measures behind which one more number is a fraction: 一米八, 三块五. */
static const struct {
	uint32_t cp;
	uint32_t measure;
} fractions[] = {
	{ 0x7c73 /* 米 */, MEASURE_M }, { 0x5757 /* 块 */, MEASURE_YUAN },
	{ 0x4e08 /* 丈 */, MEASURE_COUNT }, { 0x5c3a /* 尺 */, MEASURE_COUNT },
};

/* Finds where the measure of the readings is, and takes percent signs in. */
static void
find_measure(const struct units *t, struct number_found *f)
{
	size_t at = f->end;

	/* 三百多人, 20余年, 5 km */
	if (units_at(t, at, "余") || units_at(t, at, "多") ||
	    units_at(t, at, "来") || units_kind(t, at, UNIT_BLANK) ||
	    units_cp(t, at) == '-')
		at++;
	if (units_cp(t, at) == '%') {
		f->end = at + 1;
		f->percent = true;
	}
	f->behind = at;
	f->plain = f->n;
}

/* Whether the word that ends before unit i is the name of a month. */
static bool
month_before(const struct units *t, size_t i)
{
	struct number_found month;
	size_t from;

	if (i < 4 || t->u[i - 1].kind != UNIT_BLANK)
		return false;
	from = --i;
	while (from > 0 && units_kind(t, from - 1, UNIT_LETTER))
		from--;
	return from < i && words_month(t, from, &month) && month.end == i;
}

/* Whether the day of a month is before unit i, in front of the month. */
static bool
month_behind(const struct units *t, size_t i)
{
	struct number_found month;
	size_t len;

	if ((len = units_at(t, i, "st")) > 0 ||
	    (len = units_at(t, i, "nd")) > 0 ||
	    (len = units_at(t, i, "rd")) > 0 ||
	    (len = units_at(t, i, "th")) > 0)
		i += len;
	if (units_kind(t, i, UNIT_BLANK))
		i++;
	i += units_at(t, i, "of ");
	return units_kind(t, i, UNIT_LETTER) && words_month(t, i, &month);
}

/* Whether the number is the day of an English date. */
static bool
is_day(const struct units *t, const struct number_found *f)
{
	const struct number *x = &f->reading[0];
	uint64_t value = x->exponent == 1 ? x->digits * 10 : x->digits;

	return (x->exponent == 0 || x->exponent == 1) && value > 0 &&
	    value <= 31 && (month_before(t, f->from) ||
	    month_behind(t, f->end));
}

/* Whether the two digits before 年 are a year, not how long: 用了23年. */
static bool
is_short_year(const struct units *t, const struct number_found *f)
{
	static const char *const before[] = { "了", "过", "近", "达", "约",
		"长", "用", "历", "时", "第" };
	static const char *const behind[] = { "年后", "年前", "年来", "年间",
		"年里", "年多", "年半", "年的时间" };
	size_t i;

	if (f->end != f->from + 2 || f->behind != f->end)
		return false;
	for (i = 0; i < LEN(before); i++)
		if (f->from > 0 && units_at(t, f->from - 1, before[i]) > 0)
			return false;
	for (i = 0; i < LEN(behind); i++)
		if (units_at(t, f->end, behind[i]) > 0)
			return false;
	return units_at(t, f->end, "年") > 0;
}

void
numbers_measure(const struct units *t, struct number_found *f)
{
	uint32_t measure = MEASURE_PERCENT;
	struct word w;
	size_t len, k;

	if (f->plain == 0)
		return;
	if (!f->percent && units_at(t, f->behind, "per cent") == 0) {
		measure = measures_read(t, f->behind, &len);
		if (measure == MEASURE_NONE && is_day(t, f))
			measure = MEASURE_DAY | MEASURE_DATE;
		else if (measure == MEASURE_NONE && len == 0 &&
		    f->behind > f->end && units_kind(t, f->behind,
		    UNIT_LETTER) && !t->u[f->behind].capital) {
			words_read(t, f->behind, &w);
			if (!words_is_common(t, &w))
				measure = MEASURE_WORD;
		} else if (measure == MEASURE_YEAR && is_short_year(t, f))
			measure |= MEASURE_SHORT;
	}
	for (k = 0; k < f->plain; k++)
		f->reading[k].measure = measure;
}

/* Whether a fraction may end before unit i: not in 两块一样的木头. */
static bool
ends_fraction(const struct units *t, size_t i)
{
	static const char *const behind[] = { "的", "高", "长", "宽", "深",
		"左", "右", "以", "多", "了", "远", "钱", "还", "和", "就" };
	size_t k;

	for (k = 0; k < LEN(behind); k++)
		if (units_at(t, i, behind[k]) > 0)
			return true;
	return !units_kind(t, i, UNIT_HAN);
}

/*
 * 一米八: makes one number of it.  False if the number at hand is no such.
 */
static bool
read_fraction(const struct units *t, struct number_found *f)
{
	struct number x = f->reading[0];
	uint64_t value = x.digits;
	const uint32_t cp = units_cp(t, f->end);
	size_t i, k, len, n = 0;

	for (i = 0; i < LEN(fractions) && fractions[i].cp != cp; i++)
		;
	if (i == LEN(fractions))
		return false;
	if ((x.exponent != 0 && x.exponent != 1) || value == 0 || value > 999)
		return false;
	value *= x.exponent == 1 ? 10 : 1;
	k = f->end + 1;
	for (; n < 3 && numbers_digit(units_cp(t, k)) != -1; n++, k++)
		value = value * 10 + (uint64_t)numbers_digit(units_cp(t, k));
	if (n == 0 || n == 3 || units_at(t, k, "十") > 0 ||
	    units_at(t, k, "百") > 0 || units_at(t, k, "两") > 0 ||
	    units_at(t, k, "个") > 0 || units_cp(t, k) == '.')
		return false;
	(void)measures_read(t, k, &len);
	if (len > 0 || !ends_fraction(t, k))
		return false;
	f->n = f->plain = 0;
	f->vague = false;
	f->end = f->behind = k;
	x = numbers_make(value, -(int)n);
	x.measure = fractions[i].measure;
	numbers_add(f, x);
	if (x.measure == MEASURE_M) {
		x = numbers_make(value, 2 - (int)n);
		x.measure = MEASURE_CM;
		numbers_add(f, x);
	}
	return true;
}

static void
add(struct number_found *f, uint64_t value, uint32_t measure)
{
	struct number x = numbers_make(value, 0);

	x.measure = measure;
	numbers_add(f, x);
}

/* Whether the time that ends at unit i is one after noon: 3:30 pm. */
static bool
pm_behind(const struct units *t, size_t i)
{
	if (units_cp(t, i) == ':' && units_kind(t, i + 1, UNIT_DIGIT) &&
	    units_kind(t, i + 2, UNIT_DIGIT))
		i += 3;
	if (units_kind(t, i, UNIT_BLANK))
		i++;
	return units_at(t, i, "p.m") > 0 ||
	    (units_at(t, i, "pm") > 0 && !units_word(t, i + 2));
}

static bool
is_afternoon(const struct units *t, const struct number_found *f)
{
	size_t i = f->from;

	if (pm_behind(t, f->end))
		return true;
	return i >= 2 && (units_at(t, i - 2, "下午") ||
	    units_at(t, i - 2, "晚上") || units_at(t, i - 2, "傍晚")) &&
	    (units_at(t, f->end, "点") || units_at(t, f->end, "时") ||
	    units_cp(t, f->end) == ':');
}

/* Whether the four digits are a year, as far as one can see. */
static bool
is_year(const struct units *t, const struct number_found *f, uint64_t value)
{
	return value >= 1000 && value < 2100 && f->end == f->from + 4 &&
	    (units_at(t, f->end, "年") > 0 ||
	    !units_kind(t, f->behind, UNIT_HAN));
}

/* Adds what follows from a number, but does not say as much. */
static void
add_following(const struct units *t, struct number_found *f, uint64_t value)
{
	if (is_year(t, f, value)) {
		add(f, value % 100, MEASURE_SHORT);
		add(f, value % 100 / 10 * 10, MEASURE_DECADE);
		add(f, value / 10 * 10, MEASURE_DECADE);
		add(f, value / 100 + 1, MEASURE_IN_CENTURY);
	}
	if (units_at(t, f->end, "点半") || units_at(t, f->end, "时半"))
		add(f, 30, MEASURE_MINUTE);
	else if (units_at(t, f->end, "点一刻"))
		add(f, 15, MEASURE_MINUTE);
	else if (units_at(t, f->end, "点三刻"))
		add(f, 45, MEASURE_MINUTE);
}

void
readings_find(const struct units *t, struct number_found *f)
{
	struct number x = f->reading[0];
	uint64_t value;

	find_measure(t, f);
	if (read_fraction(t, f) || x.exponent < 0 || x.exponent > 3 ||
	    x.digits > 10000) {
		f->own = f->n;
		return;
	}
	for (value = x.digits; x.exponent > 0; x.exponent--)
		value *= 10;
	if (value < 10 && units_at(t, f->end, "成") > 0)	/* 三成 */
		add(f, value * 10, MEASURE_PERCENT);
	if (value >= 1000 && value < 2100 && (units_at(t, f->end, "年代") ||
	    (units_cp(t, f->end) == 's' && !units_word(t, f->end + 1)))) {
		add(f, value % 100, MEASURE_NONE);
		add(f, value / 100 + 1, MEASURE_CENTURY);
	}
	if (value > 0 && value < 12 && is_afternoon(t, f))
		add(f, value + 12, MEASURE_HOUR | MEASURE_NONE);
	f->own = f->n;
	add_following(t, f, value);
}
