/* What the text of an item is: a question, a sentence, or no item at all. */
#ifndef WK_NOISE_H
#define WK_NOISE_H

#include <stdbool.h>

#include "base/span.h"

/* Whether s, valid UTF-8, holds a letter, digit or Han character. */
bool noise_has_word(struct span s);

/* Whether s reads as a question. */
bool noise_asks(struct span s);

/* Whether s ends as a sentence does. */
bool noise_ends(struct span s);

/*
 * Whether s only says how many items there are, as "Here are 9 of 20
 * questions." and "以上是20个问题中的9个。" do.
 */
bool noise_counts(struct span s);

#endif
