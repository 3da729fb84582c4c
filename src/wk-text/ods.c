/* Reads spreadsheets of OpenDocument (ODS and their flat form). */
#include "readers.h"

#include <stdlib.h>

#include "base/memory.h"
#include "odt_name.h"
#include "odt_package.h"
#include "odt_style.h"
#include "odt_text.h"
#include "sheet.h"

/* Repeated cells and rows may become this many bytes. */
#define REPEATED ((size_t)16 << 20)

/* A cell of the row at hand that has text. */
struct cell {
	size_t column;
	size_t at, len;		/* in the row's text */
};

struct ods {
	struct sink *sink;
	struct odt_styles styles;
	struct sheet sheet;
	bool open;		/* we are in a sheet */
	bool first;		/* no sheet has begun */
	size_t tables;		/* how many sheets there are */
	size_t number;		/* of the sheet, from 1 */
	bool shared, body;
	size_t skip;		/* elements open in one that is not shown */

	size_t row;		/* number of the row at hand, from 1 */
	size_t rows;		/* so many rows are as this */
	struct buf text;	/* of the cells of the row */
	struct cell *cell;
	size_t ncells, size;

	size_t column;		/* of the cell at hand, from 0 */
	size_t columns;		/* so many cells are as this */
	size_t at;		/* where its text begins */
	size_t paragraphs;	/* it has */
	bool in_paragraph;
	struct buf value;	/* to show if it has no text */

	size_t spent;		/* bytes of repeated cells */
	bool cut;		/* they were too many */
	size_t comments, drawings, hidden_rows;
};

static bool
is_of(const struct xml_element *e, const char *namespace)
{
	return e->uri != NULL && strstr(e->uri, namespace) != NULL;
}

static size_t
repeats(const struct xml_element *e, int attribute)
{
	const long n = xml_number(e, attribute, 1);

	return n < 1 ? 1 : n > INT32_MAX ? INT32_MAX : (size_t)n;
}

/* Whether `times` more of some bytes may be written. */
static bool
may_repeat(struct ods *o, size_t bytes, size_t times)
{
	if (times > (REPEATED - o->spent) / (bytes + 1)) {
		o->cut = true;
		return false;
	}
	o->spent += (bytes + 1) * times;
	return true;
}

/* Whether a table is what was kept of another file, not a sheet. */
static bool
is_cache(struct span name)
{
	return span_begins(name, "'") && memmem(name.p, name.len, "'#$", 3);
}

static void
begin_sheet(struct ods *o, const struct xml_element *e)
{
	const struct span name = xml_attribute(e, ODT_NAME);
	const struct span none = { "", 0 };

	if (is_cache(name)) {
		o->skip = 1;
		return;
	}
	o->number++;
	if (odt_styles_look(&o->styles, "table", xml_attribute(e,
	    ODT_STYLE_NAME)).hidden) {
		sink_note(o->sink, "left out: sheet \"%.*s\", which is hidden",
		    (int)name.len, name.p == NULL ? "" : name.p);
		o->skip = 1;
		return;
	}
	sheet_begin(&o->sheet, o->sink, name.p == NULL || (o->first &&
	    o->tables == 1 && !o->sink->settings->rows) ? none : name);
	o->open = true;
	o->first = false;
	o->row = 1;
}

static void
end_sheet(struct ods *o)
{
	if (!o->open)
		return;
	sheet_end(&o->sheet);
	o->open = false;
	if (o->sink->settings->pages && !o->sink->settings->rows)
		sink_page(o->sink, o->number);
}

static void
begin_row(struct ods *o, const struct xml_element *e)
{
	const struct span shown = xml_attribute(e, ODT_VISIBILITY);

	o->rows = repeats(e, ODT_NUMBER_ROWS_REPEATED);
	o->hidden_rows += span_is(shown, "collapse") ||
	    span_is(shown, "filter");
	o->column = o->ncells = 0;
	buf_clear(&o->text);
}

static void
end_row(struct ods *o)
{
	const struct cell *c;
	size_t i, j, times = o->rows;

	if (o->ncells > 0 && times > 1 &&
	    !may_repeat(o, o->text.len + o->ncells, times - 1))
		times = 1;
	for (i = 0; o->ncells > 0 && i < times; i++) {
		sheet_at(&o->sheet, o->row + i);
		for (j = 0; j < o->ncells; j++) {
			c = &o->cell[j];
			sheet_cell(&o->sheet, c->column, (struct span){
			    o->text.data + c->at, c->len });
		}
		sheet_row(&o->sheet);
	}
	o->row += o->rows;
}

/* Sets what a cell shows that has no text. */
static void
set_value(struct ods *o, const struct xml_element *e)
{
	static const int values[] = { ODT_DATE_VALUE, ODT_TIME_VALUE,
		ODT_STRING_VALUE, ODT_BOOLEAN_VALUE, ODT_VALUE };
	struct span s = { "", 0 };
	size_t i;

	for (i = 0; i < LEN(values) && s.len == 0; i++)
		s = xml_attribute(e, values[i]);
	if (span_is(s, "true"))
		s = span_of("TRUE");
	else if (span_is(s, "false"))
		s = span_of("FALSE");
	buf_clear(&o->value);
	buf_add(&o->value, s.p, s.len);
}

