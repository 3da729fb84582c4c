/* The fields of a record that the members of an object become. */
#ifndef WK_FILL_H
#define WK_FILL_H

#include "items.h"
#include "stage/stage.h"

struct fill {
	const struct members *members;
	int field[MEMBERS_MAX];
	struct buf scores;
};

/* Registers the fields; call it before stage_open. */
void fill_open(struct fill *f, const struct members *m, struct stage *st);

/*
 * Sets the fields from the members of item number i, which lacks none.
 * Members that become `scores` are added to the scores that are there.
 */
void fill_record(struct fill *f, struct record *r, const struct list *l,
    size_t i);

/*
 * Appends to why what is wrong with item number i, which lacks a member.
 * Returns the kind of the error.
 */
const char *fill_why(const struct list *l, size_t i, struct buf *why);

void fill_free(struct fill *f);

#endif
