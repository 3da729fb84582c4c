/* What BM25 promises of its numbers. */
#include "text/bm25.h"

#include <math.h>

#include "tap.h"

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

int
main(void)
{
	ok(near(bm25_idf(10, 1), log(1 + 9.5 / 1.5)),
	    "the idf of a rare term is that of the formula");
	ok(bm25_idf(10, 1) > bm25_idf(10, 2) && bm25_idf(10, 10) > 0,
	    "a rarer term has the higher idf, and none is 0");
	ok(near(bm25_idf(10, 12), bm25_idf(10, 10)),
	    "a term held by more texts than there are counts as held by all");
	ok(near(bm25_weight(0, 5, 5), 0), "an absent term has no weight");
	ok(near(bm25_weight(1, 5, 5), 1),
	    "one occurrence in a text of average length weighs 1");
	ok(bm25_weight(2, 5, 5) > bm25_weight(1, 5, 5) &&
	    bm25_weight(1e9, 5, 5) < 1.9,
	    "more occurrences weigh more, but less than 1.9");
	ok(bm25_weight(1, 10, 5) < bm25_weight(1, 5, 5),
	    "the same term weighs less in a longer text");
	ok(near(bm25_weight(1, 10, 0), 1),
	    "without an average, each text has the average length");
	return tap_done();
}
