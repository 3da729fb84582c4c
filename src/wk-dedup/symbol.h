/*
 * Symbols that make another text of a text, as the + of 3 + 4, the sign of
 * -20 and the ² of 30 m².  All others are punctuation or ornament.
 */
#ifndef WK_SYMBOL_H
#define WK_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/units.h"

/*
 * The symbol at unit i, a UNIT_MARK, as a code point that is the same for all
 * forms of it; 0 if it is none.
 */
uint32_t symbol_at(const struct units *u, size_t i);

/* Whether cp, a UNIT_MARK, may be such a symbol anywhere. */
bool symbol_may_be(uint32_t cp);

/* All of those are below this, but for a few between 0xffe0 and 0xffe6. */
#define SYMBOL_END 0x3400

#endif
