/* Makes paragraphs, items and tables of the text of a DOCX document. */
#include "docx_body.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

struct docx_paragraph *
docx_paragraph(struct docx *d)
{
	return &d->stories[d->nstories - 1];
}

const struct docx_style *
docx_paragraph_style(struct docx *d)
{
	const struct docx_style *own = docx_paragraph(d)->style;

	return own != NULL || d->styles == NULL ? own : d->styles->paragraph;
}

struct md *
docx_md(struct docx *d)
{
	return d->nstories > 1 ? &d->box : &d->md;
}

/* Adds a paragraph of a text box, or that of the body. */
static void
push_story(struct docx *d)
{
	if (d->nstories == d->stories_size) {
		d->stories_size = d->stories_size == 0 ? 4 :
		    d->stories_size * 2;
		d->stories = xreallocarray(d->stories, d->stories_size,
		    sizeof(*d->stories));
	}
	d->stories[d->nstories++] = (struct docx_paragraph){
	    .list = DOCX_UNSET, .level = DOCX_UNSET, .outline = DOCX_UNSET };
}

void
docx_begin(struct docx *d, struct buf *to)
{
	md_open(&d->md, to);
	md_open(&d->box, &d->boxes);
	push_story(d);
}

void
docx_end(struct docx *d)
{
	while (d->nstories > 1)
		docx_story_end(d);
	docx_flush(d);
	d->endless = docx_paragraph(d)->fields.contents > 0;
	md_close(&d->box);
	md_close(&d->md);
	buf_free(&d->stories[0].line);
	buf_free(&d->label.text);
	buf_free(&d->boxes);
	buf_free(&d->choices);
	buf_free(&d->controls);
	free(d->stories);
	free(d->tables);
	free(d->delimiters);
}

static bool
is_muted(const struct docx *d, const struct docx_paragraph *p)
{
	return d->gone > 0 || d->hidden || d->in_contents ||
	    p->fields.contents > 0 || (p->fields.silent > 0 &&
	    (p->fields.depth > p->fields.silent || p->fields.fresh));
}

void
docx_add(struct docx *d, struct span s)
{
	struct docx_paragraph *p = docx_paragraph(d);

	if (!is_muted(d, p))
		buf_add(&p->line, s.p, s.len);
}

void
docx_text_begin(struct docx *d, bool preserve)
{
	d->in_text = true;
	d->preserve = preserve;
	d->has_lines = false;
	d->text = docx_paragraph(d)->line.len;
}

/*
 * Makes blanks of the line ends in the text behind `from`; those at its ends
 * go with the blanks around them, unless all are to be preserved: somebody
 * has indented the XML.
 */
static void
fold_lines(struct buf *b, size_t from, bool preserve)
{
	struct span s = span_from(buf_span(b), from);
	const struct span inner = preserve ? s : span_strip(s);
	const size_t before = (size_t)(inner.p - s.p);
	size_t i, skip, end = before + inner.len;

	for (skip = before; skip > 0 && s.p[skip - 1] != '\n'; skip--)
		;
	/* Blanks at the end without a line end among them stay. */
	if (memchr(s.p + end, '\n', s.len - end) == NULL)
		end = s.len;
	if (skip > 0)
		skip = before;
	memmove(b->data + from, s.p + skip, end - skip);
	b->len = from + end - skip;
	for (i = from; i < b->len; i++)
		if (b->data[i] == '\n' || b->data[i] == '\r')
			b->data[i] = ' ';
}

/* Makes usual characters of those of a font with an encoding of its own. */
static void
translate(struct docx *d, struct buf *b)
{
	struct buf from = { 0 };
	struct span s = span_from(buf_span(b), d->text);
	char out[4];
	uint32_t cp;
	size_t n;

	buf_add(&from, s.p, s.len);
	b->len = d->text;
	for (s = buf_span(&from); s.len > 0; s = span_from(s, n)) {
		if ((n = utf8_decode(s.p, s.len, &cp)) == 0)
			break;
		if (cp >= 0xf020 && cp <= 0xf0ff)
			cp = docx_symbol(d->font, cp);
		buf_add(b, out, utf8_encode(out, cp));
	}
	buf_free(&from);
}

