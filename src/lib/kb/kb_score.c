/* Computes the scores of chunks: how well they cover a question. */
#include "kb_score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/aside.h"
#include "text/asked.h"
#include "text/bm25.h"
#include "text/chinese.h"
#include "text/framing.h"

/* Chunks of other texts, and how many of them hold what is common. */
#define BACKGROUND 1000
#define COMMON_CHARACTER 50
#define COMMON_WORD 5

/* Longer questions than this many units: the rest has no content. */
#define UNITS 10000

/* Weights of terms, beside a bigram. */
#define WORD_WEIGHT 2
#define CHARACTER_WEIGHT 0.75

/* What missing words that name the kind of thing asked for cost. */
#define ASKED 0.3

/* What is covered by chance: idfs of an unknown term, and share of all. */
#define CHANCE 0.24
#define CHANCE_WORDS 0.33	/* if words have this share of the weight */
#define WORDS 0.8
#define CHANCE_SHARE 0.5
#define RIVAL 0.7	/* or this share of what rivals have found */

/* A run with this share of content is evidence as a whole. */
#define WHOLE 0.5

/*
 * Beside a run that asks, with this share of content, another counts as a whole
 * if this share of its content is no everyday words; this if none is.
 */
#define ASKS 0.25
#define RARE 0.2
#define EVERYDAY 0.6

/* What the lesser runs may lack beside what they have: idfs of a term. */
#define ASIDE 0.5

struct kb_score {
	struct framing *framing;
	struct chinese *chinese;
	struct framing_unit *unit;	/* of the question */
	size_t n, size;
	double share[KB_RUNS];	/* what counts of a run */
	struct aside about[KB_RUNS];
	bool aside[KB_RUNS];	/* does not ask, and another one does */
	double unknown;	/* idf of a term that no chunk holds */
	double chance, all;	/* all: as kb_score_set was told */
};

struct kb_score *
kb_score_open(void)
{
	struct kb_score *s = xcalloc(1, sizeof(*s));

	s->framing = framing_open();
	s->chinese = chinese_open();
	return s;
}

void
kb_score_close(struct kb_score *s)
{
	if (s == NULL)
		return;
	framing_close(s->framing);
	chinese_close(s->chinese);
	free(s->unit);
	free(s);
}

/* Lets everyday words that stand beside a run that asks count less. */
static void
set_aside(struct kb_score *s, struct span question, size_t runs)
{
	const struct aside *about;
	bool asks = false;
	double rare;
	size_t i;

	aside_mark(s->chinese, question, s->unit, s->n, s->about, runs);
	for (i = 0; i < runs; i++)
		asks = asks || (s->about[i].asks && s->share[i] >= ASKS);
	for (i = 0; i < runs; i++) {
		about = &s->about[i];
		s->aside[i] = asks && !about->asks && about->content > 0;
		if (!s->aside[i])
			continue;
		rare = (double)about->rare / (double)about->content / RARE;
		if (rare < 1)
			s->share[i] *= EVERYDAY + (1 - EVERYDAY) * rare;
	}
}

/*
 * Sets what counts of each run of the question, which has at least one unit.
 * Returns the number of runs.
 */
static size_t
set_shares(struct kb_score *s)
{
	double share, most = 0;
	size_t i, run, runs = 0;

	for (i = 0; i < s->n && (run = s->unit[i].run) < KB_RUNS; i++) {
		runs = run + 1;
		s->share[run] = s->unit[i].content;
		if (s->share[run] > most)
			most = s->share[run];
	}
	if (most > WHOLE)
		most = WHOLE;
	for (run = 0; run < runs; run++) {
		share = s->share[run] / most;
		s->share[run] = share < 1 ? share * share : 1;
	}
	return runs;
}

