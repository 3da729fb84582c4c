/* Items of a list that are objects. */
#ifndef WK_OBJECT_H
#define WK_OBJECT_H

#include "items.h"
#include "literal.h"

/*
 * Reads the literal that s begins with, as literal_read does, and
 * appends the objects in it as items.  An object that has all the members
 * that l->members names is one, and so is one that holds no other object;
 * else the objects in it are.  Strings beside objects in a list are items
 * without members.  An object that is cut off is left out.  `whole` says that
 * s is all that there is: valid JSON is read strictly then.
 */
void objects_read(struct list *l, struct span s, bool whole,
    struct literal *found);

/* Whether one of the items in [from, to) has all of its members. */
bool objects_whole(const struct list *l, size_t from, size_t to);

#endif
