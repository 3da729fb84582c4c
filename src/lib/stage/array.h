/*
 * Files of training rows come as lines or as one JSON array, which may go on
 * over many lines.  This reads the array.
 */
#ifndef WK_ARRAY_H
#define WK_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "json/json.h"

struct array {
	struct json json;	/* json.why tells what is wrong */
	const char *counted;	/* lines are counted up to here */
	size_t line;	/* of the element last read, or of the error, from 1 */
};

/*
 * Whether a text that begins so is one array of rows, and not lines.  XTuner
 * V1 also takes lines that are arrays of messages: then the first element of
 * the first array has a role.
 */
bool array_of_rows(struct span text);

/* Begins to read the elements of an array, which stays the caller's. */
void array_open(struct array *a, struct span text);

/* The next element: 1; 0 behind the last one; -1 if the array is broken. */
int array_next(struct array *a, struct json_value *row);

#endif
