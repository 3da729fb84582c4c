/*
 * What a model answered from numbered passages: its marks, and whether it
 * said that they hold no answer.  Text is valid UTF-8.
 */
#ifndef WK_CITE_H
#define WK_CITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define CITE_MAX 999	/* no number is higher: [2024] is no mark */

/* All zero to begin with; the buffer is used again for the next. */
struct cite {
	struct buf text;	/* the answer */
	size_t cited[CITE_MAX];	/* numbers, in the order of their first use */
	size_t n;
	size_t bad;		/* numbers that do not exist, each time */
};

/*
 * Reads an answer.  Marks are [1], [1][2], [1,2], [1-3], [^1], [资料1],
 * [passage 1] and the like, in 【】 and full-width brackets too, with a URL
 * in parentheses behind or not; not in code.  exists[n], n up to max, tells
 * the numbers that there are.  Marks are taken out, with the blanks before
 * them, the commas between them, parentheses that held nothing else, and a
 * list of sources at the end: a last line that says "Sources:", and lines
 * behind it that begin with marks.  With `keep` they stay, but for the
 * numbers that do not exist.  c->text.failed tells of a lack of memory.
 */
void cite_read(struct cite *c, struct span answer, const bool *exists,
    size_t max, bool keep);

/*
 * Whether an answer is the agreed word: alone or at its start with no letter
 * after it, or alone on its last line.  Quotes, punctuation, Markdown and a
 * label ("Answer:") before it do not count, nor the case of ASCII.  A word
 * inside a sentence is none.
 */
bool cite_is_word(struct span answer, struct span word);

/* Whether it is the word and nothing else. */
bool cite_is_word_alone(struct span answer, struct span word);

void cite_free(struct cite *c);

#endif
