/* Reads one document from its file into the sink, whatever its type. */
#ifndef WK_READING_H
#define WK_READING_H

#include "sink.h"

/*
 * Reads the document at path, "-" being stdin; `source` of its records says
 * what `source` does.  It gives one record at least, be it an error.  0, or
 * -1 if the document failed.
 */
int reading_run(struct sink *k, const char *path, const char *source);

#endif
