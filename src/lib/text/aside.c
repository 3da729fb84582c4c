/* Tells which parts of a question ask, and which may be chatter. */
#include "aside.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "terms.h"

/* The words left out of a question that do ask; "please" and "is" do not. */
static const char *const words[] = {
	"what", "who", "whom", "whose", "which", "when", "where", "why", "how"
};

/* What a gap between two units says of the runs beside it. */
struct gap {
	bool before, after;	/* the run before it asks, the run after it */
};

/* Whether a character that is left out asks: those of 请问 do not. */
static bool
character_asks(uint32_t cp)
{
	return cp != 0x8bf7 && cp != 0x95ee;
}

/* Whether the word of Latin letters at s asks; *len is its length in bytes. */
static bool
word_asks(struct span s, size_t *len)
{
	size_t i;

	for (*len = 0; *len < s.len && span_is_letter(s.p[*len]); ++*len)
		;
	for (i = 0; i < LEN(words); i++)
		if (strlen(words[i]) == *len &&
		    strncasecmp(s.p, words[i], *len) == 0)
			return true;
	return false;
}

/*
 * Reads a gap: words that were left out, and marks.  Of two runs, what comes
 * before the first mark that ends one belongs to the run before.
 */
static struct gap
read_gap(struct span s)
{
	struct gap gap = { false, false };
	enum terms_class class;
	bool ended = false, asks;
	uint32_t cp;
	size_t n, i;

	for (i = 0; i < s.len; i += n) {
		if ((n = utf8_decode(s.p + i, s.len - i, &cp)) == 0) {
			n = 1;
			ended = true;
			continue;
		}
		class = terms_fold(&cp);
		asks = class == TERMS_CHAR && character_asks(cp);
		if (class == TERMS_WORD && cp < 0x80 &&
		    span_is_letter(s.p[i]))
			asks = word_asks(span_from(s, i), &n);
		else if (class == TERMS_NONE && !framing_joins(cp)) {
			asks = cp == '?' && !ended;
			gap.before = gap.before || asks;
			ended = true;
			continue;
		}
		if (ended)
			gap.after = gap.after || asks;
		else
			gap.before = gap.before || asks;
	}
	if (!ended)
		gap.before = gap.after = gap.before || gap.after;
	return gap;
}

/* Whether a word of letters is no name: without digits, and no capital. */
static bool
is_small(struct span question, const struct framing_unit *unit, bool first)
{
	size_t i;
	char c;

	for (i = unit->start; i < unit->end; i++) {
		c = question.p[i];
		if (span_is_digit(c) || (c >= 'A' && c <= 'Z' && !first))
			return false;
	}
	return true;
}

/* Whether the i-th of n units is an everyday word, or part of one. */
static bool
is_everyday(const struct chinese *c, struct span question,
    const struct framing_unit *unit, size_t i, size_t n)
{
	const struct framing_unit *u = &unit[i];

	if (u->cp == 0)
		return is_small(question, u, i == 0 || u[-1].run != u->run);
	return chinese_is(c, u->cp, CHINESE_WORD) ||
	    (i > 0 && u[-1].end == u->start &&
	    chinese_is_word(c, u[-1].cp, u->cp)) ||
	    (i + 1 < n && u->end == u[1].start &&
	    chinese_is_word(c, u->cp, u[1].cp));
}

void
aside_mark(const struct chinese *c, struct span question,
    const struct framing_unit *unit, size_t n, struct aside *run, size_t size)
{
	struct aside *r, *last = NULL;
	struct gap gap;
	size_t i, from, to;

	memset(run, 0, size * sizeof(*run));
	for (i = 0; i <= n; i++, last = r) {
		from = i == 0 ? 0 : unit[i - 1].end;
		to = i == n ? question.len : unit[i].start;
		gap = read_gap((struct span){ question.p + from, to - from });
		r = i < n && unit[i].run < size ? &run[unit[i].run] : NULL;
		if (last != NULL && (gap.before || (last == r && gap.after)))
			last->asks = true;
		if (r == NULL)
			continue;
		r->asks = r->asks || gap.after || unit[i].asked;
		r->content += !unit[i].framing;
		r->rare += !unit[i].framing &&
		    !is_everyday(c, question, unit, i, n);
	}
	for (i = 0; i < size; i++)
		run[i].asks = run[i].asks && run[i].content > 0;
}
