/* Lists in elements of HTML or XML, and the tags around a whole answer. */
#ifndef WK_ELEMENTS_H
#define WK_ELEMENTS_H

#include "items.h"

/*
 * Finds the text between a tag that models put around an answer, such as
 * <output_json>, and its twin, or else the end.  False if there is none.
 */
bool elements_tag(struct span s, struct span *in);

/*
 * Appends the content of the elements <question>, <li> and their like, with
 * attributes or without.  Where their closing tags are missing, an element
 * ends with its line, and there must be two or more; with cut, or where others
 * have their closing tags, the last one must end as a sentence does.  False
 * if there are none.
 */
bool elements_read(struct list *l, struct span s, bool cut);

#endif
