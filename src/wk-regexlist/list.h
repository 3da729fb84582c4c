/*
 * Finds the list that a person would see in the response of a language
 * model.  Nothing is evaluated; the time is linear in the length of the
 * text, and depth is limited.
 *
 * Thinking (<think>) is left out.  The list is looked for in this order:
 * the whole text as a literal; the text between tags; fences; brackets
 * anywhere; elements like <question>; strings with commas between them;
 * tables; numbered and bulleted lines, and lines that are all questions.
 * Of several lists the longest is taken, of equally long ones the last; but
 * questions win over longer lists of anything else, wherever they stand.
 *
 * Items lose the white space, numbering, quotes and markdown bold around
 * them; escapes (in literals) and HTML entities are undone; newlines become
 * blanks; control characters and invisible ones are dropped.
 */
#ifndef WK_LIST_H
#define WK_LIST_H

#include <stddef.h>

#include "items.h"
#include "text/pattern.h"

/* For list_read. */
#define LIST_CUT 1U	/* the text was cut off by a limit on its length */
#define LIST_STRICT 2U	/* only a literal, whole text or in a fence */

enum list_found {
	LIST_NONE,	/* there is no list */
	LIST_EMPTY,	/* there is a list, without items */
	LIST_FOUND
};

/*
 * Reads the list in s[0..n), valid UTF-8, in place of the items in l; how
 * is a sum of LIST_*.  With LIST_FOUND there is an item or more; items are
 * valid UTF-8, not empty, and in one line.  If l->text.failed, the items
 * were longer than BUF_MAX together: they are not good then.
 */
enum list_found list_read(struct list *l, const char *s, size_t n,
    unsigned int how);

/*
 * Reads the matches of a pattern in s[0..n), valid UTF-8, in place of the
 * items in l: of each match the first group, or all of it if the pattern
 * has no group.  Items are made clean as list_read does, but keep their
 * numbering, quotes and bold.  Returns 0, or -1 if PCRE2 gave a match up;
 * the items before it are in l.
 */
int list_match(struct list *l, struct pattern *p, const char *s, size_t n);

#endif
