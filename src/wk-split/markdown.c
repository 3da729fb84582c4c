/* Finds the headings and tables of a Markdown text. */
#include "markdown.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"

/* An underlined paragraph with more lines or bytes is not a heading. */
#define MOST_LINES 3
#define MOST_BYTES 600

struct line {
	size_t start, end;	/* bytes of the text, without the line end */
	size_t next;		/* where the next line begins */
	size_t indent;		/* columns before its first character */
	struct span s;		/* from its first to its last character */
};

/* The paragraph that is being read, if any. */
enum paragraph {
	NO_PARAGRAPH,
	PARAGRAPH,	/* an underline makes it a heading */
	INSIDE		/* it belongs to a list, a quotation or HTML */
};

struct reader {
	struct markdown *md;
	struct span text;
	size_t at;		/* where the next line begins */
	char fence;		/* of the code block that is open, or 0 */
	size_t fences;		/* how many of them opened it */
	const char *until;	/* closes the HTML that is open, or NULL */
	enum paragraph paragraph;
	size_t start, end, lines;	/* of the paragraph */
	size_t header;	/* where the text of the line before begins, if it
			   holds a | */
	bool table;	/* the last table goes on */
	bool bare;	/* only blank lines since the last heading */
	bool follows;	/* the same where the paragraph began */
	size_t last[7];	/* the open heading of each level */
};

/* HTML that hides what looks like a heading, and its end. */
static const struct {
	const char *open, *close;
} hiding[] = {
	{ "<!--", "-->" }, { "<pre", "</pre" }, { "<script", "</script" },
	{ "<style", "</style" }, { "<textarea", "</textarea" }
};

/* Reads the next line.  False at the end of the text. */
static bool
next_line(struct reader *r, struct line *l)
{
	const char *p = r->text.p;
	size_t at = r->at, n = r->text.len;

	if (at == n)
		return false;
	l->start = at;
	l->indent = 0;
	for (; at < n && (p[at] == ' ' || p[at] == '\t'); at++)
		l->indent += p[at] == ' ' ? 1 : 4 - l->indent % 4;
	l->s.p = p + at;
	while (at < n && p[at] != '\n' && p[at] != '\r')
		at++;
	l->end = at;
	l->s.len = (size_t)(p + at - l->s.p);
	while (l->s.len > 0 && span_is_blank(l->s.p[l->s.len - 1]))
		l->s.len--;
	if (at < n)
		at += p[at] == '\r' && at + 1 < n && p[at + 1] == '\n' ? 2 : 1;
	r->at = l->next = at;
	return true;
}

/* How many times c stands at the beginning of s. */
static size_t
repeats(struct span s, char c)
{
	size_t n = 0;

	while (n < s.len && s.p[n] == c)
		n++;
	return n;
}

static bool
has_pipe(struct span s)
{
	return s.len > 0 && memchr(s.p, '|', s.len) != NULL;
}

/* Whether s is one character, - or =, again and again. */
static bool
is_underline(struct span s)
{
	return s.len > 0 && (*s.p == '-' || *s.p == '=') &&
	    repeats(s, *s.p) == s.len;
}

/* Whether s is the row of dashes under the header row of a table. */
static bool
is_dashes(struct span s)
{
	size_t i, dashes = 0;
	char c;

	while (s.len > 0 && (*s.p == '>' || span_is_blank(*s.p)))
		s = span_from(s, 1);
	if (!has_pipe(s))
		return false;
	for (i = 0; i < s.len; i++) {
		c = s.p[i];
		dashes += c == '-';
		if (c != '-' && c != '|' && c != ':' && c != ' ' && c != '\t')
			return false;
	}
	return dashes > 0;
}

/* Whether a line begins an item of a list, a quotation or HTML. */
static bool
is_inside(struct span s)
{
	size_t digits = 0;

	if (*s.p == '>' || *s.p == '<')
		return true;
	while (digits < s.len && digits < 9 && s.p[digits] >= '0' &&
	    s.p[digits] <= '9')
		digits++;
	if (digits == s.len || (digits == 0 && strchr("-+*", *s.p) == NULL) ||
	    (digits > 0 && s.p[digits] != '.' && s.p[digits] != ')'))
		return false;
	return s.len == digits + 1 || span_is_blank(s.p[digits + 1]);
}