static void
begin_cell(struct ods *o, const struct xml_element *e)
{
	o->columns = repeats(e, ODT_NUMBER_COLUMNS_REPEATED);
	o->at = o->text.len;
	o->paragraphs = 0;
	if (e->name == ODT_COVERED_CELL) {
		o->skip = 1;
		o->column += o->columns;
	} else if (e->n > 0)
		set_value(o, e);
	else
		buf_clear(&o->value);
}

static void
end_cell(struct ods *o)
{
	const size_t begin = o->at;
	size_t i, len, times = o->columns;

	if (o->paragraphs == 0)
		buf_add(&o->text, o->value.data, o->value.len);
	len = o->text.len - begin;
	if (len > 0 && times > 1 && !may_repeat(o, len, times - 1))
		times = 1;
	for (i = 0; len > 0 && i < times; i++) {
		if (o->ncells == o->size) {
			o->size = o->size == 0 ? 64 : o->size * 2;
			o->cell = xreallocarray(o->cell, o->size,
			    sizeof(*o->cell));
		}
		o->cell[o->ncells++] = (struct cell){ o->column + i, begin,
		    len };
	}
	o->column += o->columns;
}

static void
start_body(struct ods *o, const struct xml_element *e)
{
	struct span s;

	switch (e->name) {
	case ODT_TABLE:
		if (!o->open)
			begin_sheet(o, e);
		break;
	case ODT_TABLE_ROW:
		begin_row(o, e);
		break;
	case ODT_TABLE_CELL:
	case ODT_COVERED_CELL:
		begin_cell(o, e);
		break;
	case ODT_P:
		if (o->paragraphs++ > 0)
			buf_addc(&o->text, '\n');
		o->in_paragraph = true;
		break;
	case ODT_ANNOTATION:
		o->comments++;
		o->skip = 1;
		break;
	case ODT_SHAPES:
	case ODT_TRACKED_CHANGES:
	case ODT_FORMS:
	case ODT_RUBY_TEXT:
	case ODT_DDE_LINKS:
		o->drawings += e->name == ODT_SHAPES;
		o->skip = 1;
		break;
	default:
		if (is_of(e, "drawing")) {
			o->drawings++;
			o->skip = 1;
		} else if (o->in_paragraph) {
			s = odt_text_of(e);
			buf_add(&o->text, s.p, s.len);
		}
		break;
	}
}

static void
start(void *arg, const struct xml_element *e)
{
	struct ods *o = arg;

	if (o->skip > 0)
		o->skip++;
	else if (o->body)
		start_body(o, e);
	else if (e->name == ODT_BODY)
		o->body = true;
	else if (e->name == ODT_MASTER_STYLES ||
	    (e->name == ODT_AUTOMATIC_STYLES && o->shared))
		o->skip = 1;
	else
		odt_styles_start(&o->styles, e);
}

static void
end(void *arg, int name)
{
	struct ods *o = arg;

	if (o->skip > 0) {
		o->skip--;
		return;
	}
	if (!o->body) {
		odt_styles_end(&o->styles, name);
		return;
	}
	switch (name) {
	case ODT_TABLE:
		end_sheet(o);
		break;
	case ODT_TABLE_ROW:
		if (o->open)
			end_row(o);
		break;
	case ODT_TABLE_CELL:
		end_cell(o);
		break;
	case ODT_P:
		o->in_paragraph = false;
		while (o->text.len > o->at &&
		    o->text.data[o->text.len - 1] == ' ')
			o->text.len--;
		break;
	case ODT_BODY:
		o->body = false;
		break;
	default:
		break;
	}
}

static void
text(void *arg, struct span s)
{
	struct ods *o = arg;
	struct buf *b = &o->text;

	if (o->skip > 0 || !o->in_paragraph)
		return;
	if (b->len == o->at)	/* no blank begins a cell */
		while (s.len > 0 && span_is_blank(s.p[0]))
			s = span_from(s, 1);
	odt_text_add(b, s);
}

static void
shared(void *arg, bool begins)
{
	struct ods *o = arg;

	o->shared = begins;
}

static void
tell(const struct ods *o)
{
	struct sink *k = o->sink;

	if (o->cut)
		sink_warn(k, "repeated cells are written once, as they are"
		    " more than %zu bytes", REPEATED);
	if (o->comments > 0)
		sink_note(k, "comments left out: %zu", o->comments);
	if (o->drawings > 0)
		sink_note(k, "drawings left out: %zu", o->drawings);
	if (o->hidden_rows > 0)
		sink_note(k, "%zu hidden rows are read too", o->hidden_rows);
}

int
ods_read(struct source *s, struct sink *k)
{
	static const struct xml_handler handler = { odt_names, ODT_NAME_COUNT,
	    start, end, text };
	struct ods *o = xcalloc(1, sizeof(*o));
	int status;

	o->sink = k;
	o->first = true;
	status = odt_package(s, k, &handler, shared, o, &o->tables);
	if (o->open)
		sheet_end(&o->sheet);
	if (status == 0)
		tell(o);
	odt_styles_free(&o->styles);
	buf_free(&o->text);
	buf_free(&o->value);
	free(o->cell);
	free(o);
	return status;
}
