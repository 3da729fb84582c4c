/* Reads lists written as literals, whole or cut off. */
#include "literal.h"

#include <string.h>

#include "base/buf.h"
#include "list_lines.h"
#include "marker.h"
#include "noise.h"
#include "object.h"
#include "quoted.h"
#include "strip.h"
#include "value.h"
#include "word.h"

/* How good a member of an object is for an item: the best are taken. */
enum {
	RANK_NONE, RANK_ONLY = 50, RANK_ANY = 100, RANK_NUMBERED = 120,
	RANK_TEXT = 140, RANK_HOLDER = 150, RANK_QUESTION = 190,
	RANK_LIST = 200
};

/* Keys of the members of an object, best first. */
static const char *const lists[] = { "questions", "question_list",
	"questionlist", "qa_pairs", "qas", "qa", "qa_list", "pairs", "问题列表",
	"问题", "问答对", "问答", "question" };
static const char *const questions[] = { "question", "q", "query", "问题",
	"题目", "提问", "问", "question_text", "ask" };
static const char *const holders[] = { "data", "items", "list", "result",
	"results", "output", "outputs", "response", "array", "rows", "列表",
	"结果", "内容", "数据", "content" };
static const char *const texts[] = { "text", "content", "prompt",
	"instruction", "input", "sentence", "item", "value", "title", "name",
	"文本", "内容", "标题" };

/*
 * How good a member with such a key is for an item, if its value is a
 * string, or else for items.
 */
static int
rank(struct span key, bool is_string)
{
	struct span stem = key;
	size_t i;

	while (stem.len > 0 && strchr("0123456789_ -#.", stem.p[stem.len - 1])
	    != NULL && stem.p[stem.len - 1] != '\0')
		stem.len--;
	if (!is_string) {
		if (word_find(key, lists, LEN(lists)) < LEN(lists))
			return RANK_LIST;
		return word_find(key, holders, LEN(holders)) <
		    LEN(holders) ? RANK_HOLDER : RANK_ANY;
	}
	if ((i = word_find(key, questions, LEN(questions))) < LEN(questions))
		return RANK_QUESTION - (int)i;
	if (stem.len < key.len && (stem.len == 0 ||
	    word_find(stem, questions, LEN(questions)) < LEN(questions)))
		return RANK_NUMBERED;
	if ((i = word_find(key, texts, LEN(texts))) < LEN(texts))
		return RANK_TEXT - (int)i;
	return RANK_ONLY;
}

/* Where a string stands, which may be a list itself. */
enum place { IN_LIST, IN_MEMBER, IN_MEMBER_OF_LIST };

struct reader {
	struct list *l;
	const char *p, *end;	/* what is left to read */
	size_t depth;
	bool bare;		/* words without quotes are items */
	bool in_object;		/* the list being read is in an object */
	bool in_string;		/* all of it is in a string */
	enum place place;	/* of the value that comes next */
	struct literal *found;
};

static bool value(struct reader *r);
static bool elements(struct reader *r);
static bool unopened(struct reader *r);

static struct span
rest(const struct reader *r)
{
	return (struct span){ r->p, (size_t)(r->end - r->p) };
}

/* Skips blanks and comments. */
static void
skip(struct reader *r)
{
	r->p += quoted_skip(rest(r), &r->found->loose);
}

/*
 * Reads a string; the text between its quotes goes to *in.  False if its
 * closing quote is missing.
 */
static bool
string(struct reader *r, struct span *in)
{
	const char *end = quoted_read(rest(r), in, &r->found->loose);

	r->p = end == NULL ? r->end : end;
	return end != NULL;
}

/*
 * Whether the inside of a string may be a list: it has lines, or begins with
 * a bracket, a digit or a number in a circle.
 */
static bool
may_be_list(struct span in)
{
	in = list_strip(in);
	if (in.len < 5)
		return false;
	return *in.p == '[' || *in.p == '{' || *in.p == '(' ||
	    (*in.p >= '0' && *in.p <= '9') || *in.p == '\342' ||
	    memchr(in.p, '\n', in.len) != NULL ||
	    memmem(in.p, in.len, "\\n", 2) != NULL;
}

/*
 * Whether the items from number `from` on, in the lines of a string that
 * stands at this place, are items of the list around.
 */
static bool
are_items(const struct reader *r, size_t from, struct span text)
{
	bool ask = list_are_questions(r->l, from, r->l->n);
	struct marker m;

	if (r->l->n < from + 2)
		return false;
	if (marker_read(text, &m) == 0 || m.style == MARK_SPACE)
		return ask && r->place == IN_MEMBER_OF_LIST;
	return ask || (r->place != IN_MEMBER &&
	    memchr(text.p, '\n', text.len) != NULL);
}

