/* Reads one sheet of an XLSX document, cell by cell. */
#include "xlsx_sheet.h"

#include "sheet.h"

/* Rows that a sheet may have. */
#define ROWS 1048576

enum { ROW, C, V, F, IS, T, R_PH, R, S, HIDDEN, COL, MIN, MAX };

static const char *const names[] = {
	[ROW] = "row", [C] = "c", [V] = "v", [F] = "f", [IS] = "is",
	[T] = "t", [R_PH] = "rPh", [R] = "r", [S] = "s", [HIDDEN] = "hidden",
	[COL] = "col", [MIN] = "min", [MAX] = "max"
};

/* What the value of a cell is. */
enum cell_type { NUMBER, SHARED, INLINE, STRING, BOOLEAN, ERROR, DATE };

struct worksheet {
	const struct xlsx_book *book;
	struct xlsx_seen *seen;
	struct sheet sheet;
	size_t row;		/* at hand, from 1 */
	size_t column;		/* of the cell at hand, from 0 */
	size_t next;		/* the column behind the last cell */
	enum cell_type type;
	size_t style;
	bool in_cell, formula;
	bool inside;		/* the value stands in `is`, not in `v` */
	bool text;		/* what comes is of the value */
	unsigned phonetic;	/* in so many rPh */
	bool hidden[SHEET_COLUMNS];	/* columns that are, until counted */
	struct buf value;	/* of the cell, as it is in the file */
	struct buf shown;	/* the same as text */
};

static enum cell_type
type_of_cell(struct span t)
{
	static const char *const types[] = { [NUMBER] = "n", [SHARED] = "s",
	    [INLINE] = "inlineStr", [STRING] = "str", [BOOLEAN] = "b",
	    [ERROR] = "e", [DATE] = "d" };
	size_t i;

	if (t.len == 1 && t.p[0] == 's')
		return SHARED;
	for (i = 0; t.len > 0 && i < LEN(types); i++)
		if (span_is(t, types[i]))
			return (enum cell_type)i;
	return NUMBER;
}

/* Reads decimal digits; what is too large becomes SIZE_MAX. */
static size_t
read_digits(struct span s)
{
	size_t n = 0, i;

	for (i = 0; i < s.len && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
		if (n > (SIZE_MAX - 9) / 10)
			return SIZE_MAX;
		n = n * 10 + (size_t)(s.p[i] - '0');
	}
	return i < s.len || i == 0 ? SIZE_MAX : n;
}

/* The column of a cell such as BC12, from 0; if_none if there is none. */
static size_t
read_column(struct span s, size_t if_none)
{
	size_t n = 0, i;

	for (i = 0; i < s.len && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++)
		if (n <= SHEET_COLUMNS)
			n = n * 26 + (size_t)(s.p[i] - 'A') + 1;
	return i == 0 ? if_none : n - 1;
}

static bool
is_hidden(const struct xml_element *e)
{
	const struct span hidden = xml_attribute(e, HIDDEN);

	return span_is(hidden, "1") || span_is(hidden, "true");
}

/* Marks columns that are hidden. */
static void
take_columns(struct worksheet *w, const struct xml_element *e)
{
	long i = xml_number(e, MIN, 0), last = xml_number(e, MAX, 0);

	if (!is_hidden(e) || i < 1)
		return;
	for (; i <= last && i <= SHEET_COLUMNS; i++)
		w->hidden[i - 1] = true;
}

static void
begin_row(struct worksheet *w, const struct xml_element *e)
{
	size_t row = read_digits(xml_attribute(e, R));

	w->row = row > w->row && row <= ROWS ? row : w->row + 1;
	w->next = 0;
	if (is_hidden(e))
		w->seen->hidden_rows++;
}

