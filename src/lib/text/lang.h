/* The language of a text. */
#ifndef WK_LANG_H
#define WK_LANG_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Whether s, valid UTF-8, is Chinese: it has no kana, and at least one Han
 * character for every four Latin letters, so that an English sentence with a
 * Chinese name is not Chinese.
 */
bool lang_is_chinese(struct span s);

#endif
