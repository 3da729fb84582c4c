/* Reads robots.txt, and tells which paths it allows (RFC 9309). */
#include "robots.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"

/* A Crawl-delay, in seconds, at most. */
#define DELAY_MOST 1e6

/* What is read of a file: the rules of our groups, and of those of *. */
struct reading {
	const char *agent;
	struct robots *ours, *all;
	bool in_ours, in_all;	/* the group at hand is of those */
	bool any_ours;
	bool starting;	/* the last line was one of User-agent */
};

/* Characters that mean the same with and without percent-encoding. */
static bool
is_unreserved(unsigned char c)
{
	return span_is_letter((char)c) || span_is_digit((char)c) ||
	    (c != '\0' && strchr("-._~", c) != NULL);
}

static void
put_octet(struct buf *b, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";

	buf_addc(b, '%');
	buf_addc(b, digits[c >> 4]);
	buf_addc(b, digits[c & 15]);
}

/*
 * Appends a path in the one form in which paths and patterns are compared:
 * unreserved characters as they are, other encoded ones in upper case.  In a
 * pattern, * and a $ at the end stay as they are, in a path they are encoded.
 */
static void
put_path(struct buf *b, struct span s, bool pattern)
{
	uint32_t octet;
	unsigned char c;
	size_t i;

	for (i = 0; i < s.len; i++) {
		c = (unsigned char)s.p[i];
		if (c == '%' && hex_read(s.p + i + 1, s.len - i - 1, 2,
		    &octet) == 2) {
			if (is_unreserved((unsigned char)octet))
				buf_addc(b, (char)octet);
			else
				put_octet(b, (unsigned char)octet);
			i += 2;
		} else if (c <= ' ' || c >= 0x7f ||
		    (c == '*' && !pattern) ||
		    (c == '$' && !(pattern && i + 1 == s.len)))
			put_octet(b, c);
		else
			buf_addc(b, (char)c);
	}
}

/* The name of a crawler at the beginning of a value. */
static struct span
product(struct span value)
{
	size_t n = 0;

	while (n < value.len && (span_is_letter(value.p[n]) ||
	    value.p[n] == '-' || value.p[n] == '_'))
		n++;
	return (struct span){ value.p, n };
}

static bool
same_word(struct span s, const char *word)
{
	return s.len == strlen(word) && strncasecmp(s.p, word, s.len) == 0;
}

static void
take_agent(struct reading *g, struct span value)
{
	if (!g->starting)
		g->in_ours = g->in_all = false;
	g->starting = true;
	if (span_begins(value, "*"))
		g->in_all = true;
	else if (same_word(product(value), g->agent))
		g->in_ours = g->any_ours = true;
}

static void
add_rule(struct robots *r, char sign, struct span pattern)
{
	buf_addc(&r->rules, sign);
	put_path(&r->rules, pattern, true);
	buf_addc(&r->rules, '\0');
}

static void
take_rule(struct reading *g, char sign, struct span pattern)
{
	g->starting = false;
	if (pattern.len == 0)
		return;		/* forbids, or allows, nothing */
	if (g->in_ours)
		add_rule(g->ours, sign, pattern);
	if (g->in_all)
		add_rule(g->all, sign, pattern);
}

static void
take_delay(struct reading *g, struct span value)
{
	char text[32] = "";
	double delay;

	g->starting = false;
	if (value.len == 0 || value.len >= sizeof(text))
		return;
	memcpy(text, value.p, value.len);
	delay = strtod(text, NULL);
	if (!(delay > 0))
		return;
	delay = delay < DELAY_MOST ? delay : DELAY_MOST;
	if (g->in_ours)
		g->ours->delay = delay;
	if (g->in_all)
		g->all->delay = delay;
}

static void
take_line(struct reading *g, struct span line)
{
	const char *end = memchr(line.p, '#', line.len), *colon;
	struct span name, value;

	if (end != NULL)
		line.len = (size_t)(end - line.p);
	if ((colon = memchr(line.p, ':', line.len)) == NULL)
		return;
	name = span_strip((struct span){ line.p, (size_t)(colon - line.p) });
	value = span_strip(span_from(line, (size_t)(colon - line.p) + 1));
	if (same_word(name, "user-agent"))
		take_agent(g, value);
	else if (same_word(name, "allow"))
		take_rule(g, '+', value);
	else if (same_word(name, "disallow"))
		take_rule(g, '-', value);
	else if (same_word(name, "crawl-delay"))
		take_delay(g, value);
}

void
robots_read(struct robots *r, struct span file, const char *agent)
{
	struct robots all = { 0 };
	struct reading g = { .agent = agent, .ours = r, .all = &all };
	size_t n;

	/* Of a line that is cut, the rest could turn its meaning. */
	if (file.len >= ROBOTS_MAX)
		for (file.len = ROBOTS_MAX; file.len > 0 &&
		    file.p[file.len - 1] != '\n'; file.len--)
			;
	(void)span_take(&file, "\xef\xbb\xbf");
	for (; file.len > 0; file = span_from(file, n < file.len ? n + 1 :
	    n)) {
		for (n = 0; n < file.len && file.p[n] != '\n' &&
		    file.p[n] != '\r'; n++)
			;
		take_line(&g, (struct span){ file.p, n });
	}
	if (!g.any_ours) {
		robots_free(r);
		*r = all;
	} else
		robots_free(&all);
}

/* Whether a pattern, in its one form, matches the beginning of a path. */
static bool
matches(struct span pattern, struct span path)
{
	const bool whole = span_ends(pattern, "$");
	const char *star, *at;
	struct span piece;

	if (whole)
		pattern.len--;
	star = memchr(pattern.p, '*', pattern.len);
	piece.p = pattern.p;
	piece.len = star == NULL ? pattern.len : (size_t)(star - pattern.p);
	if (path.len < piece.len || memcmp(path.p, piece.p, piece.len) != 0)
		return false;
	path = span_from(path, piece.len);
	while (star != NULL) {
		pattern = span_from(pattern, piece.len + 1);
		star = memchr(pattern.p, '*', pattern.len);
		piece.p = pattern.p;
		piece.len = star == NULL ? pattern.len :
		    (size_t)(star - pattern.p);
		if (star == NULL && whole)
			return path.len >= piece.len &&
			    memcmp(path.p + path.len - piece.len, piece.p,
				piece.len) == 0;
		if (piece.len == 0)
			continue;
		at = memmem(path.p, path.len, piece.p, piece.len);
		if (at == NULL)
			return false;
		path = span_from(path, (size_t)(at - path.p) + piece.len);
	}
	return !whole || path.len == 0;
}

bool
robots_allow(const struct robots *r, struct span target)
{
	struct span rules = buf_span(&r->rules), rule, path;
	struct buf b = { 0 };
	size_t longest = 0;
	bool allowed = true;

	if (span_is(target, "/robots.txt"))
		return true;
	if (target.len == 0)
		target = span_of("/");
	put_path(&b, target, false);
	path = buf_span(&b);
	for (; rules.len > 0; rules = span_from(rules, rule.len + 2)) {
		rule.p = rules.p + 1;
		rule.len = strlen(rule.p);
		/* The longest rule counts; of two, the one that allows. */
		if (rule.len < longest || (rule.len == longest &&
		    rules.p[0] == '-') || !matches(rule, path))
			continue;
		longest = rule.len;
		allowed = rules.p[0] == '+';
	}
	buf_free(&b);
	return allowed;
}

void
robots_free(struct robots *r)
{
	buf_free(&r->rules);
	*r = (struct robots){ 0 };
}
