/* Finds the items that stand in lines of their own, or in a table. */
#include "list_lines.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/scan.h"
#include "marker.h"
#include "noise.h"
#include "strip.h"

/* A line, or a part of a line that has its own number. */
struct list_line {
	size_t at, len;	/* of its text without the marker, in list.text */
	enum marker_style style;
	unsigned int number;
	bool deep;	/* indented further than the first one */
	bool asks;
	bool leads;	/* ends with a colon: it introduces the next lines */
};

/* A text while its lines are read. */
struct reading {
	size_t least;	/* indentation of an item, in columns */
	bool explained;	/* there is bold type, or something like an answer */
	struct span text;
	bool searched;	/* chat is known */
	bool chat;	/* words of the text ask the person */
	bool tags;	/* there may be <br> */
	bool written;	/* lines end with \n as a literal writes it */
};

/* The lines of one style and depth, counted. */
struct group {
	size_t lines, asking, first;
};

/* Words of the question that a model asks the person at the end. */
static const char *const chat[] = { "需要我", "是否需要", "要不要我", "还需要",
	"希望我", "我可以帮", "有什么可以帮", "Would you like",
	"would you like", "Do you want me", "do you want me", "Shall I",
	"Should I", "Can I help", "Is there anything", "anything else",
	"Let me know", "let me know" };

static bool
is_chat(struct span s)
{
	size_t i;

	for (i = 0; i < LEN(chat) && s.len > 0; i++)
		if (scan_find(s.p, s.len, chat[i], strlen(chat[i])) < s.len)
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

/* Whether a line says nothing: a rule, fence, row of a table, or tag. */
static bool
is_idle(struct span s)
{
	size_t i;

	if (s.len == 0 || span_begins(s, "```") || *s.p == '|')
		return true;
	if (*s.p == '<' && s.p[s.len - 1] == '>' &&
	    memchr(s.p + 1, '<', s.len - 1) == NULL)
		return true;
	for (i = 0; i < s.len && strchr("-*_=#[]{}(),", s.p[i]) != NULL; i++)
		;
	return i == s.len;
}

/*
 * Takes the marks of headings (#) and quotations (>), and markers, off s.
 * The line gets the style of the first marker, or of one behind a bullet.
 */
static struct span
take_markers(struct span s, struct list_line *line)
{
	struct marker m;
	size_t len;
	int rounds;

	while (s.len > 0 && (*s.p == '#' || *s.p == '>'))
		s = list_strip(span_from(s, 1));
	for (rounds = 0; rounds < 3; rounds++) {
		len = marker_read(s, &m);
		if (len == 0 || m.style == line->style ||
		    (rounds > 0 && (m.style == MARK_SPACE ||
		    m.style == MARK_LETTER)))
			break;
		if (line->style == MARK_NONE || line->style == MARK_BULLET ||
		    m.style == MARK_ANSWER) {
			line->style = m.style;
			line->number = m.number;
		}
		s = span_from(s, len);
	}
	return s;
}

static struct list_line *
new_line(struct list *l)
{
	struct list_line *line;

	if (l->lines == l->lines_size) {
		l->lines_size = l->lines_size * 2 + 64;
		l->line = xreallocarray(l->line, l->lines_size,
		    sizeof(*l->line));
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
 * s without its explanation: "**Who?** Because …" and "Who? Answer: …"
 * become the question.  explained is what is_explained says of the text.
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
		    noise_asks((struct span){ s.p, (size_t)(p - s.p) }))
			s.len = (size_t)(p - s.p);
	}
	return s;
}

/* Whether a line asks the person: most texts have no such words at all. */
static bool
asks_person(struct reading *r, struct span line)
{
	if (!r->searched) {
		r->searched = true;
		r->chat = is_chat(r->text);
	}
	return r->chat && is_chat(line);
}

