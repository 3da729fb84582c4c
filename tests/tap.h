/*
 * Test Anything Protocol for the unit tests: each is one program that
 * prints its results and, last, how many there were.
 */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

/* One test: whether cond holds.  Returns cond. */
static inline bool __attribute__((format(printf, 2, 3)))
ok(bool cond, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", cond ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	tap_failed += !cond;
	return cond;
}

/* One test: whether two runs of bytes are the same; shows them if not. */
static inline bool
is_mem(const char *got, size_t gotlen, const char *want, size_t wantlen,
    const char *name)
{
	bool same = gotlen == wantlen &&
	    (gotlen == 0 || memcmp(got, want, gotlen) == 0);

	if (!ok(same, "%s", name))
		printf("#  got: '%.*s'\n# want: '%.*s'\n", (int)gotlen, got,
		    (int)wantlen, want);
	return same;
}

/* Prints the plan; what main returns. */
static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed > 0;
}

#endif
