/*
 * An HTML document as a flat tree: its elements and texts in the order in
 * which they begin, each with the place behind its subtree.  So every pass
 * over it is a loop, however deep elements stand in one another.
 */
#ifndef WK_HTML_TREE_H
#define WK_HTML_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "charset.h"
#include "md.h"

/* The elements that mean something to us, in the order of their names. */
enum html_tag {
	HTML_TEXT,	/* text, no element */
	HTML_OTHER,	/* an element without a meaning: within the line */
	HTML_A, HTML_ADDRESS, HTML_ANNOTATION, HTML_ANNOTATION_XML,
	HTML_ARTICLE, HTML_ASIDE, HTML_AUDIO, HTML_BLOCKQUOTE, HTML_BODY,
	HTML_BR, HTML_BUTTON, HTML_CANVAS, HTML_CAPTION, HTML_CENTER,
	HTML_CODE, HTML_DATALIST, HTML_DD, HTML_DETAILS, HTML_DIALOG,
	HTML_DIR, HTML_DIV, HTML_DL, HTML_DT, HTML_FIELDSET, HTML_FIGCAPTION,
	HTML_FIGURE, HTML_FOOTER, HTML_FORM, HTML_FRAMESET, HTML_H1, HTML_H2,
	HTML_H3, HTML_H4, HTML_H5, HTML_H6, HTML_HEAD, HTML_HEADER,
	HTML_HGROUP, HTML_HR, HTML_HTML, HTML_IFRAME, HTML_INPUT, HTML_LABEL,
	HTML_LEGEND, HTML_LI, HTML_LISTING, HTML_MAIN, HTML_MENU, HTML_META,
	HTML_NAV, HTML_NOSCRIPT, HTML_OBJECT, HTML_OL, HTML_OPTION, HTML_P,
	HTML_PRE, HTML_RP, HTML_RT, HTML_RTC, HTML_SCRIPT, HTML_SEARCH,
	HTML_SECTION, HTML_SELECT, HTML_STYLE, HTML_SUMMARY, HTML_SUP, HTML_SVG,
	HTML_TABLE, HTML_TBODY, HTML_TD, HTML_TEMPLATE, HTML_TEXTAREA,
	HTML_TFOOT, HTML_TH, HTML_THEAD, HTML_TITLE, HTML_TR, HTML_UL,
	HTML_VIDEO, HTML_XMP,
	HTML_TAGS
};

/* What is known of an element, besides its tag. */
#define HTML_OUT	0x1u	/* not to be written, nor what it holds */
#define HTML_LAYOUT	0x2u	/* a table that is not one of data */
#define HTML_VALUE	0x4u	/* `number` was given: start, value */
#define HTML_REVERSED	0x8u	/* a list whose numbers go down */
#define HTML_DROPPED	0x20u	/* left out: not main text */
#define HTML_PRESENT	0x10u	/* role=presentation */

struct html_node {
	uint32_t parent;	/* 0 is the parent of all, and its own */
	uint32_t end;		/* the place behind its subtree */
	uint32_t at, len;	/* HTML_TEXT: in the tree's `text` */
	int32_t number;		/* a list's start, an item's value */
	uint16_t columns, rows;	/* a cell's span */
	uint8_t tag;		/* enum html_tag */
	char style;		/* a list's type: '1' 'a' 'A' 'i' 'I' */
	uint16_t flags;		/* HTML_... */
	uint32_t hints;		/* of its class and id (html_main.c) */
};

struct html_tree {
	struct html_node *nodes;	/* nodes[0] holds all others */
	size_t n, size;
	struct buf text;
	struct buf title;	/* of the head */
	struct buf og_title;	/* of a meta element: without the site */
	size_t notes;		/* marks of notes, which are HTML_OUT */
};

/*
 * Nodes that a document may have: a memory of some 800 MB.  Elements that
 * stand deeper in one another than HTML_DEPTH are read, but not as deep.
 */
#define HTML_NODES ((size_t)20 * 1000 * 1000)
#define HTML_DEPTH 400

/*
 * Reads a document in valid UTF-8, which is changed on the way.  t is all
 * zero.  0, or -1 if it has more nodes than we read.
 */
int html_parse(struct html_tree *t, struct buf *utf8);

void html_tree_free(struct html_tree *t);

enum html_note { HTML_NO_NOTE, HTML_NOTE_MARK, HTML_NOTE };

/*
 * Whether an attribute says that its element is the mark of a footnote in the
 * text, or a note (html_notes.c).
 */
enum html_note html_note(enum html_tag tag, const char *name,
    const char *value);

/* Whether a tag begins and ends a block, so that words do not join. */
bool html_is_block(enum html_tag tag);

/* Marks tables that only lay out the page HTML_LAYOUT (html_tables.c). */
void html_tables(struct html_tree *t);

/* Writes what is in the tree, and not HTML_OUT (html_blocks.c). */
void html_write(struct html_tree *t, struct md *m);

/* What html_decode found. */
struct html_charset {
	char name[CHARSET_NAME];	/* for iconv(3) */
	size_t replaced;	/* bytes that became U+FFFD */
	bool guessed;		/* from the characters */
};

/*
 * Converts b to valid UTF-8 without NULs, by its byte order mark, by the
 * encoding that a server declared (a name for iconv(3), or NULL: none), by
 * being UTF-8, by what it says itself, or by its characters (html_charset.c).
 * Name, unless NULL or ENCODING_AUTO, is asked first.
 */
void html_decode(struct buf *b, const char *name, const char *declared,
    struct html_charset *c);

#endif
