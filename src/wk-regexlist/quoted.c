/* Reads the tokens of a literal list; finds where strings end. */
#include "quoted.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "items.h"

/* Brackets and separators beside those in ASCII. */
static const char *const opens[] = { "【", "（", "［", "｛" };
static const char *const closes[] = { "】", "）", "］", "｝" };
static const char *const commas[] = { "，", "、", "；" };

/* The kind of mark that a byte is, or (WIDE) may begin. */
static const enum kind { OPEN = 1, CLOSE, COMMA, WIDE } kinds[256] = {
	['['] = OPEN, ['{'] = OPEN, ['('] = OPEN,
	[']'] = CLOSE, ['}'] = CLOSE, [')'] = CLOSE,
	[','] = COMMA, [';'] = COMMA, [0xe3] = WIDE, [0xef] = WIDE
};

/*
 * The length of the mark that s begins with, if it is of this kind: one
 * byte, or three if it is among n others.
 */
static inline size_t
mark(struct span s, enum kind kind, const char *const *others, size_t n)
{
	enum kind this;
	size_t i;

	if (s.len == 0 || (this = kinds[(unsigned char)*s.p]) == 0)
		return 0;
	for (i = 0; this == WIDE && s.len >= 3 && i < n; i++)
		if (memcmp(s.p, others[i], 3) == 0)
			return 3;
	return this == kind;
}

size_t
quoted_opener(struct span s)
{
	return mark(s, OPEN, opens, LEN(opens));
}

size_t
quoted_comma(struct span s)
{
	return mark(s, COMMA, commas, LEN(commas));
}

size_t
quoted_closer(struct span s)
{
	return mark(s, CLOSE, closes, LEN(closes));
}

size_t
quoted_blanks(struct span s)
{
	struct span rest;
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (span_is_blank(s.p[i]))
			continue;
		if ((unsigned char)s.p[i] < 0x80 && s.p[i] != '\\')
			break;
		rest = span_from(s, i);
		if (span_begins(rest, "\\n") || span_begins(rest, "\\t") ||
		    span_begins(rest, "\\r") || span_begins(rest, "\302\240"))
			i++;
		else if (span_begins(rest, "　") ||
		    span_begins(rest, "\342\200\213") ||
		    span_begins(rest, UTF8_BOM))
			i += 2;
		else
			break;
	}
	return i;
}

size_t
quoted_comment(struct span s)
{
	const char *end;

	if (!span_begins(s, "#") && !span_begins(s, "//"))
		return 0;
	end = memchr(s.p, '\n', s.len);
	return end == NULL ? s.len : (size_t)(end - s.p);
}

enum quote { Q_NONE, Q_DOUBLE, Q_SINGLE, Q_FULL, Q_FULL_SINGLE, Q_CORNER,
	Q_WHITE, Q_TICK };

/* The quote that s begins with; its length goes to *len. */
static enum quote
quote_at(struct span s, size_t *len)
{
	*len = 1;
	if (s.len == 0)
		return Q_NONE;
	switch (*s.p) {
	case '"':
		return Q_DOUBLE;
	case '\'':
		return Q_SINGLE;
	case '`':
		return Q_TICK;
	case '\342':
		*len = 3;
		if (span_begins(s, "“") || span_begins(s, "”"))
			return Q_FULL;
		return span_begins(s, "‘") || span_begins(s, "’") ?
		    Q_FULL_SINGLE : Q_NONE;
	case '\343':
		*len = 3;
		if (span_begins(s, "「") || span_begins(s, "」"))
			return Q_CORNER;
		return span_begins(s, "『") || span_begins(s, "』") ?
		    Q_WHITE : Q_NONE;
	case '\357':
		*len = 3;
		return span_begins(s, "＂") ? Q_FULL : Q_NONE;
	default:
		return Q_NONE;
	}
}

/* Whether s begins with a key as JavaScript has it, without quotes. */
static bool
is_key(struct span s)
{
	size_t i;

	for (i = 0; i < s.len && i < 40 && ((s.p[i] | 0x20) >= 'a' ?
	    (s.p[i] | 0x20) <= 'z' : s.p[i] >= '0' && s.p[i] <= '9'); i++)
		;
	return i > 0 && i < s.len && s.p[i] == ':';
}

/* Whether a string begins here that has a letter before its quote. */
static bool
prefixed(struct span s)
{
	return s.len > 1 && *s.p != '\0' && strchr("urfbURFB", *s.p) != NULL &&
	    (s.p[1] == '"' || s.p[1] == '\'');
}

bool
quoted_begins(struct span s)
{
	size_t len;

	return quote_at(s, &len) != Q_NONE || span_begins(s, "\\\"") ||
	    span_begins(s, "\\'") || prefixed(s);
}

