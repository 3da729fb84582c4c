/* Takes the marks of lists, headings and quotations off a quote. */
#include "trim.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* The digits of a number in a list, at most: "2015. " is a year. */
#define DIGITS 2

static bool
is_han_number(uint32_t cp)
{
	static const uint32_t numbers[] = { 0x4e00, 0x4e8c, 0x4e09, 0x56db,
		0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341 };
	size_t i;

	for (i = 0; i < LEN(numbers) && numbers[i] != cp; i++)
		;
	return i < LEN(numbers);
}

/* A number of a list, like 7, 12 or 十二, in bytes; 0: none. */
static size_t
number(struct span s, bool *han)
{
	size_t n, at = 0, count = 0;
	uint32_t cp;

	*han = utf8_decode(s.p, s.len, &cp) > 0 && is_han_number(cp);
	while ((n = utf8_decode(s.p + at, s.len - at, &cp)) > 0 &&
	    (*han ? is_han_number(cp) : cp >= '0' && cp <= '9')) {
		at += n;
		count++;
	}
	return count <= DIGITS ? at : 0;
}

/* "(1)", "（一）", in bytes; 0: none. */
static size_t
in_brackets(struct span s)
{
	struct span rest = s;
	size_t n;
	bool han;

	if (!span_take(&rest, "(") && !span_take(&rest, "（"))
		return 0;
	if ((n = number(rest, &han)) == 0)
		return 0;
	rest = span_from(rest, n);
	if (!span_take(&rest, ")") && !span_take(&rest, "）"))
		return 0;
	return s.len - rest.len;
}

/* "1. ", "1)", "1、", "一、", in bytes; 0: none. */
static size_t
numbered(struct span s)
{
	bool han;
	size_t n = number(s, &han);
	struct span rest;

	if (n == 0)
		return 0;
	rest = span_from(s, n);
	if (span_take(&rest, "、") || span_take(&rest, "．") ||
	    span_take(&rest, ")") || span_take(&rest, "）"))
		return s.len - rest.len;
	/* "1.5" is a number, and "1.第一" is one of a list. */
	if (!han && span_take(&rest, ".") && rest.len > 0 &&
	    (span_is_blank(rest.p[0]) || (unsigned char)rest.p[0] >= 0x80))
		return s.len - rest.len;
	return 0;
}

/* A bullet, in bytes; 0: none.  Those of ASCII need a blank behind them. */
static size_t
bullet(struct span s)
{
	static const char *const bullets[] = { "•", "‣", "◦", "●", "○", "■",
		"□", "▪", "▫", "◆", "◇", "★", "☆", "►", "▶", "➢", "✓", "✔",
		"・", "·" };
	static const char *const dashes[] = { "-", "*", "+", "–", "—" };
	struct span rest = s;
	uint32_t cp;
	size_t i, n = utf8_decode(s.p, s.len, &cp);

	/* ① to ⒛, ❶ to ➓ */
	if (n > 0 && ((cp >= 0x2460 && cp <= 0x249b) ||
	    (cp >= 0x2776 && cp <= 0x2793)))
		return n;
	for (i = 0; i < LEN(bullets); i++)
		if (span_take(&rest, bullets[i]))
			return s.len - rest.len;
	for (i = 0; i < LEN(dashes); i++)
		if (span_take(&rest, dashes[i]) && rest.len > 0 &&
		    span_is_blank(rest.p[0]))
			return s.len - rest.len;
		else
			rest = s;
	return 0;
}

size_t
trim_list_mark(struct span line)
{
	const struct span s = utf8_strip(line);
	size_t n;

	if ((n = bullet(s)) == 0 && (n = in_brackets(s)) == 0)
		n = numbered(s);
	return n == 0 ? 0 : (size_t)(s.p - line.p) + n;
}

/* The #s of a heading, in bytes; 0: none. */
static size_t
heading_mark(struct span s)
{
	size_t n;

	for (n = 0; n < s.len && s.p[n] == '#'; n++)
		;
	return n > 0 && n <= 6 && n < s.len && span_is_blank(s.p[n]) ? n : 0;
}

bool
trim_is_heading(struct span line)
{
	return heading_mark(utf8_strip(line)) > 0;
}

static bool
ends_with(struct span s, const char *a, const char *b)
{
	s = utf8_strip(s);
	return span_ends(s, a) || span_ends(s, b);
}

bool
trim_ends_colon(struct span s)
{
	return ends_with(s, ":", "：");
}

bool
trim_ends_question(struct span s)
{
	return ends_with(s, "?", "？");
}

/* Removes one mark that begins a line.  False: there is none. */
static bool
take_line_mark(struct span *s)
{
	size_t n = heading_mark(*s);

	if (n == 0)
		n = trim_list_mark(*s);
	if (n == 0 && s->len > 1 && s->p[0] == '>')
		n = 1;
	/* A mark with nothing behind it is all that there is. */
	if (n == 0 || utf8_strip(span_from(*s, n)).len == 0)
		return false;
	*s = utf8_strip(span_from(*s, n));
	return true;
}

/*
 * Takes one quotation mark: one that closes, one that nothing closes, or one
 * around the whole quote.  False: there is none.
 */
static bool
take_quotation_mark(struct span *s)
{
	static const char *const pairs[][2] = { { "“", "”" }, { "‘", "’" },
		{ "「", "」" }, { "『", "』" }, { "\"", "\"" }, { "«", "»" } };
	struct span rest = *s, body;
	const char *closing;
	size_t i;

	for (i = 0; i < LEN(pairs); i++) {
		if (span_take(&rest, pairs[i][0]))
			break;
		if (span_take(&rest, pairs[i][1])) {
			*s = utf8_strip(rest);
			return rest.len > 0;
		}
	}
	if (i == LEN(pairs) || rest.len == 0)
		return false;
	closing = memmem(rest.p, rest.len, pairs[i][1],
	    strlen(pairs[i][1]));
	body = rest;
	if (closing != NULL) {
		body.len -= strlen(pairs[i][1]);
		if (closing != body.p + body.len || body.len == 0)
			return false;
	}
	*s = utf8_strip(body);
	return true;
}

/* Whether only blanks stand between the beginning of its line and p. */
static bool
begins_line(struct span text, const char *p)
{
	while (p > text.p && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	return p == text.p || p[-1] == '\n';
}

struct span
trim_quote(struct span text, struct span quote)
{
	struct span s = utf8_strip(quote);
	bool line = s.len > 0 && begins_line(text, s.p);

	while ((line && take_line_mark(&s)) || take_quotation_mark(&s))
		;
	while (trim_ends_colon(s))
		s = utf8_strip((struct span){ s.p,
		    s.len - (span_ends(s, ":") ? 1 : strlen("：")) });
	return s;
}