size_t
kb_score_read(struct kb_score *s, struct span question)
{
	struct framing_unit *unit;
	struct terms t;
	struct term term;
	size_t runs;

	s->n = 0;
	terms_open(&t, question.p, question.len);
	t.question = true;
	while (s->n < UNITS && terms_next(&t, &term)) {
		if (term.kind == TERM_BIGRAM)
			continue;
		if (s->n == s->size) {
			s->size = s->size * 2 + 64;
			s->unit = xreallocarray(s->unit, s->size,
			    sizeof(*s->unit));
		}
		unit = &s->unit[s->n++];
		*unit = (struct framing_unit){ .cp = term.cp[0],
			.start = term.start, .end = term.end };
		if (term.kind == TERM_WORD) {
			unit->len = term.len;
			memcpy(unit->word, term.text, term.len);
		}
	}
	framing_mark(s->framing, question, s->unit, s->n);
	asked_mark(s->chinese, question, s->unit, s->n);
	if (s->n == 0)
		return 0;
	runs = set_shares(s);
	set_aside(s, question, runs);
	return runs;
}

double
kb_score_content(const struct kb_score *s, const struct term *term,
    size_t *run)
{
	size_t low = 0, high = s->n, mid;
	bool asked;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (s->unit[mid].start < term->start)
			low = mid + 1;
		else
			high = mid;
	}
	*run = 0;
	if (low == s->n || s->unit[low].framing ||
	    s->unit[low].run >= KB_RUNS || (term->kind == TERM_BIGRAM &&
	    (low + 1 == s->n || s->unit[low + 1].framing)))
		return 0;
	*run = s->unit[low].run;
	asked = s->unit[low].asked || (term->kind == TERM_BIGRAM &&
	    s->unit[low + 1].asked);
	return s->unit[low].content * (asked ? ASKED : 1);
}

double
kb_score_weight(const struct kb_score *s, const struct term *term, size_t run,
    double n, double df)
{
	double weight = 1;

	if (term->kind == TERM_WORD)
		weight = WORD_WEIGHT;
	else if (term->kind == TERM_CHAR) {
		weight = CHARACTER_WEIGHT;
		if (chinese_is(s->chinese, term->cp[0], CHINESE_WORD))
			df += COMMON_CHARACTER;
	} else if (chinese_is_word(s->chinese, term->cp[0], term->cp[1]))
		df += COMMON_WORD;
	return weight * bm25_idf(n + BACKGROUND, df) * s->share[run];
}

bool
kb_score_aside(const struct kb_score *s, size_t run)
{
	return s->aside[run];
}

void
kb_score_set(struct kb_score *s, double n, double length, double all,
    double words)
{
	const double chance = words > WORDS * all ? CHANCE_WORDS : CHANCE;

	s->unknown = bm25_idf(n + BACKGROUND, 0);
	s->chance = chance * s->unknown * log1p(length);
	s->all = all;
}

void
kb_score_sum(const struct kb_score *s, const struct kb_run *run, size_t n,
    struct kb_evidence *e)
{
	double missing = 0, most, share = 0;
	size_t i, best = 0;

	e->found = e->aside = e->missing = 0;
	if (n == 0)
		return;
	for (i = 0; i < n; i++) {
		e->found += run[i].found;
		if (s->aside[i])
			e->aside += run[i].found;
		if (run[i].found > run[best].found)
			best = i;
	}
	for (i = 0; i < n; i++) {
		if (i == best || run[i].missing == 0)
			continue;
		missing += run[i].missing;
		if (s->share[i] > share)
			share = s->share[i];
	}
	most = e->found - run[best].found + ASIDE * s->unknown * share;
	e->missing = run[best].missing + (missing < most ? missing : most);
}

double
kb_score(const struct kb_score *s, const struct kb_evidence *e, double rival)
{
	const double most = CHANCE_SHARE * s->all + e->aside;
	double chance = s->chance;

	if (RIVAL * rival > chance)
		chance = RIVAL * rival;
	if (chance > most)
		chance = most;
	if (e->found <= chance)
		return 0;
	return (e->found - chance) / (e->found - chance + e->missing);
}
