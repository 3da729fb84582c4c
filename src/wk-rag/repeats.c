/* Counts answers that are the same. */
#include "repeats.h"

/*
 * Many: so many questions, and one in so many of all; of a long run, so many
 * whatever their share.
 */
#define LEAST 3
#define SHARE 10
#define ANYWAY 50

/* FNV-1a. */
static uint64_t
hash(struct span s)
{
	uint64_t h = 0xcbf29ce484222325;
	size_t i;

	for (i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3;
	return h;
}

void
repeats_add(struct repeats *r, struct span question, struct span answer)
{
	const uint64_t a = hash(answer), q = hash(question);
	const size_t i = (size_t)(a % REPEATS_SLOTS);

	r->answers++;
	if (r->slot[i].n > 0 && r->slot[i].answer != a) {
		/* A rare answer makes room in time for a frequent one. */
		r->slot[i].n--;
		return;
	}
	if (r->slot[i].n > 0 && r->slot[i].question == q)
		return;
	r->slot[i].answer = a;
	r->slot[i].question = q;
	if (++r->slot[i].n <= r->most)
		return;
	r->most = r->slot[i].n;
	buf_clear(&r->text);
	buf_add(&r->text, answer.p, answer.len);
}

bool
repeats_many(const struct repeats *r)
{
	return r->most >= ANYWAY ||
	    (r->most >= LEAST && r->most * SHARE >= r->answers);
}

void
repeats_free(struct repeats *r)
{
	buf_free(&r->text);
}
