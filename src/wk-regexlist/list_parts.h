/* What the files of list.h share; for them alone. */
#ifndef WK_LIST_PARTS_H
#define WK_LIST_PARTS_H

#include <string.h>

#include "list.h"

/* For list_add. */
#define CLEAN_ESCAPES 1U	/* undo backslash escapes */
#define CLEAN_ONLY 2U		/* leave numbering, quotes and bold */

/* How the beginning of an item is marked. */
enum marker_style {
	MARK_NONE, MARK_ARABIC, MARK_PAREN, MARK_CIRCLE, MARK_CHINESE,
	MARK_QUESTION, MARK_BULLET, MARK_SPACE, MARK_LETTER, MARK_ANSWER,
	MARKS
};

struct marker {
	enum marker_style style;
	unsigned int number;	/* 0: it has none */
};

/* Whether s begins (ends) with a word, which is not empty. */
static inline bool
list_begins(struct span s, const char *what)
{
	size_t n;

	if (s.len == 0 || *s.p != *what)
		return false;
	n = strlen(what);
	return s.len >= n && memcmp(s.p, what, n) == 0;
}

static inline bool
list_ends_with(struct span s, const char *what)
{
	size_t n = strlen(what);

	return s.len >= n && memcmp(s.p + s.len - n, what, n) == 0;
}

/*
 * The place of the first byte in s[i..n) that does not begin a character of
 * U+4000 to U+9FFF: Han, of which most of a Chinese text consists.
 */
static inline size_t
list_skip_han(const char *s, size_t i, size_t n)
{
	while (i + 3 < n && (unsigned char)(s[i] - '\344') < 6 &&
	    (unsigned char)(s[i + 3] - '\344') < 6)
		i += 6;
	if (i < n && (unsigned char)(s[i] - '\344') < 6)
		i += 3;
	return i < n ? i : n;
}

/* list_marker.c */

/*
 * Reads the marker at the beginning of s.  Returns its length with the
 * blanks after it, or 0 (MARK_NONE) if there is none.
 */
size_t list_marker(struct span s, struct marker *m);

/* Where the item number k begins in a line: its place, or s.len. */
size_t list_find_number(struct span s, unsigned int k);

/* list_clean.c */

/*
 * Appends to l->text what s says, in one line.  Returns where that begins;
 * it ends at the end of l->text.
 */
size_t list_copy(struct list *l, struct span s, unsigned int how);

/* Appends an item; false if nothing is left of it when it is clean. */
bool list_add(struct list *l, struct span s, unsigned int how);

/* Appends an item that stands in l->text. */
void list_push(struct list *l, size_t at, size_t len);

/* Forgets all items from number n on. */
void list_drop(struct list *l, size_t n);

/* Makes the items from number `from` on follow those before number `to`. */
void list_close_up(struct list *l, size_t to, size_t from);

/* Appends s to b with its HTML entities undone. */
void list_undo(struct buf *b, struct span s);

/* list_trim.c */

/* s without what surrounds an item: blanks, quotes, numbering. */
struct span list_trim(struct span s, bool numbering);

/* Whether s reads as a question. */
bool list_asks(struct span s);

/* Whether s ends as a sentence does. */
bool list_ends(struct span s);

/* Whether a byte begins no invisible character, but most of the others. */
static inline bool
list_begins_visible(char c)
{
	unsigned char u = (unsigned char)c;

	return (u > 0x20 && u < 0x80) || (u >= 0xe4 && u <= 0xee);
}

/* The same of the end of s, not empty: ASCII, or three bytes. */
static inline bool
list_ends_visible(struct span s)
{
	const unsigned char *end = (const unsigned char *)s.p + s.len;

	if (end[-1] < 0x80)
		return end[-1] > 0x20 && end[-1] < 0x7f;
	return s.len >= 3 && end[-3] >= 0xe4 &&
	    (end[-3] <= 0xee || end[-2] != 0xbb);
}

/* s without the white space and invisible characters at its ends. */
struct span list_strip_ends(struct span s);

/* The same; most texts have none. */
static inline struct span
list_strip(struct span s)
{
	return s.len > 0 && list_begins_visible(*s.p) &&
	    list_ends_visible(s) ? s : list_strip_ends(s);
}

/* list_string.c */

/* The length of the bracket or comma, of any kind, that s begins with, or 0. */
size_t list_bracket(const char *s, size_t n);
size_t list_closer(struct span s);
size_t list_comma(struct span s);

/* The length of white space, also where it is written \n. */
size_t list_blanks(struct span s);

/* The length of a comment in Python or JavaScript, or 0. */
size_t list_comment(struct span s);

/* Whether a string in quotes begins here. */
bool list_begins_string(struct span s);

/*
 * Reads the string that s begins with.  What is between its quotes goes to
 * *in; *loose becomes true if neither Python nor JSON has such strings.
 * Returns where it ends, or NULL if it is torn.
 */
const char *list_string(struct span s, struct span *in, bool *loose);

/* list_rank.c */

/* How the members of an object stand to each other: the best are items. */
enum {
	RANK_NONE, RANK_ONLY = 50, RANK_ANY = 100, RANK_NUMBERED = 120,
	RANK_TEXT = 140, RANK_HOLDER = 150, RANK_QUESTION = 190,
	RANK_LIST = 200
};

/*
 * How good a member with such a key is for an item, if its value is a
 * string, or else for items.
 */
int list_rank(struct span key, bool is_string);

/* list_literal.c */

struct literal {
	size_t used;	/* bytes read */
	bool empty;	/* nothing in it but keys and empty strings */
	bool closed;	/* the last bracket was there */
	bool loose;	/* neither Python nor JSON */
};

/*
 * Reads the literal that s begins with, a bracket, and appends its items.
 * With bare, words without quotes are items too; without, only questions.
 */
void list_literal(struct list *l, struct span s, bool bare,
    struct literal *found);

/* Appends the items of a text that is a list without its brackets. */
bool list_row(struct list *l, struct span s);

/* list_scan.c */

/* Appends the items of the best list in brackets that s holds. */
bool list_scan(struct list *l, struct span s, size_t *budget);

/* Appends the content of the elements <question>, <li>, … */
bool list_elements(struct list *l, struct span s);

/* list_lines.c */

/* Appends the items that stand in lines of their own. */
bool list_lines(struct list *l, struct span s, bool cut);

/* list_table.c */

/* Appends the cells that are questions, of a table in markdown. */
bool list_table(struct list *l, struct span s);

#endif
