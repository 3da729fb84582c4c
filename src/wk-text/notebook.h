/* Notebooks of Jupyter: their text and code as Markdown. */
#ifndef WK_NOTEBOOK_H
#define WK_NOTEBOOK_H

#include <stdbool.h>

#include "json/json.h"
#include "sink.h"

/* Whether an object is a notebook. */
bool notebook_is(const struct json_value *object);

/*
 * Appends the cells of a notebook to the text: Markdown as it is, code in
 * fences, without what it printed.  The type becomes "ipynb".  0.
 */
int notebook_read(const struct json_value *object, struct sink *k);

#endif
