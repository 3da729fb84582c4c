#include <string.h>

#include "list_parts.h"
#include "base/utf8.h"

struct reader {
	struct list *l;
	const char *p, *end;
	size_t depth;
	bool bare;
	struct literal *found;
};

static bool value(struct reader *r);

static struct span
rest(const struct reader *r)
{
	return (struct span){ r->p, (size_t)(r->end - r->p) };
}

static void
skip(struct reader *r)
{
	const char *from;

	do {
		from = r->p;
		if (r->p < r->end && (*r->p == '"' || *r->p == ','))
			return;
		r->p += list_blanks(rest(r));
		r->p += list_comment(rest(r));
	} while (r->p > from);
}

/* Reads a string; what is between its quotes goes to *in.  False if torn. */
static bool
string(struct reader *r, struct span *in)
{
	const char *end = list_string(rest(r), in, &r->found->loose);

	r->p = end == NULL ? r->end : end;
	return end != NULL;
}

static bool
is_word(struct span s)
{
	static const char *const words[] = { "None", "null", "true", "false",
		"True", "False", "...", "…", "undefined", "NaN" };
	size_t i;

	if (s.len == 0)
		return true;
	if (s.len > 40)
		return false;
	for (i = 0; i < LEN(words); i++)
		if (list_begins(s, words[i]) && s.len == strlen(words[i]))
			return true;
	for (i = 0; i < s.len; i++)
		if (strchr("0123456789+-.eE_ ", s.p[i]) == NULL ||
		    s.p[i] == '\0')
			return false;
	return true;
}

/* Adds words without quotes, apart where there are commas between them. */
static void
add_bare(struct reader *r, struct span s)
{
	size_t i, len;

	if (list_asks(s)) {
		(void)list_add(r->l, s, 0);
		return;
	}
	for (i = 0; r->bare && i < s.len;) {
		len = list_comma((struct span){ s.p + i, s.len - i });
		if (len == 0) {
			i++;
			continue;
		}
		(void)list_add(r->l, (struct span){ s.p, i }, 0);
		s.p += i + len;
		s.len -= i + len;
		i = 0;
	}
	if (r->bare)
		(void)list_add(r->l, s, 0);
}

/*
 * Reads what has no quotes, up to a closing bracket, the end of the line,
 * or a comma behind a question mark (behind anything, if it is a word of
 * the language).  False if it is torn.
 */
static bool
bare(struct reader *r)
{
	const char *from = r->p;
	struct span s;

	for (; r->p < r->end; r->p++) {
		s = (struct span){ from, (size_t)(r->p - from) };
		if (*r->p == '\n' || list_closer(rest(r)) > 0)
			break;
		if (list_bracket(r->p, (size_t)(r->end - r->p)) > 0 ||
		    *r->p == '"')
			return false;
		if (list_comma(rest(r)) > 0 && (is_word(s) ||
		    (s.len > 0 && s.p[s.len - 1] == '?') ||
		    (s.len > 2 && memcmp(s.p + s.len - 3, "？", 3) == 0)))
			break;
	}
	if (r->p == r->end)
		return false;
	s = list_strip((struct span){ from, (size_t)(r->p - from) });
	r->found->empty = false;
	if (is_word(s))
		return true;
	r->found->loose = true;
	add_bare(r, s);
	return true;
}

/*
 * Of a pair of a question and its answer in a list of their own, the
 * question.
 */
static void
keep_question(struct reader *r, size_t from)
{
	if (r->depth > 1 && r->l->n == from + 2 &&
	    list_asks(list_text(r->l, from)) &&
	    !list_asks(list_text(r->l, from + 1)))
		list_drop(r->l, from + 1);
}

/* Reads elements up to a closing bracket.  False if that is missing. */
static bool
elements(struct reader *r)
{
	size_t len, from = r->l->n;
	bool first = true;

	for (;;) {
		skip(r);
		if ((len = list_comma(rest(r))) > 0) {
			r->found->loose |= len > 1 || *r->p == ';';
			r->p += len;
			first = true;
			continue;
		}
		if (r->p == r->end)
			return false;
		if ((len = list_closer(rest(r))) > 0) {
			r->found->loose |= len > 1;
			r->p += len;
			keep_question(r, from);
			return true;
		}
		r->found->loose |= !first;
		first = false;
		if (!value(r))
			return false;
	}
}

/* Reads a key without quotes. */
static struct span
bare_key(struct reader *r)
{
	const char *from = r->p;

	while (r->p < r->end && strchr(":\n,}\"", *r->p) == NULL)
		r->p++;
	return (struct span){ from, (size_t)(r->p - from) };
}

struct best {
	int rank;
	size_t from;	/* number of the first item of the object */
	size_t members;
};

