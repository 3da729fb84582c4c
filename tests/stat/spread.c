/* Quantiles, against a sorted list of the same numbers. */
#include "spread.h"

#include <stdlib.h>

#include "tap.h"

#define N 5001

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Whether the quantiles of n numbers are those of a sorted list, to a share. */
static void
check(uint64_t *list, size_t n, double within, const char *name)
{
	static const double q[] = { 0, 0.01, 0.25, 0.5, 0.75, 0.95, 1 };
	struct spread s = { 0 };
	uint64_t sum = 0, got, want;
	size_t i, at;
	bool good = true;
	double off;

	for (i = 0; i < n; i++) {
		spread_add(&s, list[i]);
		sum += list[i];
	}
	qsort(list, n, sizeof(*list), by_value);
	for (i = 0; i < sizeof(q) / sizeof(q[0]); i++) {
		/* The least number that q * n numbers do not exceed. */
		for (at = 0; (double)(at + 1) < q[i] * (double)n; at++)
			;
		got = spread_quantile(&s, q[i]);
		want = list[at];
		off = (double)got - (double)want;
		if ((off < 0 ? -off : off) > within * (double)want) {
			printf("# %g: got %llu, want %llu\n", q[i],
			    (unsigned long long)got, (unsigned long long)want);
			good = false;
		}
	}
	ok(good, "%s: quantiles", name);
	ok(s.n == n && s.sum == sum && s.least == list[0] &&
	    s.most == list[n - 1], "%s: number, sum, least and greatest", name);
	spread_free(&s);
}

int
main(void)
{
	static uint64_t list[N];
	struct spread none = { 0 };
	uint64_t state = 1;
	size_t i, k;
	char name[32];

	ok(spread_quantile(&none, 0.5) == 0, "no numbers: 0");
	for (i = 1; i < 9; i++) {
		for (k = 0; k < i; k++)
			list[k] = k * k;
		(void)snprintf(name, sizeof(name), "%zu numbers", i);
		check(list, i, 0, name);
	}
	for (i = 0; i < N; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		list[i] = state >> 50;
	}
	check(list, N, 0, "numbers up to 16383");
	for (i = 0; i < N; i++)
		list[i] = i * 1000003 + 65536;
	check(list, N, 0.016, "large numbers");
	for (i = 0; i < 60; i++)
		list[i] = (uint64_t)1 << i;
	check(list, 60, 0.016, "powers of two");
	for (i = 0; i < 7; i++)
		list[i] = 65533 + i;
	check(list, 7, 0.016, "numbers where ranges begin");
	return tap_done();
}
