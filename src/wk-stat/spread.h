/*
 * How numbers are spread: their quantiles, in memory that does not grow with
 * how many there are.  Exact for numbers below SPREAD_EXACT, and within 1.6 %
 * above it.
 */
#ifndef WK_SPREAD_H
#define WK_SPREAD_H

#include <stddef.h>
#include <stdint.h>

#define SPREAD_EXACT 65536

/* All zero is empty. */
struct spread {
	uint64_t n, sum, least, most;
	uint64_t *count;	/* of each number, then of ranges */
	size_t size;
};

/* Adds a number. */
void spread_add(struct spread *s, uint64_t value);

/*
 * The least number that a share q, 0 to 1, of all numbers does not exceed; 0
 * if there are none.
 */
uint64_t spread_quantile(const struct spread *s, double q);

/* Frees the memory. */
void spread_free(struct spread *s);

#endif
