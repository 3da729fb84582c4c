#include "rag.h"

#include "quote.h"
#include "base/utf8.h"

/*
 * `references`: where the quote stands; its start is the hit's and as many
 * code points as stand before it there.
 */
static void
set_references(const struct rag *rag, struct record *r,
    const struct hit *hit, struct span quote)
{
	struct buf b = { 0 };

	buf_addc(&b, '[');
	hits_put_reference(&b, hit, utf8_count(hit->text.p,
	    (size_t)(quote.p - hit->text.p)));
	buf_addc(&b, ']');
	if (b.failed)
		rag_no_memory(rag);
	else
		record_set(r, rag->references, b.data, b.len);
	buf_free(&b);
	if (hits_from_web(hit))
		record_set_string(r, rag->origin, "web", 3);
	else
		record_set_string(r, rag->origin, "local", 5);
}

static void
answer(const struct rag *rag, struct record *r, size_t fill)
{
	struct hit hits[HITS_MAX];
	struct quote_passage passages[HITS_MAX];
	struct quote quote;
	struct span question;
	int i, n;

	if (!rag_question(rag, r, &question))
		return;
	if ((n = rag_hits(rag, r, hits)) == -1)
		return;
	for (i = 0; i < n; i++) {
		passages[i].text = hits[i].text;
		passages[i].score = hits[i].score;
	}
	switch (r->strings.failed ? -1 :
	    quote_find(question, passages, (size_t)n, fill, &quote)) {
	case -1:
		rag_no_memory(rag);
		break;
	case 0:
		record_set_string(r, rag->stage->state, "unknown", 7);
		break;
	default:
		record_set_string(r, rag->answer, quote.text.p,
		    quote.text.len);
		set_references(rag, r, &hits[quote.passage], quote.text);
		record_set_string(r, rag->stage->state, "success", 7);
	}
}

int
rag_quote(struct rag *rag, size_t fill, char *const *files)
{
	struct record *r;

	rag_open(rag);
	stage_open(rag->stage, files);
	while ((r = stage_next(rag->stage)) != NULL) {
		answer(rag, r, fill);
		stage_emit(rag->stage, r);
	}
	return stage_end(rag->stage);
}
