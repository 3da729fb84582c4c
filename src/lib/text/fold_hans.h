/*
 * Chinese characters without the difference between traditional and
 * simplified, for searching: not a conversion that one would want to read,
 * as several characters may fall into one.
 *
 * The facts are Unicode's (Unihan_Variants.txt of version 15: the field
 * kSimplifiedVariant; where that is silent about a character of Big5 or the
 * Japanese and Korean standards, kZVariant and kSemanticVariant, if they
 * lead to one character of GB 2312 or the list of 2013), under the Unicode
 * License v3, https://www.unicode.org/license.txt.
 */
#ifndef WK_FOLD_HANS_H
#define WK_FOLD_HANS_H

#include <stdint.h>

/*
 * The simplified form of a code point, or itself.  Applying it twice
 * changes nothing more.  Safe to call from several threads.
 */
uint32_t fold_hans(uint32_t cp);

#endif
