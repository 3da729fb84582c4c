/* The peer of wk-find's search by vectors: a loop over one array in memory. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RUNS 15

static int
by_time(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* scan VECTORS DIMENSIONS: prints the ms of a pass over them, the median. */
int
main(int argc, char *argv[])
{
	const size_t n = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	const size_t d = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	int8_t *v = malloc(n * d), *p;
	int16_t *q = malloc(d * sizeof(*q));
	int32_t *sum = malloc(n * sizeof(*sum)), s;
	double took[RUNS];
	size_t i, k;
	int run;

	if (n == 0 || d == 0 || v == NULL || q == NULL || sum == NULL)
		return 2;
	for (i = 0; i < n * d; i++)
		v[i] = (int8_t)(i * 7919 >> 3);
	for (k = 0; k < d; k++)
		q[k] = (int16_t)(k * 31 % 999);
	for (run = 0; run < RUNS; run++) {
		q[0] = (int16_t)run;
		took[run] = now();
		for (i = 0, p = v; i < n; i++, p += d) {
			for (s = 0, k = 0; k < d; k++)
				s += p[k] * q[k];
			sum[i] = s;
		}
		took[run] = now() - took[run];
	}
	for (s = 0, i = 0; i < n; i++)
		s ^= sum[i];
	qsort(took, RUNS, sizeof(took[0]), by_time);
	printf("%.3f\n", took[RUNS / 2]);
	return s == 1;	/* so that the sums are needed */
}
