/* Finds the list in a model's reply: where to look, in which order. */
#include "list.h"

#include <stdio.h>
#include <string.h>

#include "base/scan.h"
#include "elements.h"
#include "list_lines.h"
#include "literal.h"
#include "marker.h"
#include "noise.h"
#include "object.h"
#include "quoted.h"
#include "strip.h"
#include "text/thinking.h"
#include "value.h"
#include "word.h"

/* How many times the length of a text may be read in search of brackets. */
#define EFFORT 4

/* So many bytes of a line before a bracket are looked at. */
#define BEFORE 200

static const char *const refusals[] = { "抱歉", "对不起", "很抱歉", "非常抱歉",
	"我无法", "无法", "我不能", "作为一个", "作为一名", "作为AI", "Sorry",
	"I'm sorry", "I’m sorry", "I am sorry", "I cannot", "I can't",
	"I can’t", "I'm unable", "I am unable", "As an AI",
	"Unfortunately", "I apologize" };

/* The first place of a word in s, or NULL. */
static const char *
find(struct span s, const char *word)
{
	/* Most texts lack the first byte of the word: that is quick to see. */
	const char *p = s.len == 0 ? NULL : memchr(s.p, *word, s.len);
	size_t at, n;

	if (p == NULL)
		return NULL;
	n = s.len - (size_t)(p - s.p);
	at = scan_find(p, n, word, strlen(word));
	return at == n ? NULL : p + at;
}

/*
 * Whether s begins with the key of an object without its bracket, and that of
 * the list around it.
 */
static bool
lacks_brackets(struct span s)
{
	return s.len > 0 && (*s.p == '"' || *s.p == '\'') &&
	    quoted_member(s);
}

/* A search for lists in brackets. */
struct scan {
	struct list *l;
	struct span s;
	size_t *budget;	/* bytes that may still be read */
	size_t line;	/* where the present line begins */
	size_t closer;	/* where the last ] or } is; 0: there is none */
};

/*
 * How many items the bracket at i must hold to begin a list, in a line that
 * begins at `line`.  0: it begins no list, since it stands inside an item
 * of a list in lines, or is a parenthesis in a sentence.
 */
static size_t
items_wanted(struct span s, size_t line, size_t i)
{
	size_t from = i - line > BEFORE ? i - BEFORE : line, len;
	struct span before = { s.p + from, i - from };
	struct marker m;
	char last;

	last = before.len == 0 ? '\n' : before.p[before.len - 1];
	before = list_strip(before);
	if (before.len == 0 || span_ends(before, "=") ||
	    span_ends(before, ":") || span_ends(before, "："))
		return s.p[i] == '(' || s.p[i] == '\357' ? 2 : 1;
	if (s.p[i] == '(' || s.p[i] == '\357')
		return 0;
	len = i - line > BEFORE ? 0 : marker_read(before, &m);
	if (len > 0 && m.style != MARK_SPACE && len < before.len)
		return 0;
	return last == ']' || last == ')' || (last >= '0' && last <= '9') ||
	    ((last | 0x20) >= 'a' && (last | 0x20) <= 'z') ? 2 : 1;
}

/*
 * The length of the blanks and commas between lists that belong together, and
 * of the numbers and bullets before objects.
 */
static size_t
between(const struct list *l, struct span s)
{
	struct marker m;
	size_t i;

	for (i = 0; i < s.len && strchr(" \t\r\n,", s.p[i]) != NULL &&
	    s.p[i] != '\0'; i++)
		;
	if (l->members != NULL)
		i += marker_read(span_from(s, i), &m);
	return i;
}

/*
 * Whether objects that stand alone are versions of one thing, a draft and
 * then the final one: nothing tells them apart as questions do.
 */
static bool
are_versions(const struct list *l)
{
	return l->members != NULL && l->members->question < 0;
}

/* The same of objects with nothing but blanks or commas between them. */
static bool
are_versions_of_scores(const struct list *l)
{
	size_t i;

	for (i = 0; are_versions(l) && i < l->members->n; i++)
		if (strcmp(l->members->member[i].field, "scores") == 0)
			return true;
	return false;
}

/* Whether a byte may begin an opening bracket. */
static bool
may_begin(unsigned char u)
{
	return u == '[' || u == '{' || u == '(' || u == 0xe3 || u == 0xef;
}

/*
 * Reads the literal at i, and those that follow it with only blanks and
 * commas between them.  Returns where they end; *n is the number of items.
 */
static size_t
read_run(struct scan *c, size_t i, size_t *n)
{
	struct literal found;
	struct span rest;
	size_t before = c->l->n, had;

	for (;;) {
		had = c->l->n;
		literal_read(c->l, span_from(c->s, i), false, &found);
		*c->budget -= found.used < *c->budget ? found.used :
		    *c->budget;
		*n = c->l->n - before;
		i += found.used;
		if (c->l->n == had || !found.closed ||
		    are_versions_of_scores(c->l))
			return i;
		rest = span_from(c->s, i);
		had = between(c->l, rest);
		if (had == rest.len || (rest.p[had] != '{' &&
		    rest.p[had] != '['))
			return i;
		i += had;
	}
}

