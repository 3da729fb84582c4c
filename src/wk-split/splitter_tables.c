/* Splits a Markdown text around its tables, and tables between their rows. */
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "splitter_private.h"

/* The first table that ends after an offset and begins before another. */
static const struct markdown_table *
table_between(const struct splitter *sp, size_t from, size_t to)
{
	const struct markdown_table *t;

	if (sp->blocks.ntables == 0 || sp->in_row)
		return NULL;
	t = markdown_table_after(&sp->blocks, from);
	return t != NULL && t->start < to ? t : NULL;
}

bool
splitter_has_table(const struct splitter *sp, size_t start, size_t end)
{
	return table_between(sp, start, end) != NULL;
}

/* Where the line that begins at an offset ends, line end included. */
static size_t
line_end(const struct splitter *sp, size_t at, size_t end)
{
	const char *p = sp->text.p;

	while (at < end && p[at] != '\n' && p[at] != '\r')
		at++;
	if (at < end)
		at += p[at] == '\r' && at + 1 < end && p[at + 1] == '\n' ? 2 :
		    1;
	return at;
}

/* The header row of a table and the dashes below it, with the line end. */
static struct span
header_of(const struct splitter *sp, const struct markdown_table *t)
{
	return (struct span){ sp->text.p + t->start, t->body - t->start };
}

/*
 * Most code points of a header row that is repeated before anything: this
 * bounds how much longer than the text its chunks can be.
 */
static size_t
most_header(const struct splitter *sp)
{
	return sp->size - sp->size / 4;
}

/*
 * Cuts a row that is longer than the size, with the header row before each
 * part unless that is too long.
 */
static int
split_row(struct splitter *sp, const struct markdown_table *t, size_t start,
    size_t end, size_t header)
{
	size_t size = sp->size, overlap = sp->overlap;
	int status;

	if (start > t->start && header <= most_header(sp)) {
		sp->header = header_of(sp, t);
		sp->size -= header;
		if (sp->overlap > sp->size / 2)
			sp->overlap = sp->size / 2;
	}
	sp->in_row = true;
	status = splitter_split(sp, start, end, 0);
	sp->in_row = false;
	sp->header.len = 0;
	sp->size = size;
	sp->overlap = overlap;
	return status;
}

/* A row of a table, or the header row and the dashes. */
struct row {
	size_t start, end;	/* bytes of the text, with the line end */
	size_t count;		/* its code points, without blanks around it */
	size_t before, after;	/* those of the blanks */
};

static struct row
row_of(const struct splitter *sp, size_t start, size_t end)
{
	const struct span all = { sp->text.p + start, end - start };
	const struct span s = utf8_strip(all);
	struct row row = { .start = start, .end = end };

	row.count = utf8_count(s.p, s.len);
	row.before = utf8_count(all.p, (size_t)(s.p - all.p));
	row.after = utf8_count(all.p, all.len) - row.before - row.count;
	return row;
}

/* Rows that go into one chunk. */
struct rows {
	size_t start, end;	/* bytes of the text; equal: no rows */
	size_t count;	/* code points, with the header row if it is put */
	bool header;	/* the header row goes before them */
};

static int
hand_out_rows(struct splitter *sp, const struct markdown_table *t,
    struct rows *rows)
{
	int status = GO_ON;

	if (rows->header)
		sp->header = header_of(sp, t);
	if (rows->start < rows->end)
		status = splitter_hand_out(sp, rows->start, rows->end,
		    splitter_count(sp, rows->start));
	sp->header.len = 0;
	rows->start = rows->end;
	return status;
}

/*
 * Adds a row to the rows of a table, after handing those out if the row makes
 * them too long.  `head` is the length of the header row in code points.
 */
static int
add_row(struct splitter *sp, const struct markdown_table *t, size_t head,
    struct rows *rows, const struct row *row)
{
	/* A header row that is very long goes before a row like it. */
	bool headed = row->start > t->start && head + row->count <= sp->size &&
	    (head <= most_header(sp) || head / 8 <= row->count);
	bool empty = rows->start == rows->end;
	int status = GO_ON;

	if (!empty && (rows->start == t->start || rows->header || !headed) &&
	    rows->count + row->before + row->count <= sp->size) {
		rows->end = row->end;
		rows->count += row->before + row->count + row->after;
		return GO_ON;
	}
	/* The parts of a long row repeat a header row that is alone. */
	if (rows->end != t->body || row->count <= sp->size ||
	    head > most_header(sp))
		status = hand_out_rows(sp, t, rows);
	*rows = (struct rows){ row->start, row->end,
		(headed ? head : 0) + row->count + row->after, headed };
	if (status != GO_ON || row->count <= sp->size)
		return status;
	rows->end = rows->start;
	return split_row(sp, t, row->start, row->end, head);
}

