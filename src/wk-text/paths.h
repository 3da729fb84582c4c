/* Lists of documents: records whose `path` names one (--list). */
#ifndef WK_PATHS_H
#define WK_PATHS_H

#include "crew.h"
#include "stage/stage.h"

/*
 * Has the documents read that the records of the operands name: their `source`
 * is that of the record, or else the path, and the members of the record that
 * are not wk-text's own go on in each record of its document.  A record with an
 * error, or closed as a duplicate, passes in its turn.
 */
void paths_read(struct crew *crew, struct stage *stage, char *const *operands);

#endif
