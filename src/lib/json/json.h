/*
 * JSON (RFC 8259), strict, without a tree.  The reader walks over the
 * caller's bytes and hands out ranges of them; nothing is copied until a
 * string is asked for.  Text must be UTF-8; an escaped surrogate must be
 * one of a pair; nesting is at most JSON_DEPTH deep.
 */
#ifndef WK_JSON_H
#define WK_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/out.h"

#define JSON_DEPTH 256

enum json_type {
	JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING,
	JSON_ARRAY, JSON_OBJECT
};

/* One value: a range of the text read, brackets and quotes included. */
struct json_value {
	const char *p;
	size_t len;
	enum json_type type;
	bool escaped;	/* a string with at least one backslash */
};

/* Where a reader stands. */
struct json {
	const char *start, *p, *end;
	const char *valid;	/* up to here it is UTF-8 */
	const char *why;	/* what is wrong at p, or NULL */
	bool first;		/* no member or element was read yet */
	size_t depth;		/* how many brackets were stepped into */
};

/* Starts to read s[0..n). */
void json_open(struct json *j, const char *s, size_t n);

/* Reads one whole value, white space before it included.  0 or -1. */
int json_read(struct json *j, struct json_value *v);

/* 0 if only white space is left, else -1. */
int json_end(struct json *j);

/* Steps into the object (array) that comes next.  0, or -1 if none does. */
int json_object(struct json *j);
int json_array(struct json *j);

/*
 * The next member (element) of what was stepped into: 1, 0 at its end
 * (the closing bracket is read), -1 if it is malformed.
 */
int json_member(struct json *j, struct json_value *name,
    struct json_value *value);
int json_element(struct json *j, struct json_value *value);

/* The number of the byte that the reader stopped at, counted from 1. */
size_t json_at(const struct json *j);

/*
 * Looks for the member called name in the object v, which has been read
 * before and so is known to be well formed.  1 if it is there (the first,
 * if there are several), else 0, and *member is left as it was.
 */
int json_find(const struct json_value *v, const char *name,
    struct json_value *member);

/*
 * Whether the string v is written in its shortest form, so that its bytes
 * can be copied where a re-written one is wanted.
 */
bool json_is_shortest(const struct json_value *v);

/* Whether the string v says s. */
bool json_is(const struct json_value *v, const char *s);

/*
 * What the string v says, as UTF-8.  Where it has no escapes the result
 * lies inside v; otherwise it is appended to scratch and lies there, until
 * scratch is next changed.  scratch->failed tells of a lack of memory.
 */
struct span json_string(const struct json_value *v, struct buf *scratch);

/*
 * Reads the number v as an integer.  0, or -1 if it is none that a long
 * long holds (1.0 and 1e3 are none).
 */
int json_integer(const struct json_value *v, long long *n);

/* The double nearest to the number v; infinite if it is too large. */
double json_number(const struct json_value *v);

/* The name of a type, for messages: "a string". */
const char *json_type_name(enum json_type type);

/*
 * Appends s in quotes, in its shortest JSON form.  Bytes that are not
 * UTF-8 become U+FFFD.
 */
void json_put_string(struct buf *b, const char *s, size_t n);

/* The same for a string that ends in a NUL. */
void json_put(struct buf *b, const char *s);

/*
 * Appends s, valid UTF-8, as the inside of a JSON string: without the
 * quotes, so that a long one can be put in several calls.
 */
void json_put_inside(struct buf *b, const char *s, size_t n);

/*
 * Writes s, n bytes of valid UTF-8, in quotes, in its shortest JSON form.
 * A long string is flushed in pieces, so that it needs no memory of its own.
 */
void json_write_string(struct out *o, const char *s, size_t n);

#endif
