/* Reads OpenDocument text and slides (ODT, ODP, their flat forms). */
#include "readers.h"

#include <stdlib.h>

#include "base/memory.h"
#include "md.h"
#include "odt_list.h"
#include "odt_name.h"
#include "odt_package.h"
#include "odt_style.h"
#include "odt_text.h"

/* What is left out, as -v says it. */
enum out {
	OUT_NOTES, OUT_COMMENTS, OUT_INDEXES, OUT_HIDDEN, OUT_OBJECTS,
	OUT_SLIDES, OUT_NOT_TOLD
};

static const char *const out_names[OUT_NOT_TOLD] = {
	"footnotes", "comments", "tables of contents and indexes",
	"hidden pieces", "embedded objects", "hidden slides"
};

/* A text box stands in a paragraph; its text comes behind that. */
struct box {
	struct md md;
	struct buf text;
	size_t depth;		/* of its element; 0: we are in none */
	size_t paragraphs;	/* open around it */
	size_t lists;		/* for odt_lists_leave */
};

struct odt {
	struct sink *sink;
	struct odt_styles styles;
	struct odt_lists lists;
	struct md page;
	struct box box;
	struct md *m;		/* where text goes: page or box.md */
	struct buf label;	/* of a heading, before its first text */
	bool space;		/* between that and the text */
	bool numbered;		/* the paragraph at hand has a number */
	struct buf code;	/* preformatted paragraphs */
	bool verbatim;		/* the paragraph at hand is one */
	bool conceal;		/* the paragraph at hand is not shown */
	bool shared;		/* we are in styles.xml */
	bool body;		/* we are in office:body */
	size_t depth;		/* elements that are open */
	size_t skip;		/* of them, in one that is not shown */
	size_t paragraphs;	/* of them, text:p and text:h */
	size_t tables;
	size_t owed;		/* empty cells, written if another comes */
	size_t spanned;		/* covered cells that ought to come */
	size_t heading;		/* depth of the frame of a slide's title */
	size_t slide;		/* its number */
	size_t out[OUT_NOT_TOLD + 1];
};

/* Leaves out the element that begins. */
static void
leave_out(struct odt *o, enum out what)
{
	o->out[what]++;
	o->skip = 1;
}

static bool
is(const struct xml_element *e, int attribute, const char *value)
{
	return span_is(xml_attribute(e, attribute), value);
}

static bool
is_of(const struct xml_element *e, const char *namespace)
{
	return e->uri != NULL && strstr(e->uri, namespace) != NULL;
}

/* Writes the preformatted paragraphs that were gathered. */
static void
end_code(struct odt *o)
{
	if (o->code.len > 0)
		md_verbatim(o->m, buf_span(&o->code));
	buf_clear(&o->code);
}

/* Adds text of the paragraph at hand; exact: blanks as they are. */
static void
add_text(struct odt *o, struct span s, bool exact)
{
	if (o->verbatim) {
		if (exact)
			buf_add(&o->code, s.p, s.len);
		else
			odt_text_add(&o->code, s);
		return;
	}
	if (o->label.len > 0 && span_strip(s).len > 0) {
		md_exact(o->m, buf_span(&o->label));
		if (o->space)
			md_exact(o->m, span_of(" "));
		buf_clear(&o->label);
	}
	if (exact)
		md_exact(o->m, s);
	else
		md_text(o->m, s);
}

/* The level of a heading; of slides, the first one's title is above all. */
static unsigned
level_of(const struct odt *o, const struct xml_element *e)
{
	const long level = xml_number(e, ODT_OUTLINE_LEVEL, 1);

	if (e->name == ODT_P)
		return o->heading > 0 && o->slide > 1 ? 2 : 1;
	return level < 1 ? 1 : level > ODT_LEVELS ? ODT_LEVELS :
	    (unsigned)level;
}