/* Notes the lines that begin between the bytes `from` and `to`. */
static void
pass(struct scan *c, size_t from, size_t to)
{
	const char *nl = memrchr(c->s.p + from, '\n', to - from);

	if (nl != NULL)
		c->line = (size_t)(nl - c->s.p) + 1;
}

/*
 * The best list so far: how many items, and whether they are questions (or
 * one of the objects has all of its members).
 */
struct rating {
	size_t n;
	bool asks;
	bool alone;	/* it is of objects that stand alone */
};

/* Whether one object alone, with a member that is named, is in l from had. */
static bool
is_alone(const struct list *l, size_t had, struct span s)
{
	return l->members != NULL && l->n == had + 1 && s.len > 0 &&
	    (*s.p == '{' || span_begins(s, "｛")) && list_object(l, had)->named;
}

/*
 * Compares the items from number had on, read at the beginning of s, with
 * the best list, which begins at number from, and drops the worse: questions
 * are better than other items, else more items are; of equals the last is.
 * Objects that stand alone are one list together, unless they are versions
 * of one thing.  False if the items from number had on are dropped.
 */
static bool
keep_better(struct list *l, size_t from, size_t had, struct span s,
    struct rating *best)
{
	size_t n = l->n - had;
	bool asks = l->members != NULL ? objects_whole(l, had, l->n) :
	    list_are_questions(l, had, l->n);
	bool alone = is_alone(l, had, s);

	if (n > 0 && alone && best->alone && !are_versions(l)) {
		best->n++;
		best->asks |= asks;
		return true;
	}
	if (n == 0 || (asks == best->asks ? n < best->n : best->asks)) {
		list_drop(l, had);
		return false;
	}
	list_close_up(l, from, had);
	*best = (struct rating){ n, asks, alone };
	return true;
}

/*
 * How many items what begins at i must hold to be a list; 0: none begins
 * there.
 */
static size_t
wanted(const struct scan *c, size_t i)
{
	struct span rest = span_from(c->s, i);

	/* A key at the beginning of a line, with a bracket to close it. */
	if (i == c->line && i < c->closer && lacks_brackets(rest))
		return 1;
	if (!may_begin((unsigned char)c->s.p[i]) || quoted_opener(rest) == 0)
		return 0;
	return c->l->members != NULL ? c->s.p[i] != '(' :
	    items_wanted(c->s, c->line, i);
}

/* The place of the last bracket of ASCII that closes a list, or 0. */
static size_t
last_closer(struct span s)
{
	const char *p = s.len == 0 ? NULL : memrchr(s.p, ']', s.len);
	size_t i = p == NULL ? 0 : (size_t)(p - s.p);

	p = s.len == 0 ? NULL : memrchr(s.p + i, '}', s.len - i);
	return p == NULL ? i : (size_t)(p - s.p);
}

/*
 * Adds the items of the best list in brackets anywhere in s.  Reads no more
 * than *budget bytes, since a text of nothing but brackets would be read
 * once for each of them.
 */
static bool
scan_brackets(struct list *l, struct span s, size_t *budget)
{
	struct scan c = { l, s, budget, 0, last_closer(s) };
	struct rating best = { 0 };
	size_t i, end, want, n, had, from = l->n, mark;

	for (i = 0; i < s.len && *budget > 0; i++) {
		if ((i = list_skip_han(s.p, i, s.len)) == s.len)
			break;
		if (s.p[i] == '\n')
			c.line = i + 1;
		if ((want = wanted(&c, i)) == 0)
			continue;
		mark = l->text.len;
		had = l->n;
		end = read_run(&c, i, &n);
		if (quoted_opener(span_from(s, i)) == 0 &&
		    s.p[end - 1] != ']' && s.p[end - 1] != '}') {
			list_drop(l, had);
			n = 0;
		}
		if (n < want)
			list_drop(l, had);
		if (!keep_better(l, from, had, span_from(s, i), &best))
			l->text.len = mark;
		if (n == 0)
			continue;
		pass(&c, i, end);
		i = end - 1;
	}
	return best.n > 0;
}