/*
 * Adds the items of a string that is a list itself: "[\"a\", \"b\"]", or
 * lines, "1. a\n2. b".  False, and nothing is added, if it is none.
 */
static bool
add_inner(struct reader *r, struct span in)
{
	struct literal found = { .empty = true };
	struct reader inner = *r;
	size_t from = r->l->n;
	struct span text;

	if (r->in_string || r->l->strict || !may_be_list(in))
		return false;
	text = list_strip(value_text(&r->l->inner, in));
	if (text.len == 0)
		return false;
	inner.p = text.p;
	inner.end = text.p + text.len;
	inner.in_string = true;
	inner.bare = false;
	inner.found = &found;
	if ((*text.p == '[' || *text.p == '{') && value(&inner) &&
	    inner.p == inner.end && r->l->n > from &&
	    (r->place != IN_MEMBER || list_are_questions(r->l, from,
	    r->l->n)))
		return true;
	list_drop(r->l, from);
	if (list_lines(r->l, text, false) && are_items(r, from, text))
		return true;
	list_drop(r->l, from);
	return false;
}

/* Whether s is a word of the language, a number, or empty. */
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
		if (span_is(s, words[i]))
			return true;
	for (i = 0; i < s.len; i++)
		if (strchr("0123456789+-.eE_ ", s.p[i]) == NULL ||
		    s.p[i] == '\0')
			return false;
	return true;
}

/* Adds words without quotes: all as one question, or each between commas. */
static void
add_bare(struct reader *r, struct span s)
{
	size_t i, len;

	if (noise_asks(s)) {
		(void)list_add(r->l, s, 0);
		return;
	}
	for (i = 0; r->bare && i < s.len;) {
		len = quoted_comma(span_from(s, i));
		if (len == 0) {
			i++;
			continue;
		}
		(void)list_add(r->l, (struct span){ s.p, i }, 0);
		s = span_from(s, i + len);
		i = 0;
	}
	if (r->bare)
		(void)list_add(r->l, s, 0);
}

/*
 * Reads words without quotes, up to a closing bracket, the end of the line,
 * or a comma behind a question mark (behind anything, if they are a word of
 * the language).  False if the text ends first.
 */
