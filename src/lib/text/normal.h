/*
 * Characters that Unicode has in several forms, each in one: a letter and its
 * accents composed (NFC), kana and hangul too; half-width kana, ligatures,
 * Roman numerals, circled numbers and squared units as the characters that
 * they stand for: ﬁ is fi, Ⅲ III, ① 1, ㎡ m².  ² and ½ stay, since m² is not
 * m2, and full-width ASCII, which units_read folds.
 *
 * The data are Unicode's (UnicodeData.txt), under the Unicode License v3,
 * https://www.unicode.org/license.txt.  They cover Latin, Greek, Cyrillic,
 * kana, hangul, Han and symbols.
 */
#ifndef WK_NORMAL_H
#define WK_NORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * s, valid UTF-8, with each character in one form: s itself, or scratch, which
 * is overwritten.
 */
struct span normal_form(struct span s, struct buf *scratch);

/*
 * Bits for eight code points each, up to U+33FF, Hangul's syllables aside: set
 * if one of them is another form or may be composed with that before it.
 */
#define NORMAL_EIGHTS (0x3400 / 256)
extern const uint32_t normal_eights[NORMAL_EIGHTS];

/* Whether normal_form may change a text because cp, not ASCII, is in it. */
static inline bool
normal_may_change(uint32_t cp)
{
	if (cp < 0x100)
		return cp == 0xb5;	/* µ; not ·, which is frequent */
	if (cp < 0x3400)
		return (normal_eights[cp >> 8] >> (cp >> 3 & 31) & 1) != 0;
	return cp >= 0xf900 && (cp < 0xff00 || (cp > 0xff60 && cp < 0x10000) ||
	    (cp >= 0x1d400 && cp < 0x1d800));
}

/* Strings of a form, the characters that it stands for, and a blank. */
extern const char *const normal_forms[];
extern const size_t normal_nforms;

/* Pairs of a letter and the one that it is composed to with the mark. */
extern const struct normal_mark {
	uint32_t mark;
	const char *pairs;
} normal_marks[];
extern const size_t normal_nmarks;

#endif
