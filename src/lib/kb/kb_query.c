/* Reads the terms of a question, and finds their other forms. */
#include "kb_query.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
kb_query_open(struct kb_query *q)
{
	q->term = xcalloc(KB_TERMS, sizeof(q->term[0]));
	q->form = xcalloc(KB_FORMS, sizeof(q->form[0]));
	q->entry = xcalloc(KB_TERMS + KB_FORMS, sizeof(q->entry[0]));
	q->slot = xcalloc(KB_SLOTS, sizeof(q->slot[0]));
}

void
kb_query_close(struct kb_query *q)
{
	free(q->term);
	free(q->form);
	free(q->entry);
	free(q->slot);
}

/* Lets a term be found by a hash, by which no other one is found. */
static void
add_entry(struct kb_query *q, uint64_t hash, size_t term, bool asked)
{
	uint16_t *slot = kb_query_slot(q, hash);

	if (*slot != 0)
		return;
	q->entry[q->nentries] = (struct kb_entry){ hash, term, asked };
	*slot = (uint16_t)++q->nentries;
}

/* Finds the other forms of the term that was added last. */
static void
add_forms(struct kb_query *q)
{
	struct kb_term *t = &q->term[q->n - 1];
	struct inflect_form form[INFLECT_FORMS];
	struct term other = { .kind = TERM_WORD };
	size_t n, i;

	n = inflect_forms(t->term.text, t->term.len, form);
	if (n < 2 || q->nforms + n > KB_FORMS)
		return;
	t->form = q->nforms;
	t->forms = n - 1;
	memcpy(&q->form[t->form], &form[1], t->forms * sizeof(form[0]));
	q->nforms += t->forms;
	for (i = 1; i < n; i++) {
		memcpy(other.text, form[i].text, form[i].len);
		other.len = form[i].len;
		add_entry(q, terms_hash(&other), q->n - 1, false);
	}
}

/* Adds a term of the question. */
static void
add_term(struct kb_query *q, const struct kb_score *score,
    const struct term *term, uint64_t hash)
{
	struct kb_term *t = &q->term[q->n];

	*t = (struct kb_term){ .term = *term };
	t->content = kb_score_content(score, term, &t->run);
	add_entry(q, hash, q->n++, true);
	if (term->kind == TERM_WORD && t->content > 0)
		add_forms(q);
}

/* Finds the characters of the bigrams of the question. */
static void
find_parts(struct kb_query *q)
{
	struct term part = { .kind = TERM_CHAR };
	const struct kb_entry *found;
	struct kb_term *t;
	size_t i, j;

	for (i = 0; i < q->n; i++) {
		t = &q->term[i];
		for (j = 0; t->term.kind == TERM_BIGRAM && j < 2; j++) {
			part.cp[0] = t->term.cp[j];
			found = kb_query_find(q, terms_hash(&part));
			t->part[j] = found == NULL ? i : found->term;
		}
	}
}

void
kb_query_read(struct kb_query *q, const struct kb_score *score,
    struct span question)
{
	struct kb_entry *found;
	struct terms t;
	struct term term;
	uint64_t hash;

	q->n = q->nforms = q->nentries = 0;
	memset(q->slot, 0, KB_SLOTS * sizeof(q->slot[0]));
	terms_open(&t, question.p, question.len);
	t.question = true;
	while (q->n < KB_TERMS && terms_next(&t, &term)) {
		hash = terms_hash(&term);
		if ((found = kb_query_find(q, hash)) == NULL) {
			add_term(q, score, &term, hash);
			q->term[q->n - 1].count++;
		} else {
			/* "rent and rented": both are as it has them. */
			found->asked = true;
			q->term[found->term].count++;
		}
	}
	find_parts(q);
}
