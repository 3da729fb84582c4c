/* Writes a tree of HTML as Markdown: blocks, lists, tables, verbatim text. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "html.h"
#include "html_tree.h"
#include "numbering.h"

/* A list that is open. */
struct list {
	int32_t number;		/* of the next item */
	int step;		/* 1, -1; 0: its items have no numbers */
	char style;		/* '1' 'a' 'A' 'i' 'I' */
};

struct writer {
	struct html_tree *tree;
	struct md *md;
	uint32_t open[HTML_DEPTH + 2];
	size_t depth;
	struct list lists[HTML_DEPTH + 2];
	size_t nlists;
	unsigned breaks;	/* lines ended since the last text */
	bool fresh;		/* a heading or item has begun, without text */
	bool inside;		/* in an item, behind its first block */
	bool heading;
	uint32_t table;		/* the table of data that we are in, or 0 */
	size_t column;		/* of its next cell */
	uint16_t covered[MD_COLUMNS];	/* rows that a cell above takes */
};

/* The block at hand ends; what follows is another. */
static void
part(struct writer *w)
{
	w->breaks = 0;
	if (w->fresh && !md_has_text(w->md))
		return;
	md_block(w->md);
	w->fresh = w->heading = false;
	w->inside = w->nlists > 0;
}

/* Whether s is all blank, and the bytes of blanks that s begins with. */
static bool
skip_blanks(struct span *s)
{
	while (s->len > 0)
		if (span_is_blank(s->p[0]))
			*s = span_from(*s, 1);
		else if (!span_take(s, "\343\200\200"))	/* U+3000 */
			return false;
	return true;
}

static void
write_text(struct writer *w, struct span s)
{
	const struct span none = { "", 0 };
	struct span rest = s;
	bool has = md_has_text(w->md);

	if (skip_blanks(&rest)) {
		if (has && w->breaks == 0)
			md_text(w->md, s);
		return;
	}
	if (has && w->breaks > 0) {
		if (w->breaks > 1 && !w->heading && w->table == 0)
			part(w);
		else
			md_break(w->md);
		has = false;
	}
	if (w->inside && !md_has_text(w->md) && w->table == 0)
		md_item(w->md, (unsigned)w->nlists + 1, none);
	w->breaks = 0;
	w->fresh = w->inside = false;
	md_text(w->md, has ? s : rest);
}

static void
put_label(struct buf *b, const struct list *l)
{
	const char *format = "decimal";
	int32_t n = l->number;

	if (l->step == 0) {
		buf_addc(b, '-');
		return;
	}
	if ((l->style == 'i' || l->style == 'I') && n < 4000)
		format = l->style == 'I' ? "upperRoman" : "lowerRoman";
	if ((l->style == 'a' || l->style == 'A') && n > 0)
		numbering_letters(b, n, l->style);
	else
		numbering_put(b, numbering_format(span_of(format)), n);
	buf_addc(b, '.');
}

/* The items that stand directly in the element at i. */
static int32_t
count_items(const struct html_tree *t, uint32_t i)
{
	uint32_t k;
	int32_t count = 0;

	for (k = i + 1; k < t->nodes[i].end; k = t->nodes[k].end)
		count += t->nodes[k].tag == HTML_LI;
	return count;
}

static void
open_list(struct writer *w, uint32_t i)
{
	const struct html_node *n = &w->tree->nodes[i];
	struct list *l = &w->lists[w->nlists];

	part(w);
	w->nlists++;
	*l = (struct list){ .number = 1, .style = n->style };
	if (n->tag != HTML_OL)
		return;
	l->step = n->flags & HTML_REVERSED ? -1 : 1;
	if (n->flags & HTML_VALUE)
		l->number = n->number;
	else if (l->step < 0)
		l->number = count_items(w->tree, i);
}

