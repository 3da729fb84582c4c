#include "rag.h"

#include <errno.h>
#include <string.h>

void
rag_open(struct rag *rag)
{
	rag->hits = stage_field(rag->stage, "hits");
	rag->answer = stage_field(rag->stage, "answer");
	rag->references = stage_field(rag->stage, "references");
	rag->origin = stage_field(rag->stage, "origin");
	rag->rag = stage_field(rag->stage, "rag");
}

bool
rag_question(const struct rag *rag, struct record *r, struct span *s)
{
	if (record_string(r, rag->stage->input, s) == 1)
		return true;
	stage_fail(rag->stage, r, "no_question", "no question in %s",
	    rag->stage->field);
	return false;
}

int
rag_hits(const struct rag *rag, struct record *r, struct hit hit[HITS_MAX])
{
	int n = hits_read(r, rag->hits, hit);

	if (n == -1)
		stage_fail(rag->stage, r, "bad_hits",
		    "hits is not an array of objects that have a text");
	return n;
}

void
rag_set_state(const struct rag *rag, struct record *r, const char *state)
{
	record_unset(r, rag->answer);
	record_unset(r, rag->references);
	record_unset(r, rag->origin);
	record_set_string(r, rag->stage->state, state, strlen(state));
}

void
rag_no_memory(const struct rag *rag)
{
	rag->stage->out.error = ENOMEM;
}
