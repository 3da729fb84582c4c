/* Which language a text is in, as far as the programs need to know. */
#ifndef WK_LANG_H
#define WK_LANG_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Whether s, valid UTF-8, is Chinese: with Han characters, one to four Latin
 * letters at least, so that a Chinese name in an English sentence does not
 * make it Chinese; and without kana.
 */
bool lang_is_chinese(struct span s);

#endif
