/*
 * The text of a DOCX document as its main part is read: paragraphs with their
 * numbers, tables, text boxes; what Word shows when all changes are accepted.
 */
#ifndef WK_DOCX_BODY_H
#define WK_DOCX_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "docx_list.h"
#include "docx_style.h"
#include "docx_symbol.h"
#include "md.h"
#include "xml.h"

/* What the body refers to and is not read. */
enum docx_left {
	DOCX_FOOTNOTES, DOCX_ENDNOTES, DOCX_COMMENTS, DOCX_CHARTS,
	DOCX_DIAGRAMS, DOCX_EMBEDDED, DOCX_CONTENTS, DOCX_LEFT
};

/* The fields (fldChar) that we are in; only what they show is text. */
struct docx_fields {
	unsigned depth;
	unsigned silent;	/* the outermost that is at its instruction */
	bool fresh;		/* and began in this paragraph */
	unsigned contents;	/* the outermost that is a table of contents */
	char name[8];		/* the beginning of the instruction at hand */
	size_t len;		/* of that */
};

/* A paragraph at hand. */
struct docx_paragraph {
	struct buf line;
	const struct docx_style *style;
	long list, level, outline;	/* its own, or DOCX_UNSET */
	bool joined;	/* its mark is deleted: the next one goes on */
	bool mark_hidden;
	struct docx_fields fields;
	bool hidden;	/* the run that the text box in it stands in */
};

/* A table that we are in. */
struct docx_table {
	bool row_due, cell_due;	/* md_row and md_cell are to be called */
	bool row_gone, cell_gone;	/* deleted, or hidden */
	bool covered;		/* by a merged cell */
	bool mute;		/* the cell at hand is one of these */
	long before, columns;
};

/* A delimiter in a formula; its marks are at most 4 bytes each. */
struct docx_delimiter {
	char open[5], close[5];
	bool opened;
};

/* Begin with docx_begin. */
struct docx {
	const struct docx_styles *styles;
	struct docx_lists *lists;
	struct buf *title;	/* text of the first title; or NULL */
	/* Reads another document in its place (altChunk); or NULL. */
	void (*chunk)(struct docx *d, struct span id);
	void *arg;		/* for chunk */
	size_t left[DOCX_LEFT];	/* how many of each were met */
	bool endless;		/* a table of contents has no end */
	struct md md;

	/* Private. */
	struct docx_label label;
	struct docx_paragraph *stories;	/* the body's; those of text boxes */
	size_t nstories, stories_size;
	struct md box;		/* text boxes go behind their paragraph */
	struct buf boxes;
	struct docx_table *tables;
	size_t ntables, tables_size;
	struct docx_delimiter *delimiters;
	size_t ndelimiters, delimiters_size;
	struct buf choices;	/* a byte an AlternateContent: taken? */
	struct buf controls;	/* a byte an sdt: a table of contents? */
	bool in_contents;	/* in such an sdt */
	unsigned in_control_props;
	bool in_instruction;
	unsigned skipped;	/* depth in an element that is left out */
	unsigned gone;		/* depth in deletions, covered cells */
	unsigned in_pprops, in_rprops, in_row_props;
	/* The levels of the items that the one before stands in, it too. */
	unsigned nested[DOCX_LEVELS], nnested;
	bool hidden;		/* the run at hand is */
	enum docx_font font;	/* of the run at hand */
	bool in_text;		/* in w:t */
	bool preserve, has_lines;	/* of that w:t */
	size_t text;		/* where it began in the line */
};

/* Reads the elements of the main part; its argument is a struct docx. */
extern const struct xml_handler docx_handler;

/* Begins to write to `to`; the first five members are set. */
void docx_begin(struct docx *d, struct buf *to);

/* Ends the last block and frees the memory. */
void docx_end(struct docx *d);

/* For docx_body.c: what docx_text.c does with the text. */

/* The paragraph at hand. */
struct docx_paragraph *docx_paragraph(struct docx *d);

/* The style of the paragraph at hand, or NULL. */
const struct docx_style *docx_paragraph_style(struct docx *d);

/* Where blocks go. */
struct md *docx_md(struct docx *d);

/* Adds text to the paragraph, unless it is hidden, deleted, an instruction. */
void docx_add(struct docx *d, struct span s);

/* Begins and ends the text of a w:t. */
void docx_text_begin(struct docx *d, bool preserve);
void docx_text_end(struct docx *d);

/* Begins and ends a paragraph.  docx_paragraph_open: behind its properties. */
void docx_paragraph_begin(struct docx *d);
void docx_paragraph_open(struct docx *d);
void docx_paragraph_end(struct docx *d);

/* Writes what there is of a paragraph whose end was deleted. */
void docx_flush(struct docx *d);

/* Begins and ends a text box. */
void docx_story_begin(struct docx *d);
void docx_story_end(struct docx *d);

/* The parts of tables.  docx_cell_open: its properties have been read. */
void docx_table_begin(struct docx *d);
void docx_table_end(struct docx *d);
void docx_row_begin(struct docx *d);
void docx_cell_begin(struct docx *d);
void docx_cell_open(struct docx *d);
void docx_cell_end(struct docx *d);

#endif
