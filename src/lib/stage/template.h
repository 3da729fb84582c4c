/*
 * Text with places for fields of a record: {{field}} and
 * {{field|default}}.  Blanks around the name and around the default are
 * ignored; a name consists of ASCII letters, digits, _, - and characters
 * beyond ASCII; a default ends at the first }}.  All other braces are text.
 */
#ifndef WK_TEMPLATE_H
#define WK_TEMPLATE_H

#include <stddef.h>

#include "base/buf.h"
#include "opt.h"
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
 * Parses text, which is valid UTF-8 and must outlive the template, into t,
 * which is all zero.  Adds the fields to f, under names that live in t.  0;
 * -1 with a message in `why` if there are too many fields.
 */
int template_parse(struct template *t, struct span text, struct fields *f,
    struct buf *why);

/*
 * Appends the template with the record's fields filled in: strings decoded;
 * numbers, true, false, arrays and objects as their JSON.  A field that is
 * absent or null takes its default; an empty string is a value.  0; -1 if a
 * field is missing and has no default: *missing is its name then.
 */
int template_fill(const struct template *t, struct record *r, struct buf *b,
    const char **missing);

/* A value for a field, used instead of the record's. */
struct template_value {
	int field;
	struct span text;
};

/* The same, with the values of n fields given in own. */
int template_fill_with(const struct template *t, struct record *r,
    const struct template_value *own, size_t n, struct buf *b,
    const char **missing);

/*
 * The number in f of the field called name, if the template has a place for
 * it; else -1.
 */
int template_place(const struct template *t, const struct fields *f,
    const char *name);

/*
 * Appends the values that the record has for the template's places, as
 * template_fill fills them in, to b: a NUL before each, in the order of the
 * places, and none for the field `except`.
 */
void template_values(const struct template *t, struct record *r, int except,
    struct buf *b);

void template_free(struct template *t);

/*
 * A prompt given on the command line: its text (-s) or a file (-S).  All
 * zero is a prompt that was not given.
 */
struct prompt {
	struct span text;	/* valid UTF-8; p is NULL if not given */
	struct buf bytes;
};

/*
 * For rows of an option table (OPT_CALL) that have a letter and whose value
 * is a struct prompt *: set the prompt to the argument, or to the content of
 * the file it names ("-" for stdin), without a byte order mark and without
 * the newlines at its end.
 */
void prompt_take_text(const struct opt *o, const char *arg, struct buf *why);
void prompt_take_file(const struct opt *o, const char *arg, struct buf *why);

/* The rows of the two prompts of a chat, which are templates. */
#define PROMPT_OPTIONS(user, system) \
	{ 'p', "prompt", "prompt", \
	    "user prompt; {{field}} stands for a field", \
	    OPT_CALL, .value = &(user), .call = prompt_take_text }, \
	{ 'P', "prompt-file", "file", "read the user prompt from this file", \
	    OPT_CALL, .value = &(user), .call = prompt_take_file }, \
	{ 's', "system", "system", "system prompt, a template too", \
	    OPT_CALL, .value = &(system), .call = prompt_take_text }, \
	{ 'S', "system-file", "file", "read the system prompt from this file", \
	    OPT_CALL, .value = &(system), .call = prompt_take_file }

void prompt_free(struct prompt *p);

#endif
