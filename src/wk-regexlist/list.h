/*
 * The list that a person would see in what a language model said.  Nothing
 * is evaluated; the time is linear in the length of the text, and depth is
 * limited.
 *
 * In this order: what is thought aloud (<think>) is left out; then comes
 * the whole text as a list literal; then what stands between tags, in
 * fences, and in brackets anywhere; then elements like <question>; then
 * numbered and bulleted lines, rows of a table, and lines that are all
 * questions.  Of several lists in brackets the longest is taken, the last
 * of equals.
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
#define LIST_STRICT 2U	/* nothing but a list literal, whole or in a fence */

enum list_found {
	LIST_NONE,	/* there is no list */
	LIST_EMPTY,	/* a list of no items */
	LIST_FOUND
};

/*
 * Reads the list in s[0..n), valid UTF-8, in place of what was in l; how is
 * a sum of LIST_*.  The items, one or more if it is LIST_FOUND, are valid
 * UTF-8, not empty and in one line.  l->text.failed tells of a lack of
 * memory.
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
