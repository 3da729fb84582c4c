/* The embedding that a record brings along, for those who use it. */
#ifndef WK_EMBEDDED_H
#define WK_EMBEDDED_H

#include "embedding.h"
#include "stage.h"

/*
 * Reads the field that holds the embedding of a text, and gives its vector
 * the length 1.  1; 0 if there is none, or null; -1: the record has failed, as
 * bad_embedding, or as stale_embedding if the embedding is of another text.
 */
int embedded_read(struct embedding *e, struct stage *st, struct record *r,
    int field, struct span text);

#endif
