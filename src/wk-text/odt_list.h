/*
 * The lists of OpenDocument: what number or mark stands before an item or a
 * heading.
 */
#ifndef WK_ODT_LIST_H
#define WK_ODT_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "keytable.h"
#include "xml.h"

/* Levels of a list; what is deeper counts as the last. */
#define ODT_LEVELS 10

/* All zero is a document without lists. */
struct odt_lists {
	/* Private. */
	struct keytable styles;	/* list styles by name */
	struct buf text;	/* strings of the levels, each with a NUL */
	struct odt_level *level;	/* of all styles */
	size_t nlevel, level_size;
	struct odt_list_style *style;
	size_t nstyle, style_size;
	size_t defining, at;	/* the style and level at hand, + 1; 0: none */

	struct keytable ids;	/* counts by the id of a list */
	struct keytable last;	/* the last counts of a style */
	struct odt_counts *counts;
	size_t ncounts, counts_size;

	struct odt_list *open;	/* the lists that we are in */
	size_t nopen, open_size;
	size_t base;		/* those below are around a text box */
};

/* What stands before a paragraph. */
enum odt_mark {
	ODT_MARK_NONE,		/* nothing: not an item */
	ODT_MARK_MORE,		/* it goes on with an item */
	ODT_MARK_BULLET,
	ODT_MARK_NUMBER		/* label is what stands there */
};

/* An element begins that may define a list style. */
void odt_lists_define(struct odt_lists *t, const struct xml_element *e);

/* A list begins, or ends: the element text:list. */
void odt_lists_begin(struct odt_lists *t, const struct xml_element *e);
void odt_lists_end(struct odt_lists *t);

/* An item of it begins: text:list-item, or text:list-header. */
void odt_lists_item(struct odt_lists *t, const struct xml_element *e);

/*
 * How deep in lists we are, 0: in none.  Levels that have had no item do not
 * count.
 */
unsigned odt_lists_depth(const struct odt_lists *t);

/*
 * A paragraph begins, whose own style names this list style (if any): appends
 * its number to label.  *space: a blank comes between it and the text.
 */
enum odt_mark odt_lists_mark(struct odt_lists *t, struct span style,
    struct buf *label, bool *space);

/*
 * A heading begins that is in no list.  listed: its style names a list style,
 * this one; otherwise the numbers are those of the document's outline.
 */
enum odt_mark odt_lists_heading(struct odt_lists *t,
    const struct xml_element *e, bool listed, struct span style,
    struct buf *label, bool *space);

/* A text:numbered-paragraph begins: a list of one item, until it ends. */
void odt_lists_numbered(struct odt_lists *t, const struct xml_element *e);

/* A text box begins, outside the lists around it.  Restores. */
size_t odt_lists_enter(struct odt_lists *t);
void odt_lists_leave(struct odt_lists *t, size_t base);

void odt_lists_free(struct odt_lists *t);

#endif
