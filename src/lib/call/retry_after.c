/* Finds out how long a server asks to wait. */
#include "retry_after.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#define DAY_MS 86400000.0

/*
 * Reads the digits, perhaps with a fraction, that s begins with.  Returns how
 * many bytes they take.
 */
static size_t
read_decimal(struct span s, double *n)
{
	double scale = 1;
	size_t i;

	*n = 0;
	for (i = 0; i < s.len && span_is_digit(s.p[i]); i++)
		*n = *n * 10 + (s.p[i] - '0');
	if (i == 0 || i + 1 >= s.len || s.p[i] != '.' ||
	    !span_is_digit(s.p[i + 1]))
		return i;
	for (i++; i < s.len && span_is_digit(s.p[i]); i++)
		*n += (s.p[i] - '0') * (scale /= 10);
	return i;
}

/* The unit that s begins with, in ms, and its length; 0 if there is none. */
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
		if (span_begins(s, units[i].name))
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
		s = span_from(s, len);
		ms = read_unit(s, &unit);
		if (ms == 0 && (!first || s.len > 0))
			return -1;
		sum += n * (ms == 0 ? 1000 : ms);
		s = span_from(s, unit);
		first = false;
	}
	return first || !(sum <= DAY_MS) ? -1 : (int64_t)ceil(sum);
}

int64_t
retry_date(struct span s)
{
	char text[64];
	const char *zone;

	if (s.len >= sizeof(text) || memchr(s.p, ':', s.len) == NULL)
		return -1;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	/* Two of the three forms end in the zone; all three are in GMT. */
	zone = strrchr(text, ' ');
	if (zone != NULL && !span_is_digit(zone[1]) &&
	    strcasecmp(zone + 1, "GMT") != 0 &&
	    strcasecmp(zone + 1, "UTC") != 0)
		return -1;
	return (int64_t)curl_getdate(text, NULL);
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
	when = retry_date(value);
	if (when < now || when - now > 86400)
		return -1;
	return (when - now) * 1000;
}

/* Passes over blanks. */
static void
skip_blanks(struct span *s)
{
	while (span_take(s, " "))
		;
}

/* Takes the number that *s begins with, in digits or as a word. */
static bool
take_number(struct span *s, double *n)
{
	static const struct {
		const char *name;
		double n;
	} words[] = {
		{ "half an ", .5 }, { "half a ", .5 }, { "an ", 1 },
		{ "a ", 1 }, { "one ", 1 }, { "two ", 2 }, { "three ", 3 },
		{ "five ", 5 }, { "ten ", 10 }, { "thirty ", 30 },
		{ "半", .5 }, { "一", 1 }, { "两", 2 }, { "三", 3 },
		{ "五", 5 }, { "十", 10 }, { "三十", 30 }
	};
	size_t len = read_decimal(*s, n), i;

	for (i = LEN(words); len == 0 && i > 0; i--)
		if (span_begins(*s, words[i - 1].name)) {
			len = strlen(words[i - 1].name);
			*n = words[i - 1].n;
		}
	*s = span_from(*s, len);
	return len > 0;
}

/* Takes the unit that *s begins with.  Its ms, or 0 if there is none. */
static double
take_unit(struct span *s)
{
	/* Of two that begin alike, the longer stands first. */
	static const struct {
		const char *name;
		double ms;
	} units[] = {
		{ "milliseconds", 1 }, { "millisecond", 1 }, { "ms", 1 },
		{ "seconds", 1000 }, { "second", 1000 }, { "secs", 1000 },
		{ "sec", 1000 }, { "s", 1000 },
		{ "minutes", 60000 }, { "minute", 60000 }, { "mins", 60000 },
		{ "min", 60000 }, { "m", 60000 },
		{ "hours", 3600000 }, { "hour", 3600000 },
		{ "hrs", 3600000 }, { "hr", 3600000 }, { "h", 3600000 },
		{ "days", DAY_MS }, { "day", DAY_MS }, { "d", DAY_MS },
		{ "毫秒", 1 }, { "秒钟", 1000 }, { "秒", 1000 },
		{ "分钟", 60000 }, { "分", 60000 }, { "个小时", 3600000 },
		{ "小时", 3600000 }, { "天", DAY_MS }
	};
	size_t i;

	for (i = 0; i < LEN(units); i++)
		if (span_take(s, units[i].name))
			return s->len > 0 && s->p[0] >= 'a' &&
			    s->p[0] <= 'z' ? 0 : units[i].ms;
	return 0;
}

