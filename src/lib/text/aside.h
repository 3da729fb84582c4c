/*
 * Which parts of a question ask, and which stand beside them: 我女儿上三年级，
 * 合并原则有哪两种？ asks in its second run alone.  A run asks if it holds a
 * word that asks or ends with a question mark.  Of the others, those made of
 * everyday words may be chatter; those with names and numbers (1841年，谁…？)
 * are part of what is asked.
 */
#ifndef WK_ASIDE_H
#define WK_ASIDE_H

#include "chinese.h"
#include "framing.h"

/* What is known of a run. */
struct aside {
	bool asks;
	size_t content;	/* units that do not frame */
	size_t rare;	/* of these, those that are no everyday words */
};

/*
 * Sets run[0] to run[size - 1] from the n units of a question, which
 * framing_mark and asked_mark have seen; later runs are ignored.  A run
 * without content does not ask.  Everyday words are those of chinese.h, and
 * words of letters alone that have no capital, but for the first of a run.
 */
void aside_mark(const struct chinese *c, struct span question,
    const struct framing_unit *unit, size_t n, struct aside *run, size_t size);

#endif
