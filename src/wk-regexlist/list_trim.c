#include <string.h>

#include "list_parts.h"
#include "base/utf8.h"

/* Quotes that may stand around an item. */
static const struct {
	const char *open, *close;
} wraps[] = { { "\"", "\"" }, { "'", "'" }, { "“", "”" }, { "‘", "’" },
	{ "「", "」" }, { "『", "』" }, { "`", "`" }, { "__", "__" },
	{ "*", "*" }, { "_", "_" }, { "”", "”" }, { "“", "“" } };

static const char *const separators[] = { ",", "，", "、", ";", "；" };

static bool
invisible(uint32_t cp)
{
	return utf8_isspace(cp) || cp == 0x200b || cp == 0x200c ||
	    cp == 0x200d || cp == 0x2060 || cp == 0xfeff;
}

struct span
list_strip_ends(struct span s)
{
	uint32_t cp;
	size_t len;

	while (s.len > 0 && !list_begins_visible(*s.p) &&
	    (len = utf8_decode(s.p, s.len, &cp)) > 0 && invisible(cp)) {
		s.p += len;
		s.len -= len;
	}
	while (s.len > 0 && !list_ends_visible(s) &&
	    (len = utf8_decode_last(s.p, s.len, &cp)) > 0 && invisible(cp))
		s.len -= len;
	return s;
}

static bool
may_wrap(char c)
{
	return c == '\342' || c == '\343' || c == '"' || c == '\'' ||
	    c == '`' || c == '_' || c == '*';
}

/* Takes a pair of quotes off, if they belong together. */
static bool
unwrap(struct span *s)
{
	size_t i, open, close;
	const char *in;

	if (s->len == 0 || !may_wrap(*s->p))
		return false;
	for (i = 0; i < LEN(wraps); i++) {
		if (*wraps[i].open != *s->p)
			continue;
		open = strlen(wraps[i].open);
		close = strlen(wraps[i].close);
		if (s->len < open + close ||
		    !list_begins(*s, wraps[i].open) ||
		    !list_ends_with(*s, wraps[i].close))
			continue;
		in = s->p + open;
		if (memmem(in, s->len - open - close, wraps[i].open, open) !=
		    NULL || memmem(in, s->len - open - close,
		    wraps[i].close, close) != NULL)
			continue;
		s->p = in;
		s->len -= open + close;
		return true;
	}
	return false;
}

static bool
drop_separator(struct span *s)
{
	char last = s->len == 0 ? '\0' : s->p[s->len - 1];
	size_t i;

	if (last != ',' && last != ';' && last != '\214' && last != '\201' &&
	    last != '\233')
		return false;
	for (i = 0; i < LEN(separators); i++)
		if (list_ends_with(*s, separators[i])) {
			s->len -= strlen(separators[i]);
			return true;
		}
	return false;
}

/* Whether a string in quotes would begin with such a marker. */
static bool
is_numbering(const struct marker *m)
{
	return m->style != MARK_NONE && m->style != MARK_SPACE &&
	    m->style != MARK_LETTER && m->style != MARK_ANSWER;
}

struct span
list_trim(struct span s, bool numbering)
{
	enum marker_style last = MARK_NONE;
	struct marker m;
	bool more = true;
	size_t len;
	int rounds;

	for (rounds = 0; more && rounds < 8; rounds++) {
		s = list_strip(s);
		while (drop_separator(&s))
			s = list_strip(s);
		more = unwrap(&s);
		if (more || !numbering)
			continue;
		len = list_marker(s, &m);
		if (len == 0 || !is_numbering(&m) || m.style == last)
			continue;
		last = m.style;
		s.p += len;
		s.len -= len;
		more = true;
	}
	return list_strip(s);
}

/* s without closing quotes, brackets and the like at its end. */
static struct span
without_closers(struct span s)
{
	static const char *const closers[] = { "\"", "'", "”", "’", "」", "』",
		"*", "_", ")", "）", "】", "]", "`" };
	size_t i;
	bool more;

	do {
		s = list_strip(s);
		for (more = false, i = 0; i < LEN(closers); i++)
			if (list_ends_with(s, closers[i])) {
				s.len -= strlen(closers[i]);
				more = true;
			}
	} while (more);
	return s;
}

bool
list_asks(struct span s)
{
	struct span end;
	size_t open;

	if (list_ends_with(s, "？") || list_ends_with(s, "?"))
		return true;
	end = without_closers(s);
	if (list_ends_with(end, "?") || list_ends_with(end, "？") ||
	    list_ends_with(end, "吗") || list_ends_with(end, "呢") ||
	    list_ends_with(end, "吗。") || list_ends_with(end, "呢。") ||
	    list_ends_with(end, "吗!") || list_ends_with(end, "?!"))
		return true;
	/* A note in brackets after it. */
	s = list_strip(s);
	if (!list_ends_with(s, ")") && !list_ends_with(s, "）"))
		return false;
	for (open = s.len; open > 0; open--)
		if (s.p[open - 1] == '(' ||
		    (open + 2 <= s.len && memcmp(s.p + open - 1, "（", 3) == 0))
			break;
	if (open == 0)
		return false;
	s.len = open - 1;
	s = list_strip(s);
	return list_ends_with(s, "?") || list_ends_with(s, "？");
}

bool
list_ends(struct span s)
{
	static const char *const marks[] = { "?", "？", ".", "。", "!", "！",
		"…", "．" };
	size_t i;

	s = without_closers(s);
	for (i = 0; i < LEN(marks); i++)
		if (list_ends_with(s, marks[i]))
			return true;
	return false;
}
