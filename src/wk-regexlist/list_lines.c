#include <stdlib.h>
#include <string.h>

#include "list_parts.h"
#include "base/scan.h"

/* A line, or a part of one that has its own number. */
struct list_line {
	size_t at, len;	/* of its text without the marker, in list.text */
	enum marker_style style;
	unsigned int number;
	bool deep;	/* indented further than the first one */
	bool asks;
	bool leads;	/* ends with a colon: what it tells of follows */
};

/* What is known of a text while its lines are read. */
struct reading {
	size_t least;	/* indentation of an item, in columns */
	bool explained;	/* there is bold type, or something like an answer */
};

/* Lines of one style and depth. */
struct group {
	size_t lines, asking, first;
};

/* What a model asks the person at the end; it is no item. */
static const char *const chat[] = { "需要我", "是否需要", "要不要我", "还需要",
	"希望我", "我可以帮", "有什么可以帮", "Would you like",
	"would you like", "Do you want me", "do you want me", "Shall I",
	"Should I", "Can I help", "Is there anything", "anything else",
	"Let me know", "let me know" };

static bool
is_chat(struct span s)
{
	size_t i;

	for (i = 0; i < LEN(chat); i++)
		if (memmem(s.p, s.len, chat[i], strlen(chat[i])) != NULL)
			return true;
	return false;
}

/* How far the line is indented, in columns. */
static size_t
indent(struct span s)
{
	size_t i, columns = 0;

	for (i = 0; i < s.len && (s.p[i] == ' ' || s.p[i] == '\t'); i++)
		columns += s.p[i] == '\t' ? 4 : 1;
	return columns;
}

/* Lines that say nothing: rules, fences, rows of a table, tags. */
static bool
is_idle(struct span s)
{
	size_t i;

	if (s.len == 0 || list_begins(s, "```") || *s.p == '|')
		return true;
	if (*s.p == '<' && s.p[s.len - 1] == '>' &&
	    memchr(s.p + 1, '<', s.len - 1) == NULL)
		return true;
	for (i = 0; i < s.len && strchr("-*_=#[]{}(),", s.p[i]) != NULL; i++)
		;
	return i == s.len;
}

/*
 * Takes headings (#), quotations (>) and markers off s.  The style is that
 * of the first marker, or of one that says more behind a bullet.
 */
static struct span
take_markers(struct span s, struct list_line *line)
{
	struct marker m;
	size_t len;
	int rounds;

	while (s.len > 0 && (*s.p == '#' || *s.p == '>')) {
		s.p++;
		s.len--;
		s = list_strip(s);
	}
	for (rounds = 0; rounds < 3; rounds++) {
		len = list_marker(s, &m);
		if (len == 0 || m.style == line->style ||
		    (rounds > 0 && (m.style == MARK_SPACE ||
		    m.style == MARK_LETTER)))
			break;
		if (line->style == MARK_NONE || line->style == MARK_BULLET ||
		    m.style == MARK_ANSWER) {
			line->style = m.style;
			line->number = m.number;
		}
		s.p += len;
		s.len -= len;
	}
	return s;
}

static struct list_line *
new_line(struct list *l)
{
	size_t size = l->lines_size * 2 + 64;
	struct list_line *line;

	if (l->lines == l->lines_size) {
		line = reallocarray(l->line, size, sizeof(*line));
		if (line == NULL) {
			l->text.failed = true;
			return NULL;
		}
		l->line = line;
		l->lines_size = size;
	}
	line = &l->line[l->lines++];
	*line = (struct list_line){ .style = MARK_NONE };
	return line;
}

/* Whether without_explanation may find something in the text. */
static bool
is_explained(struct span s)
{
	return s.len > 0 && (memchr(s.p, '*', s.len) != NULL ||
	    memchr(s.p, 'A', s.len) != NULL ||
	    scan_find(s.p, s.len, "答", 3) < s.len);
}

/*
 * Of "**Who?** Because …" the question; of "Who? Answer: …" too.  What
 * explains it is no part of the item.
 */
