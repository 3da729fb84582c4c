/*
 * Text with places for fields of a record: {{field}} and
 * {{field|default}}.  Blanks inside the braces, around the name and around
 * the default, do not count; a name is letters, digits, _ and -, and what is
 * UTF-8 beyond ASCII; a default ends at the first }}.  All other braces are
 * text.
 */
#ifndef WK_TEMPLATE_H
#define WK_TEMPLATE_H

#include <stddef.h>

#include "base/buf.h"
#include "record.h"

struct template_part {
	struct span text;	/* text as it is, or the default */
	int field;		/* number of a field, or -1 for text */
	bool optional;		/* there is a default */
};

/* All zero is the empty template. */
struct template {
	struct template_part *part;
	size_t n;
	struct buf names;
};

/*
 * Reads a template, t being all zero; its text must outlive it, and is valid
 * UTF-8.  The fields are added to f, by names that live in t.  0, or -1 and
 * `why` says what is wrong: too many fields, no memory.
 */
int template_parse(struct template *t, struct span text, struct fields *f,
    struct buf *why);

/*
 * Appends the template with the record's fields filled in: strings as what
 * they say, numbers, true, false, arrays and objects as their JSON.  A field
 * that is absent or null takes its default; an empty string is a value.  0,
 * or -1 if one has none: *missing is its name then.  b->failed tells of a
 * lack of memory.
 */
int template_fill(const struct template *t, struct record *r, struct buf *b,
    const char **missing);

/* What a field says instead of what the record has. */
struct template_value {
	int field;
	struct span text;
};

/* The same, with n fields that are given by the program. */
int template_fill_with(const struct template *t, struct record *r,
    const struct template_value *own, size_t n, struct buf *b,
    const char **missing);

void template_free(struct template *t);

#endif