static void
add_heading(struct reader *r, size_t start, size_t end, struct span text,
    unsigned int level)
{
	struct markdown *md = r->md;
	struct markdown_heading *h;
	unsigned int up = level - 1;

	if (md->nheadings == md->maxheadings) {
		md->maxheadings = md->maxheadings == 0 ? 16 :
		    2 * md->maxheadings;
		md->headings = xreallocarray(md->headings, md->maxheadings,
		    sizeof(*md->headings));
	}
	while (up > 0 && r->last[up] == MARKDOWN_NONE)
		up--;
	h = &md->headings[md->nheadings];
	*h = (struct markdown_heading){ start, end, text, r->last[up], level,
		r->follows };
	r->last[level] = md->nheadings++;
	while (++level < LEN(r->last))
		r->last[level] = MARKDOWN_NONE;
	r->paragraph = NO_PARAGRAPH;
	r->header = MARKDOWN_NONE;
	r->bare = true;
}

/* Reads a heading of the form "## x ##".  False if the line is none. */
static bool
read_heading(struct reader *r, const struct line *l)
{
	size_t level = repeats(l->s, '#'), n;
	struct span s;

	if (level == 0 || level > 6 || l->indent > 3 ||
	    (level < l->s.len && !span_is_blank(l->s.p[level])))
		return false;
	s = span_strip(span_from(l->s, level));
	for (n = s.len; n > 0 && s.p[n - 1] == '#'; n--)
		;
	/* The # of "C#" belongs to the heading. */
	if (n == 0 || span_is_blank(s.p[n - 1]))
		s.len = n;
	r->follows = r->bare;
	add_heading(r, l->start, l->end, span_strip(s), (unsigned int)level);
	return true;
}

/* Reads the line under a heading.  False if the line is none. */
static bool
read_underline(struct reader *r, const struct line *l)
{
	struct span s = { r->text.p + r->start, r->end - r->start };

	if (r->paragraph != PARAGRAPH || l->indent > 3 || !is_underline(l->s))
		return false;
	r->paragraph = NO_PARAGRAPH;
	r->header = MARKDOWN_NONE;
	if (r->lines <= MOST_LINES && s.len <= MOST_BYTES)
		add_heading(r, r->start, l->end, span_strip(s),
		    *l->s.p == '=' ? 1 : 2);
	return true;
}

/* Opens a code block or HTML that hides headings.  False if l does not. */
static bool
read_opening(struct reader *r, const struct line *l)
{
	char c = *l->s.p;
	size_t i, n = repeats(l->s, c);
	struct span rest;

	if (l->indent > 3)
		return false;
	if (n >= 3 && (c == '~' || (c == '`' &&
	    memchr(l->s.p + n, '`', l->s.len - n) == NULL))) {
		r->fence = c;
		r->fences = n;
		r->paragraph = NO_PARAGRAPH;
		r->header = MARKDOWN_NONE;
		return true;
	}
	for (i = 0; c == '<' && i < LEN(hiding); i++) {
		n = strlen(hiding[i].open);
		if (l->s.len < n || strncasecmp(l->s.p, hiding[i].open, n) != 0)
			continue;
		rest = span_from(l->s, n);
		if (i > 0 && rest.len > 0 && *rest.p != '>' &&
		    !span_is_blank(*rest.p))
			continue;
		r->until = hiding[i].close;
		r->paragraph = INSIDE;
		r->header = MARKDOWN_NONE;
		return true;
	}
	return false;
}

/* Whether s holds the string, in upper or lower case. */
static bool
holds(struct span s, const char *what)
{
	size_t n = strlen(what);

	for (; s.len >= n; s = span_from(s, 1))
		if (strncasecmp(s.p, what, n) == 0)
			return true;
	return false;
}

/* Looks for the end of what hides headings.  False if nothing is open. */
static bool
read_hidden(struct reader *r, const struct line *l)
{
	size_t n;

	if (r->fence != '\0') {
		n = repeats(l->s, r->fence);
		if (n >= r->fences && n == l->s.len && l->indent <= 3)
			r->fence = '\0';
		return true;
	}
	if (r->until == NULL)
		return false;
	if (holds(l->s, r->until))
		r->until = NULL;
	return true;
}

