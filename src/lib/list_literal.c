#include <string.h>

#include "list_parts.h"
#include "utf8.h"

/* What a bracket or a separator looks like. */
static const char *const opens[] = { "[", "{", "(", "【", "（", "［", "｛" };
static const char *const closes[] = { "]", "}", ")", "】", "）", "］", "｝" };
static const char *const commas[] = { ",", "，", "、", ";", "；" };

/*
 * Keys of what an object holds, best first; RANK_* below say how they stand
 * to each other.
 */
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

enum {
	RANK_NONE, RANK_ONLY = 50, RANK_ANY = 100, RANK_NUMBERED = 120,
	RANK_TEXT = 140, RANK_HOLDER = 150, RANK_QUESTION = 190,
	RANK_LIST = 200
};

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

static size_t
one_of(struct span s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list_begins(s, words[i]))
			return strlen(words[i]);
	return 0;
}

/* Whether s may begin with one of those marks: full-width ones are E3, EF. */
static bool
may_begin(struct span s, const char *ascii)
{
	return s.len > 0 && (*s.p == '\343' || *s.p == '\357' ||
	    (*s.p != '\0' && strchr(ascii, *s.p) != NULL));
}

size_t
list_bracket(const char *s, size_t n)
{
	const struct span at = { s, n };

	return may_begin(at, "[{(") ? one_of(at, opens, LEN(opens)) : 0;
}

static size_t
comma(struct span s)
{
	return may_begin(s, ",;") ? one_of(s, commas, LEN(commas)) : 0;
}

/* The length of the closing bracket that s begins with, or 0. */
static size_t
closer(struct span s)
{
	return may_begin(s, "]})") ? one_of(s, closes, LEN(closes)) : 0;
}

/* White space between elements, also where it is written \n. */
static size_t
blanks(struct span s)
{
	size_t i = 0;

	for (; i < s.len; i++) {
		if (s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r'))
			continue;
		if (s.p[i] == '\\' && i + 1 < s.len &&
		    (s.p[i + 1] == 'n' || s.p[i + 1] == 't' ||
		    s.p[i + 1] == 'r'))
			i++;
		else if (i + 3 <= s.len &&
		    (memcmp(s.p + i, "　", 3) == 0 ||
		    memcmp(s.p + i, "\342\200\213", 3) == 0 ||
		    memcmp(s.p + i, UTF8_BOM, 3) == 0))
			i += 2;
		else if (i + 2 <= s.len && memcmp(s.p + i, "\302\240", 2) == 0)
			i++;
		else
			break;
	}
	return i;
}

/* A comment of Python or JavaScript, to the end of its line. */
static size_t
comment(struct span s)
{
	const char *end;

	if (!list_begins(s, "#") && !list_begins(s, "//"))
		return 0;
	end = memchr(s.p, '\n', s.len);
	return end == NULL ? s.len : (size_t)(end - s.p);
}

static void
skip(struct reader *r)
{
	size_t len;

	do {
		r->p += blanks(rest(r));
		len = comment(rest(r));
		r->p += len;
	} while (len > 0);
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
	case '\343':
	case '\357':
		break;
	default:
		return Q_NONE;
	}
	*len = 3;
	if (list_begins(s, "“") || list_begins(s, "”") || list_begins(s, "＂"))
		return Q_FULL;
	if (list_begins(s, "‘") || list_begins(s, "’"))
		return Q_FULL_SINGLE;
	if (list_begins(s, "「") || list_begins(s, "」"))
		return Q_CORNER;
	if (list_begins(s, "『") || list_begins(s, "』"))
		return Q_WHITE;
	return Q_NONE;
}

/* A key without quotes and its colon, as JavaScript has them. */
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

/* Whether a string begins here. */
static bool
begins_string(struct span s)
{
	size_t len;

	return quote_at(s, &len) != Q_NONE || list_begins(s, "\\\"") ||
	    list_begins(s, "\\'") || prefixed(s);
}

/* Whether an element can begin here, behind a comma. */
static bool
begins_element(struct span s)
{
	static const char *const others[] = { "None", "null", "true", "false",
		"True", "False", "...", "…", "#", "//" };

	return s.len == 0 || begins_string(s) ||
	    list_bracket(s.p, s.len) > 0 ||
	    closer(s) > 0 ||
	    one_of(s, others, LEN(others)) > 0 || comma(s) > 0 ||
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
	size_t n = blanks(s), len;
	struct span next = { s.p + n, s.len - n };

	if (next.len == 0 || closer(next) > 0)
		return true;
	if (*next.p == ':' || list_begins(next, "："))
		return true;
	if ((len = comma(next)) > 0) {
		next.p += len;
		next.len -= len;
		len = blanks(next);
		next.p += len;
		next.len -= len;
		return begins_element(next);
	}
	if (n == 0)
		return false;
	if (*next.p == '#' || list_begins(next, "//"))
		return true;
	/* The comma at the end of a line was forgotten. */
	return quote_at(next, &len) != Q_NONE &&
	    (memchr(s.p, '\n', n) != NULL || memmem(s.p, n, "\\n", 2) != NULL);
}

/* Whether this quote can close a string that the other one opened. */
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
static bool
is_odd(unsigned char u)
{
	return u == '"' || u == '\'' || u == '\\' || u == '`' || u == '\n' ||
	    u == 0xe2 || u == 0xe3 || u == 0xef;
}

