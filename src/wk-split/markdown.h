/*
 * The blocks of a Markdown text that a splitter must know: its headings,
 * written "# x" or underlined, and its tables, each a header row, a row of
 * dashes and rows.  Neither stands in a code block between fences, in an
 * HTML comment, or in the front matter (YAML or TOML).  Any text is Markdown.
 */
#ifndef WK_MARKDOWN_H
#define WK_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* No heading, or none further up. */
#define MARKDOWN_NONE SIZE_MAX

/* Offsets are bytes of the text. */
struct markdown_heading {
	size_t start, end;	/* its lines, without the last line end */
	struct span text;	/* without the marks; may hold newlines */
	size_t parent;		/* the heading above it, or MARKDOWN_NONE */
	unsigned int level;	/* 1 to 6 */
	bool follows;		/* only blank lines after the one before it */
};

struct markdown_table {
	size_t start, end;	/* its rows, without white space before them and
				   the last line end */
	size_t body;		/* where the rows under the dashes begin */
};

/* All zero is the blocks of an empty text. */
struct markdown {
	struct markdown_heading *headings;
	size_t nheadings, maxheadings;
	struct markdown_table *tables;
	size_t ntables, maxtables;
};

/*
 * Finds the blocks of a text, valid UTF-8, in their order, instead of those
 * found before.  The text must stay where it is.  Takes linear time.
 */
void markdown_scan(struct markdown *md, struct span text);

/* The last heading that begins at byte `at` or before, or MARKDOWN_NONE. */
size_t markdown_heading_at(const struct markdown *md, size_t at);

/* The first table that ends after byte `at`, or NULL. */
const struct markdown_table *markdown_table_after(const struct markdown *md,
    size_t at);

/* Frees the memory; md can be read into again. */
void markdown_free(struct markdown *md);

#endif
