/* Words of a model, as 问题 and Question, in whatever form it writes them. */
#ifndef WK_WORD_H
#define WK_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Whether s begins with a word, in letters of any case and in simplified or
 * traditional characters.  The word itself is in simplified ones, and s in it
 * takes as many bytes.
 */
bool word_begins(struct span s, const char *word);

/*
 * The length in bytes of the first of n words that s begins with, or 0.  Where
 * one word begins another, the longer comes first.
 */
size_t word_one_of(struct span s, const char *const *words, size_t n);

/* The place of s among n words, or n. */
size_t word_find(struct span s, const char *const *words, size_t n);

#endif
