/*
 * Writes Markdown block by block: paragraphs, headings, items of lists,
 * tables, verbatim text.  Readers of HTML, Word, OpenDocument and slides
 * write through it, so that all look alike: blocks are parted by one blank
 * line, items of one list by none.
 */
#ifndef WK_MD_H
#define WK_MD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct md {
	/* Private. */
	struct buf *to;
	size_t begin;		/* where writing began, in `to` */
	struct buf line;	/* of the block at hand */
	struct buf label;	/* of the item at hand */
	unsigned level;		/* of the heading at hand; 0: none */
	unsigned depth;		/* of the item at hand; 0: none */
	char blank;		/* ' ' or '\n' is due before the next text */
	bool listed;		/* the last block written was an item */
	unsigned tables;	/* how many tables we are in */
	struct buf cells;	/* of the outermost; \0 ends a cell, and \1
				   begins a row */
	size_t columns;		/* in the row at hand */
	size_t widest;		/* of the rows */
	size_t pending;		/* empty cells due behind the open one */
	size_t padding;		/* empty cells written without being begun */
};

/* Begins to write to the end of `to`. */
void md_open(struct md *m, struct buf *to);

/*
 * Adds text to the block at hand.  md_text makes one blank of each run of
 * white space (not of U+00A0, U+3000), as HTML does; md_exact adds the bytes
 * as they are, line ends and all.
 */
void md_text(struct md *m, struct span s);
void md_exact(struct md *m, struct span s);

/* A line ends within the block. */
void md_break(struct md *m);

/*
 * Ends the block at hand, if it has a character that shows; what follows is
 * a new one.
 */
void md_block(struct md *m);

/* Forgets the block at hand; what follows is a new one. */
void md_drop(struct md *m);

/* Ends the block at hand; the next is a heading of level 1 to 6. */
void md_heading(struct md *m, unsigned level);

/*
 * Ends the block at hand; the next is an item of a list, at depth 1 for the
 * outermost list.  Label is what stands before it: "-", "3.", "第一章".
 */
void md_item(struct md *m, unsigned depth, struct span label);

/* Ends the block at hand, and writes s, line by line, in a code fence. */
void md_verbatim(struct md *m, struct span s);

/*
 * A table.  Blocks within a cell become one line of it.  A table within a
 * cell is flat text there.  md_cell begins a cell that is so many columns
 * wide (merged cells): its text stands in the first, the others are empty.
 * md_table_end writes the table, with as many cells in each row as the widest
 * row has; the first row becomes the header.  A table of one cell becomes
 * paragraphs, one without text nothing.  Text before the first row or cell
 * stands in the first cell.
 */
void md_table(struct md *m);
void md_row(struct md *m);
void md_cell(struct md *m, size_t columns);
void md_table_end(struct md *m);

/*
 * Empty cells that are written behind merged ones and at the ends of short
 * rows, in all tables: a few bytes of a document can ask for 1,000 of them.
 * Beyond, rows are as short as they are.
 */
#define MD_PADDING ((size_t)4 << 20)

/* Columns that a table may have; cells beyond them are written together. */
#define MD_COLUMNS 1000

/* Whether the block at hand has text so far. */
bool md_has_text(const struct md *m);

/* Ends the block at hand, frees the memory. */
void md_close(struct md *m);

#endif