/* Reads a text that is a literal and nothing else. */
static enum list_found
read_whole(struct list *l, struct span s, unsigned int how)
{
	struct literal found;
	struct span rest;
	size_t from = l->n;
	int bare;

	s = list_strip(s);
	if (quoted_opener(s) == 0 && ((how & LIST_STRICT) != 0 ||
	    !lacks_brackets(s) || strchr("]}", s.p[s.len - 1]) == NULL))
		return LIST_NONE;
	for (bare = l->members != NULL; bare < 2; bare++) {
		literal_read(l, s, bare != 0, &found);
		rest = list_strip(span_from(s, found.used));
		if (rest.len == 0 || (rest.len == 1 && *rest.p == ';' &&
		    (how & LIST_STRICT) == 0)) {
			if ((how & LIST_STRICT) != 0 &&
			    (!found.closed || found.loose))
				break;
			if (l->n > from + (l->members == NULL && bare != 0))
				return LIST_FOUND;
			if (found.closed && found.empty && *s.p != '(')
				return LIST_EMPTY;
		}
		list_drop(l, from);
		/* Words in parentheses are a remark. */
		if ((how & LIST_STRICT) != 0 || *s.p == '(' ||
		    *s.p == '\357' || rest.len > 0)
			break;
	}
	list_drop(l, from);
	return LIST_NONE;
}

/*
 * Takes the next fence (two lines of three backticks) off s; the text
 * between its lines, or to the end if the second is missing, goes to *in.
 * False if there is no fence.
 */
static bool
next_fence(struct span *s, struct span *in)
{
	const char *p, *nl, *end = s->p + s->len;

	if ((p = find(*s, "```")) == NULL || (nl = memchr(p, '\n',
	    (size_t)(end - p))) == NULL)
		return false;
	/* ```["a"]``` on one line is not a fence. */
	in->p = nl + 1;
	in->len = (size_t)(end - in->p);
	if ((p = find(*in, "```")) != NULL)
		in->len = (size_t)(p - in->p);
	s->p = p == NULL ? end : p + 3;
	s->len = (size_t)(end - s->p);
	return true;
}

/* Reads strings with commas between them, maybe behind a line with a colon. */
static bool
read_row(struct list *l, struct span s, bool cut)
{
	struct span line;

	if (literal_row(l, s, cut))
		return true;
	s = list_strip(s);
	if (!span_line(&s, &line))
		return false;
	line = list_strip(line);
	return (span_ends(line, ":") || span_ends(line, "：")) &&
	    literal_row(l, s, cut);
}

/*
 * Reads the fences: the one with the most items, the last of equals.  Of an
 * object in a fence, the final version may stand behind the last fence.
 */
static enum list_found
read_fences(struct list *l, struct span s, unsigned int how, size_t *budget)
{
	enum list_found found = LIST_NONE, this;
	struct rating best = { 0 };
	struct span in;
	size_t had;

	while (next_fence(&s, &in)) {
		had = l->n;
		this = read_whole(l, in, how);
		if (this == LIST_NONE && (how & LIST_STRICT) == 0 &&
		    (scan_brackets(l, in, budget) || (l->members == NULL &&
		    read_row(l, in, (how & LIST_CUT) != 0 && s.len == 0))))
			this = LIST_FOUND;
		if (this > found)
			found = this;
		(void)keep_better(l, 0, had, list_strip(in), &best);
	}
	had = l->n;
	if ((how & LIST_STRICT) == 0 && best.alone && are_versions(l) &&
	    scan_brackets(l, s, budget))
		(void)keep_better(l, 0, had, span_of("{"), &best);
	return found;
}

/* Whether a text declines to answer: no item asks, and it says sorry. */
static bool
refuses(const struct list *l, struct span s)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (noise_asks(list_text(l, i)))
			return false;
	return word_one_of(s, refusals, LEN(refusals)) > 0;
}

/* Reads lines in fences, else a table or lines of the whole text. */
static bool
read_lines(struct list *l, struct span s, bool cut)
{
	struct span text = s, in;

	while (next_fence(&text, &in))
		if (list_lines(l, in, cut && text.len == 0))
			return true;
	return list_table(l, s, cut) || list_lines(l, s, cut);
}

/*
 * s itself, or, where entities stand for the quotes of a literal or for the
 * tags of items, a copy of s with its entities undone.
 */
static struct span
undo_quotes(struct list *l, struct span s)
{
	static const char *const quotes[] = { "&lt;/li&gt;",
		"&lt;/question&gt;", "&lt;/q&gt;", "[&quot;", "[&#39;",
		"[&#34;", "[&apos;", "{&quot;", "{&#34;", "{&#39;", "[ &quot;",
		"[\n&quot;", "[\n  &quot;", "[\n    &quot;" };
	size_t i;

	if (s.len == 0 || memchr(s.p, '&', s.len) == NULL)
		return s;
	for (i = 0; i < LEN(quotes); i++)
		if (find(s, quotes[i]) != NULL) {
			buf_clear(&l->undone);
			list_undo_entities(&l->undone, s);
			return buf_span(&l->undone);
		}
	return s;
}

