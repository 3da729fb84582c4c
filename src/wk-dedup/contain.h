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

struct contain *contain_open(void);
void contain_close(struct contain *c);

/* Adds the next short text, whose number is 0, 1, 2, ... */
void contain_add(struct contain *c, struct folded *text);

/*
 * Calls found with the number of each text that `whole` may hold, until it
 * returns false: half of its sample is there.
 */
void contain_find(struct contain *c, struct folded *whole,
    bool (*found)(void *arg, size_t text), void *arg);

#endif
