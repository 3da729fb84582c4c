/* The words behind numbers that tell what they count. */
#ifndef WK_MEASURES_H
#define WK_MEASURES_H

#include <stddef.h>
#include <stdint.h>

#include "units.h"

/*
 * The measure (MEASURE_* of numbers.h) that the word at unit i stands for;
 * MEASURE_NONE if it is none of those.  Sets *len to the length of that word
 * in units, 0 if there is none.  个, which counts
 * whatever there is, is MEASURE_WORD.
 */
uint32_t measures_read(const struct units *text, size_t i, size_t *len);

#endif
