/*
 * Folds traditional Chinese characters to simplified ones, for searching.
 * The result is not meant to be read: several characters may fold to one.
 *
 * The data are Unicode's (Unihan_Variants.txt of version 15: the field
 * kSimplifiedVariant; where that field is empty for a character of Big5 or the
 * Japanese and Korean standards, kZVariant and kSemanticVariant, if they
 * lead to one character of GB 2312 or the list of 2013), under the Unicode
 * License v3, https://www.unicode.org/license.txt.
 */
#ifndef WK_FOLD_HANS_H
#define WK_FOLD_HANS_H

#include <stdint.h>

/*
 * The simplified form of the code point cp, or cp itself.  Folding twice
 * gives the same as folding once.  Safe to call from several threads.
 */
uint32_t fold_hans(uint32_t cp);

#endif
