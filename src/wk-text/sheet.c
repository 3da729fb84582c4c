/* Writes the rows of a table of data: a Markdown table, or a record each. */
#include "sheet.h"

#include <string.h>

#include "base/utf8.h"

/* Empty cells that a document may have. */
#define EMPTY ((size_t)4 << 20)
#define PER_CELL 256

void
sheet_begin(struct sheet *t, struct sink *k, struct span name)
{
	struct buf *b = k->settings->rows ? &k->title : &t->name;

	*t = (struct sheet){ .sink = k, .number = 1 };
	buf_clear(b);
	buf_add(b, name.p, name.len);
}

/* Adds text without its NULs. */
static void
add_text(struct buf *b, struct span s)
{
	const char *nul;

	while (s.len > 0 && (nul = memchr(s.p, '\0', s.len)) != NULL) {
		buf_add(b, s.p, (size_t)(nul - s.p));
		s = span_from(s, (size_t)(nul - s.p) + 1);
	}
	buf_add(b, s.p, s.len);
}

void
sheet_cell(struct sheet *t, size_t column, struct span text)
{
	if (text.len == 0)
		return;
	if (column < t->n)
		column = t->n;	/* the file has columns out of order */
	if (column >= SHEET_COLUMNS && t->n == SHEET_COLUMNS) {
		t->cells.len--;
		buf_addc(&t->cells, ' ');
	} else {
		if (column >= SHEET_COLUMNS)
			column = SHEET_COLUMNS - 1;
		for (; t->n < column; t->n++)
			buf_addc(&t->cells, '\0');
		t->n++;
	}
	add_text(&t->cells, text);
	buf_addc(&t->cells, '\0');
}

/* Takes the next cell off a row. */
static struct span
next_cell(struct span *cells)
{
	struct span cell = { cells->p, 0 };

	if (cells->len == 0)
		return cell;
	cell.len = strlen(cells->p);
	*cells = span_from(*cells, cell.len + 1);
	return cell;
}

/* Writes a cell on one line; it ends with a NUL. */
static void
write_cell(struct buf *b, struct span cell)
{
	const char *p = cell.p;
	size_t n;

	buf_addc(b, ' ');
	if (cell.len == 0) {
		buf_addc(b, '|');
		return;
	}
	for (;; p += n + 1) {
		n = strcspn(p, "|\t\n\v\f\r");
		buf_add(b, p, n);
		if (p[n] == '\0')
			break;
		if (p[n] == '|')
			buf_puts(b, "\\|");
		else if (p[n] != '\r')
			buf_addc(b, ' ');
	}
	buf_puts(b, " |");
}

/* Writes what comes before the first row. */
static void
write_name(struct sheet *t)
{
	struct buf *b = &t->sink->text;

	t->columns = t->n;
	if (sink_has_text(t->sink))
		buf_puts(b, "\n\n");
	if (t->name.len == 0)
		return;
	buf_puts(b, "## ");
	buf_add(b, t->name.data, t->name.len);
	buf_puts(b, "\n\n");
}

/*
 * Whether the document may have one more empty cell.  A few bytes in a file
 * can place a cell behind 16,000 empty ones: a document may have as many as
 * EMPTY, and PER_CELL for each cell that is not empty.
 */
static bool
may_be_empty(struct sheet *t)
{
	if (t->sink->empty > EMPTY)
		return false;
	if (++t->sink->empty > EMPTY)
		sink_warn(t->sink, "it has very many empty cells: from row %zu"
		    " of \"%.*s\" on they are left out", t->number,
		    (int)t->name.len, t->name.data);
	return true;
}

/* Counts a cell that is not empty. */
static void
earn(struct sheet *t)
{
	size_t *empty = &t->sink->empty;

	if (*empty <= EMPTY)
		*empty -= *empty < PER_CELL ? *empty : PER_CELL;
}

/* Writes the row at hand as a row of a Markdown table. */
static void
write_row(struct sheet *t)
{
	struct buf *b = &t->sink->text;
	struct span cells = buf_span(&t->cells), cell;
	size_t i;

	if (t->rows == 0)
		write_name(t);
	else
		buf_addc(b, '\n');
	buf_addc(b, '|');
	for (i = 0; i < t->n || i < t->columns; i++) {
		cell = next_cell(&cells);
		if (cell.len > 0)
			earn(t);
		if (cell.len > 0 || may_be_empty(t))
			write_cell(b, cell);
	}
	if (t->rows > 0)
		return;
	buf_puts(b, "\n|");
	for (i = 0; i < t->columns && (i == 0 || may_be_empty(t)); i++)
		buf_puts(b, " --- |");
}

/* Makes a record of the row at hand. */
static void
write_record(struct sheet *t)
{
	struct buf *b = &t->sink->text;
	struct span cells = buf_span(&t->cells), names = buf_span(&t->header);
	struct span cell, name;
	size_t i;

	for (i = 0; i < t->n; i++) {
		cell = next_cell(&cells);
		name = utf8_strip(next_cell(&names));
		if (cell.len == 0)
			continue;
		if (b->len > 0)
			buf_addc(b, '\n');
		if (name.len > 0) {
			buf_add(b, name.p, name.len);
			buf_puts(b, ": ");
		}
		buf_add(b, cell.p, cell.len);
	}
	sink_row(t->sink, t->number);
}

void
sheet_row(struct sheet *t)
{
	struct buf swap;

	if (t->n > 0) {
		if (!t->sink->settings->rows) {
			write_row(t);
			sink_flow(t->sink);
		} else if (t->rows > 0)
			write_record(t);
		else {
			swap = t->header;
			t->header = t->cells;
			t->cells = swap;
			t->names = t->n;
		}
		t->rows++;
	}
	buf_clear(&t->cells);
	t->n = 0;
	t->number++;
}

void
sheet_at(struct sheet *t, size_t number)
{
	if (number > t->number)
		t->number = number;
}

void
sheet_end(struct sheet *t)
{
	if (t->n > 0)
		sheet_row(t);
	if (t->sink->settings->rows && t->rows == 1) {
		/* The header alone: a row of cells without names. */
		t->cells = t->header;
		t->header = (struct buf){ 0 };
		t->n = t->names;
		t->number--;
		write_record(t);
	}
	buf_free(&t->cells);
	buf_free(&t->header);
	buf_free(&t->name);
}
