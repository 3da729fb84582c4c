/* Takes front matter off a Markdown text, and its title. */
#include "front_matter.h"

#include <string.h>

#include "json/json.h"

/* A kind of front matter: its fence, and what parts a name from its value. */
struct kind {
	const char *fence, *other_end;
	char sign;
};

static const struct kind kinds[] = {
	{ "---", "...", ':' },
	{ "+++", "+++", '=' }
};

static struct span
strip_end(struct span s)
{
	while (s.len > 0 && span_is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

/*
 * Reads "name: value" or "name = value" from a line.  False if it has no
 * sign behind a name; in YAML a blank follows the sign.
 */
static bool
read_field(struct span line, char sign, struct span *name, struct span *value)
{
	const char *at = line.p;
	const char *end = line.p + line.len;

	for (; (at = memchr(at, sign, (size_t)(end - at))) != NULL; at++)
		if (sign == '=' || at + 1 == end || span_is_blank(at[1]))
			break;
	if (at == NULL || at == line.p)
		return false;
	*name = span_strip((struct span){ line.p, (size_t)(at - line.p) });
	*value = span_strip((struct span){ at + 1, (size_t)(end - at - 1) });
	if (name->len >= 2 && (name->p[0] == '"' || name->p[0] == '\''))
		*name = (struct span){ name->p + 1, name->len - 2 };
	return true;
}

enum line_kind { LINE_FIELD, LINE_OTHER, LINE_NONE };

/* What a line, without blanks at its end, is in front matter. */
static enum line_kind
kind_of(struct span line, const struct kind *k)
{
	struct span name, value;

	if (line.len == 0 || span_is_blank(line.p[0]) ||
	    strchr("#]}", line.p[0]) != NULL || span_is(line, "-") ||
	    span_begins(line, "- "))
		return LINE_OTHER;
	if (read_field(line, k->sign, &name, &value))
		return LINE_FIELD;
	/* TOML has strings and lists on several lines. */
	return k->sign == '=' ? LINE_OTHER : LINE_NONE;
}

/*
 * Finds the lines of front matter, and sets *rest to what follows them.  False
 * if s does not begin with any.
 */
static bool
find(struct span s, const struct kind *k, struct span *inside,
    struct span *rest)
{
	struct span line;
	size_t fields = 0;
	bool first = true;

	if (!span_line(&s, &line) || !span_is(strip_end(line), k->fence))
		return false;
	for (inside->p = s.p; span_line(&s, &line); first = false) {
		line = strip_end(line);
		if (span_is(line, k->fence) || span_is(line, k->other_end)) {
			inside->len = (size_t)(line.p - inside->p);
			*rest = s;
			return fields > 0 || first;
		}
		switch (kind_of(line, k)) {
		case LINE_FIELD:
			fields++;
			break;
		case LINE_OTHER:
			if (!first || line.len > 0)
				break;
			return false;	/* a rule, and an empty line */
		case LINE_NONE:
			return false;
		}
	}
	return false;
}

/* Appends the indented lines of a value, with a blank between them. */
static void
add_lines(struct buf *title, struct span s)
{
	struct span line;

	while (span_line(&s, &line) && line.len > 0 &&
	    span_is_blank(line.p[0])) {
		line = span_strip(line);
		if (title->len > 0 && line.len > 0)
			buf_addc(title, ' ');
		buf_add(title, line.p, line.len);
	}
}

/* Appends a string in quotes, where two of them stand for one. */
static void
add_quoted(struct buf *title, struct span s)
{
	size_t i;

	for (i = 1; i < s.len; i++) {
		if (s.p[i] == *s.p && (i + 1 == s.len || s.p[++i] != *s.p))
			return;
		buf_addc(title, s.p[i]);
	}
}

/* Appends the value of a field; `behind` is what follows its line. */
static void
add_value(struct buf *title, struct span value, struct span behind)
{
	struct json_value v;
	struct json j;
	size_t i;

	json_open(&j, value.p, value.len);
	if (json_read(&j, &v) == 0 && json_add_text(title, &v))
		return;
	if (value.len <= 3 && (*value.p == '>' || *value.p == '|')) {
		add_lines(title, behind);
		return;
	}
	if (value.len > 1 && (*value.p == '"' || *value.p == '\'')) {
		add_quoted(title, value);
		return;
	}
	for (i = 1; i < value.len; i++)
		if (value.p[i] == '#' && span_is_blank(value.p[i - 1]))
			value = strip_end((struct span){ value.p, i });
	buf_add(title, value.p, value.len);
}

/* Appends the title among the fields, unless it stands in a table of TOML. */
static void
find_title(struct buf *title, struct span s, char sign)
{
	struct span line, name, value;

	while (span_line(&s, &line)) {
		if (sign == '=' && line.len > 0 && line.p[0] == '[')
			return;
		if (line.len > 0 && !span_is_blank(line.p[0]) &&
		    read_field(line, sign, &name, &value) && value.len > 0 &&
		    (span_is(name, "title") || span_is(name, "Title"))) {
			add_value(title, value, s);
			return;
		}
	}
}

struct span
front_matter_skip(struct span s, struct buf *title)
{
	struct span inside, rest, line, after;
	size_t i;

	for (i = 0; i < LEN(kinds); i++)
		if (find(s, &kinds[i], &inside, &rest))
			break;
	if (i == LEN(kinds))
		return s;
	find_title(title, inside, kinds[i].sign);
	for (after = rest; span_line(&after, &line) &&
	    span_strip(line).len == 0; rest = after)
		;
	return rest;
}
