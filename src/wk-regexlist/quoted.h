/*
 * The tokens of a literal list as Python, JSON, JavaScript and careless
 * models write it: brackets, commas, blanks, comments, strings in quotes.
 * Each function looks at the beginning of s and returns a length in bytes.
 */
#ifndef WK_QUOTED_H
#define WK_QUOTED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/* An opening bracket, a closing one, a comma or semicolon; or 0. */
size_t quoted_opener(struct span s);
size_t quoted_closer(struct span s);
size_t quoted_comma(struct span s);

/* White space between elements, also where it is written \n. */
size_t quoted_blanks(struct span s);

/* A comment of Python, JavaScript or HTML; or 0. */
size_t quoted_comment(struct span s);

/*
 * Blanks and comments; *loose becomes true if neither Python nor JSON has
 * them.
 */
size_t quoted_skip(struct span s, bool *loose);

/* Whether a string in quotes begins here. */
bool quoted_begins(struct span s);

/* Whether s begins with a key as JavaScript has it, without quotes. */
bool quoted_key(struct span s);

/* Whether s begins with a key, in quotes or without, and a colon. */
bool quoted_member(struct span s);

/*
 * Reads the string that s begins with.  The text between its quotes goes to
 * *in; *loose becomes true if neither Python nor JSON has such strings.
 * Returns where the string ends, or NULL if its end is missing.
 */
const char *quoted_read(struct span s, struct span *in, bool *loose);

/*
 * Reads a string whose opening quote is missing, up to its closing quote, on
 * one line.  Returns its length with that quote, or 0 if s is none.
 */
size_t quoted_unopened(struct span s, struct span *in);

#endif
