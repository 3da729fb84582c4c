/* Writes the numbers of XLSX as their formats have them: dates as dates. */
#include "xlsx_format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The day after 9999-12-31. */
#define LAST_DAY 2958466

/* Days between the beginnings of the two ways of counting. */
#define SINCE_1904 1462

/* A serial number that Excel shows as 1900-02-29, which was no day. */
#define NO_DAY 60

#define DAY 86400

/* What a format code was found to hold. */
struct found {
	bool date, time, elapsed, percent;
	char last;		/* the last of y m d h s, or 0 */
	bool maybe_month;	/* it was m, and an s makes it minutes */
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether s is the string, ignoring the case of ASCII letters. */
static bool
begins(struct span s, const char *with)
{
	size_t i;

	for (i = 0; with[i] != '\0'; i++)
		if (i == s.len || lower(s.p[i]) != with[i])
			return false;
	return true;
}

/* Whether n letters c are of a date or a time; aaaa is 星期四. */
static bool
is_letters(char c, size_t n)
{
	return c == 'a' ? n > 2 : c != '\0' && strchr("ymdhs", c) != NULL;
}

/* A run of n letters c of a date or a time. */
static void
add_letters(struct found *f, char c, size_t n)
{
	if (f->maybe_month && c != 's')
		f->date = true;
	f->maybe_month = c == 'm' && n <= 2 && f->last != 'h';
	if (c == 'y' || c == 'd' || c == 'a' || (c == 'm' && n > 2))
		f->date = true;
	else if (c != 'm')
		f->time = true;
	f->last = c;
}

/* Reads what stands in brackets: [h], [mm]; or [Red], [$-409], [>1]. */
static void
add_brackets(struct found *f, struct span s)
{
	size_t i;
	char c = s.len == 0 ? '\0' : lower(s.p[0]);

	if (c != 'h' && c != 'm' && c != 's')
		return;
	for (i = 1; i < s.len; i++)
		if (lower(s.p[i]) != c)
			return;
	f->elapsed = true;
	f->last = 'h';
}

/* The number of bytes at the beginning of s that are not letters of a date. */
static size_t
skip(struct found *f, struct span s)
{
	const char *end;
	size_t n;

	switch (s.p[0]) {
	case '"':
		end = memchr(s.p + 1, '"', s.len - 1);
		return end == NULL ? s.len : (size_t)(end - s.p) + 1;
	case '[':
		end = memchr(s.p + 1, ']', s.len - 1);
		n = end == NULL ? s.len : (size_t)(end - s.p);
		add_brackets(f, (struct span){ s.p + 1, n - 1 });
		return end == NULL ? s.len : n + 1;
	case '\\':
	case '_':
	case '*':
		return s.len > 1 ? 2 : 1;
	case '%':
		f->percent = true;
		return 1;
	default:
		return begins(s, "am/pm") ? 5 : begins(s, "a/p") ? 3 : 1;
	}
}

/* How many digits a code of nothing but zeros, 00000, asks for; else 0. */
static unsigned
padding(struct span code)
{
	size_t i;

	for (i = 0; i < code.len; i++)
		if (code.p[i] != '0')
			return 0;
	return code.len > 1 && code.len <= 20 ? (unsigned)code.len : 0;
}

struct xlsx_format
xlsx_format_of(struct span code)
{
	struct xlsx_format format = { XLSX_GENERAL, 0 };
	struct found f = { 0 };
	size_t n;
	char c;

	if (begins(code, "general") || begins(code, "standard"))
		return format;
	if ((format.digits = padding(code)) > 0) {
		format.kind = XLSX_PADDED;
		return format;
	}
	while (code.len > 0 && code.p[0] != ';') {
		c = lower(code.p[0]);
		for (n = 1; n < code.len && lower(code.p[n]) == c; n++)
			;
		if (!is_letters(c, n)) {
			code = span_from(code, skip(&f, code));
			continue;
		}
		add_letters(&f, c, n);
		code = span_from(code, n);
	}
	if (f.maybe_month)
		f.date = true;
	format.kind = f.elapsed ? XLSX_ELAPSED : f.date && f.time ?
	    XLSX_DATE_TIME : f.date ? XLSX_DATE : f.time ? XLSX_TIME :
	    f.percent ? XLSX_PERCENT : XLSX_GENERAL;
	return format;
}

struct xlsx_format
xlsx_format_builtin(long id)
{
	enum xlsx_kind kind = XLSX_GENERAL;

	if (id == 9 || id == 10)
		kind = XLSX_PERCENT;
	else if (id >= 14 && id <= 17)
		kind = XLSX_DATE;
	else if ((id >= 18 && id <= 21) || id == 45 || id == 47)
		kind = XLSX_TIME;
	else if (id == 46)
		kind = XLSX_ELAPSED;
	/* East Asian ones: dates in one country, times in the other. */
	else if (id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
		kind = XLSX_DATE_TIME;
	return (struct xlsx_format){ kind, 0 };
}

/* Appends n, which is less than 100, in two digits. */
static void
put_two(struct buf *b, long long n)
{
	buf_addc(b, (char)('0' + n / 10));
	buf_addc(b, (char)('0' + n % 10));
}

/* Appends a day, counted from the end of 1899. */
static void
put_day(struct buf *b, long serial)
{
	/* Days since 0000-03-01, and the eras of 400 years in them. */
	long day = serial + 693899 + (serial < NO_DAY), era, year, month;

	if (serial == NO_DAY) {
		buf_puts(b, "1900-02-29");
		return;
	}
	era = day / 146097;
	day %= 146097;
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	day -= (153 * month + 2) / 5;
	year += era * 400 + (month >= 10);
	month += month < 10 ? 3 : -9;
	put_two(b, year / 100);
	put_two(b, year % 100);
	buf_addc(b, '-');
	put_two(b, month);
	buf_addc(b, '-');
	put_two(b, day + 1);
}

/* Appends hours and minutes, and seconds unless they are 0. */
static void
put_clock(struct buf *b, long long seconds)
{
	const long long hours = seconds / 3600;

	if (hours >= 100)
		buf_addu(b, (uint64_t)hours);
	else
		put_two(b, hours);
	buf_addc(b, ':');
	put_two(b, seconds / 60 % 60);
	if (seconds % 60 != 0) {
		buf_addc(b, ':');
		put_two(b, seconds % 60);
	}
}

/* Appends the number as a date or time; false if it is not one. */
static bool
put_date(struct buf *b, double d, enum xlsx_kind kind, bool since_1904)
{
	long long seconds;
	long day;

	if (!(d >= 0 && d < LAST_DAY))
		return false;
	seconds = llround(d * DAY);
	if (kind == XLSX_ELAPSED) {
		put_clock(b, seconds);
		return true;
	}
	day = (long)(seconds / DAY);
	seconds %= DAY;
	if (kind == XLSX_TIME) {
		put_clock(b, seconds);
		return true;
	}
	if (kind == XLSX_DATE && d >= 1) {
		day = (long)d;
		seconds = 0;
	}
	if (since_1904)
		day += SINCE_1904;
	if ((day == 0 && d == 0 && kind == XLSX_DATE) || day >= LAST_DAY)
		return false;
	if (day > 0)
		put_day(b, day);
	if (day > 0 && seconds > 0)
		buf_addc(b, ' ');
	if (day == 0 || seconds > 0)
		put_clock(b, seconds);
	return true;
}

/*
 * Appends a number as Excel's General format does where the column is wide:
 * 15 digits, an exponent if it is very large or small.
 */
static void
put_general(struct buf *b, double d)
{
	char s[64];
	int digits;
	size_t n;

	if (d == 0) {
		buf_addc(b, '0');
		return;
	}
	if (fabs(d) >= 1e15 || fabs(d) < 1e-9) {
		buf_printf(b, "%.15G", d);
		return;
	}
	digits = 14 - (int)floor(log10(fabs(d)));
	n = (size_t)snprintf(s, sizeof(s), "%.*f", digits < 0 ? 0 : digits, d);
	if (memchr(s, '.', n) != NULL) {
		while (s[n - 1] == '0')
			n--;
		if (s[n - 1] == '.')
			n--;
	}
	buf_add(b, s, n);
}

/*
 * Whether v is written as put_general would: a whole number, which may be
 * longer than doubles can hold, as ids are; or few enough digits with a
 * point among them.
 */
static bool
is_plain(struct span v)
{
	size_t i = v.len > 0 && v.p[0] == '-', begin = i, point = 0;

	if (v.len == i || v.len > 20)
		return false;
	for (; i < v.len; i++)
		if (v.p[i] == '.' && point == 0 && i > begin)
			point = i;
		else if (v.p[i] < '0' || v.p[i] > '9')
			return false;
	if (v.p[begin] == '0' && v.len > begin + 1 && point != begin + 1)
		return false;
	if (point == 0)
		return v.p[begin] != '0' || begin == 0;
	return v.len - begin <= (v.p[begin] == '0' ? 11 : 16) &&
	    v.p[v.len - 1] != '0' && v.p[v.len - 1] != '.';
}

/* Reads a decimal number. */
static bool
read_number(struct span v, double *d)
{
	char s[64], *end;
	size_t i;
	long n = 0;

	for (i = 0; i < v.len && i < 9 && v.p[i] >= '0' && v.p[i] <= '9'; i++)
		n = n * 10 + v.p[i] - '0';
	if (i == v.len && i > 0) {
		*d = (double)n;
		return true;
	}
	if (v.len == 0 || v.len >= sizeof(s))
		return false;
	memcpy(s, v.p, v.len);
	s[v.len] = '\0';
	if (strspn(s, "0123456789+-.eE") != v.len)
		return false;
	*d = strtod(s, &end);
	return *end == '\0' && isfinite(*d);
}

void
xlsx_put_number(struct buf *b, struct span v, struct xlsx_format f,
    bool since_1904)
{
	double d;

	v = span_strip(v);
	if ((f.kind == XLSX_GENERAL && is_plain(v)) || !read_number(v, &d)) {
		buf_add(b, v.p, v.len);
		return;
	}
	if (f.kind == XLSX_PERCENT) {
		put_general(b, d * 100);
		buf_addc(b, '%');
	} else if (f.kind == XLSX_PADDED && d >= 0 && d < 1e15)
		buf_printf(b, "%0*.0f", (int)f.digits, d);
	else if (f.kind == XLSX_GENERAL || f.kind == XLSX_PADDED ||
	    !put_date(b, d, f.kind, since_1904))
		put_general(b, d);
}

void
xlsx_put_iso(struct buf *b, struct span v)
{
	struct span date, time;
	const char *t;

	v = span_strip(v);
	t = v.len == 0 ? NULL : memchr(v.p, 'T', v.len);
	date = v;
	time = (struct span){ "", 0 };
	if (t != NULL) {
		date.len = (size_t)(t - v.p);
		time = span_from(v, date.len + 1);
	}
	if (time.len > 0 && time.p[time.len - 1] == 'Z')
		time.len--;
	while (span_ends(time, ".0") || span_ends(time, ".00") ||
	    span_ends(time, ".000"))
		time.len = (size_t)((const char *)memchr(time.p, '.',
		    time.len) - time.p);
	if (span_ends(time, ":00") && time.len > 5)
		time.len -= 3;
	buf_add(b, date.p, date.len);
	if (time.len == 0 || (date.len > 0 && span_is(time, "00:00")))
		return;
	if (date.len > 0)
		buf_addc(b, ' ');
	buf_add(b, time.p, time.len);
}