/* Keeps a line, or a part of a line. */
static void
keep_line(struct list *l, struct span s, size_t columns, struct reading *r)
{
	struct list_line *line, *before;
	struct span text;
	size_t at;

	s = list_strip(s);
	if (is_idle(s))
		return;
	line = new_line(l);
	at = list_copy(l, without_explanation(s, r->explained), 0);
	text = list_strip(span_from(buf_span(&l->text), at));
	text = take_markers(text, line);
	if (line->style != MARK_NONE && line->style != MARK_ANSWER) {
		if (columns < r->least)
			r->least = columns;
		line->deep = columns >= r->least + 2;
	}
	text = list_trim(text, false);
	line->leads = span_ends(text, ":") || span_ends(text, "：");
	line->asks = noise_asks(text) &&
	    (line->style != MARK_NONE || !asks_person(r, text));
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

/* The ways (MARKER_*) in which the number 2 stands in a line. */
static unsigned int
ways_in(struct span s)
{
	unsigned int ways = memchr(s.p, '2', s.len) == NULL ? 0 : MARKER_ASCII;
	const unsigned char *u = (const unsigned char *)s.p;
	size_t i;

	/* Most lines begin with their own number: it tells the way. */
	if (*s.p >= '0' && *s.p <= '9')
		return ways;
	if (scan_find(s.p, s.len, "二", 3) < s.len)
		ways |= MARKER_HAN;
	for (i = 0; (i = list_skip_han(s.p, i, s.len)) + 2 < s.len; i++)
		if ((u[i] == 0xe2 && ((u[i + 1] >= 0x91 && u[i + 1] <= 0x93) ||
		    u[i + 1] == 0x9d || u[i + 1] == 0x9e)) ||
		    (u[i] == 0xe3 && u[i + 1] == 0x88))
			ways |= MARKER_CIRCLES;
		else if (memcmp(u + i, "２", 3) == 0)
			ways |= MARKER_WIDE;
	return ways;
}

/* Where the first two items of a line begin, and how they are marked. */
struct inside {
	size_t first, second;
	unsigned int way;
	enum marker_style style;
};

/*
 * Finds 1 and 2 in a line, written in one way.  A line that begins with a
 * marker of another style is one item, as is a question whose choices are
 * numbered.
 */
static bool
find_inside(struct span s, unsigned int way, struct inside *in)
{
	struct marker own;
	size_t lead;

	*in = (struct inside){ .way = way };
	in->first = marker_find(s, 1, way, &in->style);
	if (in->first == s.len)
		return false;
	lead = indent(s);
	if (lead < in->first && marker_read(span_from(s, lead), &own) > 0 &&
	    own.style != MARK_BULLET && own.style != MARK_SPACE)
		return false;
	in->second = in->first + 1 + marker_find(span_from(s, in->first + 1),
	    2, way, &in->style);
	return in->second < s.len && (!noise_asks(s) ||
	    noise_asks((struct span){ s.p + in->first,
	    in->second - in->first }));
}

/* Finds the items of a line that begin first. */
static bool
find_items(struct span s, struct inside *in)
{
	unsigned int ways = s.len == 0 ? 0 : ways_in(s), i;
	struct inside this;
	bool found = false;

	for (i = 0; ways != 0 && i < MARKER_WAYS; i++)
		if ((ways & 1U << i) != 0 && find_inside(s, 1U << i, &this) &&
		    (!found || this.first < in->first)) {
			*in = this;
			found = true;
		}
	return found;
}

/* Keeps the parts of a line that has 1. … 2. … 3. … in it. */
static void
split_line(struct list *l, struct span s, struct reading *r)
{
	size_t columns = indent(s), at, next;
	struct inside in;
	unsigned int k;

	if (!find_items(s, &in)) {
		keep_line(l, s, columns, r);
		return;
	}
	at = in.first;
	next = in.second;
	keep_line(l, (struct span){ s.p, at }, columns, r);
	for (k = 3; at < s.len; k++) {
		keep_line(l, (struct span){ s.p + at, next - at }, columns,
		    r);
		at = next;
		if (at < s.len)
			next = k > 99 ? s.len :
			    at + 1 + marker_find(span_from(s, at + 1), k,
			    in.way, &in.style);
		if (next > s.len)
			next = s.len;
	}
}

/* The length of a break of a line written as "\n" in a text of one line. */
static size_t
written_break(struct span s)
{
	return span_begins(s, "\\r\\n") ? 4 : span_begins(s, "\\n") ? 2 : 0;
}

/*
 * Takes the next part off a line: it ends at <br> and its like, if r says
 * that there are such.  False if nothing is left.
 */
static bool
next_part(struct span *line, struct span *part, const struct reading *r)
{
	size_t i, len = 0;

	if (line->len == 0)
		return false;
	i = r->tags || r->written ? 0 : line->len;
	for (; i < line->len && len == 0; i += len == 0) {
		if (r->tags && (line->p[i] == '<' || line->p[i] == '&'))
			len = list_break(*line, i);
		else if (r->written && line->p[i] == '\\')
			len = written_break(span_from(*line, i));
	}
	*part = (struct span){ line->p, i };
	*line = span_from(*line, i + len);
	return true;
}

static void
collect(struct list *l, struct span s)
{
	struct reading r = { .least = (size_t)-1 - 2 };
	struct span line, part;

	r.explained = is_explained(s);
	r.text = s;
	r.tags = s.len > 0 && (memchr(s.p, '<', s.len) != NULL ||
	    memmem(s.p, s.len, "&lt;", 4) != NULL);
	r.written = s.len > 0 && memchr(s.p, '\\', s.len) != NULL &&
	    memchr(s.p, '\n', s.len) == NULL;
	l->lines = 0;
	while (span_line(&s, &line))
		while (next_part(&line, &part, &r))
			split_line(l, part, &r);
}

static size_t
group_of(const struct list_line *line)
{
	return (size_t)line->style * 2 + line->deep;
}

/* How much a group looks like the list; 0: not at all. */
static size_t
score(const struct list *l, size_t which, const struct group *g)
{
	enum marker_style style = (enum marker_style)(which / 2);
	const struct group *this = &g[which];
	size_t i, n = this->lines;

	if (n == 0 || style == MARK_ANSWER)
		return 0;
	if (style == MARK_NONE) {
		/* All must be questions, but for headings and greetings. */
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
	/* Questions win over a longer list of anything else. */
	return 2 * this->asking + n + (this->asking >= 2 &&
	    2 * this->asking >= n ? l->lines * 3 : 0);
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

/* Lines of a group that belong together: rising numbers, bullets in a row. */
struct run {
	size_t end;	/* the line after its last one */
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

/* Adds the lines of a run; those without a marker only if they ask. */
static void
add_run(struct list *l, size_t from, size_t to, size_t which)
{
	const struct list_line *line;
	struct span s;
	size_t i;

	for (i = from; i < to; i++) {
		line = &l->line[i];
		s = (struct span){ l->text.data + line->at, line->len };
		if (group_of(line) != which || !noise_has_word(s) ||
		    (line->style == MARK_NONE && !line->asks) ||
		    noise_counts(s))
			continue;
		list_push(l, line->at, line->len);
	}
}

/*
 * Adds the runs of a group.  If some runs hold questions, the others
 * explain them and are left out; if no run does, the longest run of numbers
 * is the list.
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
	if (l->lines == 0 || (which = best_group(l, groups)) == 2 * MARKS)
		return false;
	add_group(l, which, groups);
	/* A limit tore the last line: the item is not whole. */
	last = &l->line[l->lines - 1];
	if (cut && l->n > from && l->item[l->n - 1].at == last->at &&
	    !noise_ends(list_text(l, l->n - 1)))
		l->n--;
	return l->n > from;
}

/* Columns of a table beyond these are not read. */
#define COLUMNS 16

/* Takes the next cell off a row.  False if nothing is left of the row. */
static bool
next_cell(struct span *row, struct span *cell)
{
	const char *bar;

	if (row->len == 0)
		return false;
	bar = memchr(row->p, '|', row->len);
	cell->p = row->p;
	cell->len = bar == NULL ? row->len : (size_t)(bar - row->p);
	*row = span_from(*row, cell->len + (bar != NULL));
	*cell = list_strip(*cell);
	return true;
}

/* Takes the next row off s, without its first bar.  False at the end. */
static bool
next_row(struct span *s, struct span *row)
{
	while (span_line(s, row)) {
		*row = list_strip(*row);
		if (row->len > 1 && span_take(row, "|"))
			return true;
	}
	return false;
}

/* Finds the column with the most questions.  False if no cell asks. */
static bool
best_column(struct span s, size_t *best)
{
	size_t asked[COLUMNS] = { 0 }, i;
	struct span row, cell;

	while (next_row(&s, &row))
		for (i = 0; i < COLUMNS && next_cell(&row, &cell); i++)
			asked[i] += noise_asks(cell);
	for (*best = 0, i = 1; i < COLUMNS; i++)
		if (asked[i] > asked[*best])
			*best = i;
	return asked[*best] > 0;
}

/* Whether a row is the line between the head of a table and its body. */
static bool
is_rule(struct span row)
{
	size_t i;

	for (i = 0; i < row.len; i++)
		if (strchr("-:| \t", row.p[i]) == NULL || row.p[i] == '\0')
			return false;
	return true;
}

bool
list_table(struct list *l, struct span s, bool cut)
{
	struct span row, cell = { 0 };
	size_t from = l->n, column, i;

	if (s.len == 0 || memchr(s.p, '|', s.len) == NULL ||
	    !best_column(s, &column))
		return false;
	while (next_row(&s, &row)) {
		if (is_rule(row)) {
			list_drop(l, from);	/* that was the head */
			continue;
		}
		for (i = 0; i <= column && next_cell(&row, &cell); i++)
			;
		/* A limit tore the last row, unless a bar closes the cell. */
		if (i > column && (!cut || s.len > 0 || noise_ends(cell) ||
		    cell.p + cell.len < row.p + row.len))
			(void)list_add(l, cell, 0);
	}
	return l->n > from;
}