/* Cuts a table that is longer than the size between its rows. */
static int
split_table(struct splitter *sp, const struct markdown_table *t)
{
	const struct span header = header_of(sp, t);
	struct rows rows = { .start = t->start, .end = t->start };
	size_t head = utf8_count(header.p, header.len);
	struct row row = { .end = t->start };
	int status = GO_ON;

	/* The header row and the dashes are one, unless they are too long. */
	if (head <= sp->size) {
		row = row_of(sp, t->start, t->body);
		status = add_row(sp, t, head, &rows, &row);
	}
	while (status == GO_ON && row.end < t->end) {
		row = row_of(sp, row.end, line_end(sp, row.end, t->end));
		status = add_row(sp, t, head, &rows, &row);
	}
	return status == GO_ON ? hand_out_rows(sp, t, &rows) : status;
}

/* Whether text[start..end) without white space around it fits in a chunk. */
static bool
fits_alone(const struct splitter *sp, size_t start, size_t end)
{
	const struct span all = { sp->text.p + start, end - start };
	const struct span s = utf8_strip(all);

	return s.len / 4 <= sp->size && utf8_count(s.p, s.len) <= sp->size;
}

/* Hands out text without tables in which no separator is left to cut at. */
static int
split_plain(struct splitter *sp, size_t start, size_t end, bool any)
{
	const struct span s = { sp->text.p + start, end - start };

	if (utf8_strip(s).len == 0)
		return GO_ON;
	return any ? splitter_characters(sp, start, end) :
	    splitter_hand_out(sp, start, end, splitter_count(sp, start));
}

int
splitter_around(struct splitter *sp, size_t start, size_t end, bool any)
{
	const struct markdown_table *t;
	int status = GO_ON;

	if (fits_alone(sp, start, end))
		return splitter_hand_out(sp, start, end,
		    splitter_count(sp, start));
	while (status == GO_ON &&
	    (t = table_between(sp, start, end)) != NULL) {
		status = split_plain(sp, start, t->start, any);
		if (status == GO_ON)
			status = fits_alone(sp, t->start, t->end) ?
			    splitter_hand_out(sp, t->start, t->end,
			    splitter_count(sp, t->start)) : split_table(sp, t);
		start = t->end;
	}
	return status == GO_ON ? split_plain(sp, start, end, any) : status;
}

/* Where the white space at text[at..end) ends. */
static size_t
skip_blanks(const struct splitter *sp, size_t at, size_t end)
{
	uint32_t cp;
	size_t n;

	for (; at < end; at += n) {
		n = utf8_decode(sp->text.p + at, end - at, &cp);
		if (!utf8_isspace(cp))
			break;
	}
	return at;
}

/*
 * Finds the next end of a piece in s, which begins at byte `start` of the
 * text, as separator_next does; a table is one piece.
 */
static int
next_cut_outside(const struct splitter *sp, const struct separator *sep,
    size_t start, struct span s, struct pattern_match *m)
{
	const struct markdown_table *t = table_between(sp, start + m->from,
	    start + s.len);
	const struct span before = { s.p, t == NULL ? s.len :
		t->start - start };

	if (t == NULL)
		return separator_next(sep, s, m);
	if (start + m->from >= t->start)
		m->from = skip_blanks(sp, t->end, start + s.len) - start;
	else if (separator_next(sep, before, m) != 0)
		return 1;
	m->start = m->end = m->from;
	return m->from < s.len;
}

int
splitter_next(const struct splitter *sp, const struct separator *sep,
    size_t start, struct span s, struct pattern_match *m)
{
	const struct markdown_table *t;
	int found;

	if (sep->cut != NULL)
		return next_cut_outside(sp, sep, start, s, m);
	while ((found = separator_next(sep, s, m)) == 1) {
		t = table_between(sp, start + m->start, start + s.len);
		if (t == NULL || start + m->end <= t->start)
			break;
		m->from = t->end - start;
		m->empty = false;
	}
	return found;
}

int
splitter_choose(const struct splitter *sp, size_t start, struct span s,
    size_t first, size_t *best, struct pattern_match *m)
{
	const struct separator_list *l = &sp->list;
	int found = 0;
	size_t k;

	for (k = first; k < l->n && found == 0; k++) {
		memset(m, 0, sizeof(*m));
		if (separator_any(&l->v[k]))
			break;
		if ((found = splitter_next(sp, &l->v[k], start, s, m)) != 0)
			break;
	}
	*best = k;
	return found < 0 ? found : k < l->n;
}
