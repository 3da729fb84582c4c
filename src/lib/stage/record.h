/*
 * One record of the stream: a line that is a JSON object.  A program names
 * the fields that it reads or sets; every other byte of the line passes
 * through as it came (wk-records(5)).
 */
#ifndef WK_RECORD_H
#define WK_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"
#include "base/out.h"

#define RECORD_FIELDS 32

/* The fields that a program knows, each by its number. */
struct fields {
	const char *name[RECORD_FIELDS];
	size_t n;
};

struct record_slot {
	struct json_value value;	/* as read */
	size_t member;	/* place of its name in the line */
	size_t edit, editlen;	/* new value, in record.edits */
	bool present;	/* it stands in the line */
	bool set;	/* it has a new value */
	bool unset;	/* it was taken away */
	bool decoded;	/* text holds what the value, a string, says */
	struct span text;
};

/* All zero, with fields set, is a record to parse into. */
struct record {
	const struct fields *fields;
	struct span line;
	size_t open, close;	/* places of the outer braces in the line */
	struct record_slot slot[RECORD_FIELDS];
	struct buf edits;
	struct buf strings;	/* decoded strings */
	struct buf why;		/* what was wrong with a line */
};

/*
 * The number of the field called name, which must outlive the table; the
 * same name gets the same number.  At most RECORD_FIELDS names.
 */
int fields_add(struct fields *f, const char *name);

/*
 * Reads a line, which must stay where it is until the record has been
 * written.  0, or -1 if it is no JSON object, has a lone surrogate, or one
 * of the known fields twice; record.why then says so, in one line.
 */
int record_parse(struct record *r, struct span line);

/* The value of a field as it came, or NULL if it is absent or unset. */
const struct json_value *record_get(const struct record *r, int field);

/*
 * What a string field says, as it came.  1; 0 if it is absent, unset or
 * null; -1 if it is something else than a string.  Good until the next
 * record_parse.  Without memory to decode it, it is empty, the record
 * cannot be written, and stage.h ends the run.
 */
int record_string(struct record *r, int field, struct span *s);

/*
 * What a string that stands somewhere in the record says.  Good until the
 * next record_parse, if none is asked for twice.  record.strings.failed
 * tells of a lack of memory.
 */
struct span record_decode(struct record *r, const struct json_value *v);

/* Whether a field is there, not unset, and literally true. */
bool record_true(const struct record *r, int field);

/* Gives a field a new value: the n bytes of JSON at json, copied. */
void record_set(struct record *r, int field, const char *json, size_t n);

/* Gives a field a string for its value; bytes not UTF-8 become U+FFFD. */
void record_set_string(struct record *r, int field, const char *s, size_t n);

/* Takes a field away. */
void record_unset(struct record *r, int field);

/* Forgets what was set and unset since record_parse. */
void record_reset(struct record *r);

/*
 * Appends the record, edits included, and a newline to out.  0, or -1 if
 * an edit could not be kept, or a string not be decoded, for lack of memory
 * (nothing is written then).
 */
int record_write(const struct record *r, struct out *out);

/*
 * The same, with one field given as text that need not be copied: the
 * string s, valid UTF-8.
 */
int record_write_with(const struct record *r, struct out *out, int field,
    struct span s);

/* Frees what the record holds. */
void record_free(struct record *r);

#endif
