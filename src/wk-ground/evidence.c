/* Looks evidence up in passages, whole or in parts with dots between. */
#include "evidence.h"

#include "base/utf8.h"
#include "text/terms.h"

/* Evidence in more parts than this is looked up in none of them. */
#define PARTS 64

/* Whether dots, two or more, stand at i; sets *end behind them. */
static bool
is_ellipsis(const struct units *t, size_t i, size_t *end)
{
	size_t k = i, dots = 0;

	for (; k < t->n; k++)
		if (t->u[k].cp == 0x2026 || t->u[k].cp == 0x22ef)
			dots += 3;
		else if (t->u[k].cp == '.' || t->u[k].cp == 0x3002)
			dots++;
		else
			break;
	*end = k;
	return dots >= 3;
}

/* Whether evidence is long enough to prove something. */
static bool
proves(const struct units *t)
{
	size_t i, weight = 0;

	for (i = 0; i < t->n && weight < 4; i++)
		weight += t->u[i].kind == UNIT_LETTER ? 1 :
		    t->u[i].kind > UNIT_MARK ? 2 : 0;
	return weight >= 4;
}

/*
 * Cuts the evidence at its dots into strings to look up: in scratch, the end
 * of each in `ends`.  Returns how many.
 */
static size_t
cut(const struct units *t, struct buf *scratch, size_t ends[PARTS])
{
	size_t i = 0, from = 0, n = 0, end = 0;

	for (; i <= t->n; i = end > i ? end : i + 1) {
		if (i < t->n && !is_ellipsis(t, i, &end))
			continue;
		if (n == PARTS)
			return 0;
		lookup_plain(scratch, t, from, i);
		if (scratch->len > (n > 0 ? ends[n - 1] : 0))
			ends[n++] = scratch->len;
		from = end;
		if (i == t->n)
			break;
	}
	return n;
}

/* Looks the parts up one after the other in a passage. */
static bool
find_parts(const struct lookup *lookup, size_t passage, const struct buf *b,
    const size_t *ends, size_t n, struct lookup_match *match)
{
	struct lookup_match next;
	size_t i, from = 0, start = 0;
	struct span part;

	for (i = 0; i < n; i++) {
		part.p = b->data + start;
		part.len = ends[i] - start;
		if (!lookup_find(lookup, passage, from, part, &next))
			return false;
		if (i == 0)
			*match = next;
		start = ends[i];
		from = next.to;
	}
	return n > 0;
}

size_t
evidence_start(const struct units *evidence, struct span passage, size_t start)
{
	size_t i = 0, end = utf8_skip(passage.p, passage.len, start), len;
	uint32_t cp;

	while (i < evidence->n && evidence->u[i].kind <= UNIT_MARK)
		i++;
	for (; i > 0 && start > 0; i--, start--, end -= len) {
		len = utf8_decode_last(passage.p, end, &cp);
		(void)terms_fold(&cp);
		if (len == 0 || cp != evidence->u[i - 1].cp)
			break;
	}
	return start;
}

bool
evidence_find(const struct lookup *lookup, const struct units *evidence,
    struct buf *scratch, struct lookup_match *match)
{
	size_t ends[PARTS], passage, n;

	if (!proves(evidence))
		return false;
	buf_clear(scratch);
	n = cut(evidence, scratch, ends);
	if (scratch->failed || n == 0)
		return false;
	for (passage = 0; passage < lookup->n; passage++)
		if (lookup_find(lookup, passage, 0, buf_span(scratch), match) ||
		    (n > 1 && find_parts(lookup, passage, scratch, ends, n,
		    match)))
			return true;
	return false;
}
