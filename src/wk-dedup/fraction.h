/* Fractions by value: 1/3 is 三分之一, and 50% is one half. */
#ifndef WK_FRACTION_H
#define WK_FRACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "text/numbers.h"
#include "text/units.h"

/*
 * Reads the fraction that begins at unit i: 1/3 in its lowest terms, 三分之一,
 * 三成, 一半, "two thirds", "half of".  If `number`, *found is the number that
 * begins there, as numbers_value reads it.  Sets from and end of *found, and
 * its one reading, in percent, or, if that is not exact, a number that no other
 * fraction has.  False if there is none; *found is as before.
 */
bool fraction_read(const struct units *u, size_t i, bool number,
    struct number_found *found);

#endif
