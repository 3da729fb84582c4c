/* Chooses the main text of a page. */
#ifndef WK_HTML_MAIN_H
#define WK_HTML_MAIN_H

#include <stdint.h>

#include "html_tree.h"

/* What an attribute, like class or id, tells of its element: HINT_... */
uint32_t html_hints(const char *name, const char *value);

/* Marks HTML_OUT all that is not main text. */
void html_main(struct html_tree *t);

#endif
