/* Distinguishes tables of data from tables that only lay a page out. */
#include "html_tree.h"

#include <stdlib.h>

#include "base/memory.h"

/* Bytes that a cell of a table without a header, or with one, may have. */
#define CELL		600
#define HEADED_CELL	4000

/* A table that is open. */
struct table {
	uint32_t at;
	unsigned rows;
	size_t columns, widest;	/* of the row at hand, of all */
	unsigned paragraphs, breaks;	/* of the cell at hand */
	size_t bytes;		/* of text in the cell at hand */
	bool headed;		/* it has header cells */
	bool built;		/* its cells hold headings, tables, … */
	bool listed;		/* its cells hold lists or paragraphs */
	bool long_cell, longer_cell;
};

static void
see(struct table *b, const struct html_node *n)
{
	switch (n->tag) {
	case HTML_TEXT:
		b->bytes += n->len;
		b->long_cell |= b->bytes > CELL;
		b->longer_cell |= b->bytes > HEADED_CELL;
		break;
	case HTML_TR:
		b->rows++;
		b->columns = 0;
		break;
	case HTML_TH:
	case HTML_TD:
		b->headed |= n->tag == HTML_TH;
		b->columns += n->columns;
		if (b->columns > b->widest)
			b->widest = b->columns;
		b->paragraphs = b->breaks = 0;
		b->bytes = 0;
		break;
	case HTML_THEAD:
		b->headed = true;
		break;
	case HTML_H1: case HTML_H2: case HTML_H3: case HTML_H4: case HTML_H5:
	case HTML_H6: case HTML_PRE: case HTML_BLOCKQUOTE: case HTML_ARTICLE:
	case HTML_HR:
		b->built = true;
		break;
	case HTML_UL: case HTML_OL: case HTML_DL:
		b->listed = true;
		break;
	case HTML_P:
		b->listed |= ++b->paragraphs > 1;
		break;
	case HTML_BR:
		b->listed |= ++b->breaks > 4;
		break;
	default:
		break;
	}
}

static void
decide(struct html_tree *t, const struct table *b)
{
	if (b->built || b->rows < 2 || b->widest < 2 || b->longer_cell ||
	    (!b->headed && (b->listed || b->long_cell)) ||
	    t->nodes[b->at].flags & HTML_PRESENT)
		t->nodes[b->at].flags |= HTML_LAYOUT;
}

void
html_tables(struct html_tree *t)
{
	struct table *open = xcalloc(HTML_DEPTH + 2, sizeof(*open));
	size_t depth = 0;
	uint32_t i;

	for (i = 0; i < t->n; i++) {
		const struct html_node *n = &t->nodes[i];

		while (depth > 0 && t->nodes[open[depth - 1].at].end <= i)
			decide(t, &open[--depth]);
		if (n->flags & HTML_OUT) {
			i = n->end - 1;
			continue;
		}
		if (depth > 0)
			see(&open[depth - 1], n);
		if (n->tag != HTML_TABLE)
			continue;
		if (depth > 0)
			open[depth - 1].built = true;
		open[depth++] = (struct table){ .at = i };
	}
	while (depth > 0)
		decide(t, &open[--depth]);
	free(open);
}
