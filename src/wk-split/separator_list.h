/*
 * Separators in the order in which they are tried.
 */
#ifndef WK_SEPARATOR_LIST_H
#define WK_SEPARATOR_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "separator.h"

/* All zero is an empty list. */
struct separator_list {
	struct separator *v;
	size_t n;
	size_t any;	/* the first that stands everywhere, or n */
	bool literal;	/* no patterns, and few first characters */
};

/*
 * Makes a list of n separators from how they are written.  0, or -1 with *e
 * filled in; the list is to be freed in either case.
 */
int separator_list_init(struct separator_list *l, const char *const *written,
    size_t n, bool patterns, struct splitter_error *e);

/* The same, from functions; NULL stands for between any two characters. */
int separator_list_cuts(struct separator_list *l, cut_fn *const *cuts,
    size_t n, struct splitter_error *e);

/*
 * Finds the first separator in the list, from `first` on, that stands
 * anywhere in s: its place goes to *best, l->n if there is none, and where
 * it stands first to *m, unless it stands everywhere.  1, 0 if there is
 * none, or the negative error of pcre2_match.
 */
int separator_list_choose(const struct separator_list *l,
    const struct separator_matcher *matcher, struct span s, size_t first,
    size_t *best, struct separator_match *m);

void separator_list_free(struct separator_list *l);

#endif
