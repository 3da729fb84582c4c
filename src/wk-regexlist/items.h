/*
 * The items of a list: they are made clean, kept, and compared.  All text
 * is valid UTF-8, all lengths are bytes.
 */
#ifndef WK_ITEMS_H
#define WK_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "members.h"

struct list_item {
	size_t at, len;	/* where it stands in list.text */
	size_t object;	/* its number among list.object, if it is one */
};

/* A member of an object, as JSON in list.text; len 0: there is none. */
struct list_value {
	size_t at, len;
	enum json_type type;
};

/*
 * An item that is an object, or that should be one.  The text of an item that
 * lacks a member is the object as it stands in what was read.
 */
struct list_object {
	size_t first;	/* number of its first member among list.value */
	size_t others;	/* members that nobody named */
	size_t lacks;	/* the member that is missing or of another type;
			   MEMBERS_MAX: none is */
	bool named;	/* it has a member that is named */
	bool other;	/* it is no object */
};

/* All zero is a list of no items. */
struct list {
	const struct members *members;	/* not NULL: items are objects, and
					   these are their members */
	struct buf text;	/* failed: the items are too long for it */
	struct list_item *item;
	size_t n;
	struct list_object *object;
	struct list_value *value;
	/* Private. */
	bool strict;		/* a string is an item, whatever it holds */
	size_t objects, objects_size, values, values_size;
	size_t size;
	struct buf undone;	/* a text without its entities */
	struct buf unquoted;	/* a text that was a string */
	struct buf inner;	/* a string that is a list */
	struct list_line *line;	/* of list_lines.c */
	size_t lines, lines_size;
	size_t *slot;		/* of the hash table of list_unique */
	size_t slots;
};

/* For list_copy and list_add. */
#define CLEAN_ESCAPES 1U	/* undo backslash escapes */
#define CLEAN_ONLY 2U		/* leave numbering, quotes and bold */

/* The item number i, from 0; good until an item is added. */
struct span list_text(const struct list *l, size_t i);

/* The object that item number i is; only if l->members is not NULL. */
const struct list_object *list_object(const struct list *l, size_t i);

/* Drops the items that stand in the list before.  Returns how many. */
size_t list_unique(struct list *l);

/* Drops all items from number n on. */
void list_drop(struct list *l, size_t n);

/* Drops the items from number `to` on that are before number `from`. */
void list_close_up(struct list *l, size_t to, size_t from);

/* Frees the memory; the list is empty and usable afterwards. */
void list_free(struct list *l);

/*
 * Cleans s and appends it as an item.  Returns false, and appends nothing,
 * if no letter or digit is left of s when it is clean, or (without
 * CLEAN_ONLY) if s only counts the items.
 */
bool list_add(struct list *l, struct span s, unsigned int how);

/* Appends an item that stands in l->text already. */
void list_push(struct list *l, size_t at, size_t len);

/* Appends an item that is an object, with its members (as many as named). */
void list_push_object(struct list *l, size_t at, size_t len,
    const struct list_object *o, const struct list_value *value);

/*
 * Appends s to l->text, as one line, with escapes, entities, bold type and
 * invisible characters undone.  Returns where that begins; it ends at the
 * end of l->text.
 */
size_t list_copy(struct list *l, struct span s, unsigned int how);

/* Appends s to b with its HTML entities undone. */
void list_undo_entities(struct buf *b, struct span s);

/* s without the blanks, quotes and (with numbering) markers around an item. */
struct span list_trim(struct span s, bool numbering);

/* Whether half of the items in [from, to) or more are questions. */
bool list_are_questions(const struct list *l, size_t from, size_t to);

/*
 * The length of the tag at s.p[i] if it breaks the line there: <br>, <br/>,
 * </p>, <p>, also &lt;br&gt;.  0 if it stands within a sentence, which may be
 * about that tag.
 */
size_t list_break(struct span s, size_t i);

#endif
