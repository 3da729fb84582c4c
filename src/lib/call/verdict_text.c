#include "verdict_text.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

static bool
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* What a key is made of, asterisks standing for parts left out. */
static bool
is_of_key(char c)
{
	return is_letter_or_digit(c) || c == '_' || c == '-' || c == '*' ||
	    c == '.';
}

/* Whether the text up to p introduces a key: "key provided: ", "Bearer ". */
static bool
announces_key(const char *start, const char *p, bool digits)
{
	static const char *const words[] = { "key provided", "api key",
		"apikey", "api_key", "bearer", "token" };
	size_t i, len;
	bool sign = digits;

	for (; p > start && p[-1] != '\0' &&
	    strchr(" :='\"`<[(", p[-1]) != NULL; p--)
		sign = sign || p[-1] != ' ';
	for (i = 0; i < LEN(words) && sign; i++) {
		len = strlen(words[i]);
		if ((size_t)(p - start) >= len &&
		    strncasecmp(p - len, words[i], len) == 0)
			return true;
	}
	return false;
}

/* Whether the word s, before which stands what is from start on, is a key. */
static bool
is_key(const char *start, struct span s)
{
	size_t i, digits = 0, letters = 0, run = 0, longest = 0;

	if (memmem(s.p, s.len, "***", 3) != NULL)
		return true;
	if (s.len >= 8 && (strncasecmp(s.p, "sk-", 3) == 0 ||
	    strncasecmp(s.p, "sk_", 3) == 0))
		return true;
	for (i = 0; i < s.len; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		run = is_letter_or_digit(s.p[i]) ? run + 1 : 0;
		letters += is_letter_or_digit(s.p[i]);
		if (run > longest)
			longest = run;
	}
	if (s.len >= 12 && announces_key(start, s.p, digits > 0))
		return true;
	return longest >= 32 && digits > 0 && letters > digits;
}

static void
hide_keys(struct buf *b, struct span s)
{
	const char *p = s.p, *end = s.p + s.len, *from;
	struct span word;

	while (p < end) {
		for (from = p; p < end && !is_of_key(*p); p++)
			;
		buf_add(b, from, (size_t)(p - from));
		for (from = p; p < end && is_of_key(*p); p++)
			;
		word = (struct span){ from, (size_t)(p - from) };
		while (word.len > 0 && word.p[word.len - 1] == '.')
			word.len--;
		if (word.len > 0 && is_key(s.p, word)) {
			buf_puts(b, "…");
			from += word.len;
		}
		buf_add(b, from, (size_t)(p - from));
	}
}

/* Appends s with each run of blanks as one space, none at the ends. */
static void
squeeze(struct buf *b, struct span s)
{
	size_t i, from = b->len;
	bool blank = false;

	for (i = 0; i < s.len; i++) {
		if (s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r')) {
			blank = true;
			continue;
		}
		if (blank && b->len > from)
			buf_addc(b, ' ');
		blank = false;
		buf_addc(b, s.p[i]);
	}
}

void
verdict_text(struct buf *b, struct span s, size_t max)
{
	struct buf line = { 0 }, safe = { 0 };

	/* So much more that what is cut off here is not shown anyway. */
	if (s.len > 8 * max)
		s.len = 8 * max;
	squeeze(&line, s);
	if (line.len > 0)
		hide_keys(&safe, (struct span){ line.data, line.len });
	utf8_mask(b, safe.data, safe.len, max);
	buf_free(&line);
	buf_free(&safe);
}