/* Keeps the items from number `at` on, or those that were kept before. */
static void
weigh(struct reader *r, struct best *best, int this, size_t at)
{
	if (r->l->n == at || this < best->rank)
		list_drop(r->l, at);
	else {
		if (this > best->rank ||
		    (this != RANK_NUMBERED && this != RANK_ANY))
			list_close_up(r->l, best->from, at);
		best->rank = this;
	}
}

/*
 * Reads one member of an object, or one element of a set, {"a", "b"}.
 * False if it is torn.
 */
static bool
member(struct reader *r, struct best *best)
{
	size_t at = r->l->n, mark = r->l->text.len;
	struct span name, key;
	bool quoted, whole;
	int this;

	best->members++;
	if ((quoted = list_begins_string(rest(r)))) {
		if (!string(r, &name))
			return false;
		skip(r);
	} else
		name = bare_key(r);
	if (!list_begins(rest(r), ":") && !list_begins(rest(r), "：")) {
		if (quoted) {
			(void)list_add(r->l, name, CLEAN_ESCAPES);
			weigh(r, best, RANK_NUMBERED, at);
		}
		return quoted;
	}
	r->found->loose |= !quoted || *r->p != ':';
	r->p += *r->p == ':' ? 1 : 3;
	skip(r);
	key = name;
	(void)list_copy(r->l, name, CLEAN_ESCAPES | CLEAN_ONLY);
	if (r->l->text.failed)
		return false;
	name = list_strip((struct span){ r->l->text.data + mark,
	    r->l->text.len - mark });
	this = list_rank(name, list_begins_string(rest(r)));
	r->l->text.len = mark;
	whole = value(r);
	if (this == RANK_ONLY && quoted && whole && list_asks(key)) {
		/* {"question": "answer", …} */
		list_drop(r->l, at);
		(void)list_add(r->l, key, CLEAN_ESCAPES);
		this = RANK_NUMBERED;
	}
	weigh(r, best, this, at);
	return whole;
}

/* Reads an object up to its brace.  False if that is missing. */
static bool
object(struct reader *r)
{
	struct best best = { RANK_NONE, r->l->n, 0 };
	size_t len;
	bool whole = true, alone;

	while (whole) {
		skip(r);
		if ((len = list_comma(rest(r))) > 0) {
			r->p += len;
			continue;
		}
		if (r->p == r->end)
			whole = false;
		else if ((len = list_closer(rest(r))) > 0) {
			r->p += len;
			break;
		} else
			whole = member(r, &best);
	}
	/* An object that is torn, or no part of a list, may have a question. */
	alone = r->depth == 1 || !whole;
	if ((best.rank == RANK_ONLY && (alone || best.members != 1)) ||
	    (best.rank > RANK_NUMBERED && best.rank < RANK_HOLDER && alone))
		list_drop(r->l, best.from);
	return whole;
}

/* Reads any value.  False if it is torn, or none. */
static bool
value(struct reader *r)
{
	struct span in;
	size_t len;
	bool brace, whole;

	if (r->p == r->end)
		return false;
	if ((len = list_bracket(r->p, (size_t)(r->end - r->p))) == 0) {
		if (!list_begins_string(rest(r)))
			return bare(r);
		if (!string(r, &in))
			return false;
		if (list_add(r->l, in, CLEAN_ESCAPES))
			r->found->empty = false;
		return true;
	}
	if (r->depth == LIST_DEPTH)
		return false;
	brace = *r->p == '{' || list_begins(rest(r), "｛");
	r->found->loose |= len > 1;
	r->p += len;
	r->depth++;
	whole = brace ? object(r) : elements(r);
	r->depth--;
	return whole;
}

void
list_literal(struct list *l, struct span s, bool with_bare,
    struct literal *found)
{
	struct reader r;

	*found = (struct literal){ .empty = true };
	r = (struct reader){ l, s.p, s.p + s.len, 0, with_bare, found };
	found->closed = value(&r);
	found->used = (size_t)(r.p - s.p);
}

bool
list_row(struct list *l, struct span s)
{
	struct literal found = { 0 };
	struct reader r = { l, s.p, s.p + s.len, 0, false, &found };
	size_t from = l->n, len;
	struct span in;

	for (;;) {
		skip(&r);
		if (!list_begins_string(rest(&r)) || !string(&r, &in))
			break;
		(void)list_add(l, in, CLEAN_ESCAPES);
		skip(&r);
		len = list_comma(rest(&r));
		r.p += len;
		skip(&r);
		if (r.p == r.end && l->n > from + 1)
			return true;
		if (len == 0)
			break;
	}
	list_drop(l, from);
	return false;
}
