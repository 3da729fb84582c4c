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

/* Whether s can name a program, as people name theirs. */
static bool
is_stage(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return s.len < TALLY_WORD;
}

void
tally_add(struct tally *t, struct span kind, struct span stage)
{
	size_t i;

	t->n++;
	if (!tally_is_kind(kind))
		kind = span_of("error");
	if (!is_stage(stage))
		stage = span_of("");
	for (i = 0; i < TALLY_KINDS - 1 && t->each[i].n > 0; i++)
		if (span_is(kind, t->each[i].kind) &&
		    span_is(stage, t->each[i].stage))
			break;
	if (i == TALLY_KINDS - 1) {
		kind = span_of("others");
		stage = span_of("");
	}
	if (t->each[i].n++ > 0)
		return;
	memcpy(t->each[i].kind, kind.p, kind.len);
	memcpy(t->each[i].stage, stage.p, stage.len);
}

void
tally_print(const struct tally *t, struct buf *b)
{
	size_t i;

	for (i = 0; i < TALLY_KINDS && t->each[i].n > 0; i++) {
		buf_printf(b, "%s%zu %s", i == 0 ? "" : ", ", t->each[i].n,
		    t->each[i].kind);
		if (t->each[i].stage[0] != '\0')
			buf_printf(b, " (%s)", t->each[i].stage);
	}
}
