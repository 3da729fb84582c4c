/* The time, in milliseconds. */
#ifndef WK_CLOCK_H
#define WK_CLOCK_H

#include <stdint.h>

/* Of a clock that only goes forward, from some beginning. */
int64_t clock_steady(void);

/* Of the day, since 1970, which other processes see as well. */
int64_t clock_day(void);

#endif
