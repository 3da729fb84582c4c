/*
 * Bytes that belong to somebody else: where they begin and how many there
 * are.  All lengths are bytes; nothing here allocates.
 */
#ifndef WK_SPAN_H
#define WK_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *p;
	size_t len;
};

/* A string without its NUL. */
static inline struct span
span_of(const char *s)
{
	return (struct span){ s, strlen(s) };
}

/* s without its first n bytes; n is at most s.len. */
static inline struct span
span_from(struct span s, size_t n)
{
	return (struct span){ s.p + n, s.len - n };
}

/* Whether two spans hold the same bytes. */
static inline bool
span_same(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

/* Whether s is this string. */
static inline bool
span_is(struct span s, const char *what)
{
	return span_same(s, span_of(what));
}

/* Whether s begins, or ends, with this string. */
static inline bool
span_begins(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n && (n == 0 || memcmp(s.p, with, n) == 0);
}

static inline bool
span_ends(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n &&
	    (n == 0 || memcmp(s.p + s.len - n, with, n) == 0);
}

/* Takes a string off the beginning of s.  False if s does not begin so. */
static inline bool
span_take(struct span *s, const char *what)
{
	if (!span_begins(*s, what))
		return false;
	*s = span_from(*s, strlen(what));
	return true;
}

/* Whether c is a blank of ASCII: a space, or \t \n \v \f \r. */
static inline bool
span_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Whether c is a digit, or a letter, of ASCII. */
static inline bool
span_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
span_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * The length in bytes of the first of n strings that s begins with, or 0.
 * Where one string begins another, the longer comes first.
 */
size_t span_one_of(struct span s, const char *const *strings, size_t n);

/* s without the blanks of ASCII at both ends. */
struct span span_strip(struct span s);

/*
 * Takes the next line off s, without its end (\n or \r\n).  False if
 * nothing is left.
 */
bool span_line(struct span *s, struct span *line);

#endif
