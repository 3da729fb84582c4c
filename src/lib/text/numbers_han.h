/* Numbers in Han numerals: 三百二十, 一九四九, 叁佰, 三点五. */
#ifndef WK_NUMBERS_HAN_H
#define WK_NUMBERS_HAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "numbers.h"
#include "units.h"

/*
 * Reads the numeral that begins at unit i: adds its readings to found, and sets
 * found->end and vague.  False if there is none.
 */
bool numbers_han(const struct units *text, size_t i,
    struct number_found *found);

/* The value of 〇 to 九, or -1. */
int numbers_han_digit(uint32_t cp);

/*
 * The zeros of 十 (1) to 亿 (8), or 0.  *cheque is set to whether it is one of
 * those on cheques, 拾, 佰, 仟, if it is a unit.
 */
int numbers_han_unit(uint32_t cp, bool *cheque);

#endif
