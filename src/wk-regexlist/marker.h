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

/* Ways to write the number of a marker, as bits. */
#define MARKER_ASCII 1U		/* 1 */
#define MARKER_WIDE 2U		/* １ */
#define MARKER_HAN 4U		/* 一 */
#define MARKER_CIRCLES 0x7f8U	/* ①, ⑴ and others, a bit for each series */
#define MARKER_WAYS 11

/*
 * Finds the marker of item number k, its number written in one way (a bit),
 * within a line, behind a blank or the end of a sentence.  If *style is not
 * MARK_NONE, only a marker of that style; it becomes the style of the marker
 * found.  Returns its place in bytes, or s.len.
 */
size_t marker_find(struct span s, unsigned int k, unsigned int way,
    enum marker_style *style);

#endif