static bool
bare(struct reader *r)
{
	const char *from = r->p;
	struct span s;
	size_t len = quoted_unopened(rest(r), &s);

	if (len > 0 && !is_word(list_strip(s))) {
		r->p += len;
		r->found->loose = true;
		if (list_add(r->l, s, CLEAN_ESCAPES))
			r->found->empty = false;
		return true;
	}
	for (; r->p < r->end; r->p++) {
		s = (struct span){ from, (size_t)(r->p - from) };
		if (*r->p == '\n' || quoted_closer(rest(r)) > 0)
			break;
		if (quoted_opener(rest(r)) > 0 ||
		    *r->p == '"')
			return false;
		if (quoted_comma(rest(r)) > 0 && (is_word(s) ||
		    span_ends(s, "?") || span_ends(s, "？")))
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
 * Drops the answer where the items from number `from` on, in a list of
 * their own, are a question and its answer.
 */
static void
keep_question(struct reader *r, size_t from)
{
	if (r->depth > 1 && r->l->n == from + 2 &&
	    noise_asks(list_text(r->l, from)) &&
	    !noise_asks(list_text(r->l, from + 1)))
		list_drop(r->l, from + 1);
}

/*
 * Whether the closing brace at r->p, which is len bytes long, closes an
 * object around this list, whose own bracket is missing: it stands for that
 * bracket only if another member follows.
 */
static bool
closes_object(const struct reader *r, size_t len)
{
	struct reader next = *r;
	size_t comma;

	if (!r->in_object || (*r->p != '}' && !span_begins(rest(r), "｝")))
		return false;
	next.p += len;
	skip(&next);
	if ((comma = quoted_comma(rest(&next))) == 0)
		return next.p < next.end && quoted_closer(rest(&next)) > 0;
	next.p += comma;
	skip(&next);
	return !quoted_member(rest(&next));
}

/*
 * Reads an element of a list: a value, or an object whose opening brace is
 * missing.
 */
static bool
element(struct reader *r)
{
	const char *from = r->p;
	size_t n = r->l->n;

	if (quoted_key(rest(r)))
		return unopened(r);
	if (!value(r))
		return false;
	if (r->p == r->end || quoted_opener((struct span){ from, 1 }) > 0)
		return true;
	skip(r);
	if (!span_begins(rest(r), ":") && !span_begins(rest(r), "："))
		return true;
	list_drop(r->l, n);
	r->p = from;
	return unopened(r);
}

/* Reads elements up to a closing bracket.  False if that is missing. */
static bool
elements(struct reader *r)
{
	size_t len, from = r->l->n;
	bool first = true;

	for (;;) {
		skip(r);
		if ((len = quoted_comma(rest(r))) > 0) {
			r->found->loose |= len > 1 || *r->p == ';';
			r->p += len;
			first = true;
			continue;
		}
		if (r->p == r->end)
			return false;
		if ((len = quoted_closer(rest(r))) > 0) {
			r->found->loose |= len > 1;
			if (!closes_object(r, len))
				r->p += len;
			keep_question(r, from);
			return true;
		}
		r->found->loose |= !first;
		first = false;
		if (!element(r))
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
	/* question": has lost its opening quote alone. */
	if (span_begins(rest(r), "\":") || span_begins(rest(r), "\" :"))
		return (struct span){ from, (size_t)(r->p++ - from) };
	return (struct span){ from, (size_t)(r->p - from) };
}

/* The best members of an object so far. */
struct best {
	int rank;
	size_t from;	/* number of the first item of the object */
	size_t members;
	bool asks;	/* the items are of ANY members, and are questions */
	int row;	/* the rank of a list that may have begun with the last
			   member, a string: its bracket is missing */
};

/*
 * Compares the items from number `at` on, of a member of rank `this`, with
 * those kept before, and drops the worse; several NUMBERED or ANY members
 * are all kept, as is a question that comes twice (its braces are missing).
 * Of ANY members, those of questions win over the others.
 */
static void
weigh(struct reader *r, struct best *best, int this, size_t at)
{
	bool asks = this == RANK_ANY && list_are_questions(r->l, at, r->l->n);

	if (r->l->n == at || this < best->rank || (this == RANK_ANY &&
	    best->rank == RANK_ANY && best->asks && !asks))
		list_drop(r->l, at);
	else if (this == best->rank && this == RANK_ANY && asks &&
	    !best->asks) {
		list_close_up(r->l, best->from, at);
		best->asks = true;
	}
	else {
		if (this > best->rank || (this != RANK_NUMBERED &&
		    this != RANK_ANY && (this <= RANK_HOLDER ||
		    this >= RANK_LIST)))
			list_close_up(r->l, best->from, at);
		best->asks = asks;
		best->rank = this;
	}
}

/*
 * Adds a string without a key: an element of a set, {"a", "b"}, or of a list
 * whose bracket is missing, {"questions": "a", "b"]}.
 */
static void
add_element(struct reader *r, struct best *best, struct span s)
{
	size_t at = r->l->n;

	if (!list_add(r->l, s, CLEAN_ESCAPES))
		return;
	if (best->row != RANK_NONE && (best->rank == RANK_ONLY ||
	    best->rank == best->row || noise_asks(list_text(r->l, at))))
		best->rank = best->row;
	else
		weigh(r, best, RANK_NUMBERED, at);
}

/* Reads one member of an object, or one element.  False if it is cut off. */
static bool
member(struct reader *r, struct best *best)
{
	size_t at = r->l->n, mark = r->l->text.len;
	struct span name, key;
	bool quoted, whole, text;
	int this, of_items;

	best->members++;
	if ((quoted = quoted_begins(rest(r)))) {
		if (!string(r, &name))
			return false;
		skip(r);
	} else {
		name = bare_key(r);
		skip(r);
	}
	if (!span_begins(rest(r), ":") && !span_begins(rest(r), "：")) {
		if (quoted)
			add_element(r, best, name);
		return quoted;
	}
	r->found->loose |= !quoted || *r->p != ':';
	r->p += *r->p == ':' ? 1 : 3;
	skip(r);
	key = name;
	(void)list_copy(r->l, name, CLEAN_ESCAPES | CLEAN_ONLY);
	name = list_strip(span_from(buf_span(&r->l->text), mark));
	text = quoted_begins(rest(r));
	this = rank(name, text);
	of_items = rank(name, false);
	r->place = of_items == RANK_ANY ? IN_MEMBER : IN_MEMBER_OF_LIST;
	r->l->text.len = mark;
	r->in_object = true;
	whole = value(r);
	r->place = IN_LIST;
	if (r->l->n > at + 1)
		this = of_items;
	if (this == RANK_ONLY && quoted && whole && noise_asks(key)) {
		/* {"question": "answer", …} */
		list_drop(r->l, at);
		(void)list_add(r->l, key, CLEAN_ESCAPES);
		this = RANK_NUMBERED;
	}
	weigh(r, best, this, at);
	best->row = text && of_items >= RANK_HOLDER && best->rank == this ?
	    of_items : RANK_NONE;
	return whole;
}

/*
 * Reads an object up to its brace.  False if that is missing.  A bracket
 * closes an object without its opening brace, too, and is left for the list
 * around.
 */
static bool
object(struct reader *r, bool opened)
{
	struct best best = { RANK_NONE, r->l->n, 0, false, RANK_NONE };
	size_t len;
	bool whole = true, alone;

	while (whole) {
		skip(r);
		if ((len = quoted_comma(rest(r))) > 0) {
			r->p += len;
			continue;
		}
		if (r->p == r->end)
			whole = false;
		else if ((len = quoted_closer(rest(r))) > 0) {
			if (opened || *r->p == '}' ||
			    span_begins(rest(r), "｝"))
				r->p += len;
			break;
		} else if (best.members > 0 && (*r->p == '{' ||
		    span_begins(rest(r), "｛"))) {
			break;	/* the closing brace is missing */
		} else
			whole = member(r, &best);
	}
	/* Outside a list, or cut off, only a question makes an item. */
	alone = r->depth == 1 || !whole;
	if ((best.rank == RANK_ONLY && (alone || best.members != 1)) ||
	    (best.rank > RANK_NUMBERED && best.rank < RANK_HOLDER && alone))
		list_drop(r->l, best.from);
	return whole;
}

/* Reads an object whose opening brace is missing. */
static bool
unopened(struct reader *r)
{
	bool whole;

	if (r->depth == LITERAL_DEPTH)
		return false;
	r->found->loose = true;
	r->depth++;
	whole = object(r, false);
	r->depth--;
	return whole;
}

/* Reads any value.  False if it is cut off, or not there. */
static bool
value(struct reader *r)
{
	struct span in;
	size_t len;
	bool brace, whole, outer = r->in_object;

	if (r->p == r->end)
		return false;
	if ((len = quoted_opener(rest(r))) == 0) {
		if (!quoted_begins(rest(r)))
			return bare(r);
		if (!string(r, &in))
			return false;
		if (add_inner(r, in)) {
			r->found->empty = false;
			return true;
		}
		/* A string of dots is no item, nor is its list empty. */
		if (list_add(r->l, in, CLEAN_ESCAPES) ||
		    list_strip(in).len > 0)
			r->found->empty = false;
		return true;
	}
	if (r->depth == LITERAL_DEPTH)
		return false;
	brace = *r->p == '{' || span_begins(rest(r), "｛");
	r->found->loose |= len > 1;
	r->p += len;
	r->depth++;
	r->in_object = outer && !brace;
	r->place = IN_LIST;
	whole = brace ? object(r, true) : elements(r);
	r->depth--;
	r->in_object = outer;
	return whole;
}

void
literal_read(struct list *l, struct span s, bool with_bare,
    struct literal *found)
{
	struct reader r;

	*found = (struct literal){ .empty = true };
	if (l->members != NULL) {
		objects_read(l, s, with_bare, found);
		return;
	}
	r = (struct reader){ .l = l, .p = s.p, .end = s.p + s.len,
		.bare = with_bare, .found = found };
	if (quoted_opener(s) > 0)
		found->closed = value(&r);
	else {
		found->loose = true;
		r.depth = 1;
		found->closed = elements(&r);
	}
	found->used = (size_t)(r.p - s.p);
}

bool
literal_row(struct list *l, struct span s, bool cut)
{
	struct literal found = { 0 };
	struct reader r = { .l = l, .p = s.p, .end = s.p + s.len,
		.found = &found };
	size_t from = l->n, len, closer;
	struct span in;

	for (;;) {
		skip(&r);
		if (l->n == from && !quoted_begins(rest(&r)) &&
		    (len = quoted_unopened(rest(&r), &in)) > 0)
			r.p += len;
		else if (!quoted_begins(rest(&r)))
			break;
		else if (!string(&r, &in)) {
			if (cut && l->n > from + 1)
				return true;
			break;
		}
		(void)list_add(l, in, CLEAN_ESCAPES);
		skip(&r);
		len = quoted_comma(rest(&r));
		r.p += len;
		skip(&r);
		/* Only the bracket before it may be missing. */
		while (len == 0 && (closer = quoted_closer(rest(&r))) > 0) {
			r.p += closer;
			skip(&r);
		}
		if (r.p == r.end && l->n > from + 1)
			return true;
		if (len == 0)
			break;
	}
	list_drop(l, from);
	return false;
}
