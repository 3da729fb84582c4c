/*
 * The words of an answer: which of them are names, which say nothing, and
 * which numbers are none, but marks of lists or parts of words.
 */
#ifndef WK_WORDS_H
#define WK_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chinese.h"
#include "numbers.h"
#include "units.h"

/* A word of letters and digits. */
struct word {
	size_t from, to;	/* units */
	size_t stem;		/* how many of its first units make its stem */
};

/* Reads the word that begins with the letter at unit i. */
void words_read(const struct units *t, size_t i, struct word *w);

/*
 * Whether the digits at unit i and the letters behind them are one name, like
 * 3D or 2V2; 320km is a number and what it counts.
 */
bool words_glued(const struct units *t, size_t i, struct word *w);

/* Whether a word is one that says nothing: the, of, however. */
bool words_is_common(const struct units *t, const struct word *w);

/* Whether a word is a name: it has a digit, or a capital that means so. */
bool words_is_name(const struct units *t, const struct word *w);

/* Reads the name of a month at unit i as its number. */
bool words_month(const struct units *t, size_t i, struct number_found *f);

/*
 * Whether the number at [i, end) is the mark of an item in a list, or of a
 * citation: "1." at the beginning of a line, （2）, [3].
 */
bool words_list_mark(const struct units *t, size_t i, size_t end);

/*
 * Whether a Han numeral that begins at i counts something.  三 of 三个 does,
 * 一 of 一些 and 十 of 十分 do not.
 */
bool words_counts(const struct units *t, size_t i,
    const struct number_found *f, const struct chinese *chinese);

#endif