static struct span
without_explanation(struct span s, bool explained)
{
	static const char *const marks[] = { "？**", "?**" };
	static const char *const answers[] = { "答案：", "答：", "答案:", "答:",
		" A: ", " A：", "Answer:", "**答案", "（答案", "(答案",
		"（参考答案" };
	const char *bold, *p;
	size_t i;

	if (!explained)
		return s;
	bold = memmem(s.p, s.len < 16 ? s.len : 16, "**", 2);
	for (i = 0; bold != NULL && i < LEN(marks); i++) {
		p = memmem(s.p, s.len, marks[i], strlen(marks[i]));
		if (p != NULL && p > bold + 2 && memmem(bold + 2,
		    (size_t)(p - bold) - 2, "**", 2) == NULL)
			s.len = (size_t)(p - s.p) + strlen(marks[i]);
	}
	for (i = 0; i < LEN(answers); i++) {
		p = memmem(s.p, s.len, answers[i], strlen(answers[i]));
		if (p != NULL && p > s.p &&
		    list_asks((struct span){ s.p, (size_t)(p - s.p) }))
			s.len = (size_t)(p - s.p);
	}
	return s;
}

/* Keeps one line, or a part of one. */
static void
keep_line(struct list *l, struct span s, size_t columns, struct reading *r)
{
	struct list_line *line, *before;
	struct span text;
	size_t at;

	s = list_strip(s);
	if (is_idle(s) || (line = new_line(l)) == NULL)
		return;
	at = list_copy(l, without_explanation(s, r->explained), 0);
	if (l->text.failed)
		return;
	text = (struct span){ l->text.data + at, l->text.len - at };
	text = take_markers(list_strip(text), line);
	if (line->style != MARK_NONE && line->style != MARK_ANSWER) {
		if (columns < r->least)
			r->least = columns;
		line->deep = columns >= r->least + 2;
	}
	text = list_trim(text, false);
	line->leads = list_ends_with(text, ":") || list_ends_with(text, "：");
	line->asks = list_asks(text) &&
	    (line->style != MARK_NONE || !is_chat(text));
	line->at = (size_t)(text.p - l->text.data);
	line->len = text.len;
	/* A number alone: its text is the line after it. */
	before = l->lines > 1 ? line - 1 : line;
	if (before != line && before->len == 0 &&
	    before->style != MARK_NONE && line->style == MARK_NONE) {
		before->at = line->at;
		before->len = line->len;
		before->asks = line->asks;
		l->lines--;
	}
}

/* Keeps the parts of a line that has 1. … 2. … 3. … in it. */
static void
split_line(struct list *l, struct span s, struct reading *r)
{
	size_t columns = indent(s), at, next;
	unsigned int k;

	at = s.len == 0 || memchr(s.p, '2', s.len) == NULL ? s.len :
	    list_find_number(s, 1);
	next = at;
	if (at < s.len)
		next = at + 1 + list_find_number((struct span){ s.p + at + 1,
		    s.len - at - 1 }, 2);
	if (at >= s.len || next >= s.len) {
		keep_line(l, s, columns, r);
		return;
	}
	keep_line(l, (struct span){ s.p, at }, columns, r);
	for (k = 3; at < s.len; k++) {
		keep_line(l, (struct span){ s.p + at, next - at }, columns,
		    r);
		at = next;
		if (at < s.len)
			next = k > 99 ? s.len : at + 1 + list_find_number(
			    (struct span){ s.p + at + 1, s.len - at - 1 }, k);
		if (next > s.len)
			next = s.len;
	}
}

static void
collect(struct list *l, struct span s)
{
	struct reading r = { (size_t)-1 - 2, is_explained(s) };
	struct span line;
	const char *nl;

	l->lines = 0;
	while (s.len > 0 && !l->text.failed) {
		nl = memchr(s.p, '\n', s.len);
		line.p = s.p;
		line.len = nl == NULL ? s.len : (size_t)(nl - s.p);
		s.p += line.len + (nl != NULL);
		s.len -= line.len + (nl != NULL);
		split_line(l, line, &r);
	}
}

static size_t
group_of(const struct list_line *line)
{
	return (size_t)line->style * 2 + line->deep;
}

