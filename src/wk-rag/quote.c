#include "quote.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/bm25.h"
#include "text/sentence.h"
#include "text/terms.h"
#include "base/utf8.h"

/* A question's terms past this many are not looked for. */
#define TERMS 256

/*
 * Chosen on questions about encyclopaedia paragraphs: at these the run held
 * the reference answer most often for its length.
 */
#define CHAR_WEIGHT 0.5	/* of a single character, beside a bigram */
#define WORD_WEIGHT 1.5	/* of a word, likewise */
#define RUN_SENTENCES 5	/* the longest run */
#define RUN_LENGTH 300	/* code points; one sentence may have more */
#define RUN_COST 0.04	/* what each sentence after the first must add */

struct wanted {
	uint64_t hash;
	double weight;
	size_t sentences;	/* how many hold it */
};

/* The terms that a stretch of text holds, a bit each. */
struct held {
	uint64_t bits[TERMS / 64];
};

struct sentence {
	size_t passage;
	size_t start, end;	/* bytes of the passage */
	size_t length;		/* code points */
	struct held held;
};

struct search {
	struct wanted wanted[TERMS];
	size_t nwanted;
	double total;		/* weight of all that some sentence holds */
	struct sentence *sentence;
	size_t n, size;
};

static double
kind_weight(enum term_kind kind)
{
	return kind == TERM_CHAR ? CHAR_WEIGHT :
	    kind == TERM_WORD ? WORD_WEIGHT : 1;
}

/* The number of the term with this hash, or s->nwanted. */
static size_t
find_wanted(const struct search *s, uint64_t hash)
{
	size_t i;

	for (i = 0; i < s->nwanted && s->wanted[i].hash != hash; i++)
		;
	return i;
}

static void
read_question(struct search *s, struct span question)
{
	struct terms t;
	struct term term;
	uint64_t hash;

	terms_open(&t, question.p, question.len);
	t.question = true;
	while (s->nwanted < TERMS && terms_next(&t, &term)) {
		hash = terms_hash(&term);
		if (find_wanted(s, hash) != s->nwanted)
			continue;
		s->wanted[s->nwanted++] = (struct wanted){ .hash = hash,
			.weight = kind_weight(term.kind) };
	}
}

/* Marks what text holds of what is wanted. */
static void
mark_held(struct search *s, struct span text, struct held *held)
{
	struct terms t;
	struct term term;
	uint64_t bit;
	size_t i;

	terms_open(&t, text.p, text.len);
	while (terms_next(&t, &term)) {
		i = find_wanted(s, terms_hash(&term));
		if (i == s->nwanted)
			continue;
		bit = (uint64_t)1 << (i % 64);
		if ((held->bits[i / 64] & bit) == 0)
			s->wanted[i].sentences++;
		held->bits[i / 64] |= bit;
	}
}

static struct sentence *
add_sentence(struct search *s)
{
	struct sentence *more;
	size_t size = s->size == 0 ? 64 : s->size * 2;

	if (s->n == s->size) {
		more = reallocarray(s->sentence, size, sizeof(*more));
		if (more == NULL)
			return NULL;
		s->sentence = more;
		s->size = size;
	}
	return memset(&s->sentence[s->n++], 0, sizeof(*s->sentence));
}

static int
read_passage(struct search *s, size_t number, struct span text)
{
	struct sentence *new;
	struct span span;
	size_t at, end;

	for (at = 0; at < text.len; at = end) {
		end = sentence_end(text.p, text.len, at);
		if ((new = add_sentence(s)) == NULL)
			return -1;
		span = (struct span){ text.p + at, end - at };
		new->passage = number;
		new->start = at;
		new->end = end;
		new->length = utf8_count(span.p, span.len);
		mark_held(s, span, &new->held);
	}
	return 0;
}

/* Rarity, as in BM25; a term that no sentence holds cannot be covered. */
static void
weigh(struct search *s)
{
	struct wanted *w;
	size_t i;

	for (i = 0; i < s->nwanted; i++) {
		w = &s->wanted[i];
		w->weight *= bm25_idf((double)s->n, (double)w->sentences);
		if (w->sentences > 0)
			s->total += w->weight;
	}
}

/* The weight of what the sentences first..last hold together, 0 to 1. */
static double
covered(const struct search *s, size_t first, size_t last)
{
	struct held all = { { 0 } };
	double sum = 0;
	size_t i;

	for (; first <= last; first++)
		for (i = 0; i < LEN(all.bits); i++)
			all.bits[i] |= s->sentence[first].held.bits[i];
	for (i = 0; i < s->nwanted; i++)
		if ((all.bits[i / 64] >> (i % 64) & 1) != 0)
			sum += s->wanted[i].weight;
	return sum / s->total;
}