static void
open_item(struct writer *w, const struct html_node *n)
{
	struct list none = { 0 }, *l = w->nlists == 0 ? &none :
	    &w->lists[w->nlists - 1];
	struct buf label = { 0 };

	part(w);
	if (n->flags & HTML_VALUE)
		l->number = n->number;
	put_label(&label, l);
	if (l->number < INT32_MAX && l->number > INT32_MIN)
		l->number += l->step;
	md_item(w->md, w->nlists == 0 ? 1 : (unsigned)w->nlists,
	    buf_span(&label));
	buf_free(&label);
	w->fresh = true;
	w->inside = false;
}

/* Writes the text of the element at i, blanks and line ends as they are. */
static void
write_exact(struct writer *w, uint32_t i)
{
	const struct html_tree *t = w->tree;
	struct buf b = { 0 };
	uint32_t k, end = t->nodes[i].end;

	part(w);
	w->fresh = false;
	for (k = i + 1; k < end; k++) {
		const struct html_node *n = &t->nodes[k];

		if (n->flags & HTML_OUT)
			k = n->end - 1;
		else if (n->tag == HTML_TEXT)
			buf_add(&b, t->text.data + n->at, n->len);
		else if (n->tag == HTML_BR || (html_is_block(n->tag) &&
		    b.len > 0 && b.data[b.len - 1] != '\n'))
			buf_addc(&b, '\n');
	}
	md_verbatim(w->md, buf_span(&b));
	buf_free(&b);
	w->inside = w->nlists > 0;
}

/* The caption that stands directly in the table at i; 0: none. */
static uint32_t
caption_of(const struct html_tree *t, uint32_t i)
{
	uint32_t k;

	for (k = i + 1; k < t->nodes[i].end; k = t->nodes[k].end)
		if (t->nodes[k].tag == HTML_CAPTION)
			return t->nodes[k].flags & HTML_OUT ? 0 : k;
	return 0;
}

static void
open_table(struct writer *w, uint32_t i)
{
	struct html_tree *t = w->tree;
	uint32_t k, caption;

	part(w);
	if (w->table != 0 || t->nodes[i].flags & HTML_LAYOUT)
		return;
	if ((caption = caption_of(t, i)) != 0) {
		for (k = caption + 1; k < t->nodes[caption].end; k++)
			if (t->nodes[k].flags & HTML_OUT)
				k = t->nodes[k].end - 1;
			else if (t->nodes[k].tag == HTML_TEXT)
				write_text(w, (struct span){ t->text.data +
				    t->nodes[k].at, t->nodes[k].len });
		part(w);
		t->nodes[caption].flags |= HTML_OUT;
	}
	w->table = i;
	w->fresh = false;
	md_table(w->md);
	memset(w->covered, 0, sizeof(w->covered));
}

/* Writes the cells that are covered from above, until one is not. */
static void
skip_covered(struct writer *w)
{
	for (; w->column < MD_COLUMNS && w->covered[w->column] > 0;
	    w->column++) {
		w->covered[w->column]--;
		md_cell(w->md, 1);
	}
}

static void
open_row(struct writer *w)
{
	size_t i;

	part(w);
	if (w->table == 0)
		return;
	for (i = w->column; i > 0 && i < MD_COLUMNS; i++)
		if (w->covered[i] > 0)
			w->covered[i]--;	/* of the row before */
	w->column = 0;
	md_row(w->md);
}

static void
open_cell(struct writer *w, const struct html_node *n)
{
	size_t i;

	part(w);
	if (w->table == 0)
		return;
	skip_covered(w);
	md_cell(w->md, n->columns);
	for (i = 0; i < n->columns && w->column < MD_COLUMNS; i++)
		w->covered[w->column++] = n->rows == 0 ? UINT16_MAX :
		    (uint16_t)(n->rows - 1);
}