/* How much a group looks like the list; 0 if it is none. */
static size_t
score(const struct list *l, size_t which, const struct group *g)
{
	enum marker_style style = (enum marker_style)(which / 2);
	const struct group *this = &g[which];
	size_t i, n = this->lines;

	if (n == 0 || style == MARK_ANSWER)
		return 0;
	if (style == MARK_NONE) {
		/* Each a question, but for a heading and a greeting. */
		if (this->asking < 2 ||
		    n - this->asking > this->asking / 2 + 1)
			return 0;
		for (i = 2; i < 2 * MARKS; i++)
			if (g[i].asking > 0)
				return 0;
		return 3 * this->asking;
	}
	if (style == MARK_LETTER || style == MARK_SPACE)
		if (l->line[this->first].number != 1 || n < 2)
			return 0;
	if (n < 2 && this->asking == 0)
		return 0;
	return 2 * this->asking + n;
}

static size_t
best_group(const struct list *l, struct group *g)
{
	size_t i, k, best = 0, most = 0, points;

	for (i = 0; i < l->lines; i++) {
		k = group_of(&l->line[i]);
		if (l->line[i].style == MARK_NONE && l->line[i].leads)
			continue;
		if (g[k].lines++ == 0)
			g[k].first = i;
		g[k].asking += l->line[i].asks;
	}
	for (i = 0; i < 2 * MARKS; i++)
		if ((points = score(l, i, g)) > most) {
			most = points;
			best = i;
		}
	return most == 0 ? 2 * MARKS : best;
}

/* A stretch of lines of the group: numbers that rise, bullets in a row. */
struct run {
	size_t end;	/* the line after it */
	size_t lines, asking;
};

static struct run
next_run(const struct list *l, size_t from, size_t which)
{
	struct run r = { from, 0, 0 };
	const struct list_line *line;
	unsigned int last = 0;
	bool text = false;

	for (; r.end < l->lines; r.end++) {
		line = &l->line[r.end];
		if (group_of(line) != which) {
			text = text || line->style == MARK_NONE;
			continue;
		}
		if (r.lines > 0 && (line->number > 0 ?
		    line->number <= last : text))
			break;
		text = false;
		last = line->number;
		r.lines++;
		r.asking += line->asks;
	}
	return r;
}

/* Adds the lines of a run; of lines without a marker, the questions. */
static void
add_run(struct list *l, size_t from, size_t to, size_t which)
{
	const struct list_line *line;
	struct span s;
	size_t i;

	for (i = from; i < to; i++) {
		line = &l->line[i];
		s = (struct span){ l->text.data + line->at, line->len };
		if (group_of(line) != which || s.len == 0 ||
		    (line->style == MARK_NONE && !line->asks))
			continue;
		list_push(l, line->at, line->len);
	}
}

/*
 * Adds the runs of a group.  If there are questions in some, the others
 * explain them; if there are none, the longest run of numbers is the list.
 */
static void
add_group(struct list *l, size_t which, const struct group *g)
{
	size_t i, longest = 0, start = 0, stop = 0;
	bool plain = which / 2 == MARK_NONE;
	struct run r;

	for (i = 0; i < l->lines; i = r.end) {
		r = next_run(l, i, which);
		if (plain || r.asking > 0 || (g[which].asking == 0 &&
		    which / 2 == MARK_BULLET))
			add_run(l, i, r.end, which);
		else if (g[which].asking == 0 && r.lines > longest) {
			longest = r.lines;
			start = i;
			stop = r.end;
		}
	}
	add_run(l, start, stop, which);
}

bool
list_lines(struct list *l, struct span s, bool cut)
{
	struct group groups[2 * MARKS] = { { 0, 0, 0 } };
	size_t from = l->n, which;
	const struct list_line *last;

	collect(l, s);
	if (l->text.failed || l->lines == 0 ||
	    (which = best_group(l, groups)) == 2 * MARKS)
		return false;
	add_group(l, which, groups);
	/* The line that a limit tore is no whole item. */
	last = &l->line[l->lines - 1];
	if (cut && l->n > from && l->item[l->n - 1].at == last->at &&
	    !list_ends(list_text(l, l->n - 1)))
		l->n--;
	return l->n > from;
}