/* Reads a row of a table.  False if the line is none. */
static bool
read_table(struct reader *r, const struct line *l)
{
	struct markdown *md = r->md;

	if (r->table && has_pipe(l->s)) {
		md->tables[md->ntables - 1].end = l->end;
		return true;
	}
	r->table = false;
	if (r->header == MARKDOWN_NONE || !is_dashes(l->s))
		return false;
	if (md->ntables == md->maxtables) {
		md->maxtables = md->maxtables == 0 ? 16 : 2 * md->maxtables;
		md->tables = xreallocarray(md->tables, md->maxtables,
		    sizeof(*md->tables));
	}
	md->tables[md->ntables++] = (struct markdown_table){ r->header,
		l->end, l->next };
	r->table = true;
	r->paragraph = NO_PARAGRAPH;
	r->header = MARKDOWN_NONE;
	return true;
}

/* Reads a line that is nothing but text. */
static void
read_text(struct reader *r, const struct line *l)
{
	r->header = !has_pipe(l->s) ? MARKDOWN_NONE :
	    (size_t)(utf8_strip(l->s).p - r->text.p);
	if (r->paragraph == NO_PARAGRAPH) {
		if (l->indent > 3)
			return;
		r->paragraph = PARAGRAPH;
		r->start = l->start;
		r->lines = 0;
		r->follows = r->bare;
	}
	if (is_inside(l->s))
		r->paragraph = INSIDE;
	r->end = l->end;
	r->lines++;
}

static void
read_line(struct reader *r, const struct line *l)
{
	bool hidden = read_hidden(r, l);

	if (l->s.len == 0 && !hidden) {
		r->paragraph = NO_PARAGRAPH;
		r->header = MARKDOWN_NONE;
		r->table = false;
		return;
	}
	if (hidden || read_opening(r, l)) {
		r->table = false;
		r->bare = false;
		/* A comment may end on the line where it begins. */
		if (!hidden && r->until != NULL)
			(void)read_hidden(r, l);
		return;
	}
	if (read_heading(r, l)) {
		r->table = false;
		return;
	}
	if (read_table(r, l) || !read_underline(r, l)) {
		if (!r->table)
			read_text(r, l);
		r->bare = false;
	}
}

/*
 * Reads the front matter: from a first line "---" to the next one.  False if
 * the text does not begin with one.
 */
static bool
read_front_matter(struct reader *r)
{
	struct line l;
	const char *mark;

	if (!next_line(r, &l) || l.indent > 0)
		return false;
	mark = span_is(l.s, "---") ? "---" : span_is(l.s, "+++") ? "+++" :
	    NULL;
	/* After a rule there is no "key: value", and no "key = value". */
	if (mark == NULL || !next_line(r, &l) || l.s.len == 0 ||
	    memchr(l.s.p, *mark == '-' ? ':' : '=', l.s.len) == NULL)
		return false;
	while (next_line(r, &l))
		if (l.indent == 0 && (span_is(l.s, mark) ||
		    (*mark == '-' && span_is(l.s, "..."))))
			return true;
	return false;
}

void
markdown_scan(struct markdown *md, struct span text)
{
	struct reader r = { .md = md, .text = text, .header = MARKDOWN_NONE };
	struct line l;
	size_t i;

	md->nheadings = md->ntables = 0;
	for (i = 0; i < LEN(r.last); i++)
		r.last[i] = MARKDOWN_NONE;
	if (!read_front_matter(&r))
		r.at = 0;
	while (next_line(&r, &l))
		read_line(&r, &l);
}

size_t
markdown_heading_at(const struct markdown *md, size_t at)
{
	size_t low = 0, high = md->nheadings, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (md->headings[mid].start <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? MARKDOWN_NONE : low - 1;
}

const struct markdown_table *
markdown_table_after(const struct markdown *md, size_t at)
{
	size_t low = 0, high = md->ntables, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (md->tables[mid].end <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low == md->ntables ? NULL : &md->tables[low];
}

void
markdown_free(struct markdown *md)
{
	free(md->headings);
	free(md->tables);
	*md = (struct markdown){ 0 };
}
