/* Takes away the fields that belong to a question. */
#include "question.h"

static const char *const names[] = { "hits", "answer", "references", "origin",
	"state", "rag", "error" };

void
question_open(struct question *q, struct stage *st)
{
	size_t i;

	for (i = 0; i < LEN(names); i++)
		q->field[i] = stage_field(st, names[i]);
}

void
question_renew(const struct question *q, struct record *r)
{
	size_t i;

	for (i = 0; i < LEN(names); i++)
		record_unset(r, q->field[i]);
}
