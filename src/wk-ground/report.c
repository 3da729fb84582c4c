/* Reports which parts of an answer the passages contain. */
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

/* The start of the word that ends before the blank before unit i; or i. */
static size_t
word_before(const struct units *t, size_t i)
{
	size_t from = i;

	if (i < 2 || t->u[i - 1].kind != UNIT_BLANK ||
	    t->u[i - 2].kind != UNIT_LETTER)
		return i;
	for (from = i - 1; from > 0 && units_word(t, from - 1); from--)
		;
	return from;
}

/* The end of the word behind the blank at unit i; or i. */
static size_t
word_behind(const struct units *t, size_t i)
{
	size_t end = i + 1;

	if (!units_kind(t, i, UNIT_BLANK) || !units_kind(t, end, UNIT_LETTER))
		return i;
	while (units_word(t, end))
		end++;
	return end;
}

/* Whether [i, i_end) of a text and [k, k_end) of another are the same. */
static bool
is_same(const struct units *a, size_t i, size_t i_end, const struct units *b,
    size_t k, size_t k_end)
{
	if (i_end - i != k_end - k)
		return false;
	for (; i < i_end; i++, k++)
		if (a->u[i].cp != b->u[k].cp)
			return false;
	return true;
}

/*
 * Whether a word stands where a passage has a word with a capital, between the
 * same two words: met rob in, met Bob in.
 */
static bool
replaces_name(struct report *report, const struct claim *claim)
{
	const struct units *a = &report->claims->answer, *t;
	size_t from = word_before(a, claim->from);
	size_t to = word_behind(a, claim->to), p, i, end;

	if (from == claim->from || to == claim->to)
		return false;
	for (p = 0; p < report->passages->n; p++) {
		t = &report->passages->passage[p].units;
		if (!report->passages->passage[p].brief ||
		    report->budget < t->n)
			continue;
		report->budget -= t->n;
		for (i = 1; i < t->n; i++) {
			if (!t->u[i].capital || units_word(t, i - 1))
				continue;
			for (end = i; units_word(t, end); end++)
				;
			if (is_same(a, from, claim->from, t,
			    word_before(t, i), i) &&
			    is_same(a, claim->to, to, t, end,
			    word_behind(t, end)))
				return true;
		}
	}
	return false;
}

/* Whether the answer is written without capitals. */
static bool
is_lower(const struct units *t)
{
	size_t i;

	for (i = 0; i < t->n && !t->u[i].capital; i++)
		;
	return i == t->n;
}

/* Whether a claim is a part of a name that is told: the 二 of 王二小. */
static bool
in_name(const struct report *report, const struct claim *claim)
{
	const struct names *names = &report->names;
	size_t i;

	for (i = 0; i < names->n; i++)
		if (claim->from >= names->name[i].from &&
		    claim->to <= names->name[i].to)
			return true;
	return false;
}

bool
report_unsupported(struct report *report, struct buf *b)
{
	struct claims *c = report->claims;
	bool stands = true, lower = is_lower(&c->answer);
	size_t i;

	buf_addc(b, '[');
	for (i = 0; i < c->n; i++) {
		struct claim *claim = &c->claim[i];
		struct claim_slot *slot = &c->slot[claim->slot];

		if (claim->other || claim->type == CLAIM_PAIR || slot->told ||
		    claims_held(c, i) || claims_given(c, i) ||
		    in_name(report, claim))
			continue;
		slot->told = true;
		if ((claim->type == CLAIM_NAME ||
		    claim->type == CLAIM_QUOTE) && holds_quote(report, claim))
			continue;
		put(report, claim->from, claim->to, b);
		stands = stands && claim->type == CLAIM_WORD &&
		    !(lower && replaces_name(report, claim));
	}
	for (i = 0; i < report->names.n; i++) {
		put(report, report->names.name[i].from,
		    report->names.name[i].to, b);
		stands = false;
	}
	buf_addc(b, ']');
	return stands;
}