/*
 * Where the string that begins at p ends: its closing quote, whose length
 * goes to *len, or NULL if it is torn.
 */
static const char *
find_end(struct reader *r, const char *p, enum quote open, bool escaped,
    size_t *len)
{
	size_t inner = 0;
	enum quote this;
	bool opener;

	for (; p < r->end; p++) {
		if (!is_odd((unsigned char)*p))
			continue;
		if (*p == '\n') {
			r->found->loose = true;
			continue;
		}
		if (*p == '\\') {
			if (escaped && p + 1 < r->end &&
			    (p[1] == '"' || p[1] == '\'') &&
			    ends_string((struct span){ p + 2,
			    (size_t)(r->end - p - 2) })) {
				*len = 2;
				return p;
			}
			if (p + 1 < r->end)
				p++;
			continue;
		}
		this = quote_at((struct span){ p, (size_t)(r->end - p) }, len);
		if (this == Q_NONE)
			continue;
		opener = *len == 3 && is_opener(p);
		if (!escaped && pairs(open, this, opener, inner)) {
			if (ends_string((struct span){ p + *len,
			    (size_t)(r->end - p) - *len }))
				return p;
			r->found->loose = true;
		}
		if (this == Q_FULL)
			inner = opener ? inner + 1 : inner > 0 ? inner - 1 : 0;
		p += *len - 1;
	}
	return NULL;
}

/* Reads a string; what is between its quotes goes to *in.  False if torn. */
static bool
string(struct reader *r, struct span *in)
{
	const char *end;
	size_t len, back = 0;
	enum quote open;
	bool escaped;

	/* u"…" and its like. */
	if (*r->p != '"' && *r->p != '\'' && prefixed(rest(r)))
		r->p++;
	if ((escaped = *r->p == '\\'))
		back = 1;
	open = quote_at((struct span){ r->p + back,
	    (size_t)(r->end - r->p) - back }, &len);
	if (open == Q_NONE)
		return false;
	if (escaped || open > Q_SINGLE)
		r->found->loose = true;
	r->p += back + len;
	if ((end = find_end(r, r->p, open, escaped, &len)) == NULL) {
		r->p = r->end;
		return false;
	}
	*in = (struct span){ r->p, (size_t)(end - r->p) };
	r->p = end + len;
	return true;
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
		len = comma((struct span){ s.p + i, s.len - i });
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
	size_t len;

	for (; r->p < r->end; r->p++) {
		s = (struct span){ from, (size_t)(r->p - from) };
		if (*r->p == '\n' || closer(rest(r)) > 0)
			break;
		if (list_bracket(r->p, (size_t)(r->end - r->p)) > 0 ||
		    *r->p == '"')
			return false;
		if ((len = comma(rest(r))) > 0 && (is_word(s) ||
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
		if ((len = comma(rest(r))) > 0) {
			r->found->loose |= len > 1 || *r->p == ';';
			r->p += len;
			first = true;
			continue;
		}
		if (r->p == r->end)
			return false;
		if ((len = closer(rest(r))) > 0) {
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

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The place of a key in a list of them, or n. */
static int
find_key(struct span key, const char *const *keys, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (key.len != strlen(keys[i]))
			continue;
		for (k = 0; k < key.len && lower(key.p[k]) == keys[i][k]; k++)
			;
		if (k == key.len)
			break;
	}
	return (int)i;
}

/* How good a member with such a key is for an item (for several). */
static int
rank(struct span key, bool is_string)
{
	struct span stem = key;
	int i;

	while (stem.len > 0 && strchr("0123456789_ -#.", stem.p[stem.len - 1])
	    != NULL && stem.p[stem.len - 1] != '\0')
		stem.len--;
	if (!is_string) {
		if (find_key(key, lists, LEN(lists)) < (int)LEN(lists))
			return RANK_LIST;
		return find_key(key, holders, LEN(holders)) <
		    (int)LEN(holders) ? RANK_HOLDER : RANK_ANY;
	}
	if ((i = find_key(key, questions, LEN(questions))) <
	    (int)LEN(questions))
		return RANK_QUESTION - i;
	if (stem.len < key.len && (stem.len == 0 || find_key(stem, questions,
	    LEN(questions)) < (int)LEN(questions)))
		return RANK_NUMBERED;
	if ((i = find_key(key, texts, LEN(texts))) < (int)LEN(texts))
		return RANK_TEXT - i;
	return RANK_ONLY;
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
	struct span name;
	bool quoted, whole;
	int this;

	best->members++;
	if ((quoted = begins_string(rest(r)))) {
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
	(void)list_copy(r->l, name, CLEAN_ESCAPES | CLEAN_ONLY);
	if (r->l->text.failed)
		return false;
	name = list_strip((struct span){ r->l->text.data + mark,
	    r->l->text.len - mark });
	this = rank(name, begins_string(rest(r)));
	r->l->text.len = mark;
	whole = value(r);
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
		if ((len = comma(rest(r))) > 0) {
			r->p += len;
			continue;
		}
		if (r->p == r->end)
			whole = false;
		else if ((len = closer(rest(r))) > 0) {
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
		if (!begins_string(rest(r)))
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
	struct reader r = { l, s.p, s.p + s.len, 0, with_bare, found };

	*found = (struct literal){ .empty = true };
	found->closed = value(&r);
	found->used = (size_t)(r.p - s.p);
}
