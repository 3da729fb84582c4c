/* The sums that the search among vectors spends its time with. */
#ifndef WK_KB_DOT_H
#define WK_KB_DOT_H

#include <stddef.h>
#include <stdint.h>

/* So many questions at most are compared with a vector while it is at hand. */
#define KB_TOGETHER 8

/* For how many questions, at least n, kb_dot has a loop. */
static inline size_t
kb_dot_width(size_t n)
{
	return n <= 1 ? 1 : n <= 4 ? 4 : KB_TOGETHER;
}

/*
 * sum[i * count + j] = the scalar product of the d numbers at q + j * d and
 * those at v + i * stride, for i from 0 to n - 1 and j from 0 to count - 1.
 * count is 1, 4 or KB_TOGETHER.  A sum must not pass 32 bits, however far it
 * has come.
 */
void kb_dot(int32_t *sum, const int8_t *v, size_t stride, size_t n,
    const int16_t *q, size_t d, size_t count);

#endif
