/*
 * One separator of a splitter: how it is written, and where it stands next
 * in a text.  Written literally, a separator may hold the escapes
 * \n \t \r \\ and \uXXXX (two of them for a surrogate pair); as a pattern
 * it is PCRE2's, in UTF mode, plus \uXXXX.
 */
#ifndef WK_SEPARATOR_H
#define WK_SEPARATOR_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "splitter.h"

/* The end of the piece that starts at s[from]: more than from, at most n. */
typedef size_t cut_fn(const char *s, size_t n, size_t from);

struct separator {
	struct buf text;	/* what pieces are joined with */
	size_t count;		/* its code points */
	pcre2_code *code;	/* a pattern, or NULL */
	cut_fn *cut;		/* finds ends of pieces instead, or NULL */
};

/* Where a search stands, and what it found: offsets into the subject. */
struct separator_match {
	size_t start, end;
	size_t from;		/* the search goes on here */
	bool empty;		/* the last match was */
};

/* What patterns are matched with. */
struct separator_matcher {
	pcre2_match_context *context;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
};

/* Makes a separator from how it is written.  0, or -1 with *e filled in. */
int separator_init(struct separator *sep, const char *written, bool pattern,
    struct splitter_error *e);

/* Whether it stands between any two characters. */
bool separator_any(const struct separator *sep);

/*
 * Finds the next one in the subject, after those found before with the
 * same *m (all zero at first).  1, 0 if there is none, or the negative
 * error of pcre2_match.
 */
int separator_next(const struct separator *sep,
    const struct separator_matcher *matcher, struct span subject,
    struct separator_match *m);

void separator_free(struct separator *sep);

/* 0, or -1 if there is no memory. */
int separator_matcher_init(struct separator_matcher *matcher);
void separator_matcher_free(struct separator_matcher *matcher);

#endif
