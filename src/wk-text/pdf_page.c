/* Makes paragraphs of the lines of a PDF's page. */
#include "pdf_page.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "pdf_chars.h"
#include "pdf_marks.h"

/* Lines as wide as this are running text; narrower ones may be cells. */
#define PROSE 24

/* The column that a line stands in is as wide as the lines around it. */
#define AROUND 5

/* How the lines of a page use blanks. */
struct habits {
	bool spaced;	/* blanks stand between all Han */
	bool parted;	/* blanks stand between Han and Latin */
};

/* Lines that no blank line parts. */
struct group {
	size_t end;	/* behind its last line */
	size_t column;	/* width of the widest */
	bool prose;	/* it is text in sentences */
};

void
pdf_lines_split(struct pdf_lines *l, struct span page)
{
	struct span line;
	bool gap = false;

	l->n = 0;
	while (span_line(&page, &line)) {
		line = utf8_strip(line);
		if (line.len == 0) {
			gap = true;
			continue;
		}
		if (l->n == l->size) {
			l->size = l->size == 0 ? 64 : l->size * 2;
			l->lines = xreallocarray(l->lines, l->size,
			    sizeof(*l->lines));
		}
		l->lines[l->n++] = (struct pdf_line){ line, pdf_width(line),
		    gap };
		gap = false;
	}
}

void
pdf_lines_free(struct pdf_lines *l)
{
	free(l->lines);
	*l = (struct pdf_lines){ 0 };
}

static bool
is_latin(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
	    (cp >= 'a' && cp <= 'z');
}

static bool
is_lower(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 0xdf && cp <= 0xff) ||
	    (cp >= 0x430 && cp <= 0x45f) || (cp >= 0x3b1 && cp <= 0x3c9);
}

static bool
is_katakana(uint32_t cp)
{
	return cp >= 0x30a1 && cp <= 0x30fe;
}

/* Quotes and dashes that Chinese and English share. */
static bool
is_shared_mark(uint32_t cp)
{
	return cp == 0x2014 || (cp >= 0x2018 && cp <= 0x201d) || cp == 0x2026 ||
	    cp == 0xb7;
}

/* Whether no blank belongs between two characters of Chinese text. */
static bool
is_tight(uint32_t a, uint32_t b)
{
	const bool ha = pdf_is_han(a), hb = pdf_is_han(b);

	return pdf_is_wide_mark(a) || pdf_is_wide_mark(b) || (ha && hb) ||
	    (ha && is_shared_mark(b)) || (hb && is_shared_mark(a));
}

/* Finds out how the lines of a page use blanks. */
static struct habits
learn(const struct pdf_line *lines, size_t n)
{
	size_t closed = 0, open = 0, parted = 0, mixed = 0, i, at, len;
	uint32_t a, b;
	bool blank;

	for (i = 0; i < n; i++) {
		const struct span s = lines[i].s;

		for (a = 0, at = 0, blank = false; at < s.len; at += len) {
			len = utf8_decode(s.p + at, s.len - at, &b);
			if (b == ' ') {
				blank = true;
				continue;
			}
			if (pdf_is_han(a) && pdf_is_han(b)) {
				open += blank;
				closed += !blank;
			} else if ((pdf_is_han(a) && is_latin(b)) ||
			    (is_latin(a) && pdf_is_han(b))) {
				parted += blank;
				mixed += !blank;
			}
			a = b;
			blank = false;
		}
	}
	return (struct habits){ open > 2 && open > closed * 2,
	    parted > mixed };
}

/*
 * Whether the blanks between Han of a line mean nothing: it is a sentence,
 * not fields of a form.
 */
static bool
is_sentence(struct span s)
{
	static const char *const marks[] = { "，", "。", "；", "！", "？" };
	size_t i;

	for (i = 0; i < LEN(marks); i++)
		if (memmem(s.p, s.len, marks[i], strlen(marks[i])) != NULL)
			return true;
	return false;
}

