/*
 * A text, folded, character by character: letters lower-case, full-width
 * forms ASCII, traditional characters simplified.  Characters that show as
 * nothing are left out.
 */
#ifndef WK_UNITS_H
#define WK_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum unit_kind {
	UNIT_BLANK,
	UNIT_MARK,	/* punctuation, symbols, emoji */
	UNIT_DIGIT,	/* 0 to 9 */
	UNIT_LETTER,	/* of a script that puts blanks between words */
	UNIT_HAN	/* of a script that does not: Han, kana, Thai, ... */
};

struct unit {
	uint32_t cp;	/* folded */
	uint32_t at;	/* its place in the text, in code points */
	uint32_t byte;	/* its place in the text, in bytes */
	uint8_t kind;	/* enum unit_kind */
	bool capital;	/* folding made it lower-case */
};

/* All zero is an empty list. */
struct units {
	struct unit *u;
	size_t n, size;
	uint32_t bytes;	/* how many bytes the text has */
	bool forms;	/* a character may have other forms: normal.h */
};

/*
 * Replaces the list by the characters of s, valid UTF-8.  units_free frees
 * the memory.
 */
void units_read(struct units *list, struct span s);
void units_free(struct units *list);

/* The end, in bytes, of unit i of the text. */
static inline uint32_t
units_end(const struct units *list, size_t i)
{
	return i + 1 < list->n ? list->u[i + 1].byte : list->bytes;
}

/* Whether unit i exists and is of that kind. */
static inline bool
units_kind(const struct units *list, size_t i, enum unit_kind kind)
{
	return i < list->n && list->u[i].kind == kind;
}

/* Whether unit i exists and is a letter or a digit. */
static inline bool
units_word(const struct units *list, size_t i)
{
	return units_kind(list, i, UNIT_LETTER) ||
	    units_kind(list, i, UNIT_DIGIT);
}

/* The folded code point of unit i, or 0 behind the end. */
static inline uint32_t
units_cp(const struct units *list, size_t i)
{
	return i < list->n ? list->u[i].cp : 0;
}

/* The first character of a string of ASCII and Han of the basic plane. */
static inline uint32_t
units_first(const char *what)
{
	const unsigned char *s = (const unsigned char *)what;

	return s[0] < 0xe0 ? s[0] : (s[0] & 0xfU) << 12 |
	    (s[1] & 0x3fU) << 6 | (s[2] & 0x3fU);
}

/* units_at where the first character is the same. */
size_t units_match(const struct units *list, size_t i, const char *what);

/*
 * How many units the string `what` takes if it stands at unit i, or 0.  It is
 * folded, and of ASCII and Han of the basic plane alone.
 */
static inline size_t
units_at(const struct units *list, size_t i, const char *what)
{
	return units_cp(list, i) == units_first(what) ?
	    units_match(list, i, what) : 0;
}

#endif
