/* Names of an answer that differ from one of the passages in a character. */
#ifndef WK_TWINS_H
#define WK_TWINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup.h"
#include "text/chinese.h"
#include "text/units.h"

/* The letters of the passages, in order.  All zero: not read yet. */
struct twins {
	struct letter {
		uint32_t cp;	/* 0 between passages */
		bool gap;	/* a mark or a blank stands before it */
	} *letter;
	size_t n;
};

/* Reads the passages; twins_free frees the memory. */
void twins_read(struct twins *twins, const struct lookup *passages);
void twins_free(struct twins *twins);

/*
 * Whether the Han character at unit i of an answer, which no passage has in
 * this place, stands for another one of a name: 林远海 for 林远山, 白石镇 or
 * 青石村 for 青石镇; or whether it is the 一 of 了一把剑 for 了两把剑.  Sets
 * the units [*from, *to) of that name.
 */
bool twins_find(const struct twins *twins, const struct units *answer,
    size_t i, const struct chinese *chinese, size_t *from, size_t *to);

#endif