/* Appends a line, without the blanks that a PDF has between Han. */
static void
put_line(struct buf *b, struct span s, const struct habits *h)
{
	const bool close = h->spaced || is_sentence(s);
	size_t mark = pdf_heading_mark(s), at, len, blanks = 0;
	uint32_t a = 0, cp;

	if (mark == 0)
		mark = pdf_item_mark(s);
	for (at = 0; at < s.len; at += len) {
		len = utf8_decode(s.p + at, s.len - at, &cp);
		if (cp == ' ' || cp == '\t') {
			blanks++;
			continue;
		}
		if (blanks > 0 && !(close && is_tight(a, cp) &&
		    (at > mark + blanks || h->spaced)) &&
		    !(h->spaced && a >= '0' && a <= '9' && cp >= '0' &&
		    cp <= '9'))
			buf_addc(b, ' ');
		if (at == 0 && cp >= 0xf000 && cp <= 0xf0ff && mark == len)
			buf_puts(b, "•");	/* a glyph of a symbol font */
		else
			buf_add(b, s.p + at, len);
		blanks = 0;
		a = cp;
	}
}

/* The group that begins with line i. */
static struct group
find_group(const struct pdf_line *lines, size_t n, size_t i)
{
	struct group g = { i, 0, false };

	do {
		if (lines[g.end].width > g.column)
			g.column = lines[g.end].width;
		g.prose |= pdf_has_sentence(lines[g.end].s);
		g.end++;
	} while (g.end < n && !lines[g.end].gap);
	g.prose |= g.column >= PROSE;
	return g;
}

/* The width of the column that line i stands in, across blank lines. */
static size_t
column_around(const struct pdf_line *lines, size_t n, size_t i)
{
	size_t k = i < AROUND ? 0 : i - AROUND, widest = 0;

	for (; k < n && k <= i + AROUND; k++)
		if (lines[k].width > widest)
			widest = lines[k].width;
	return widest;
}

/* Whether all of a line is the mark of an item or heading. */
static bool
is_lone_mark(const struct pdf_line *l)
{
	return pdf_item_mark(l->s) == l->s.len ||
	    pdf_heading_mark(l->s) == l->s.len;
}

static bool
is_one_han(const struct pdf_line *l)
{
	return l->s.len <= 4 && pdf_is_han(pdf_first(l->s)) &&
	    pdf_first(l->s) == pdf_last(l->s);
}

static bool
begins_anew(struct span s)
{
	return pdf_item_mark(s) > 0 || pdf_heading_mark(s) > 0;
}

/* Whether text that ends in `last`, no sentence's end, goes on with `next`. */
static bool
goes_on(uint32_t last, uint32_t next)
{
	if (last == ',' || last == 0xff0c || last == 0x3001)
		return true;
	if (is_lower(next))
		return last != ':' && last != ';';
	return (pdf_is_han(last) || pdf_is_wide_mark(last)) &&
	    (pdf_is_han(next) || next == '(' || next == 0xff08 ||
	    next == 0xff0c || next == 0x3002);
}

/* The columns that the first word of s takes; a Han is a word. */
static size_t
first_word(struct span s)
{
	const char *blank;

	if (pdf_is_han(pdf_first(s)) || pdf_is_wide_mark(pdf_first(s)))
		return 2;
	blank = memchr(s.p, ' ', s.len);
	if (blank != NULL)
		s.len = (size_t)(blank - s.p);
	return pdf_width(s);
}

/* Whether line i, with the first word of the next, fills the column. */
static bool
is_full(const struct pdf_line *line, const struct pdf_line *next,
    size_t column)
{
	return (line->width + 1 + first_word(next->s)) * 20 >= column * 17;
}

/* Whether a line within a group goes on in the next. */
static bool
goes_on_within(const struct pdf_line *line, const struct pdf_line *next,
    const struct group *g, size_t lines, size_t column)
{
	const uint32_t a = pdf_last(line->s), b = pdf_first(next->s);

	if (is_katakana(a) && is_katakana(b))
		return true;
	if (!g->prose)
		return false;
	if (is_full(line, next, column))
		return true;
	if (pdf_ends_sentence(line->s) || !goes_on(a, b))
		return false;
	/* A heading of few lines says little of the column's width. */
	return line->width * 2 >= g->column || (lines < 4 &&
	    pdf_heading_mark(line->s) == 0 && line->width * 5 >= g->column * 2);
}