/* Begins a heading, or an item or paragraph that may be in a list. */
static void
begin_block(struct odt *o, const struct xml_element *e,
    const struct odt_look *look)
{
	unsigned depth = odt_lists_depth(&o->lists);
	enum odt_mark mark;

	buf_clear(&o->label);
	if (e->name == ODT_H && depth == 0)
		mark = odt_lists_heading(&o->lists, e, look->listed,
		    look->list, &o->label, &o->space);
	else
		mark = odt_lists_mark(&o->lists, look->list, &o->label,
		    &o->space);
	o->numbered = mark == ODT_MARK_NUMBER;
	if (e->name == ODT_H || o->heading > 0 || (depth == 0 &&
	    look->kind == ODT_KIND_TITLE)) {
		md_heading(o->m, level_of(o, e));
		return;
	}
	depth = odt_lists_depth(&o->lists);
	if (mark == ODT_MARK_NUMBER)
		md_item(o->m, depth, buf_span(&o->label));
	else if (mark == ODT_MARK_BULLET)
		md_item(o->m, depth, span_of("-"));
	else if (mark == ODT_MARK_MORE)
		md_item(o->m, depth + 1, span_of(""));
	else
		md_block(o->m);
	buf_clear(&o->label);
}

static void
begin_paragraph(struct odt *o, const struct xml_element *e)
{
	const struct odt_look look = odt_styles_look(&o->styles, "paragraph",
	    xml_attribute(e, ODT_STYLE_NAME));

	if (look.hidden) {
		leave_out(o, OUT_HIDDEN);
		return;
	}
	o->conceal = false;
	o->verbatim = e->name == ODT_P && look.kind == ODT_KIND_VERBATIM &&
	    o->m == &o->page && o->tables == 0 && o->paragraphs == 0 &&
	    odt_lists_depth(&o->lists) == 0;
	if (!o->verbatim) {
		end_code(o);
		begin_block(o, e, &look);
	}
	o->paragraphs++;
}

/* Writes the text boxes of the paragraph that ended. */
static void
end_boxes(struct odt *o)
{
	struct box *b = &o->box;

	md_block(&b->md);
	if (b->text.len == 0)
		return;
	md_close(&b->md);
	end_code(o);
	md_exact(&o->page, buf_span(&b->text));
	md_block(&o->page);
	buf_clear(&b->text);
	md_open(&b->md, &b->text);
}

static void
end_paragraph(struct odt *o)
{
	if (o->verbatim)
		buf_addc(&o->code, '\n');
	else if (o->conceal) {
		md_drop(o->m);
		o->out[OUT_HIDDEN]++;
	} else
		md_block(o->m);
	o->verbatim = o->conceal = false;
	buf_clear(&o->label);
	if (o->paragraphs > 0)
		o->paragraphs--;
	if (o->m == &o->page && o->paragraphs == 0)
		end_boxes(o);
}

/* A block begins in a paragraph: it is of a text box. */
static void
enter_box(struct odt *o)
{
	struct box *b = &o->box;

	if (o->paragraphs == 0 || o->m != &o->page)
		return;
	o->m = &b->md;
	b->depth = o->depth;
	b->paragraphs = o->paragraphs;
	b->lists = odt_lists_enter(&o->lists);
	o->paragraphs = 0;
}

static void
leave_box(struct odt *o)
{
	struct box *b = &o->box;

	md_block(&b->md);
	odt_lists_leave(&o->lists, b->lists);
	o->paragraphs = b->paragraphs;
	o->m = &o->page;
	b->depth = 0;
}

/* Begins the cells that are owed, or would be if they were written. */
static void
add_cells(struct odt *o, size_t n)
{
	for (n = n > MD_COLUMNS ? MD_COLUMNS : n; n > 0; n--)
		md_cell(o->m, 1);
}

static size_t
repeats(const struct xml_element *e, int attribute)
{
	const long n = xml_number(e, attribute, 1);

	return n < 1 ? 1 : n > MD_COLUMNS ? MD_COLUMNS : (size_t)n;
}

