/* Reads the tokens of a literal list; finds where strings end. */
#include "quoted.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "noise.h"
#include "strip.h"

/* Bytes of a line at whose end brackets are looked for, at most. */
#define LINE_MAX_LEN ((size_t)2000)

/* Bytes of a key, and of a key with its colon, at most. */
#define KEY_MAX 60
#define MEMBER_MAX 160

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

/*
 * The length of the comment that s begins with, from open to close; 0 if it
 * has no end, or another begins before that: so a text of many beginnings
 * takes linear time, since no byte is read for two of them.
 */
static size_t
comment(struct span s, const char *open, const char *close)
{
	const size_t n = strlen(open);
	struct span in = span_from(s, n);
	const char *p = memmem(in.p, in.len, open, n);

	if (p != NULL)
		in.len = (size_t)(p - in.p);
	p = memmem(in.p, in.len, close, strlen(close));
	return p == NULL ? 0 : (size_t)(p - s.p) + strlen(close);
}

size_t
quoted_comment(struct span s)
{
	static const char *const pairs[][2] = { { "/*", "*/" },
		{ "<!--", "-->" } };
	const char *end;
	size_t i;

	if (s.len == 0 || (*s.p != '#' && *s.p != '/' && *s.p != '<'))
		return 0;
	for (i = 0; i < LEN(pairs); i++)
		if (span_begins(s, pairs[i][0]))
			return comment(s, pairs[i][0], pairs[i][1]);
	if (*s.p != '#' && !span_begins(s, "//"))
		return 0;
	end = memchr(s.p, '\n', s.len);
	return end == NULL ? s.len : (size_t)(end - s.p);
}

size_t
quoted_skip(struct span s, bool *loose)
{
	size_t i = 0, from, len;

	do {
		from = i;
		if (i < s.len && (s.p[i] == '"' || s.p[i] == ','))
			break;
		for (; i < s.len && span_is_blank(s.p[i]); i++)
			;
		len = quoted_blanks(span_from(s, i));
		*loose |= len > 0;
		i += len;
		len = quoted_comment(span_from(s, i));
		*loose |= len > 0 && s.p[i] != '#';
		i += len;
	} while (i > from);
	return i;
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

bool
quoted_key(struct span s)
{
	size_t i;

	for (i = 0; i < s.len && i < 40 && (s.p[i] == '_' ||
	    ((s.p[i] | 0x20) >= 'a' ? (s.p[i] | 0x20) <= 'z' :
	    s.p[i] >= '0' && s.p[i] <= '9')); i++)
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
		"True", "False", "...", "…", "#", "//", "/*", "<!--" };

	return s.len == 0 || quoted_begins(s) ||
	    quoted_opener(s) > 0 || quoted_closer(s) > 0 ||
	    span_one_of(s, others, LEN(others)) > 0 || quoted_comma(s) > 0 ||
	    (*s.p >= '0' && *s.p <= '9') || *s.p == '-' || quoted_key(s);
}

