/* Writes the rows of a table of data: a Markdown table, or a record each. */
#include "sheet.h"

#include "base/utf8.h"

void
sheet_begin(struct sheet *t, struct sink *k, struct span name)
{
	*t = (struct sheet){ .sink = k, .number = 1 };
	if (k->settings->rows) {
		buf_clear(&k->title);
		buf_add(&k->title, name.p, name.len);
		return;
	}
	if (k->text.len > 0)
		buf_puts(&k->text, "\n\n");
	if (name.len > 0) {
		buf_puts(&k->text, "## ");
		buf_add(&k->text, name.p, name.len);
		buf_puts(&k->text, "\n\n");
	}
}

void
sheet_cell(struct sheet *t, size_t column, struct span text)
{
	size_t i;

	if (column >= SHEET_COLUMNS || text.len == 0)
		return;
	for (; t->n < column; t->n++)
		buf_addc(&t->cells, '\0');
	for (i = 0; i < text.len; i++)
		if (text.p[i] != '\0')
			buf_addc(&t->cells, text.p[i]);
	buf_addc(&t->cells, '\0');
	t->n = column + 1;
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

/* Writes the row at hand as a row of a Markdown table. */
static void
write_row(struct sheet *t)
{
	struct buf *b = &t->sink->text;
	struct span cells = buf_span(&t->cells), cell;
	size_t i, j;

	if (t->rows == 0)
		t->columns = t->n;
	buf_addc(b, '|');
	for (i = 0; i < t->n || i < t->columns; i++) {
		cell = next_cell(&cells);
		buf_addc(b, ' ');
		for (j = 0; j < cell.len; j++)
			if (cell.p[j] == '|')
				buf_puts(b, "\\|");
			else if (cell.p[j] != '\r')
				buf_addc(b, span_is_blank(cell.p[j]) ? ' ' :
				    cell.p[j]);
		buf_puts(b, cell.len > 0 ? " |" : "|");
	}
	buf_addc(b, '\n');
	if (t->rows > 0)
		return;
	buf_addc(b, '|');
	for (i = 0; i < t->columns; i++)
		buf_puts(b, " --- |");
	buf_addc(b, '\n');
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
	struct buf *b = &t->sink->text;

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
	if (!t->sink->settings->rows)
		while (b->len > 0 && b->data[b->len - 1] == '\n')
			b->len--;
	buf_free(&t->cells);
	buf_free(&t->header);
}
