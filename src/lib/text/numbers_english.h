/* Numbers in English words: three hundred and twenty-one, third, dozen. */
#ifndef WK_NUMBERS_ENGLISH_H
#define WK_NUMBERS_ENGLISH_H

#include <stdbool.h>
#include <stddef.h>

#include "numbers.h"
#include "units.h"

/*
 * Reads the number that begins at unit i: adds its reading to found, and sets
 * found->end and vague.  False if there is none.
 */
bool numbers_english(const struct units *text, size_t i,
    struct number_found *found);

/*
 * Multiplies x by the "thousand" or "million" at unit i, which stands behind
 * digits.  Returns the end of the word, i if there is none.
 */
size_t numbers_english_times(const struct units *text, size_t i,
    struct number *x);

#endif
