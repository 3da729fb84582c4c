/*
 * Lists written as in a programming language: ["a", "b"], {"a": "b"},
 * nested at most LITERAL_DEPTH deep.
 */
#ifndef WK_LITERAL_H
#define WK_LITERAL_H

#include "items.h"

/* Literals that are nested deeper are not read. */
#define LITERAL_DEPTH 32

struct literal {
	size_t used;	/* bytes read */
	bool empty;	/* it holds nothing but keys and empty strings */
	bool closed;	/* its last bracket was there */
	bool loose;	/* it is neither Python nor JSON */
};

/*
 * Reads the literal that s begins with and appends its items.  s begins with
 * a bracket, or with the key of an object that lacks its bracket, and that of
 * the list around it.
 * With bare, words without quotes are items too; without, only questions.
 * If l->members is not NULL, objects_read (object.h) reads it; bare is that
 * function's `whole` then.
 */
void literal_read(struct list *l, struct span s, bool bare,
    struct literal *found);

/*
 * Appends the items of a text that is a list without its brackets: strings
 * in quotes with commas between them; the first may lack its opening quote.
 * With cut the last string may be torn, and is no item then.  False if s is
 * anything else.
 */
bool literal_row(struct list *l, struct span s, bool cut);

#endif