/* Whether s begins with a key in quotes of ASCII, and a colon. */
static bool
key_in_quotes(struct span s)
{
	size_t i;

	if (s.len == 0 || (*s.p != '"' && *s.p != '\''))
		return false;
	for (i = 1; i < s.len && i <= KEY_MAX && s.p[i] != *s.p; i++)
		if (s.p[i] == '\n' || s.p[i] == '\\')
			return false;
	if (i < 2 || i >= s.len || s.p[i] != *s.p)
		return false;
	for (i++; i < s.len && s.p[i] == ' '; i++)
		;
	return span_begins(span_from(s, i), ":");
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

	if (next.len == 0 || quoted_closer(next) > 0 ||
	    span_begins(next, "/*") || span_begins(next, "<!--"))
		return true;
	if (*next.p == ':' || span_begins(next, "："))
		return true;
	if ((len = quoted_comma(next)) > 0) {
		next = span_from(next, len);
		return begins_element(span_from(next, quoted_blanks(next)));
	}
	if (n == 0)
		return false;
	if (*next.p == '#' || span_begins(next, "//") || key_in_quotes(next))
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

/* Whether a quote between p and the byte behind it is an apostrophe. */
static bool
is_apostrophe(const char *p, size_t len, const char *start, const char *end)
{
	return p > start && p + len < end &&
	    (p[-1] | 0x20) >= 'a' && (p[-1] | 0x20) <= 'z' &&
	    (p[len] | 0x20) >= 'a' && (p[len] | 0x20) <= 'z';
}

/* Bytes of a string without its opening quote that are looked at. */
#define UNOPENED_MAX 600

size_t
quoted_unopened(struct span s, struct span *in)
{
	const char *p, *end = s.p + (s.len < UNOPENED_MAX ? s.len :
	    UNOPENED_MAX);
	size_t len;

	for (p = s.p; p < end; p += len) {
		p += list_skip_han(p, 0, (size_t)(end - p));
		if (p == end || *p == '\n' || *p == '\\' ||
		    quoted_opener((struct span){ p, (size_t)(end - p) }) > 0)
			return 0;
		if (quote_at((struct span){ p, (size_t)(end - p) }, &len) ==
		    Q_NONE || is_apostrophe(p, len, s.p, end)) {
			len = 1;
			continue;
		}
		if (len == 3 && (memcmp(p, "“", 3) == 0 || memcmp(p, "‘", 3)
		    == 0 || memcmp(p, "「", 3) == 0 || memcmp(p, "『", 3) == 0))
			return 0;
		*in = (struct span){ s.p, (size_t)(p - s.p) };
		s = (struct span){ p + len, s.len - (size_t)(p - s.p) - len };
		if (in->len == 0 || !ends_string(s) || span_begins(s, ":") ||
		    span_begins(s, "："))
			return 0;
		return in->len + len;
	}
	return 0;
}

/* Whether a comma and a string without its opening quote follow at s. */
static bool
unopened_follows(struct span s)
{
	size_t n = quoted_blanks(s), len = quoted_comma(span_from(s, n));
	struct span in;

	if (len == 0)
		return false;
	s = span_from(s, n + len);
	return quoted_unopened(span_from(s, quoted_blanks(s)), &in) > 0;
}

/*
 * Where the string that begins at start ends if its closing quote is
 * missing, and the quote at p opens the next one: behind a question and
 * before a comma.  NULL if that does not look so.
 */
static const char *
unclosed_end(const char *start, const char *p, struct span behind)
{
	static const char *const commas_before[] = { ",", "，", "、", "；" };
	struct span s = { start, (size_t)(p - start) };
	size_t i;

	if (behind.len == 0 || span_is_blank(*behind.p) ||
	    quoted_closer(behind) > 0 || quoted_comma(behind) > 0)
		return NULL;
	s = list_strip(s);
	for (i = 0; i < LEN(commas_before); i++)
		if (span_ends(s, commas_before[i]))
			break;
	if (i == LEN(commas_before))
		return NULL;
	s.len -= strlen(commas_before[i]);
	s = list_strip(s);
	return span_ends(s, "?") || span_ends(s, "？") ? s.p + s.len : NULL;
}

/* A string whose end is looked for. */
struct open {
	enum quote quote;
	bool escaped;	/* its quotes have a backslash before them */
	size_t inner;	/* pairs of “ ” that are open inside */
	size_t seen;	/* quotes inside that did not end it */
	bool *loose;
};

/*
 * Whether the string whose inside begins at start ends at the quote at p,
 * *len bytes long; *at becomes its end, and *len 0 if that is before p.
 */
static bool
ends_at(struct open *o, const char *start, const char *p, const char *end,
    const char **at, size_t *len)
{
	struct span rest = { p + *len, (size_t)(end - p) - *len };

	*at = p;
	if (ends_string(rest) || asks_then_string(p, start, rest))
		return true;
	if (is_apostrophe(p, *len, start, end))
		return false;
	if (o->seen++ == 0) {
		if (unopened_follows(rest)) {
			*o->loose = true;
			return true;
		}
		if ((*at = unclosed_end(start, p, rest)) != NULL) {
			*o->loose = true;
			*len = 0;
			return true;
		}
	}
	*o->loose = true;
	return false;
}

/*
 * Finds the quote that closes the string whose inside begins with s; its
 * length goes to *len.  Returns NULL if that quote is missing.
 */
static const char *
find_end(struct span s, struct open *o, size_t *len)
{
	const char *p, *at, *end = s.p + s.len;
	enum quote this;
	bool opener;

	for (p = s.p; p < end; p++) {
		p += list_skip_han(p, 0, (size_t)(end - p));
		if (p == end)
			break;
		if (!odd[(unsigned char)*p])
			continue;
		if (*p == '\n') {
			*o->loose = true;
			continue;
		}
		if (*p == '\\') {
			if (o->escaped && p + 1 < end &&
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
		if (!o->escaped && (pairs(o->quote, this, opener, o->inner) ||
		    (opener && o->quote == this && o->inner == 0 &&
		    o->seen == 0 && unclosed_end(s.p, p,
		    (struct span){ p + *len, (size_t)(end - p) - *len }) !=
		    NULL)) && ends_at(o, s.p, p, end, &at, len))
			return at;
		if (this == Q_FULL)
			o->inner = opener ? o->inner + 1 :
			    o->inner > 0 ? o->inner - 1 : 0;
		p += *len - 1;
	}
	return NULL;
}

/* Reads a string in three quotes, as Python has it.  NULL if s is none. */
static const char *
triple(struct span s, struct span *in)
{
	const char *mark = span_begins(s, "\"\"\"") ? "\"\"\"" : "'''";
	const char *p, *end = s.p + s.len;

	if (!span_begins(s, mark))
		return NULL;
	s = span_from(s, 3);
	p = s.len == 0 ? NULL : memmem(s.p, s.len, mark, 3);
	if (p == NULL || !ends_string((struct span){ p + 3,
	    (size_t)(end - p) - 3 }))
		return NULL;
	*in = (struct span){ s.p, (size_t)(p - s.p) };
	return p + 3;
}

/*
 * The length of a last string whose closing quote is missing, ["a?", "b?]: it
 * ends before the brackets at the end of its line or the beginning of the
 * next; as a sentence does, unless nothing follows.  0 if s is none.
 */
static size_t
unclosed_last(struct span s)
{
	struct span line = s, next;
	const char *nl = s.len == 0 ? NULL : memchr(s.p, '\n',
	    s.len < LINE_MAX_LEN ? s.len : LINE_MAX_LEN);
	bool closed = false;
	size_t i;

	if (nl != NULL)
		line.len = (size_t)(nl - s.p);
	else if (s.len >= LINE_MAX_LEN)
		return 0;
	next = span_from(s, line.len);
	next = span_from(next, quoted_blanks(next));
	closed = quoted_closer(next) > 0;
	for (i = 1; i > 0; line.len -= i) {
		line = list_strip(line);
		i = line.len > 0 && strchr("]});`", line.p[line.len - 1]) !=
		    NULL ? 1 : span_ends(line, "】") ? strlen("】") : 0;
		closed |= i > 0 && line.p[line.len - 1] != ';' &&
		    line.p[line.len - 1] != '`';
	}
	if (!closed || (!noise_ends(line) && ((next.len > 0 &&
	    quoted_closer(next) == 0) || memchr(line.p, '[', line.len) !=
	    NULL)))
		return 0;
	return (size_t)(line.p + line.len - s.p);
}

const char *
quoted_read(struct span s, struct span *in, bool *loose)
{
	struct open o = { .loose = loose };
	const char *end;
	size_t len;

	/* u"…" and its like. */
	if (*s.p != '"' && *s.p != '\'' && prefixed(s))
		s = span_from(s, 1);
	if ((o.escaped = *s.p == '\\'))
		s = span_from(s, 1);
	if ((o.quote = quote_at(s, &len)) == Q_NONE)
		return NULL;
	if (o.escaped || o.quote > Q_SINGLE)
		*loose = true;
	else if ((end = triple(s, in)) != NULL)
		return end;
	s = span_from(s, len);
	if ((end = find_end(s, &o, &len)) == NULL) {
		if (o.escaped || (len = unclosed_last(s)) == 0)
			return NULL;
		*loose = true;
		end = s.p + len;
		len = 0;
	}
	*in = (struct span){ s.p, (size_t)(end - s.p) };
	return end + len;
}

bool
quoted_member(struct span s)
{
	bool loose = false;
	struct span in;
	const char *end;

	if (s.len > MEMBER_MAX)
		s.len = MEMBER_MAX;
	if (quoted_key(s))
		return true;
	if (!quoted_begins(s) || (end = quoted_read(s, &in, &loose)) == NULL ||
	    in.len > KEY_MAX)
		return false;
	s = span_from(s, (size_t)(end - s.p));
	s = span_from(s, quoted_blanks(s));
	return span_begins(s, ":") || span_begins(s, "：");
}
