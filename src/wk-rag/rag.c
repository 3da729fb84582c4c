/* The fields of a record, as all the ways to answer read and set them. */
#include "rag.h"

#include <string.h>

#include "base/utf8.h"

void
rag_open(struct rag *rag)
{
	rag->hits = stage_field(rag->stage, "hits");
	rag->answer = stage_field(rag->stage, "answer");
	rag->references = stage_field(rag->stage, "references");
	rag->origin = stage_field(rag->stage, "origin");
	rag->rag = stage_field(rag->stage, "rag");
	rag->reasoning = stage_field(rag->stage, "reasoning");
	rag->sample = stage_field(rag->stage, "sample");
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
rag_set(const struct rag *rag, struct record *r, int field,
    const struct buf *json)
{
	if (json->failed)
		stage_fail(rag->stage, r, "too_long", "%s is too long",
		    rag->stage->fields.name[field]);
	else
		record_set(r, field, json->data, json->len);
}

void
rag_set_answer(const struct rag *rag, struct record *r,
    const struct rag_answer *answer)
{
	const struct span thought = utf8_strip(answer->reasoning);

	if (thought.len > 0)
		record_set_string(r, rag->reasoning, thought.p, thought.len);
	else
		record_unset(r, rag->reasoning);
	record_set_string(r, rag->answer, answer->text.p, answer->text.len);
	rag_set(rag, r, rag->references, answer->references);
	record_set_string(r, rag->origin, answer->origin,
	    strlen(answer->origin));
	record_set_string(r, rag->stage->state, "success", 7);
}

void
rag_set_state(const struct rag *rag, struct record *r, const char *state)
{
	record_unset(r, rag->answer);
	record_unset(r, rag->references);
	record_unset(r, rag->origin);
	record_unset(r, rag->reasoning);
	record_set_string(r, rag->stage->state, state, strlen(state));
}
