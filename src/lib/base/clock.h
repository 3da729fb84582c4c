/* The time, in milliseconds. */
#ifndef WK_CLOCK_H
#define WK_CLOCK_H

#include <stdint.h>

/* Since some moment in the past; this clock never goes back. */
int64_t clock_steady(void);

/* Since 1970-01-01 UTC; every process on the machine reads the same. */
int64_t clock_day(void);

#endif