void
docx_text_end(struct docx *d)
{
	struct docx_paragraph *p = docx_paragraph(d);

	if (d->in_text && d->text < p->line.len) {
		if (d->has_lines)
			fold_lines(&p->line, d->text, d->preserve);
		if (d->font != DOCX_FONT_PLAIN)
			translate(d, &p->line);
	}
	d->in_text = false;
}

/* The level of a heading that a paragraph is, or 0. */
static unsigned
heading_of(const struct docx_paragraph *p, const struct docx_style *style)
{
	if (style != NULL && style->level > 0)
		return (unsigned)style->level;
	if (style != NULL && style->title)
		return 1;
	return p->outline >= 0 && p->outline < 9 ?
	    (unsigned)p->outline + 1 : 0;
}

/* Counts a paragraph if it stands in a list; false if it does not. */
static bool
count(struct docx *d, const struct docx_paragraph *p,
    const struct docx_style *style)
{
	long list = p->list, level = p->level;

	buf_clear(&d->label.text);
	d->label.bullet = d->label.glued = false;
	if (list == DOCX_UNSET && style != NULL)
		list = style->list;
	if (list <= 0 || d->lists == NULL)
		return false;
	if (level < 0 || level >= DOCX_LEVELS)
		level = DOCX_UNSET;
	return docx_lists_count(d->lists, list, level, style, &d->label);
}

/*
 * How deep an item stands in the lists that were begun: where a level is left
 * out, no step is, or Markdown would see code.
 */
static unsigned
nest(struct docx *d, unsigned level)
{
	while (d->nnested > 0 && d->nested[d->nnested - 1] >= level)
		d->nnested--;
	d->nested[d->nnested++] = level;
	return d->nnested;
}

/* Writes a block with its label. */
static void
write_block(struct docx *d, struct span s, unsigned heading, bool in_list)
{
	struct md *m = docx_md(d);
	struct buf *label = &d->label.text;
	const struct span none = { NULL, 0 };
	bool item = in_list && heading == 0 && label->len > 0;

	if (item)
		md_item(m, nest(d, d->label.depth), d->label.glued ? none :
		    buf_span(label));
	else
		d->nnested = 0;
	if (heading > 0)
		md_heading(m, heading);
	if (heading > 0 && d->label.bullet)
		buf_clear(label);
	if ((!item || d->label.glued) && label->len > 0) {
		md_exact(m, buf_span(label));
		if (!d->label.glued)
			md_exact(m, span_of(" "));
	}
	md_exact(m, s);
	md_block(m);
}

/* Writes the text boxes of the paragraph behind it. */
static void
write_boxes(struct docx *d)
{
	if (d->boxes.len == 0 || d->nstories > 1)
		return;
	md_exact(&d->md, buf_span(&d->boxes));
	md_block(&d->md);
	buf_clear(&d->boxes);
}

/* Writes the paragraph at hand, and forgets it. */
static void
write_paragraph(struct docx *d)
{
	struct docx_paragraph *p = docx_paragraph(d);
	const struct docx_style *style = docx_paragraph_style(d);
	const struct span s = span_strip(buf_span(&p->line));
	bool in_list = false;

	/* A paragraph without text has a number too, as it is shown. */
	if (d->gone == 0 && !(p->mark_hidden && s.len == 0))
		in_list = count(d, p, style);
	else
		buf_clear(&d->label.text);
	if (s.len > 0) {
		if (style != NULL && style->title && d->title != NULL &&
		    d->title->len == 0)
			buf_add(d->title, s.p, s.len);
		write_block(d, s, heading_of(p, style), in_list);
	} else if (d->ntables > 0 && in_list && !d->label.bullet) {
		/* A cell may hold the number of its row and nothing else. */
		md_exact(docx_md(d), buf_span(&d->label.text));
		md_block(docx_md(d));
	}
	buf_clear(&p->line);
	p->joined = false;
	write_boxes(d);
}

