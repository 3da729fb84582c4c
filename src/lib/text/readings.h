/* What the text around a number makes of it: its measure, other readings. */
#ifndef WK_READINGS_H
#define WK_READINGS_H

#include "numbers.h"
#include "units.h"

/*
 * Adds the readings that the text around a number suggests (the 1.8 of 一米八,
 * the 15 of 下午3点), then those that follow from it, and sets found->own,
 * plain, behind and percent.
 */
void readings_find(const struct units *text, struct number_found *found);

#endif