/* Reads the text between the tags of an answer. */
static enum list_found
read_tag(struct list *l, struct span in, unsigned int how, size_t *budget)
{
	enum list_found found;
	bool cut = (how & LIST_CUT) != 0;

	in = list_strip(in);
	if ((found = read_whole(l, in, how)) != LIST_NONE ||
	    (found = read_fences(l, in, how, budget)) != LIST_NONE)
		return found;
	if (scan_brackets(l, in, budget))
		return LIST_FOUND;
	return l->members == NULL && (elements_read(l, in, cut) ||
	    list_table(l, in, cut) || list_lines(l, in, cut)) ?
	    LIST_FOUND : LIST_NONE;
}

/*
 * Reads the lines of s.  If a list was found before, they replace it only
 * where they are questions and the list is not: a note of titles, or [].
 */
static enum list_found
try_lines(struct list *l, struct span s, unsigned int how,
    enum list_found before)
{
	size_t n = l->n;

	if (n > 0 && list_are_questions(l, 0, n))
		return before;
	if (!read_lines(l, s, (how & LIST_CUT) != 0))
		return before;
	if (before != LIST_NONE && (l->n - n < 2 ||
	    !list_are_questions(l, n, l->n))) {
		list_drop(l, n);
		return before;
	}
	list_close_up(l, 0, n);
	return before == LIST_NONE && refuses(l, list_strip(s)) ?
	    LIST_NONE : LIST_FOUND;
}

/* Whether a line of s is an empty list, or ends with one behind a colon. */
static bool
has_empty(struct span s)
{
	static const char *const empty[] = { "[]", "[ ]", "【】" };
	struct span line;
	size_t i;

	while (span_line(&s, &line)) {
		line = list_strip(line);
		for (i = 0; i < LEN(empty); i++)
			if (span_is(line, empty[i]) || (span_ends(line,
			    empty[i]) && items_wanted(line, 0, line.len -
			    strlen(empty[i])) > 0))
				return true;
	}
	return false;
}

/*
 * The text of the string that s is, its quotes and escapes undone; s itself
 * if it is no string, or more than one.
 */
static struct span
unquote(struct list *l, struct span s)
{
	struct span in;
	bool loose = false;
	size_t i;

	if (s.len < 2 || (*s.p != '"' && *s.p != '\'') ||
	    s.p[s.len - 1] != *s.p ||
	    quoted_read(s, &in, &loose) != s.p + s.len)
		return s;
	for (i = 0; i < in.len; i++)
		if (in.p[i] == '\\')
			i++;
		else if (in.p[i] == *s.p)
			return s;
	return list_strip(value_text(&l->unquoted, in));
}

static enum list_found
read_all(struct list *l, struct span s, unsigned int how)
{
	size_t budget = s.len * EFFORT + 4096;
	enum list_found found;
	struct span in;

	if ((found = read_whole(l, s, how)) != LIST_NONE)
		return found;
	if ((how & LIST_STRICT) != 0)
		return read_fences(l, s, how, &budget);
	if (elements_tag(s, &in) &&
	    (found = read_tag(l, in, how, &budget)) != LIST_NONE)
		return found;
	if ((found = read_fences(l, s, how, &budget)) == LIST_NONE &&
	    (scan_brackets(l, s, &budget) || (l->members == NULL &&
	    (elements_read(l, s, (how & LIST_CUT) != 0) || read_row(l, s,
	    (how & LIST_CUT) != 0)))))
		found = LIST_FOUND;
	if (found == LIST_NONE && has_empty(s))
		found = LIST_EMPTY;
	return l->members != NULL ? found : try_lines(l, s, how, found);
}

enum list_found
list_read(struct list *l, const char *s, size_t n, unsigned int how)
{
	struct span text = { s, n };
	enum list_found found;

	buf_clear(&l->text);
	l->n = l->objects = l->values = 0;
	l->strict = (how & LIST_STRICT) != 0;
	if (n == 0)
		return LIST_NONE;
	text = list_strip(thinking_split(list_strip(text), NULL, false));
	/* The first line is indented like the others. */
	while (text.p > s && (text.p[-1] == ' ' || text.p[-1] == '\t')) {
		text.p--;
		text.len++;
	}
	if ((how & LIST_STRICT) == 0)
		text = undo_quotes(l, unquote(l, text));
	found = read_all(l, text, how);
	if (found != LIST_FOUND)
		l->n = 0;
	return found;
}

int
list_match(struct list *l, struct pattern *p, const char *s, size_t n)
{
	struct span text = { s, n }, item;
	struct pattern_match m = { 0 };
	int found;

	buf_clear(&l->text);
	l->n = 0;
	while ((found = pattern_next(p, text, &m)) == 1) {
		item = pattern_group(p, text);
		if (item.len > 0)
			(void)list_add(l, item, CLEAN_ONLY);
	}
	return found;
}
