/*
 * Marks of passages, like [1], in a model's answer.  Text is valid UTF-8.
 *
 * A mark is [1], [1,2], [1-3], [^1], [资料1], [passage 1] and the like, in 【】
 * and full-width brackets, too; its numbers are 1 to CITE_MAX.  In code, in
 * backquotes, nothing is a mark.
 */
#ifndef WK_CITE_H
#define WK_CITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define CITE_MAX 999	/* above the number of hits, below a year: [2024] */

/* All zero to begin with; the buffer is used again for the next answer. */
struct cite {
	struct buf text;	/* the answer */
	size_t cited[CITE_MAX];	/* places, in the order of their first use */
	size_t n;
	size_t bad;		/* numbers that do not exist, each time */
};

/*
 * Reads an answer.  place[n], n up to max, is what the number n stands for,
 * from 1; 0: there is no such number.  Marks
 * are left out, with the blanks before them, a URL in parentheses behind
 * them, the commas between them, parentheses that held nothing else, and a
 * list of sources at the end: a last line that says "Sources:", and lines
 * behind it that begin with marks.  With `keep` they stay, with the places for
 * numbers, except the numbers that do not exist.
 */
void cite_read(struct cite *c, struct span answer, const size_t *place,
    size_t max, bool keep);

/*
 * Appends an answer without its marks, the blanks before them, and
 * parentheses that held nothing else.  Links ("[1](url)") stay.
 */
void cite_unmark(struct buf *b, struct span answer);

void cite_free(struct cite *c);

#endif
