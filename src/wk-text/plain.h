/* What readers of text say of how it is encoded. */
#ifndef WK_PLAIN_H
#define WK_PLAIN_H

#include "sink.h"
#include "text/document.h"

/* Says that a document could not be decoded; returns what sink_fail does. */
int plain_fail(const struct document *d, struct sink *k);

/* Warns of a doubtful guess; with -v says which encoding it was. */
void plain_say_encoding(const struct document *d, struct sink *k);

#endif
