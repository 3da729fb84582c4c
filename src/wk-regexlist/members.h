/*
 * The members of an object that the user names, and the fields that they
 * become: --member NAME[?][=FIELD][:string|number|array].
 */
#ifndef WK_MEMBERS_H
#define WK_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"

#define MEMBERS_MAX 10

/* The types that a member may be of, as bits: 1 << enum json_type. */
#define MEMBER_STRING (1U << JSON_STRING)
#define MEMBER_NUMBER (1U << JSON_NUMBER)
#define MEMBER_ARRAY (1U << JSON_ARRAY)
#define MEMBER_OBJECT (1U << JSON_OBJECT)
#define MEMBER_ANY (MEMBER_STRING | MEMBER_NUMBER | MEMBER_ARRAY | \
    MEMBER_OBJECT | 1U << JSON_TRUE | 1U << JSON_FALSE)

struct member {
	char *name;		/* its key in the object */
	const char *field;	/* the field of the record that it sets */
	unsigned int types;	/* with MEMBER_OBJECT, but not MEMBER_STRING:
				   objects of numbers */
	bool optional;		/* an object may lack it */
};

/* All zero is no members. */
struct members {
	struct member member[MEMBERS_MAX];
	size_t n;
	int question;	/* number of the member that sets `question`, or -1 */
};

/*
 * Adds what the argument of --member says.  Where it does not do, nothing is
 * added and the reason is appended to why.
 */
void members_add(struct members *m, const char *arg, struct buf *why);

/* The number of the member with this key, in letters of any case; or -1. */
int members_find(const struct members *m, struct span key);

/* Frees the names; there are no members afterwards. */
void members_free(struct members *m);

#endif