static void
begin_cell(struct odt *o, const struct xml_element *e)
{
	const size_t n = repeats(e, ODT_NUMBER_COLUMNS_REPEATED);

	if (o->tables != 1) {
		md_cell(o->m, 1);
		if (e->name == ODT_COVERED_CELL)
			o->skip = 1;
		return;
	}
	if (e->name == ODT_COVERED_CELL) {
		o->spanned -= n < o->spanned ? n : o->spanned;
		o->owed += n;
		o->skip = 1;
		return;
	}
	add_cells(o, o->owed + o->spanned + 1);
	o->owed = n - 1;
	o->spanned = repeats(e, ODT_NUMBER_COLUMNS_SPANNED) - 1;
}

static void
begin_table(struct odt *o)
{
	enter_box(o);
	end_code(o);
	md_table(o->m);
	o->tables++;
}

static void
begin_slide(struct odt *o, const struct xml_element *e)
{
	o->slide++;
	if (odt_styles_look(&o->styles, "drawing-page", xml_attribute(e,
	    ODT_STYLE_NAME)).hidden)
		leave_out(o, OUT_SLIDES);
}

static void
end_page(struct odt *o)
{
	if (o->box.depth > 0)
		leave_box(o);
	end_boxes(o);
	end_code(o);
	md_close(&o->page);
}

static void
end_slide(struct odt *o)
{
	end_page(o);
	sink_page(o->sink, o->slide);
	md_open(&o->page, &o->sink->text);
}

/* Elements that are hidden or not text; OUT_NOT_TOLD + 1: in. */
static int
out_of(const struct xml_element *e)
{
	switch (e->name) {
	case ODT_NOTE:
		return OUT_NOTES;
	case ODT_ANNOTATION:
		return OUT_COMMENTS;
	case ODT_ALPHABETICAL_INDEX:
	case ODT_ILLUSTRATION_INDEX:
	case ODT_OBJECT_INDEX:
	case ODT_TABLE_INDEX:
	case ODT_TABLE_OF_CONTENT:
	case ODT_USER_INDEX:
		return OUT_INDEXES;
	case ODT_OBJECT:
	case ODT_OBJECT_OLE:
		return OUT_OBJECTS;
	case ODT_DESC:
	case ODT_TITLE:
		return is_of(e, "svg") ? OUT_NOT_TOLD : OUT_NOT_TOLD + 1;
	case ODT_BIBLIOGRAPHY_SOURCE:
	case ODT_BINARY_DATA:
	case ODT_FORMS:
	case ODT_MASTER_STYLES:
	case ODT_NOTES:
	case ODT_RUBY_TEXT:
	case ODT_SCRIPT:
	case ODT_SCRIPTS:
	case ODT_TRACKED_CHANGES:
		return OUT_NOT_TOLD;
	default:
		return OUT_NOT_TOLD + 1;
	}
}

/* Whether an attribute hides what begins. */
static bool
is_hidden(struct odt *o, const struct xml_element *e)
{
	if (e->n == 0)
		return false;
	if (e->name == ODT_SPAN)
		return odt_styles_look(&o->styles, "text",
		    xml_attribute(e, ODT_STYLE_NAME)).hidden;
	if (e->name == ODT_HIDDEN_PARAGRAPH) {
		o->conceal |= is(e, ODT_IS_HIDDEN, "true");
		return false;
	}
	return is(e, ODT_DISPLAY, "none") || is(e, ODT_IS_HIDDEN, "true");
}

/* A shape of a slide: its title, or what stands on all slides, or nothing. */
static void
begin_shape(struct odt *o, const struct xml_element *e)
{
	const struct span class = xml_attribute(e, ODT_CLASS);

	if (is(e, ODT_PLACEHOLDER, "true") || span_is(class, "footer") ||
	    span_is(class, "header") || span_is(class, "date-time") ||
	    span_is(class, "page-number"))
		o->skip = 1;
	else if (span_is(class, "title"))
		o->heading = o->depth;
}

