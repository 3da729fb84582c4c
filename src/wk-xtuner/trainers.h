/* What the trainers do with a row: by its template, by its length. */
#ifndef WK_TRAINERS_H
#define WK_TRAINERS_H

#include <stdbool.h>

#include "json/json.h"
#include "rowcheck.h"

/*
 * Complains of what the template of c does with a row, notes its traits, and
 * complains if it is too long.  list is the value of the row's key.
 */
void trainers_row(struct rowcheck *c, const struct json_value *row,
    enum row_key key, const struct json_value *list, bool preference);

#endif
