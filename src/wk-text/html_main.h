/* Chooses the main text of a page. */
#ifndef WK_HTML_MAIN_H
#define WK_HTML_MAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "html_tree.h"

/* What class, id and role tell of an element. */
#define HINT_NAV	0x1u	/* menus, breadcrumbs, page numbers */
#define HINT_SIDE	0x2u	/* sidebars, widgets */
#define HINT_FOOT	0x4u	/* footers */
#define HINT_COMMENT	0x8u	/* comments of readers */
#define HINT_RELATED	0x10u	/* other articles */
#define HINT_SHARE	0x20u	/* buttons of social networks */
#define HINT_AD		0x40u	/* advertisements */
#define HINT_FORM	0x80u	/* newsletter, login, search, rating */
#define HINT_META	0x100u	/* author, date, tags */
#define HINT_POPUP	0x200u	/* cookies, dialogs; texts for no one */
#define HINT_BAD	0x3ffu	/* any of these */
#define HINT_TEXT	0x1000u	/* holds the text of an article */
#define HINT_CONTENT	0x2000u	/* may hold the main text */

/* What an attribute such as class or id says about its element: HINT_... */
uint32_t html_hints(const char *name, const char *value);

/*
 * Whether a short line that begins so stands around articles and not in them:
 * "Share this", 责任编辑 (html_notices.c).
 */
bool html_is_notice(struct span s);

/* Marks HTML_OUT all that is not main text. */
void html_main(struct html_tree *t);

#endif
