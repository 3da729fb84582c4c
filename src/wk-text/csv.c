/* Reads CSV and TSV: RFC 4180 and the variants that programs write. */
#include "base/utf8.h"
#include "csv_cell.h"
#include "readers.h"
#include "sheet.h"
#include "window.h"

/* Excel's first line "sep=;" names the separator.  Takes it off; or false. */
static bool
take_sep(struct window *w, char *separator)
{
	struct span s = w->rest, line;
	bool quoted;

	if (!span_line(&s, &line) || line.len > 8)
		return false;
	quoted = span_take(&line, "\"");
	if (!span_take(&line, "sep=") && !span_take(&line, "SEP="))
		return false;
	if (quoted && line.len == 2 && line.p[1] == '"')
		line.len = 1;
	if (line.len != 1 || *line.p == '"' || (unsigned char)*line.p >= 0x80)
		return false;
	*separator = *line.p;
	window_skip(w, (size_t)(s.p - w->rest.p));
	return true;
}

/* A text being read: a table into a sheet, or, without separators, lines. */
struct csv {
	struct window window;
	struct sink *sink;
	struct sheet sheet;
	struct buf text;	/* of the cell at hand */
	char separator;
	size_t number;		/* of the row at hand, from 1 */
	size_t column;		/* of the cell at hand */
	size_t before;		/* lines that stand before the table */
};

/* Adds a cell that is a line by itself. */
static void
put_line(struct csv *c, const struct csv_cell *cell)
{
	struct span s = utf8_strip(csv_cell_text(cell, &c->text));
	struct buf *b = &c->sink->text;

	if (s.len > 0) {
		if (c->number > 1 && !c->sink->settings->rows)
			buf_addc(b, '\n');
		buf_add(b, s.p, s.len);
		if (c->sink->settings->rows)
			sink_row(c->sink, c->number);
		else
			sink_flow(c->sink);
	}
	c->number++;
}

/* Adds the cell at hand to the sheet, and ends the row that it ends. */
static void
put_cell(struct csv *c, const struct csv_cell *cell)
{
	struct span s;

	if (c->before > 0) {
		c->before -= cell->raw.len > 0;
		put_line(c, cell);
		sheet_at(&c->sheet, c->number);
		return;
	}
	s = csv_cell_text(cell, &c->text);
	sheet_cell(&c->sheet, c->column++, s);
	if (cell->end == CSV_SEPARATOR)
		return;
	sheet_row(&c->sheet);
	c->column = 0;
}

/* Reads all cells. */
static int
read_cells(struct csv *c, void (*put)(struct csv *, const struct csv_cell *))
{
	struct window *w = &c->window;
	struct csv_cell cell;

	do {
		if (w->rest.len == 0 && !w->last && window_more(w) == -1)
			return -1;
		if (w->rest.len == 0)
			break;
		while (!csv_cell_next(w->rest, w->last, c->separator, &cell))
			if (window_more(w) == -1)
				return -1;
		put(c, &cell);
		window_skip(w, cell.used);
	} while (cell.end != CSV_END);
	return 0;
}

int
csv_read(struct source *s, struct sink *k)
{
	struct csv c = { .sink = k, .number = 1 };
	int status = -1;

	if (window_open(&c.window, s, k, false) == 0) {
		if (!take_sep(&c.window, &c.separator))
			c.separator = csv_separator(c.window.rest,
			    c.window.last, &c.before);
		if (c.separator == CSV_NONE)
			status = read_cells(&c, put_line);
		else {
			sheet_begin(&c.sheet, k, (struct span){ "", 0 });
			status = read_cells(&c, put_cell);
			sheet_end(&c.sheet);
		}
	}
	window_close(&c.window);
	buf_free(&c.text);
	return status;
}