/* Whether an element can begin here, behind a comma. */
static bool
begins_element(struct span s)
{
	static const char *const others[] = { "None", "null", "true", "false",
		"True", "False", "...", "…", "#", "//" };

	return s.len == 0 || quoted_begins(s) ||
	    quoted_opener(s) > 0 || quoted_closer(s) > 0 ||
	    span_one_of(s, others, LEN(others)) > 0 || quoted_comma(s) > 0 ||
	    (*s.p >= '0' && *s.p <= '9') || *s.p == '-' || is_key(s);
}

/*
 * Whether a quote before s ends its string.  Models forget to escape quotes
 * inside (and apostrophes), so the place tells: what follows must be what
 * can follow a string.
 */
static bool
ends_string(struct span s)
{
	size_t n = quoted_blanks(s), len;
	struct span next = span_from(s, n);

	if (next.len == 0 || quoted_closer(next) > 0)
		return true;
	if (*next.p == ':' || span_begins(next, "："))
		return true;
	if ((len = quoted_comma(next)) > 0) {
		next = span_from(next, len);
		return begins_element(span_from(next, quoted_blanks(next)));
	}
	if (n == 0)
		return false;
	if (*next.p == '#' || span_begins(next, "//"))
		return true;
	/* The comma at the end of a line was forgotten. */
	return quote_at(next, &len) != Q_NONE &&
	    (memchr(s.p, '\n', n) != NULL || memmem(s.p, n, "\\n", 2) != NULL);
}

/*
 * Whether a quote can close a string that `open` opened, with `inner` pairs
 * of “ ” open inside.
 */
static bool
pairs(enum quote open, enum quote this, bool opener, size_t inner)
{
	if (open == this)
		return open < Q_CORNER || !opener || open == Q_TICK;
	/* Mixed: “…" or "…”, if no pair of its own is open. */
	if (open == Q_FULL && this == Q_DOUBLE)
		return true;
	return open == Q_DOUBLE && this == Q_FULL && !opener && inner == 0;
}

static bool
is_opener(const char *p)
{
	return memcmp(p, "“", 3) == 0 || memcmp(p, "‘", 3) == 0 ||
	    memcmp(p, "「", 3) == 0 || memcmp(p, "『", 3) == 0;
}

/* Bytes that a reader of strings must look at. */
static const bool odd[256] = {
	['"'] = true, ['\''] = true, ['\\'] = true, ['`'] = true,
	['\n'] = true, [0xe2] = true, [0xe3] = true, [0xef] = true
};

/* Whether a question ends before p, and another string begins at s. */
static bool
asks_then_string(const char *p, const char *start, struct span s)
{
	struct span before = { start, (size_t)(p - start) };
	size_t n = quoted_blanks(s), len;

	return n > 0 && (span_ends(before, "？") ||
	    span_ends(before, "?")) &&
	    quote_at(span_from(s, n), &len) != Q_NONE;
}

/*
 * Finds the quote that closes the string whose inside begins with s; its
 * length goes to *len.  Returns NULL if that quote is missing.
 */
static const char *
find_end(struct span s, enum quote open, bool escaped, size_t *len,
    bool *loose)
{
	const char *p, *end = s.p + s.len;
	struct span rest;
	size_t inner = 0;
	enum quote this;
	bool opener;

	for (p = s.p; p < end; p++) {
		p += list_skip_han(p, 0, (size_t)(end - p));
		if (p == end)
			break;
		if (!odd[(unsigned char)*p])
			continue;
		if (*p == '\n') {
			*loose = true;
			continue;
		}
		if (*p == '\\') {
			if (escaped && p + 1 < end &&
			    (p[1] == '"' || p[1] == '\'') &&
			    ends_string((struct span){ p + 2,
			    (size_t)(end - p - 2) })) {
				*len = 2;
				return p;
			}
			if (p + 1 < end)
				p++;
			continue;
		}
		this = quote_at((struct span){ p, (size_t)(end - p) }, len);
		if (this == Q_NONE)
			continue;
		opener = *len == 3 && is_opener(p);
		if (!escaped && pairs(open, this, opener, inner)) {
			rest.p = p + *len;
			rest.len = (size_t)(end - rest.p);
			if (ends_string(rest) ||
			    asks_then_string(p, s.p, rest))
				return p;
			*loose = true;
		}
		if (this == Q_FULL)
			inner = opener ? inner + 1 : inner > 0 ? inner - 1 : 0;
		p += *len - 1;
	}
	return NULL;
}

const char *
quoted_read(struct span s, struct span *in, bool *loose)
{
	const char *end;
	size_t len;
	enum quote open;
	bool escaped;

	/* u"…" and its like. */
	if (*s.p != '"' && *s.p != '\'' && prefixed(s))
		s = span_from(s, 1);
	if ((escaped = *s.p == '\\'))
		s = span_from(s, 1);
	if ((open = quote_at(s, &len)) == Q_NONE)
		return NULL;
	if (escaped || open > Q_SINGLE)
		*loose = true;
	s = span_from(s, len);
	if ((end = find_end(s, open, escaped, &len, loose)) == NULL)
		return NULL;
	*in = (struct span){ s.p, (size_t)(end - s.p) };
	return end + len;
}
