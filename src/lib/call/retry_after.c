/* Finds out when a server says to come again. */
#include "retry_after.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#define DAY_MS 86400000.0

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

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
	for (i = 0; i < s.len && is_digit(s.p[i]); i++)
		*n = *n * 10 + (s.p[i] - '0');
	if (i == 0 || i + 1 >= s.len || s.p[i] != '.' || !is_digit(s.p[i + 1]))
		return i;
	for (i++; i < s.len && is_digit(s.p[i]); i++)
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
	if (zone != NULL && !is_digit(zone[1]) &&
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

/* Reads the time behind a word: "6m0s", "20 seconds".  In ms, or -1. */
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
	/* A number without a unit may mean anything. */
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
		"retry after ", "try again after ", "reset after ",
		"resets after ", "reset in ", "resets in ", "please wait " };
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
