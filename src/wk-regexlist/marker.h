/*
 * The marks at the beginning of an item: numbers, letters, labels such as
 * "Q1:", and bullets.
 */
#ifndef WK_MARKER_H
#define WK_MARKER_H

#include <stddef.h>

#include "base/span.h"

enum marker_style {
	MARK_NONE, MARK_ARABIC, MARK_PAREN, MARK_CIRCLE, MARK_CHINESE,
	MARK_QUESTION, MARK_BULLET, MARK_SPACE, MARK_LETTER, MARK_ANSWER,
	MARKS
};

struct marker {
	enum marker_style style;
	unsigned int number;	/* 0: it has no number */
};

/*
 * Reads the marker at the beginning of s.  Returns its length in bytes,
 * with the blanks after it, or 0 (MARK_NONE) if s begins with no marker.
 */
size_t marker_read(struct span s, struct marker *m);

/*
 * Finds the marker of item number k within a line, behind a blank or the
 * end of a sentence.  Returns its place in bytes, or s.len.
 */
size_t marker_find(struct span s, unsigned int k);

#endif
