/*
 * Symbols that make another text of a text, as the + of 3 + 4, the sign of
 * -20 and the ² of 30 m².  All others are punctuation or ornament.
 */
#ifndef WK_SYMBOL_H
#define WK_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

#include "text/units.h"

/*
 * The symbol at unit i, a UNIT_MARK, as a code point that is the same for all
 * forms of it; 0 if it is none.
 */
uint32_t symbol_at(const struct units *u, size_t i);

#endif