/* A run of sentences: first..last, of so many code points. */
struct run {
	size_t first, last, length;
	double worth;
};

static void
try_runs_from(const struct search *s, size_t first,
    const struct quote_passage *passages, struct run *best)
{
	struct run run = { .first = first };

	for (run.last = first; run.last < s->n &&
	    run.last - first < RUN_SENTENCES; run.last++) {
		if (s->sentence[run.last].passage !=
		    s->sentence[first].passage)
			break;
		run.length += s->sentence[run.last].length;
		if (run.last > first && run.length > RUN_LENGTH)
			break;
		run.worth = covered(s, first, run.last) -
		    RUN_COST * (double)(run.last - first);
		run.worth *= passages[s->sentence[first].passage].score;
		if (run.worth > best->worth)
			*best = run;
	}
}

/* Whether sentence i is the last before a blank line or of its passage. */
static bool
ends_paragraph(const struct search *s, size_t i, const char *text)
{
	const struct sentence *a = &s->sentence[i];
	size_t at, newlines = 0;

	if (i + 1 == s->n || a[1].passage != a->passage)
		return true;
	for (at = a->end; at > a->start && (text[at - 1] == '\n' ||
	    text[at - 1] == ' '); at--)
		newlines += text[at - 1] == '\n';
	return newlines > 1;
}

/* Whether sentence i is a heading: it ends its line without a final mark. */
static bool
is_heading(const struct search *s, size_t i, const char *text)
{
	static const char marks[] =
	    ".!?;:\"')。！？；：…”’」』）》】";
	const struct sentence *a = &s->sentence[i];
	struct span end = utf8_strip((struct span){ text + a->start,
	    a->end - a->start });
	uint32_t cp;
	size_t len = utf8_decode_last(end.p, end.len, &cp);

	return len > 0 && memmem(marks, sizeof(marks) - 1,
	    end.p + end.len - len, len) == NULL;
}

/*
 * A heading is no answer: what follows it is.  Puts the run's beginning
 * behind the headings, and its end behind a sentence that is none.
 */
static void
pass_headings(const struct search *s, struct run *run, const char *text)
{
	size_t passage = s->sentence[run->first].passage;

	while (is_heading(s, run->last, text) && run->last + 1 < s->n &&
	    s->sentence[run->last + 1].passage == passage &&
	    run->length < RUN_LENGTH)
		run->length += s->sentence[++run->last].length;
	while (run->first < run->last && is_heading(s, run->first, text))
		run->length -= s->sentence[run->first++].length;
}

/* Takes in sentences of the same paragraph, up to fill code points. */
static void
lengthen(const struct search *s, struct run *run, const char *text,
    size_t fill)
{
	while (!ends_paragraph(s, run->last, text) &&
	    run->length + s->sentence[run->last + 1].length <= fill)
		run->length += s->sentence[++run->last].length;
	while (run->first > 0 && !ends_paragraph(s, run->first - 1, text) &&
	    !is_heading(s, run->first - 1, text) &&
	    run->length + s->sentence[run->first - 1].length <= fill)
		run->length += s->sentence[--run->first].length;
}

/* 1 and the best run, or 0. */
static int
choose(const struct search *s, const struct quote_passage *passages,
    size_t fill, struct quote *quote)
{
	struct run best = { 0 };
	const char *text;
	size_t i;

	if (s->total <= 0)
		return 0;
	for (i = 0; i < s->n; i++)
		try_runs_from(s, i, passages, &best);
	if (best.worth <= 0)
		return 0;
	quote->passage = s->sentence[best.first].passage;
	text = passages[quote->passage].text.p;
	pass_headings(s, &best, text);
	lengthen(s, &best, text, fill);
	quote->text = utf8_strip((struct span){
	    text + s->sentence[best.first].start,
	    s->sentence[best.last].end - s->sentence[best.first].start });
	return 1;
}

int
quote_find(struct span question, const struct quote_passage *passages,
    size_t n, size_t fill, struct quote *quote)
{
	struct search *s;
	int found = -1;
	size_t i;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return -1;
	read_question(s, question);
	for (i = 0; i < n; i++)
		if (read_passage(s, i, passages[i].text) == -1)
			goto out;
	weigh(s);
	found = choose(s, passages, fill, quote);
out:
	free(s->sentence);
	free(s);
	return found;
}
