/* Finds the cells of CSV, whatever wrote it, and their separator. */
#include "csv_cell.h"

#include <string.h>

/* Rows, and bytes, by which the separator is found. */
#define ROWS 100
#define SAMPLE ((size_t)1 << 20)

/* Quotes in one cell that are neither doubled nor at its end. */
#define STRAY 32

enum quotes { QUOTES_MORE, QUOTES_PLAIN, QUOTES_CLOSED };

static bool
ends_cell(char c, char separator)
{
	return c == separator || c == '\n' || c == '\r';
}

static size_t
skip_spaces(struct span s, size_t i)
{
	while (i < s.len && s.p[i] == ' ')
		i++;
	return i;
}

/*
 * Finds the quote that closes the one at s.p[0], and sets *at to its place.
 */
static enum quotes
close_quote(struct span s, bool last, char separator, size_t *at, bool *odd)
{
	const enum quotes beyond = last || s.len >= CSV_QUOTED ?
	    QUOTES_PLAIN : QUOTES_MORE;
	const size_t n = s.len < CSV_QUOTED ? s.len : CSV_QUOTED;
	const char *next;
	size_t i, after, stray = 0, strays = 0;

	for (i = 1;; i++) {
		next = i < n ? memchr(s.p + i, '"', n - i) : NULL;
		i = next == NULL ? n : (size_t)(next - s.p);
		if (stray > 0 && memchr(s.p + stray, '\n', i - stray) != NULL)
			return QUOTES_PLAIN;
		if (next == NULL)
			return beyond;
		after = skip_spaces(s, i + 1);
		if (after == s.len && !last)
			return QUOTES_MORE;
		if (after == s.len || ends_cell(s.p[after], separator)) {
			*at = i;
			return QUOTES_CLOSED;
		}
		if (s.p[i + 1] == '"') {
			i++;
			continue;
		}
		*odd = true;
		if ((i > 1 && ends_cell(s.p[i - 1], separator)) ||
		    ++strays > STRAY)
			return QUOTES_PLAIN;
		stray = i;
	}
}

/* Sets the end of a cell, which is at s.p[i].  False as csv_cell_next. */
static bool
end_cell(struct span s, size_t i, bool last, struct csv_cell *cell)
{
	cell->used = i;
	cell->end = CSV_END;
	if (i == s.len)
		return last;
	cell->used = i + 1;
	cell->end = CSV_LINE;
	if (s.p[i] == '\r') {
		if (i + 1 == s.len && !last)
			return false;
		if (i + 1 < s.len && s.p[i + 1] == '\n')
			cell->used++;
	} else if (s.p[i] != '\n')
		cell->end = CSV_SEPARATOR;
	return true;
}

bool
csv_cell_next(struct span s, bool last, char separator, struct csv_cell *cell)
{
	size_t i = skip_spaces(s, 0), at = 0;

	cell->quoted = cell->odd = false;
	if (i == s.len && !last)
		return false;
	if (i < s.len && s.p[i] == '"')
		switch (close_quote(span_from(s, i), last, separator, &at,
		    &cell->odd)) {
		case QUOTES_MORE:
			return false;
		case QUOTES_CLOSED:
			cell->quoted = true;
			cell->raw = (struct span){ s.p + i + 1, at - 1 };
			return end_cell(s, skip_spaces(s, i + at + 1), last,
			    cell);
		case QUOTES_PLAIN:
			cell->odd = true;
		}
	for (i = 0; i < s.len && !ends_cell(s.p[i], separator); i++)
		;
	cell->raw = (struct span){ s.p, i };
	return end_cell(s, i, last, cell);
}

/* Whether the text of a cell is not what stands there. */
static bool
needs_change(const struct csv_cell *cell)
{
	struct span s = cell->raw;

	return s.len > 0 && (memchr(s.p, '\0', s.len) != NULL ||
	    (cell->quoted && (memchr(s.p, '"', s.len) != NULL ||
	    memchr(s.p, '\r', s.len) != NULL)));
}

struct span
csv_cell_text(const struct csv_cell *cell, struct buf *scratch)
{
	struct span s = cell->raw;
	size_t i, run = 0;

	if (!needs_change(cell))
		return s;
	buf_clear(scratch);
	for (i = 0; i < s.len; i++) {
		if (s.p[i] != '\0' &&
		    (!cell->quoted || (s.p[i] != '"' && s.p[i] != '\r')))
			continue;
		buf_add(scratch, s.p + run, i - run);
		run = i + 1;
		if (s.p[i] == '"') {
			buf_addc(scratch, '"');
			if (run < s.len && s.p[run] == '"')
				run = ++i + 1;
		} else if (s.p[i] == '\r' &&
		    (run == s.len || s.p[run] != '\n'))
			buf_addc(scratch, '\n');
	}
	buf_add(scratch, s.p + run, s.len - run);
	return buf_span(scratch);
}

/* How many cells the first rows have by one separator. */
struct rows {
	size_t cells[ROWS];	/* 0: its quotes are odd */
	size_t n;
};

static void
count_cells(struct span s, bool last, char separator, struct rows *r)
{
	struct csv_cell cell;
	size_t cells = 1;
	bool odd = false, empty = true;

	r->n = 0;
	while (s.len > 0 && r->n < ROWS &&
	    csv_cell_next(s, last, separator, &cell)) {
		odd = odd || cell.odd;
		empty = empty && cell.raw.len == 0;
		s = span_from(s, cell.used);
		if (cell.end == CSV_SEPARATOR) {
			cells++;
			continue;
		}
		if (!empty || cells > 1)
			r->cells[r->n++] = odd ? 0 : cells;
		cells = 1;
		odd = false;
		empty = true;
	}
	if (cells > 1 && r->n < ROWS)
		r->cells[r->n++] = cells;
}

/*
 * How well a separator does, from 0 to 150: the share of the rows that have
 * the most frequent number of cells, in percent, and 50 if the first row has
 * several.
 */
static size_t
score(const struct rows *r)
{
	size_t i, j, same, most = 0;

	for (i = 0; i < r->n; i++) {
		if (r->cells[i] < 2)
			continue;
		for (j = same = 0; j < r->n; j++)
			same += r->cells[j] == r->cells[i];
		if (same > most)
			most = same;
	}
	if (most == 0)
		return 0;
	return most * 100 / r->n + (r->cells[0] > 1 ? 50 : 0);
}

/* How many rows of one cell stand before the others. */
static size_t
single_rows(const struct rows *r)
{
	size_t i;

	for (i = 0; i < r->n && r->cells[i] == 1; i++)
		;
	return i;
}

char
csv_separator(struct span s, bool last, size_t *before)
{
	/* Commas stand in texts and numbers most often. */
	static const char separators[] = "\t;|,";
	struct rows r;
	size_t i, points, best = 0;
	char found = CSV_NONE;

	*before = 0;
	if (s.len > SAMPLE) {
		s.len = SAMPLE;
		last = false;
	}
	for (i = 0; separators[i] != '\0'; i++) {
		count_cells(s, last, separators[i], &r);
		points = score(&r);
		/* A line of text has some commas, too. */
		if (points > best && (points > 60 ||
		    (r.n > 0 && r.cells[0] > 1))) {
			best = points;
			found = separators[i];
			*before = single_rows(&r);
		}
	}
	return found;
}