/* Whether the link at i, in a heading, is a sign that leads to the heading. */
static bool
is_anchor(const struct html_tree *t, uint32_t i)
{
	static const char *const signs[] = { "¶", "#", "§", "🔗", "⚓", "∞" };
	struct buf b = { 0 };
	uint32_t k;
	struct span s;
	size_t n;

	for (k = i + 1; k < t->nodes[i].end; k++)
		if (t->nodes[k].tag == HTML_TEXT && b.len < 64)
			buf_add(&b, t->text.data + t->nodes[k].at,
			    t->nodes[k].len);
	s = span_strip(buf_span(&b));
	n = span_one_of(s, signs, LEN(signs));
	buf_free(&b);
	return n > 0 && n == s.len;
}

/* Begins with an element.  False if what it holds is done with. */
static bool
open_element(struct writer *w, uint32_t i)
{
	const struct html_node *n = &w->tree->nodes[i];

	switch (n->tag) {
	case HTML_BR:
		w->breaks++;
		return false;
	case HTML_A:
		return !w->heading || !is_anchor(w->tree, i);
	case HTML_PRE: case HTML_LISTING: case HTML_XMP:
		write_exact(w, i);
		return false;
	case HTML_H1: case HTML_H2: case HTML_H3: case HTML_H4: case HTML_H5:
	case HTML_H6:
		part(w);
		md_heading(w->md, n->tag - HTML_H1 + 1u);
		w->fresh = w->heading = true;
		w->inside = false;
		break;
	case HTML_UL: case HTML_OL: case HTML_MENU: case HTML_DIR:
		open_list(w, i);
		break;
	case HTML_LI:
		open_item(w, n);
		break;
	case HTML_TABLE:
		open_table(w, i);
		break;
	case HTML_TR:
		open_row(w);
		break;
	case HTML_TD: case HTML_TH:
		open_cell(w, n);
		break;
	default:
		if (html_is_block(n->tag))
			part(w);
	}
	return true;
}

static void
close_element(struct writer *w, uint32_t i)
{
	enum html_tag tag = w->tree->nodes[i].tag;

	if (!html_is_block(tag))
		return;
	if (tag == HTML_LI || (tag >= HTML_H1 && tag <= HTML_H6))
		w->fresh = false;	/* it has no text */
	part(w);
	if (tag == HTML_UL || tag == HTML_OL || tag == HTML_MENU ||
	    tag == HTML_DIR) {
		w->nlists--;
		w->inside = w->nlists > 0;
	} else if (tag == HTML_TABLE && w->table == i) {
		md_table_end(w->md);
		w->table = 0;
	}
}

void
html_write(struct html_tree *t, struct md *m)
{
	struct writer *w = xcalloc(1, sizeof(*w));
	uint32_t i;

	w->tree = t;
	w->md = m;
	html_tables(t);
	for (i = 0; i < t->n; i++) {
		const struct html_node *n = &t->nodes[i];

		while (w->depth > 0 &&
		    t->nodes[w->open[w->depth - 1]].end <= i)
			close_element(w, w->open[--w->depth]);
		if ((n->flags & HTML_OUT) ||
		    (n->tag != HTML_TEXT && !open_element(w, i)))
			i = n->end - 1;
		else if (n->tag == HTML_TEXT)
			write_text(w, (struct span){ t->text.data + n->at,
			    n->len });
		else
			w->open[w->depth++] = i;
	}
	while (w->depth > 0)
		close_element(w, w->open[--w->depth]);
	md_block(m);
	free(w);
}

int
html_fragment(struct span bytes, const char *charset, struct md *m,
    size_t *notes)
{
	struct html_tree t = { 0 };
	struct html_charset c;
	struct buf b = { 0 };
	int status;

	buf_add(&b, bytes.p, bytes.len);
	html_decode(&b, charset, NULL, &c);
	if ((status = html_parse(&t, &b)) == 0)
		html_write(&t, m);
	*notes += t.notes;
	html_tree_free(&t);
	buf_free(&b);
	return status;
}
