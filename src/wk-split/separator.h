/*
 * The separators of a splitter, in the order in which they are tried: how
 * they are written, and where they stand in a text.  Written literally, a
 * separator may hold the escapes \n \t \r \\ and \uXXXX (two of them for a
 * surrogate pair); as a pattern it is PCRE2's (text/pattern.h), plus \uXXXX.
 */
#ifndef WK_SEPARATOR_H
#define WK_SEPARATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "splitter.h"
#include "text/pattern.h"

/* The end of the piece that starts at s[from]: more than from, at most n. */
typedef size_t cut_fn(const char *s, size_t n, size_t from);

struct separator {
	struct buf text;	/* what pieces are joined with */
	size_t count;		/* its code points */
	struct pattern *pattern;	/* or NULL: it is literal */
	cut_fn *cut;		/* finds ends of pieces instead, or NULL */
};

/* All zero is an empty list. */
struct separator_list {
	struct separator *v;
	size_t n;
	size_t any;	/* the first that stands everywhere, or n */
	bool literal;	/* no patterns, and few first characters */
};

/*
 * Makes a list of n separators from how they are written.  Returns 0, or -1
 * with *e filled in if one is malformed; the caller frees the list in
 * either case.
 */
int separator_list_init(struct separator_list *l, const char *const *written,
    size_t n, bool patterns, struct splitter_error *e);

/*
 * Makes a list of n separators from functions; NULL stands for the
 * separator between any two characters.  The caller frees it.
 */
void separator_list_cuts(struct separator_list *l, cut_fn *const *cuts,
    size_t n);

/*
 * Finds the first separator in the list, from `first` on, that stands
 * anywhere in s.  Its place in the list goes to *best (l->n if no separator
 * does) and its first match to *m, unless it stands everywhere.  Returns 1,
 * 0 if no separator stands in s, or -1 if the pattern at *best gave up.
 */
int separator_list_choose(const struct separator_list *l, struct span s,
    size_t first, size_t *best, struct pattern_match *m);

void separator_list_free(struct separator_list *l);

/* Whether a separator stands between any two characters. */
bool separator_any(const struct separator *sep);

/*
 * Finds the next place of a separator in the text, after those found
 * before with the same *m (all zero at first).  Returns 1, 0 if there is
 * no further place, or -1 if the pattern gave up.
 */
int separator_next(const struct separator *sep, struct span text,
    struct pattern_match *m);

#endif
