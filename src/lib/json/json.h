/*
 * JSON (RFC 8259), strict, without a tree.  The reader walks over the
 * caller's bytes and hands out ranges of them; only json_string copies.
 * Text must be UTF-8; an escaped surrogate must be one of a pair; nesting is
 * at most JSON_DEPTH deep.
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
	const char *valid;	/* the text is UTF-8 up to here */
	const char *why;	/* the error at p, or NULL */
	bool first;		/* no member or element was read yet */
	size_t depth;		/* how many brackets were stepped into */
};

/* Whether c is white space in JSON. */
static inline bool
json_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Starts to read s[0..n). */
void json_open(struct json *j, const char *s, size_t n);
/* Starts to read a value that was read before: its bytes are valid UTF-8. */
void json_open_value(struct json *j, const struct json_value *v);

/* Reads one whole value, white space before it included.  0 or -1. */
int json_read(struct json *j, struct json_value *v);

/* 0 if only white space is left, else -1. */
int json_end(struct json *j);

/* Steps into the next value, an object (array).  0; -1 if it is not one. */
int json_object(struct json *j);
int json_array(struct json *j);

/*
 * Reads the next member (element) of the object (array) that the reader
 * stands in: 1; 0 at its end (the closing bracket is read); -1 if the text is
 * malformed.
 */
int json_member(struct json *j, struct json_value *name,
    struct json_value *value);
int json_element(struct json *j, struct json_value *value);

/* The number of the byte at which the reader stands, counted from 1. */
size_t json_at(const struct json *j);

/*
 * Sets *member to the first member called name of the object v, which has
 * been read before and so is well formed.  1; 0 if there is no such member
 * or v is not an object, and *member is left as it was.
 */
int json_find(const struct json_value *v, const char *name,
    struct json_value *member);

/*
 * Looks for n members of the object v in one walk over it: member[i].p is
 * NULL where names[i] is absent.
 */
void json_find_all(const struct json_value *v, const char *const *names,
    struct json_value *member, size_t n);

/*
 * json_element, and json_find_all of the element, in one walk over it.  The
 * members of an element that is no object are absent.
 */
int json_element_all(struct json *j, const char *const *names,
    struct json_value *member, size_t n);

/*
 * Whether the string v is written in its shortest form, so that its bytes
 * can be copied instead of written anew.
 */
bool json_is_shortest(const struct json_value *v);

/* Whether v is a string and, decoded, equals s. */
bool json_is(const struct json_value *v, const char *s);

/*
 * Decodes the string v to UTF-8.  Without escapes the result lies inside v;
 * otherwise it is appended to scratch and is good until scratch is next
 * changed.  It is no longer than v; if scratch would pass BUF_MAX,
 * scratch->failed is set and the result is empty.
 */
struct span json_string(const struct json_value *v, struct buf *scratch);

/*
 * Appends what the string v says, as UTF-8, to b.  False if v is not a string
 * or, v->p being NULL, is absent.
 */
bool json_add_text(struct buf *b, const struct json_value *v);

/*
 * Reads the number v as an integer.  0; -1 if v is not a number, is written
 * with a fraction or an exponent (1.0, 1e3), or does not fit a long long.
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
 * Appends s, valid UTF-8, as the inside of a JSON string, without quotes:
 * a long string can be put in several calls.
 */
void json_put_inside(struct buf *b, const char *s, size_t n);

/*
 * Writes s, n bytes of valid UTF-8, in quotes, in its shortest JSON form.
 * A long string goes out in pieces, so that it needs little memory.
 */
void json_write_string(struct out *o, const char *s, size_t n);

/*
 * JSON from a server, made valid where only single characters are wrong, and
 * written on one line for the journal.
 */

/* s without the white space of JSON at its beginning. */
struct span json_skip_blanks(struct span s);

/*
 * Appends the JSON text s to b.  Bytes that are not UTF-8, NULs (raw or as
 * \u0000) and escapes of lone surrogates become U+FFFD; returns how many were
 * replaced.  Raw control characters in strings are escaped, which loses
 * nothing and is not counted; NaN and Infinity become null.  Takes linear time.
 */
size_t json_sanitize(struct buf *b, struct span s);

/* Appends the valid JSON s to b without white space, and so on one line. */
void json_compact(struct buf *b, struct span s);

/*
 * Appends the valid object top as a journal keeps it: on one line and, if
 * `replaced` is not 0, with a member "repaired" at its end, which counts the
 * characters replaced; a number that top has there is added.
 */
void json_keep(struct buf *b, const struct json_value *top, size_t replaced);

/* One form for JSON texts that differ in order, escapes and blanks alone. */

/*
 * Appends the JSON value in `json` to b with the members of all objects
 * sorted by name (bytes of its UTF-8; of equal names the earlier first),
 * strings in their shortest form, numbers as they came and no white space.
 * Leaves out the members of the outermost object that `without` names, a
 * list that ends in NULL, or NULL.  0; -1 if `json` is not one JSON value,
 * and b is as before.  b->failed is set if b would pass BUF_MAX.
 */
int canonical_put(struct buf *b, struct span json, const char *const *without);

#endif