static void
start_body(struct odt *o, const struct xml_element *e)
{
	switch (e->name) {
	case ODT_P:
	case ODT_H:
		enter_box(o);
		begin_paragraph(o, e);
		break;
	case ODT_S:
	case ODT_TAB:
		add_text(o, odt_text_of(e), true);
		break;
	case ODT_LINE_BREAK:
		if (o->verbatim)
			buf_addc(&o->code, '\n');
		else
			md_break(o->m);
		break;
	case ODT_LIST:
		enter_box(o);
		odt_lists_begin(&o->lists, e);
		break;
	case ODT_NUMBERED_PARAGRAPH:
		odt_lists_numbered(&o->lists, e);
		break;
	case ODT_LIST_ITEM:
	case ODT_LIST_HEADER:
		odt_lists_item(&o->lists, e);
		break;
	case ODT_TABLE:
		begin_table(o);
		break;
	case ODT_TABLE_ROW:
		md_row(o->m);
		o->owed = o->spanned = 0;
		break;
	case ODT_TABLE_CELL:
	case ODT_COVERED_CELL:
		begin_cell(o, e);
		break;
	case ODT_NUMBER:	/* what its writer counted */
		if (o->numbered)
			o->skip = 1;
		break;
	case ODT_PAGE:
		begin_slide(o, e);
		break;
	default:
		if (o->slide > 0 && e->n > 0)
			begin_shape(o, e);
		break;
	}
}

static void
start(void *arg, const struct xml_element *e)
{
	struct odt *o = arg;
	int out;

	o->depth++;
	if (o->skip > 0) {
		o->skip++;
		return;
	}
	if ((out = out_of(e)) <= OUT_NOT_TOLD)
		leave_out(o, (enum out)out);
	else if (o->body && is_hidden(o, e))
		leave_out(o, OUT_HIDDEN);
	else if (o->body)
		start_body(o, e);
	else if (e->name == ODT_BODY)
		o->body = true;
	else if (e->name == ODT_AUTOMATIC_STYLES && o->shared)
		o->skip = 1;	/* those of headers and footers */
	else
		odt_styles_start(&o->styles, e);
}

static void
end_body(struct odt *o, int name)
{
	switch (name) {
	case ODT_P:
	case ODT_H:
		end_paragraph(o);
		break;
	case ODT_LIST:
	case ODT_NUMBERED_PARAGRAPH:
		odt_lists_end(&o->lists);
		break;
	case ODT_TABLE:
		md_table_end(o->m);
		if (o->tables > 0)
			o->tables--;
		break;
	case ODT_NUMBER:
		if (o->paragraphs > 0)
			add_text(o, span_of(" "), false);
		break;
	case ODT_PAGE:
		end_slide(o);
		break;
	case ODT_BODY:
		o->body = false;
		break;
	default:
		break;
	}
}

static void
end(void *arg, int name)
{
	struct odt *o = arg;

	if (o->skip > 0)
		o->skip--;
	else if (o->body)
		end_body(o, name);
	else
		odt_styles_end(&o->styles, name);
	if (o->box.depth == o->depth)
		leave_box(o);
	if (o->heading == o->depth)
		o->heading = 0;
	o->depth--;
}

static void
text(void *arg, struct span s)
{
	struct odt *o = arg;

	if (o->skip == 0 && o->paragraphs > 0)
		add_text(o, s, false);
}

static void
shared(void *arg, bool begins)
{
	struct odt *o = arg;

	o->shared = begins;
}

static const struct xml_handler handler = { odt_names, ODT_NAME_COUNT, start,
    end, text };

int
odt_read(struct source *s, struct sink *k)
{
	struct odt *o = xcalloc(1, sizeof(*o));
	int status, i;

	o->sink = k;
	o->styles.lists = &o->lists;
	o->m = &o->page;
	md_open(&o->page, &k->text);
	md_open(&o->box.md, &o->box.text);
	status = odt_package(s, k, &handler, shared, o, NULL);
	end_page(o);
	for (i = 0; i < OUT_NOT_TOLD; i++)
		if (status == 0 && o->out[i] > 0)
			sink_note(k, "%s left out: %zu", out_names[i],
			    o->out[i]);
	odt_styles_free(&o->styles);
	odt_lists_free(&o->lists);
	md_close(&o->box.md);
	buf_free(&o->box.text);
	buf_free(&o->label);
	buf_free(&o->code);
	free(o);
	return status;
}
