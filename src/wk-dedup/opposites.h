/*
 * Words that exclude each other, as 上 and 下, "before" and "after": where one
 * text has the one, and the other has the other in its place, they say
 * different things.
 */
#ifndef WK_OPPOSITES_H
#define WK_OPPOSITES_H

#include <stdbool.h>
#include <stddef.h>

#include "folded.h"

struct opposites;

/* Folds the words of the table; opposites_close frees them. */
struct opposites *opposites_open(const struct folding *folding);
void opposites_close(struct opposites *o);

/*
 * Whether one text has a word where the other has one that excludes it.  A
 * place is the same if the two tokens before it or the two behind it are, and
 * each text has more of its word than the other; or, so that words that have
 * changed places count, if the token before it and the two behind it are.
 */
bool opposites_differ(const struct opposites *o, const struct folded *x,
    const struct folded *y);

/*
 * Groups, a comma between, of words that exclude each other, a blank between.
 * Words with a slash between mean the same, and do not; _ is a blank.  A word
 * may be in several groups.
 */
extern const char *const opposites_table[];
extern const size_t opposites_ntable;

/* Words, a blank between, that contain some of the others but exclude none. */
extern const char *const opposites_neutral[];
extern const size_t opposites_nneutral;

#endif
