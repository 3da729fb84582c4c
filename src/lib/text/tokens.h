/*
 * Estimates of tokens: how many there are depends on the tokenizer, but most
 * make one of about as many Han characters, or bytes of other text.
 */
#ifndef WK_TOKENS_H
#define WK_TOKENS_H

#include <stddef.h>

#include "base/span.h"

struct token_count {
	size_t wide;	/* ideographs, kana, Hangul, wide punctuation */
	size_t bytes;	/* of all other characters */
};

/*
 * Adds what stands in the strings of a JSON text, names of members included.
 * An escape counts as the character it stands for.
 */
void tokens_count(struct token_count *n, struct span json);

#endif
