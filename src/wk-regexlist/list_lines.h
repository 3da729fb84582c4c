/* Lists whose items stand in lines of their own, or in cells of a table. */
#ifndef WK_LIST_LINES_H
#define WK_LIST_LINES_H

#include "items.h"

/*
 * Appends the items that are numbered or bulleted lines, or lines that are
 * all questions.  With cut the last line, which a limit may have torn, is
 * an item only if it ends as a sentence does.  False if s holds no such
 * list.
 */
bool list_lines(struct list *l, struct span s, bool cut);

/*
 * Appends the cells of the column of a markdown table that holds the most
 * questions.  With cut the last cell is an item only if it is whole.  False
 * if no table of s holds a question.
 */
bool list_table(struct list *l, struct span s, bool cut);

#endif
