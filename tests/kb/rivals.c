/* What other passages have found of a question that a passage has found. */
#include "kb/kb_rivals.h"

#include "kb/kb_db.h"
#include "base/buf.h"
#include "tap.h"

static double weight[KB_RIVAL_TERMS];

/* A chunk of a source. */
static struct kb_candidate
chunk(int source, int place, double found, uint64_t terms)
{
	return (struct kb_candidate){
		.id = ((sqlite3_int64)source << KB_SOURCE_SHIFT) + place,
		.evidence = { .found = found, .terms = terms } };
}

int
main(void)
{
	const struct kb_candidate own = chunk(1, 1, 10, 7);
	const struct kb_candidate list[] = {
		own,
		chunk(1, 2, 9, 1),	/* of the same source */
		chunk(2, 1, 10, 7),	/* a copy */
		chunk(3, 1, 9.5, 15),	/* has all that it has, and more */
		chunk(4, 1, 9.4, 5),	/* lacks a term of little weight */
		chunk(5, 1, 8, 3),
		chunk(5, 2, 8.5, 3),
		chunk(6, 1, 3, 1),
		chunk(7, 1, 6, 1),
		chunk(8, 1, 7, 2),
		chunk(5, 3, 7.5, 3),
	};

	weight[0] = weight[2] = 5;
	weight[1] = 1;
	ok(kb_rival(&own, list, 0, weight) == 0, "no list");
	ok(kb_rival(&own, list, 8, weight) == 0, "two are fewer than three");
	ok(kb_rival(&own, list, 9, weight) == 3, "the third");
	ok(kb_rival(&own, list, LEN(list), weight) == 6,
	    "the third of 8.5, 7 and 6, one a source");
	weight[1] = 2;
	ok(kb_rival(&own, list, LEN(list), weight) == 7,
	    "a term of more weight makes a rival");
	weight[3] = 100;
	ok(kb_rival(&own, list, LEN(list), weight) == 7,
	    "terms that it has not do not matter");
	return tap_done();
}
