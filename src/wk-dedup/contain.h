/*
 * Finds which of many short texts, as a benchmark's questions, a longer one
 * holds: by a sample of the n-grams of each, and then exactly.
 */
#ifndef WK_CONTAIN_H
#define WK_CONTAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "folded.h"

struct contain;

/*
 * Begins for n short texts, each of which counts as held if the share of its
 * n-grams that the longer text has is at least the threshold, over 0.
 * contain_close frees the memory.
 */
struct contain *contain_open(double threshold, size_t n);
void contain_close(struct contain *c);

/*
 * The short texts come twice, each time in the same order: first all are
 * counted, then all are added.  The numbers of those added are 0, 1, 2, ...
 */
void contain_count(struct contain *c, struct folded *text);
void contain_add(struct contain *c, struct folded *text);

/*
 * Calls found with the number of each text that `whole` may hold, until it
 * returns false.  Of many texts of one form that differ in a word alone, those
 * whose word `whole` has are found, and some others, but not all.
 */
void contain_find(struct contain *c, struct folded *whole,
    bool (*found)(void *arg, size_t text), void *arg);

/* How often contain_find has met a text, so far. */
size_t contain_met(const struct contain *c);

#endif
