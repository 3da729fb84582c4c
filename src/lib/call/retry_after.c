#include "retry_after.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define DAY_MS 86400000.0

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits, with or without a fraction: how many bytes, 0 if none are there. */
static size_t
read_decimal(struct span s, double *n)
{
	double scale = 1;
	size_t i;

	*n = 0;
	for (i = 0; i < s.len && is_digit(s.p[i]); i++)
		*n = *n * 10 + (s.p[i] - '0');
	if (i == 0 || i + 1 >= s.len || s.p[i] != '.' || !is_digit(s.p[i + 1]))
		return i;
	for (i++; i < s.len && is_digit(s.p[i]); i++)
		*n += (s.p[i] - '0') * (scale /= 10);
	return i;
}

/* The unit that s begins with, in ms; *len is its length. */
static double
read_unit(struct span s, size_t *len)
{
	static const struct {
		const char *name;
		double ms;
	} units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "m", 60000 },
		{ "h", 3600000 }, { "d", DAY_MS },
	};
	size_t i;

	for (i = 0; i < LEN(units); i++) {
		*len = strlen(units[i].name);
		if (s.len >= *len && memcmp(s.p, units[i].name, *len) == 0)
			return units[i].ms;
	}
	*len = 0;
	return 0;
}

int64_t
retry_duration(struct span s)
{
	double sum = 0, n, ms;
	size_t len, unit;
	bool first = true;

	while (s.len > 0) {
		if ((len = read_decimal(s, &n)) == 0)
			return -1;
		s.p += len;
		s.len -= len;
		ms = read_unit(s, &unit);
		if (ms == 0 && (!first || s.len > 0))
			return -1;
		sum += n * (ms == 0 ? 1000 : ms);
		s.p += unit;
		s.len -= unit;
		first = false;
	}
	return first || !(sum <= DAY_MS) ? -1 : (int64_t)ceil(sum);
}

/* A date as it is read: -1 for what was not met yet. */
struct date {
	int64_t year, month, day, time;
	bool weekday;
};

static int64_t
read_int(struct span s)
{
	int64_t n = 0;
	size_t i;

	if (s.len == 0 || s.len > 4)
		return -1;
	for (i = 0; i < s.len; i++) {
		if (!is_digit(s.p[i]))
			return -1;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

/* "08:49:37" in seconds, or -1; 60 is a leap second. */
static int64_t
read_time(struct span s)
{
	int64_t h, m, sec;

	if (s.len != 8 || s.p[2] != ':' || s.p[5] != ':')
		return -1;
	h = read_int((struct span){ s.p, 2 });
	m = read_int((struct span){ s.p + 3, 2 });
	sec = read_int((struct span){ s.p + 6, 2 });
	if (h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60)
		return -1;
	return h * 3600 + m * 60 + sec;
}

/* A word: a month, the weekday (once), or the zone, which is GMT. */
static int
take_word(struct date *d, struct span s)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int64_t i;

	if (!d->weekday) {
		d->weekday = true;
		return s.len >= 3 ? 0 : -1;
	}
	if (s.len != 3)
		return -1;
	for (i = 0; i < 12; i++)
		if (strncasecmp(s.p, months + i * 3, 3) == 0) {
			if (d->month != -1)
				return -1;
			d->month = i;
			return 0;
		}
	return strncasecmp(s.p, "GMT", 3) == 0 ||
	    strncasecmp(s.p, "UTC", 3) == 0 ? 0 : -1;
}

static int
take_number(struct date *d, struct span s, int64_t this_year)
{
	int64_t n = read_int(s);

	if (n == -1)
		return -1;
	if (d->day == -1) {
		d->day = n;
		return n >= 1 && n <= 31 && s.len <= 2 ? 0 : -1;
	}
	if (d->year != -1)
		return -1;
	if (s.len == 2)
		for (n += 1900; n < this_year - 49;)
			n += 100;
	d->year = n;
	return n >= 1970 ? 0 : -1;
}

static int64_t
days_since_1970(int64_t year, int64_t month, int64_t day)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
		273, 304, 334 };
	int64_t past = year - 1, days;

	days = 365 * (year - 1970) + (past / 4 - 1969 / 4) -
	    (past / 100 - 1969 / 100) + (past / 400 - 1969 / 400);
	days += before[month] + day - 1;
	if (month > 1 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		days++;
	return days;
}

