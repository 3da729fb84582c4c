/* The option -e: the encoding of documents. */
#ifndef WK_ENCODING_OPTION_H
#define WK_ENCODING_OPTION_H

#include "opt.h"

/*
 * For the row of an option table (OPT_CALL) whose value is a const char **:
 * sets it to the name of an encoding, if that is known (text/encoding.h).
 */
void encoding_option(const struct opt *o, const char *arg, struct buf *why);

#endif
