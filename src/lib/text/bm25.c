/* BM25: how well a text matches the terms of a query. */
#include "bm25.h"

#include <math.h>

/* k1: how fast repeated terms saturate; b: how much long texts lose. */
#define K1 0.9
#define B 0.4

double
bm25_idf(double n, double df)
{
	if (df > n)
		df = n;
	return log(1 + (n - df + 0.5) / (df + 0.5));
}

double
bm25_weight(double tf, double length, double average)
{
	double norm = average > 0 ? length / average : 1;

	return tf * (K1 + 1) / (tf + K1 * (1 - B + B * norm));
}
