/* Reports what of an answer its passages hold. */
#include "report.h"

/* Bytes of passages that are searched for quotations, at most. */
#define BUDGET ((size_t)256 << 20)

/* The weight of a claim in the score. */
static unsigned int
weight(const struct claim *claim)
{
	switch (claim->type) {
	case CLAIM_PAIR:
		return 1;
	case CLAIM_NUMBER:
	case CLAIM_NAME:
		return 3;
	case CLAIM_WORD:
		return 2;
	default:
		return 0;
	}
}

void
report_make(struct report *report, struct claims *claims,
    const struct lookup *passages, const struct lookup *given,
    const struct chinese *chinese)
{
	uint64_t all = 0, held = 0;
	size_t i;

	report->claims = claims;
	report->passages = passages;
	report->given = given;
	report->budget = BUDGET;
	names_find(&report->names, claims, passages, chinese);
	for (i = 0; i < claims->n; i++) {
		if (claims->claim[i].other)
			continue;
		if (claims_held(claims, i))
			held += weight(&claims->claim[i]);
		else if (claims_given(claims, i))
			continue;
		all += weight(&claims->claim[i]);
	}
	report->support = all == 0 ? 100 : (unsigned int)(held * 100 / all);
}

void
report_scores(const struct report *report, const struct json_value *old,
    struct buf *b)
{
	struct json_value name, value;
	struct json j;

	buf_addc(b, '{');
	if (old != NULL && old->type == JSON_OBJECT) {
		json_open(&j, old->p, old->len);
		(void)json_object(&j);
		while (json_member(&j, &name, &value) == 1) {
			if (json_is(&name, "support"))
				continue;
			if (b->data[b->len - 1] != '{')
				buf_addc(b, ',');
			buf_add(b, name.p, name.len);
			buf_addc(b, ':');
			buf_add(b, value.p, value.len);
		}
		if (b->data[b->len - 1] != '{')
			buf_addc(b, ',');
	}
	buf_printf(b, "\"support\":%u.%02u}", report->support / 100,
	    report->support % 100);
}

/*
 * Whether the passages, or what was given, hold a quotation.  A hostile answer
 * has so many that the rest counts as held.
 */
static bool
holds_quote(struct report *report, const struct claim *claim)
{
	size_t cost = report->passages->plain.len +
	    report->given->plain.len + 1;
	struct buf plain = { 0 };
	bool held;

	if (report->budget < cost)
		return claim->type == CLAIM_QUOTE;
	report->budget -= cost;
	lookup_plain(&plain, &report->claims->answer, claim->from, claim->to);
	held = plain.len == 0 || lookup_holds(report->passages,
	    buf_span(&plain)) || lookup_holds(report->given,
	    buf_span(&plain));
	buf_free(&plain);
	return held;
}

/* Appends the units [from, to) of the answer as a string of an array. */
static void
put(const struct report *report, size_t from, size_t to, struct buf *b)
{
	if (b->data[b->len - 1] != '[')
		buf_addc(b, ',');
	claims_put(report->claims, from, to, b);
}

bool
report_unsupported(struct report *report, struct buf *b)
{
	struct claims *c = report->claims;
	bool stands = true;
	size_t i;

	buf_addc(b, '[');
	for (i = 0; i < c->n; i++) {
		struct claim *claim = &c->claim[i];
		struct claim_slot *slot = &c->slot[claim->slot];

		if (claim->other || claim->type == CLAIM_PAIR || slot->told ||
		    claims_held(c, i) || claims_given(c, i))
			continue;
		slot->told = true;
		if ((claim->type == CLAIM_NAME ||
		    claim->type == CLAIM_QUOTE) && holds_quote(report, claim))
			continue;
		put(report, claim->from, claim->to, b);
		stands = stands && claim->type == CLAIM_WORD;
	}
	for (i = 0; i < report->names.n; i++) {
		put(report, report->names.name[i].from,
		    report->names.name[i].to, b);
		stands = false;
	}
	buf_addc(b, ']');
	return stands;
}
