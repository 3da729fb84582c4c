/*
 * The styles of an OpenDocument file, as far as they say what is shown: text
 * that is hidden, the list that a paragraph is of, headings.
 */
#ifndef WK_ODT_STYLE_H
#define WK_ODT_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "keytable.h"
#include "odt_list.h"
#include "xml.h"

enum odt_kind { ODT_KIND_INHERITED, ODT_KIND_TITLE, ODT_KIND_VERBATIM };

/* What a style and those that it inherits from say. */
struct odt_look {
	bool hidden;		/* text, slide or table is not shown */
	enum odt_kind kind;
	bool listed;		/* a list style is named: */
	struct span list;	/* its name; empty: no list */
};

/* All zero is an empty set of styles. */
struct odt_styles {
	/* Private. */
	struct keytable names;
	struct buf text;	/* names, each with a NUL */
	struct buf key;
	struct odt_style *style;
	size_t n, size;
	bool open;		/* the last one's element has not ended */
	struct odt_lists *lists;
};

/* An element that begins, or ends; other elements are ignored. */
void odt_styles_start(struct odt_styles *t, const struct xml_element *e);
void odt_styles_end(struct odt_styles *t, int name);

/*
 * How things of a family ("paragraph", "text", "table", "drawing-page") look
 * in the style of that name.  The span in it is good until a style begins.
 */
struct odt_look odt_styles_look(struct odt_styles *t, const char *family,
    struct span name);

void odt_styles_free(struct odt_styles *t);

#endif
