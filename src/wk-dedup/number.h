/* What a number in a text says besides its value: about, at least, not 34. */
#ifndef WK_NUMBER_H
#define WK_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/numbers.h"
#include "text/units.h"

/*
 * How many of the Han digits that a numeral begins with are alternatives: 1 in
 * 三四个 and 七八十, which are no 34 and no 80.
 */
size_t number_alternatives(const struct units *u,
    const struct number_found *f);

/*
 * How many zeros make it another than its value: those of 007 and 3.10, a
 * version; but 07 is 7.
 */
size_t number_zeros(const struct units *u, const struct number_found *f);

/*
 * Whether the value is all that a number with so many such zeros says, so that
 * another with that value may stand for it: not that of 3.10, 三四, 一米八 or
 * "third".  The end then is the end of what makes the value.
 */
bool number_is_plain(const struct units *u, struct number_found *f,
    size_t zeros);

/* Whether a sign in words stands before the number: 负, 零下, 公元前. */
bool number_is_negative(const struct units *u, const struct number_found *f);

/* Whether the number is one of an order: 第三, 3rd, third. */
bool number_is_order(const struct units *u, const struct number_found *f);

/*
 * What the number counts, if that is a unit of measure, a percentage or a part
 * of time: the same for 公里 and km.  0: something else.
 */
uint64_t number_measure(const struct units *u, const struct number_found *f);

/*
 * A letter if the unit of measure behind the number is told from another by
 * capitals alone: mW from MW, kb and Mb from kB and MB.  It is 0 for the one of
 * the two that a text in small letters, as 5 mw and 5 mb, is more likely to
 * mean.
 */
uint32_t number_prefix(const struct units *u, const struct number_found *f);

/* Takes "percent" and "per cent" behind a number as its percent sign. */
void number_percent(const struct units *u, struct number_found *f);

/* Whether a number begins at unit i, and no word that may be one, as "one". */
bool number_begins(const struct units *u, size_t i);

/* Characters that may make a number beside them another: 几百, 近百, 十余. */
#define NUMBER_ABOUT "几数多余来近约逾超上左以少"

/*
 * Whether the one at unit i does: a code point that stands for how it does so,
 * the same in 几百 and 数百; else 0.
 */
uint32_t number_about(const struct units *u, size_t i);

#endif
