/* Reads one document from its file into the sink, whatever its type. */
#ifndef WK_READING_H
#define WK_READING_H

#include "sink.h"

/*
 * Reads the document at path, "-" being stdin; `source` of its records says
 * what `source` does; `label` is that of the encoding which a server declared,
 * or "".  It gives one record at least, be it an error.  0, or -1 if the
 * document failed.
 */
int reading_run(struct sink *k, const char *path, const char *source,
    const char *label);

#endif