void
docx_flush(struct docx *d)
{
	struct docx_paragraph *p = docx_paragraph(d);

	if (p->joined || p->line.len > 0)
		write_paragraph(d);
	else
		write_boxes(d);
}

void
docx_paragraph_begin(struct docx *d)
{
	struct docx_paragraph *p;

	docx_cell_open(d);
	if (!docx_paragraph(d)->joined)
		docx_flush(d);
	p = docx_paragraph(d);
	p->style = NULL;
	p->list = p->level = p->outline = DOCX_UNSET;
	p->joined = p->mark_hidden = false;
}

void
docx_paragraph_open(struct docx *d)
{
	struct docx_paragraph *p = docx_paragraph(d);

	/* No heading stands in a table of contents: its end is missing. */
	if (heading_of(p, docx_paragraph_style(d)) > 0) {
		p->fields.contents = 0;
		d->in_contents = false;
	}
}

void
docx_paragraph_end(struct docx *d)
{
	struct docx_paragraph *p = docx_paragraph(d);

	p->fields.fresh = false;
	if (!p->joined)
		write_paragraph(d);
}

void
docx_story_begin(struct docx *d)
{
	docx_paragraph(d)->hidden = d->hidden;
	push_story(d);
}

void
docx_story_end(struct docx *d)
{
	if (d->nstories == 1)
		return;
	docx_flush(d);
	buf_free(&docx_paragraph(d)->line);
	d->nstories--;
	d->hidden = docx_paragraph(d)->hidden;
}

void
docx_table_begin(struct docx *d)
{
	docx_cell_open(d);
	docx_flush(d);
	md_table(docx_md(d));
	if (d->ntables == d->tables_size) {
		d->tables_size = d->tables_size == 0 ? 4 :
		    d->tables_size * 2;
		d->tables = xreallocarray(d->tables, d->tables_size,
		    sizeof(*d->tables));
	}
	d->tables[d->ntables++] = (struct docx_table){ 0 };
	d->nnested = 0;
}

/* The table at hand, or NULL. */
static struct docx_table *
table(struct docx *d)
{
	return d->ntables == 0 ? NULL : &d->tables[d->ntables - 1];
}

void
docx_table_end(struct docx *d)
{
	if (d->ntables == 0)
		return;
	docx_flush(d);
	d->ntables--;
	md_table_end(docx_md(d));
	d->nnested = 0;
}

void
docx_row_begin(struct docx *d)
{
	struct docx_table *t = table(d);

	if (t == NULL)
		return;
	t->row_due = true;
	t->row_gone = false;
	t->before = 0;
}

static size_t
columns(long n)
{
	return n < 1 ? 1 : n > MD_COLUMNS ? MD_COLUMNS : (size_t)n;
}

void
docx_cell_begin(struct docx *d)
{
	struct docx_table *t = table(d);
	struct md *m = docx_md(d);

	if (t == NULL)
		return;
	if (t->row_due && !t->row_gone) {
		md_row(m);
		if (t->before > 0)
			md_cell(m, columns(t->before));
	}
	t->row_due = false;
	t->cell_due = true;
	t->cell_gone = t->covered = t->mute = false;
	t->columns = 1;
}

void
docx_cell_open(struct docx *d)
{
	struct docx_table *t = table(d);

	if (t == NULL || !t->cell_due)
		return;
	t->cell_due = false;
	t->mute = t->row_gone || t->cell_gone || t->covered;
	if (!t->row_gone && !t->cell_gone)
		md_cell(docx_md(d), columns(t->columns));
	if (t->mute)
		d->gone++;
}

void
docx_cell_end(struct docx *d)
{
	struct docx_table *t = table(d);

	if (t == NULL)
		return;
	docx_cell_open(d);
	docx_flush(d);
	if (t->mute)
		d->gone--;
	t->mute = false;
}
