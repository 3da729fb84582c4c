/* Values of literals, written as JSON. */
#ifndef WK_VALUE_H
#define WK_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"

struct value {
	size_t used;	/* bytes read */
	enum json_type type;	/* of the JSON */
	bool loose;	/* the value is neither Python nor JSON */
};

/*
 * Reads the value that s begins with, nested `deepest` deep at most, and
 * appends it to b as JSON on one line: strings and numbers in the spelling
 * that they have, if it is JSON's; else what they say.  Words without quotes
 * are a string.  False if the value is cut off or nested deeper; b may hold
 * a part of it then.  With strict, s begins with valid JSON.
 */
bool value_read(struct buf *b, struct span s, size_t deepest, bool strict,
    struct value *v);

/*
 * The text of a string whose inside is `in`, its escapes undone; \n becomes
 * a newline.  Good until b changes, which it takes the place of.
 */
struct span value_text(struct buf *b, struct span in);

/* Where a string of valid JSON, which begins at p, ends. */
const char *value_string_end(const char *p, const char *end);

#endif