/* The three forms differ in order and punctuation, not in their parts. */
int
retry_date(struct span s, int64_t now, int64_t *when)
{
	struct date d = { -1, -1, -1, -1, false };
	struct span part;
	int bad = 0;

	while (s.len > 0 && bad == 0) {
		part = (struct span){ s.p, 0 };
		while (part.len < s.len && s.p[part.len] != ' ' &&
		    s.p[part.len] != ',' && s.p[part.len] != '-')
			part.len++;
		if (part.len == 0)
			part.len = 1;
		else if (memchr(part.p, ':', part.len) != NULL)
			bad = (d.time = read_time(part)) == -1 ? -1 : 0;
		else if (is_digit(part.p[0]))
			bad = take_number(&d, part, 1970 + now / 31556952);
		else
			bad = take_word(&d, part);
		s.p += part.len;
		s.len -= part.len;
	}
	if (bad == -1 || d.year == -1 || d.month == -1 || d.day == -1 ||
	    d.time == -1)
		return -1;
	*when = days_since_1970(d.year, d.month, d.day) * 86400 + d.time;
	return 0;
}

int64_t
retry_after(const struct http_reply *reply, int64_t now)
{
	struct span value;
	int64_t when, ms;
	double n;

	if (http_header(reply, "retry-after-ms", &value) && value.len > 0 &&
	    read_decimal(value, &n) == value.len && n <= DAY_MS)
		return (int64_t)ceil(n);
	if (!http_header(reply, "retry-after", &value))
		return -1;
	if ((ms = retry_duration(value)) != -1)
		return ms;
	if (retry_date(value, now, &when) == -1 || when < now ||
	    when - now > 86400)
		return -1;
	return (when - now) * 1000;
}

/* The time that follows word, "6m0s" or "20 seconds". */
static int64_t
time_behind(struct span text, const char *word)
{
	const char *at, *end = text.p + text.len;
	size_t len, unit;
	int64_t ms;
	double n;

	at = memmem(text.p, text.len, word, strlen(word));
	if (at == NULL)
		return -1;
	at += strlen(word);
	len = read_decimal((struct span){ at, (size_t)(end - at) }, &n);
	if (len > 0 && end - at - (long)len >= 7 &&
	    memcmp(at + len, " second", 7) == 0)
		return retry_duration((struct span){ at, len });
	for (len = 0; at + len < end && (is_digit(at[len]) || at[len] == '.' ||
	    at[len] == 's' || at[len] == 'm' || at[len] == 'h' ||
	    at[len] == 'd'); len++)
		;
	if (len > 0 && at[len - 1] == '.')
		len--;	/* the end of the sentence */
	ms = retry_duration((struct span){ at, len });
	/* A number alone may be anything, unless a unit ends it. */
	(void)read_unit((struct span){ at + (len > 0 ? len - 1 : 0), len > 0 },
	    &unit);
	return unit == 0 ? -1 : ms;
}

static bool
says(struct span text, const char *word)
{
	return memmem(text.p, text.len, word, strlen(word)) != NULL;
}

int64_t
retry_text(struct span text, int64_t now)
{
	static const char *const hints[] = { "try again in ", "retry in ",
		"retry after " };
	int64_t ms;
	size_t i;

	if (text.len == 0)
		return -1;
	for (i = 0; i < LEN(hints); i++)
		if ((ms = time_behind(text, hints[i])) != -1)
			return ms;
	if (says(text, "rph limit") || says(text, "rpd limit") ||
	    says(text, "tpd limit") || says(text, "ipd limit"))
		return (3600 - now % 3600) * 1000;
	if (says(text, "rpm limit") || says(text, "tpm limit") ||
	    says(text, "ipm limit"))
		return (60 - now % 60) * 1000;
	return -1;
}