/* Whether line i goes on in line i + 1. */
static bool
is_joined(const struct pdf_line *lines, size_t n, size_t i,
    const struct group *g, size_t count)
{
	const struct pdf_line *line = &lines[i], *next = &lines[i + 1];
	const size_t column = column_around(lines, n, i);

	if (is_one_han(line) && is_one_han(next))
		return true;	/* set far apart, or one below the other */
	if (is_lone_mark(line))
		return !is_lone_mark(next) && !pdf_is_row(next->s) &&
		    (next->gap || pdf_heading_mark(line->s) == 0);
	if (begins_anew(next->s) || pdf_is_row(line->s) || pdf_is_row(next->s))
		return false;
	if (!next->gap)
		return goes_on_within(line, next, g, count, column);
	/* Producers put the lines behind a bullet at another height. */
	return line->width >= PROSE && !pdf_ends_sentence(line->s) &&
	    (goes_on(pdf_last(line->s), pdf_first(next->s)) ||
	    pdf_item_mark(line->s) > 0) &&
	    pdf_heading_mark(line->s) == 0 &&
	    is_full(line, next, column);
}

/* Puts what belongs between two lines that are one. */
static void
put_joint(struct buf *b, struct span a, struct span s, const struct habits *h)
{
	const uint32_t last = pdf_last(a), next = pdf_first(s);
	const struct span before = { a.p, a.len == 0 ? 0 : a.len - 1 };

	if (is_tight(last, next))
		return;
	if ((pdf_is_han(last) && is_latin(next)) ||
	    (is_latin(last) && pdf_is_han(next))) {
		if (h->parted)
			buf_addc(b, ' ');
		return;
	}
	/* pdftotext joins hyphened words, but not across blocks and pages. */
	if (last == '-' && is_lower(next) && is_lower(pdf_last(before)) &&
	    b->len > 0 && b->data[b->len - 1] == '-') {
		b->len--;
		return;
	}
	/* A path or address broken behind a slash. */
	if (last != '/' || before.len == 0 || span_is_blank(
	    before.p[before.len - 1]))
		buf_addc(b, ' ');
}

/* Puts what belongs between the page before and this one. */
static void
begin_page(struct buf *b, const struct pdf_line *first,
    const struct habits *h, const struct pdf_end *end)
{
	char last[4];
	struct span a = { last, 0 };

	if (!end->text)
		return;
	if (end->open && goes_on(end->last, pdf_first(first->s)) &&
	    !begins_anew(first->s)) {
		a.len = utf8_encode(last, end->last);
		if (end->last == '-' && b->len > 1)
			a = (struct span){ b->data + b->len - 2, 2 };
		put_joint(b, a, first->s, h);
	} else
		buf_puts(b, "\n\n");
}

void
pdf_page_put(struct buf *b, const struct pdf_line *lines, size_t n,
    struct pdf_end *end)
{
	const struct habits h = learn(lines, n);
	struct group g = { 0 };
	const struct pdf_line *last;
	size_t i, begin = 0;

	if (n == 0)
		return;
	begin_page(b, &lines[0], &h, end);
	for (i = 0; i < n; i++) {
		if (i == g.end) {
			begin = i;
			g = find_group(lines, n, i);
		}
		put_line(b, lines[i].s, &h);
		if (i + 1 == n)
			break;
		if (is_joined(lines, n, i, &g, g.end - begin))
			put_joint(b, lines[i].s, lines[i + 1].s, &h);
		else
			buf_puts(b, lines[i + 1].gap ? "\n\n" : "\n");
	}
	last = &lines[n - 1];
	end->text = true;
	end->last = pdf_last(last->s);
	end->open = !pdf_ends_sentence(last->s) && !pdf_is_row(last->s) &&
	    pdf_heading_mark(last->s) == 0 && last->width * 2 >= g.column &&
	    g.prose;
}