/*
 * Takes the time that *s begins with: "6m0s", "20 seconds", "1 minute and 30
 * seconds", "5分钟".  In ms, or -1 if there is none, or it is longer than a
 * day.  A number without a unit may mean anything.
 */
static int64_t
take_time(struct span *s)
{
	static const char *const joints[] = { ",", "and ", "零" };
	struct span rest = *s;
	double sum = 0, n, ms;
	bool any = false;
	size_t i;

	while (take_number(&rest, &n)) {
		skip_blanks(&rest);
		if ((ms = take_unit(&rest)) == 0)
			break;
		sum += n * ms;
		any = true;
		*s = rest;
		skip_blanks(&rest);
		for (i = 0; i < LEN(joints); i++)
			if (span_take(&rest, joints[i]))
				skip_blanks(&rest);
	}
	return any && sum <= DAY_MS ? (int64_t)ceil(sum) : -1;
}

/* Reads the time behind a word, wherever that stands.  In ms, or -1. */
static int64_t
time_behind(struct span text, const char *word)
{
	static const char *const about[] = { "about ", "approximately ",
		"around ", "at least ", "another ", "~", "约" };
	const char *at;
	int64_t ms;
	size_t i;

	while ((at = memmem(text.p, text.len, word, strlen(word))) != NULL) {
		text = span_from(text, (size_t)(at - text.p) + strlen(word));
		skip_blanks(&text);
		for (i = 0; i < LEN(about); i++)
			if (span_take(&text, about[i]))
				skip_blanks(&text);
		if ((ms = take_time(&text)) != -1)
			return ms;
	}
	return -1;
}

/*
 * Reads the time before a word that says "after it": "请在5分钟后重试".  In
 * ms, or -1.  "60秒后超时" tells of a time-out and asks for no wait.
 */
static int64_t
time_before_after(struct span text)
{
	static const char *const after[] = { "后", "後", "之后", "之後",
		"以后", "以後" };
	struct span rest;
	int64_t ms;
	size_t i;

	while (text.len > 0) {
		rest = text;
		if ((ms = take_time(&rest)) == -1) {
			/* The rest of a number is not another number. */
			do
				text = span_from(text, 1);
			while (text.len > 0 && span_is_digit(text.p[-1]) &&
			    (span_is_digit(text.p[0]) || text.p[0] == '.'));
			continue;
		}
		text = rest;
		skip_blanks(&rest);
		for (i = 0; i < LEN(after); i++)
			if (span_take(&rest, after[i]) &&
			    !span_begins(rest, "超时"))
				return ms;
	}
	return -1;
}

static bool
says(struct span text, const char *word)
{
	return memmem(text.p, text.len, word, strlen(word)) != NULL;
}

int64_t
retry_text(struct span text, int64_t now)
{
	static const char *const hints[] = { "again in ", "again after ",
		"try in ", "try after ", "reset after ", "resets after ",
		"reset in ", "resets in ", "available in ", "wait for ",
		"please wait ", "must wait ", "to wait ", "等待", "请等" };
	int64_t ms;
	size_t i;

	if (text.len == 0)
		return -1;
	for (i = 0; i < LEN(hints); i++)
		if ((ms = time_behind(text, hints[i])) != -1)
			return ms;
	if ((ms = time_before_after(text)) != -1)
		return ms;
	if (says(text, "rph limit") || says(text, "rpd limit") ||
	    says(text, "tpd limit") || says(text, "ipd limit"))
		return (3600 - now % 3600) * 1000;
	if (says(text, "rpm limit") || says(text, "tpm limit") ||
	    says(text, "ipm limit"))
		return (60 - now % 60) * 1000;
	return -1;
}
