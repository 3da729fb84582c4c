/*
 * Numbers in Chinese and English text, by their values: 320, ３２０, 三百二十
 * and "three hundred and twenty" are the same number, and so are 1.5万,
 * 一万五千, 15,000 and 15000.
 */
#ifndef WK_NUMBERS_H
#define WK_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "units.h"

/*
 * A value: digits * 10^exponent, without zeros at the end of digits.  Of more
 * than 18 digits, and of 1.2.3, digits is a hash, and the exponent
 * NUMBER_HASHED.
 */
struct number {
	uint64_t digits;
	int exponent;
	uint32_t measure;	/* bits of MEASURE_*, what it counts */
};

#define NUMBER_HASHED INT32_MAX

/* A uint64_t holds all values of this many digits. */
#define NUMBER_DIGITS 18

/*
 * What a number counts, as far as that is told by the word behind it.  Two
 * numbers of the same value that have no bit in common, neither of them
 * MEASURE_NONE, are not the same.
 */
enum {
	MEASURE_NONE = 1 << 0, MEASURE_YEAR = 1 << 1, MEASURE_MONTH = 1 << 2,
	MEASURE_DAY = 1 << 3, MEASURE_HOUR = 1 << 4, MEASURE_MINUTE = 1 << 5,
	MEASURE_SECOND = 1 << 6, MEASURE_WEEK = 1 << 7,
	MEASURE_CENTURY = 1 << 8, MEASURE_PERCENT = 1 << 9,
	MEASURE_PERSON = 1 << 10, MEASURE_AGE = 1 << 11,
	MEASURE_KM = 1 << 12, MEASURE_M = 1 << 13, MEASURE_CM = 1 << 14,
	MEASURE_MM = 1 << 15, MEASURE_KG = 1 << 16, MEASURE_JIN = 1 << 17,
	MEASURE_TON = 1 << 18, MEASURE_YUAN = 1 << 19,
	MEASURE_DOLLAR = 1 << 20, MEASURE_FOOT = 1 << 21,
	MEASURE_MILE = 1 << 22,
	MEASURE_COUNT = 1 << 23,	/* things: 座, 首, 章, 倍 */
	MEASURE_WORD = 1 << 24,	/* 个, or some other word: "21 players" */
	MEASURE_DATE = 1 << 25,	/* with DAY or MONTH: the 21 of "May 21" */
	/* What follows from a year: 98年, the 90s, 20世纪 from 1998. */
	MEASURE_SHORT = 1 << 26, MEASURE_DECADE = 1 << 27,
	MEASURE_IN_CENTURY = 1 << 28,
	MEASURE_FOLLOWS = MEASURE_SHORT | MEASURE_DECADE | MEASURE_IN_CENTURY
};

/* As many readings as a number has, at most. */
#define NUMBER_READINGS 8

struct number_found {
	size_t from, end;	/* its units, with its percent sign */
	size_t n;
	size_t own;	/* so many readings are its own; the others only follow
			   from it: 98年 from 1998年, but not 1998年 from 98年 */
	struct number reading[NUMBER_READINGS];	/* the likeliest first */
	size_t plain;	/* so many readings get the measure from the word at: */
	size_t behind;	/* the unit behind 余, 多 or a blank, or the number */
	bool percent;	/* a percent sign or 百分之 tells the measure */
	bool arabic;	/* written with digits */
	bool vague;	/* perhaps no number: the 一 of 一些, the 百 of 百姓,
			   一一, "one", "second" */
};

/*
 * Reads the number that begins at unit i of a text.  False if none does.
 */
bool numbers_read(const struct units *text, size_t i,
    struct number_found *found);

/*
 * The two halves of numbers_read: first all but the measures, then those.
 * The second takes longer, and few callers need it for each number.
 */
bool numbers_value(const struct units *text, size_t i,
    struct number_found *found);
void numbers_measure(const struct units *text, struct number_found *found);

/*
 * Whether a numeral, or 百分之, may begin with a character of Han: a quick look
 * at the bytes of those that numerals are made of.
 */
static inline bool
numbers_may_begin(uint32_t cp)
{
	static const uint32_t last[8] = { 0x00002289, 0x00010010,
		0x2000106a, 0x40012800, 0x00501040, 0x80000000, 0x88040002,
		0xc2400000 };
	static const uint32_t first[8] = { 0, 0x00010000, 0x414ac000,
		0x0048008c, 0x00402001, 0, 0, 0 };

	return (last[cp >> 5 & 7] >> (cp & 31) &
	    first[cp >> 13 & 7] >> (cp >> 8 & 31) & 1) != 0;
}

/* The number digits * 10^exponent. */
struct number numbers_make(uint64_t digits, int exponent);

/* The number in units i to end, too long, or of too many parts, for a value. */
struct number numbers_hashed(const struct units *text, size_t i, size_t end);

/* Adds b to a if the sum is exact; else leaves a alone. */
void numbers_sum(struct number *a, const struct number *b);

/* Adds a reading, if there is room. */
void numbers_add(struct number_found *found, struct number x);

/* The value of a digit, 0 to 9, of Arabic or Han numerals; or -1. */
int numbers_digit(uint32_t cp);

/*
 * A hash of the value; its highest bits are 01.  The measure has no part in
 * it.
 */
uint64_t numbers_hash(const struct number *number);

#endif
