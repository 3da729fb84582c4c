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
#include "base/out.h"
#include "json/json.h"

/* More than any program knows: wk-stat and wk-regexlist come to some 32. */
#define RECORD_FIELDS 48

/* The fields that a program knows, each by its number. */
struct fields {
	const char *name[RECORD_FIELDS];
	size_t n;
};

struct record_slot {
	struct json_value value;	/* as read */
	size_t member;	/* place of the name in the line */
	size_t edit, editlen;	/* new value, in record.edits */
	bool present;	/* the line has the field */
	bool set;	/* the field has a new value */
	bool unset;	/* the field was taken away */
	bool decoded;	/* text is the value, a string, decoded */
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
	struct buf why;		/* why the line is not a record */
};

/*
 * The number of the field called name, which must outlive the table; the
 * same name gets the same number.  At most RECORD_FIELDS names.
 */
int fields_add(struct fields *f, const char *name);

/*
 * Reads a line, which must stay where it is until the record has been
 * written.  0, or -1 if the line is not a JSON object, has a lone surrogate,
 * or has a field of the table twice; record.why then gives the reason, in
 * one line.
 */
int record_parse(struct record *r, struct span line);

/* The value that a field came with; NULL if it is absent or unset. */
const struct json_value *record_get(const struct record *r, int field);

/*
 * Sets *s to the value that a field came with, a string, decoded.  1; 0 if
 * the field is absent, unset or null; -1 if it is not a string.  *s is good
 * until the next record_parse.
 */
int record_string(struct record *r, int field, struct span *s);

/*
 * Decodes the string v, which stands somewhere in the record.  The result is
 * good until the next record_parse, provided that each string is decoded
 * only once: the room is made for that.
 */
struct span record_decode(struct record *r, const struct json_value *v);

/* Whether a field is present, not unset, and literally true. */
bool record_true(const struct record *r, int field);

/* Gives a field a new value: the n bytes of JSON at json, copied. */
void record_set(struct record *r, int field, const char *json, size_t n);

/* Gives a field a new value: the string s.  Invalid UTF-8 becomes U+FFFD. */
void record_set_string(struct record *r, int field, const char *s, size_t n);

/* Takes a field away. */
void record_unset(struct record *r, int field);

/* Forgets the changes since record_parse. */
void record_reset(struct record *r);

/*
 * Writes the record with its changes, and a newline, to out.  0; -1 if the
 * new values, or the strings decoded, would have passed BUF_MAX: then
 * nothing is written.
 */
int record_write(const struct record *r, struct out *out);

/*
 * The same, with the string s, valid UTF-8, as the value of one field: s is
 * not copied into the record.
 */
int record_write_with(const struct record *r, struct out *out, int field,
    struct span s);

/* Frees what the record holds. */
void record_free(struct record *r);

#endif
