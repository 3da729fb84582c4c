/* Counts reasons by kind, and prints the counts. */
#include "tally.h"

#include <string.h>

bool
tally_is_kind(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] != '_' && (s.p[i] < 'a' || s.p[i] > 'z'))
			return false;
	return s.len > 0 && s.len < TALLY_WORD;
}

void
tally_add(struct tally *t, struct span kind)
{
	size_t i;

	t->n++;
	if (!tally_is_kind(kind))
		kind = span_of("error");
	for (i = 0; i < TALLY_KINDS - 1 && t->each[i].n > 0; i++)
		if (span_is(kind, t->each[i].kind))
			break;
	if (i == TALLY_KINDS - 1)
		kind = span_of("others");
	if (t->each[i].n++ == 0)
		memcpy(t->each[i].kind, kind.p, kind.len);
}

void
tally_print(const struct tally *t, struct buf *b)
{
	size_t i;

	for (i = 0; i < TALLY_KINDS && t->each[i].n > 0; i++)
		buf_printf(b, "%s%zu %s", i == 0 ? "" : ", ", t->each[i].n,
		    t->each[i].kind);
}