static void
begin_cell(struct worksheet *w, const struct xml_element *e)
{
	struct span s = xml_attribute(e, S);

	w->column = read_column(xml_attribute(e, R), w->next);
	if (w->column < w->next)
		w->column = w->next;	/* no place comes before another */
	w->next = w->column + 1;
	w->type = type_of_cell(xml_attribute(e, T));
	w->style = s.p == NULL ? 0 : read_digits(s);
	w->in_cell = true;
	w->formula = w->inside = false;
	buf_clear(&w->value);
}

static void
start(void *arg, const struct xml_element *e)
{
	struct worksheet *w = arg;

	w->text = false;
	if (e->name == ROW)
		begin_row(w, e);
	else if (e->name == C)
		begin_cell(w, e);
	else if (e->name == COL)
		take_columns(w, e);
	else if (e->name == F)
		w->formula = true;
	else if (e->name == R_PH)
		w->phonetic++;
	else if (e->name == IS) {
		w->inside = true;
		buf_clear(&w->value);
	} else if (e->name == (w->inside ? T : V))
		w->text = w->in_cell && w->phonetic == 0;
}

/* The string of the book that the value of the cell names. */
static struct span
shared_string(struct worksheet *w)
{
	const struct xlsx_book *book = w->book;
	size_t i = read_digits(span_strip(buf_span(&w->value))), begin;

	if (i >= book->nstrings) {
		w->seen->lost++;
		return (struct span){ "", 0 };
	}
	begin = i == 0 ? 0 : book->ends[i - 1];
	return (struct span){ book->strings.data + begin,
	    book->ends[i] - begin };
}

/* The value of the cell as text. */
static struct span
show(struct worksheet *w)
{
	const struct xlsx_book *book = w->book;
	struct xlsx_format format = { XLSX_GENERAL, 0 };
	struct span v = buf_span(&w->value);

	buf_clear(&w->shown);
	switch (w->type) {
	case SHARED:
		return shared_string(w);
	case INLINE:
	case STRING:
	case ERROR:
		xlsx_put_text(&w->shown, v);
		break;
	case BOOLEAN:
		v = span_strip(v);
		buf_puts(&w->shown, span_is(v, "1") || span_is(v, "true") ?
		    "TRUE" : "FALSE");
		break;
	case DATE:
		xlsx_put_iso(&w->shown, v);
		break;
	case NUMBER:
		if (w->style < book->nstyles)
			format = book->styles[w->style];
		xlsx_put_number(&w->shown, v, format, book->since_1904);
		break;
	}
	return buf_span(&w->shown);
}

static void
end_cell(struct worksheet *w)
{
	struct span shown;

	w->in_cell = false;
	if (w->value.len == 0) {
		if (w->formula && w->type != STRING)
			w->seen->formulas++;
		return;
	}
	if (w->column >= SHEET_COLUMNS) {
		w->seen->beyond++;
		return;
	}
	shown = show(w);
	if (shown.len == 0)
		return;
	w->seen->hidden_columns += w->hidden[w->column];
	w->hidden[w->column] = false;
	sheet_at(&w->sheet, w->row);
	sheet_cell(&w->sheet, w->column, shown);
}

static void
end(void *arg, int name)
{
	struct worksheet *w = arg;

	w->text = false;
	if (name == C)
		end_cell(w);
	else if (name == ROW)
		sheet_row(&w->sheet);
	else if (name == R_PH && w->phonetic > 0)
		w->phonetic--;
}

static void
text(void *arg, struct span s)
{
	struct worksheet *w = arg;

	if (w->text)
		buf_add(&w->value, s.p, s.len);
}

int
xlsx_sheet_read(const struct xlsx_book *book, struct archive *a,
    struct sink *k, const char *part, struct span name,
    struct xlsx_seen *seen)
{
	static const struct xml_handler handler = { names, LEN(names), start,
	    end, text };
	struct worksheet w = { .book = book, .seen = seen };
	int status;

	sheet_begin(&w.sheet, k, name);
	status = archive_xml(a, part, &handler, &w);
	sheet_end(&w.sheet);
	buf_free(&w.value);
	buf_free(&w.shown);
	return status;
}
