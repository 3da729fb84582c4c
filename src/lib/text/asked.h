/*
 * The words of a question that name the kind of thing asked for: 时候 in
 * 什么时候, 城市 in 哪个城市, 年 in 何年.  The text with the answer often lacks
 * them, as it has the thing itself: a date, a city's name.
 */
#ifndef WK_ASKED_H
#define WK_ASKED_H

#include "chinese.h"
#include "framing.h"

/*
 * Sets `asked` of the n units of a question, which framing_mark has seen: of a
 * word that asks (何, 哪, 几, 多 before 大 or 长; 什么, 多少 and the like are
 * left out, so that they stand between units), of the measure words after it,
 * and of the word after those: two characters if they are a common word
 * (chinese.h), else one.  So far in Chinese alone.
 */
void asked_mark(const struct chinese *c, struct span question,
    struct framing_unit *unit, size_t n);

#endif
