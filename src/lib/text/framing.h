/*
 * The words that frame a question: greetings, thanks, "could you tell me",
 * "answer in one sentence", and words that only join others (我, 的, the).
 * They say nothing about what is asked, so that a text need not hold them.
 */
#ifndef WK_FRAMING_H
#define WK_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* A unit of a question: a character, or a word of another script. */
struct framing_unit {
	uint32_t cp;	/* the character, folded as terms are; 0 for a word */
	char word[64];	/* the word, folded; not terminated */
	size_t len;	/* bytes of word */
	size_t start, end;	/* its place in the question, in bytes */
	bool framing;	/* whether it belongs to a framing word */
	bool asked;	/* whether it says what is asked for: asked.h */
	size_t run;	/* the number of its run, from 0 */
	double content;	/* share of units that do not frame in its run */
};

struct framing;

/* Makes the table of words ready; framing_close frees it, NULL too. */
struct framing *framing_open(void);
void framing_close(struct framing *f);

/*
 * Sets framing, run and content of the n units of a question, which come in
 * its order.  A run is a stretch of units without punctuation between them;
 * what joins words or stands around them does not end it (、《》“”·-), nor what
 * stands in 《》 or “”, nor words that were left out, nor a blank or one ASCII
 * byte beside a word.  One also ends behind words in which those who ask say
 * so: 我妈刚才问我, 我家孩子的作业本上写着, 麻烦告诉我.  If all units frame,
 * the question is about those words: then none does.
 */
void framing_mark(const struct framing *f, struct span question,
    struct framing_unit *unit, size_t n);

/* Whether a mark joins words or stands around them, so that it ends no run. */
bool framing_joins(uint32_t cp);

#endif
