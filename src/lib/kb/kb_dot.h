/* The sums that the search among vectors spends its time with. */
#ifndef WK_KB_DOT_H
#define WK_KB_DOT_H

#include <stddef.h>
#include <stdint.h>

/*
 * sum[i] = the scalar product of q[0..d) and the d numbers at v + i * stride,
 * for i from 0 to n - 1.  It must not pass 32 bits, however far it has come.
 */
void kb_dot(int32_t *sum, const int8_t *v, size_t stride, size_t n,
    const int16_t *q, size_t d);

#endif
