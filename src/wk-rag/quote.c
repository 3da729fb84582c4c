/* Answers without a model: quotes a run of sentences of one hit (-x). */
#include "rag.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "repeats.h"
#include "text/bm25.h"
#include "text/sentence.h"
#include "text/terms.h"
#include "trim.h"

/*
 * A sentence is worth the question's terms that it holds, each by its rarity
 * among the sentences of all hits; a longer run must earn its length.
 */

/* Terms of a question that are looked for, at most. */
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
	size_t hit;
	size_t start, end;	/* bytes of the hit's text */
	size_t length;		/* code points */
	struct held held;
};

struct search {
	const struct hit *hit;
	struct wanted wanted[TERMS];
	size_t nwanted;
	double total;		/* weight of all that some sentence holds */
	double asked;		/* weight of all */
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

/* Marks which of the wanted terms a text holds. */
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
	if (s->n == s->size) {
		s->size = s->size == 0 ? 64 : s->size * 2;
		s->sentence = xreallocarray(s->sentence, s->size,
		    sizeof(*s->sentence));
	}
	return memset(&s->sentence[s->n++], 0, sizeof(*s->sentence));
}

/* Adds the sentences of a hit. */
static void
read_sentences(struct search *s, size_t hit)
{
	const struct span text = s->hit[hit].text;
	struct sentence *new;
	struct span span;
	size_t at, end;

	for (at = 0; at < text.len; at = end) {
		end = sentence_end(text.p, text.len, at);
		span = (struct span){ text.p + at, end - at };
		new = add_sentence(s);
		new->hit = hit;
		new->start = at;
		new->end = end;
		new->length = utf8_count(span.p, span.len);
		mark_held(s, span, &new->held);
	}
}

/* Weighs terms by rarity, as BM25 does, and sums those that are held. */
static void
weigh(struct search *s)
{
	struct wanted *w;
	size_t i;

	for (i = 0; i < s->nwanted; i++) {
		w = &s->wanted[i];
		w->weight *= bm25_idf((double)s->n, (double)w->sentences);
		s->asked += w->weight;
		if (w->sentences > 0)
			s->total += w->weight;
	}
}

/* The share of the terms' weight that sentences first..last hold, 0 to 1. */
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

/* A run of sentences: first..last. */
struct run {
	size_t first, last;
	size_t length;		/* code points */
	double worth;
};

static void
try_runs_from(const struct search *s, size_t first, struct run *best)
{
	const size_t hit = s->sentence[first].hit;
	struct run run = { .first = first };

	for (run.last = first; run.last < s->n &&
	    run.last - first < RUN_SENTENCES; run.last++) {
		if (s->sentence[run.last].hit != hit)
			break;
		run.length += s->sentence[run.last].length;
		if (run.last > first && run.length > RUN_LENGTH)
			break;
		run.worth = covered(s, first, run.last) -
		    RUN_COST * (double)(run.last - first);
		run.worth *= s->hit[hit].score;
		if (run.worth > best->worth)
			*best = run;
	}
}

/* Whether sentence i is the last before a blank line or of its hit. */
static bool
ends_paragraph(const struct search *s, size_t i, const char *text)
{
	const struct sentence *a = &s->sentence[i];
	size_t at, newlines = 0;

	if (i + 1 == s->n || a[1].hit != a->hit)
		return true;
	for (at = a->end; at > a->start && (text[at - 1] == '\n' ||
	    text[at - 1] == ' '); at--)
		newlines += text[at - 1] == '\n';
	return newlines > 1;
}

static struct span
sentence_span(const struct search *s, size_t i, const char *text)
{
	const struct sentence *a = &s->sentence[i];

	return (struct span){ text + a->start, a->end - a->start };
}

/*
 * Whether sentence i is a heading: it has the mark of one, or ends its line
 * without a final mark.
 */
static bool
is_heading(const struct search *s, size_t i, const char *text)
{
	static const char marks[] =
	    ".!?;:\"')。！？；：…”’」』）》】";
	const struct span end = utf8_strip(sentence_span(s, i, text));
	uint32_t cp;
	size_t len = utf8_decode_last(end.p, end.len, &cp);

	if (trim_is_heading(end))
		return true;
	return len > 0 && trim_list_mark(end) == 0 &&
	    memmem(marks, sizeof(marks) - 1, end.p + end.len - len, len) ==
	    NULL;
}

/*
 * Whether sentence i waits for the next one: it is a heading or a question,
 * or ends with a colon.
 */
static bool
is_open(const struct search *s, size_t i, const char *text)
{
	const struct span span = sentence_span(s, i, text);

	return is_heading(s, i, text) || trim_ends_colon(span) ||
	    trim_ends_question(span);
}

/* Adds the items of the list that sentence run->last announces. */
static void
add_items(const struct search *s, struct run *run, const char *text)
{
	const size_t hit = s->sentence[run->first].hit;
	size_t i;

	for (i = run->last + 1; i < s->n && s->sentence[i].hit == hit &&
	    trim_list_mark(sentence_span(s, i, text)) > 0 &&
	    run->length + s->sentence[i].length <= RUN_LENGTH; i++) {
		run->length += s->sentence[i].length;
		run->last = i;
	}
}

/* Takes sentences off the end that wait for one that did not fit. */
static void
close_run(const struct search *s, struct run *run, size_t least,
    const char *text)
{
	struct span span;

	/* What merely lacks a final mark may be the end of the text. */
	while (run->last > least) {
		span = sentence_span(s, run->last, text);
		if (!trim_ends_colon(span) && !trim_is_heading(span))
			break;
		run->length -= s->sentence[run->last--].length;
	}
}

/*
 * A heading or a question does not answer, the text below it does.  Moves the
 * run's beginning behind them, and its end behind the next sentence that does
 * not wait for another.
 */
static void
pass_headings(const struct search *s, struct run *run, const char *text)
{
	const size_t hit = s->sentence[run->first].hit;

	while (is_open(s, run->last, text) && run->last + 1 < s->n &&
	    s->sentence[run->last + 1].hit == hit &&
	    run->length < RUN_LENGTH) {
		if (trim_ends_colon(sentence_span(s, run->last, text)))
			add_items(s, run, text);
		if (is_open(s, run->last, text) && run->last + 1 < s->n &&
		    s->sentence[run->last + 1].hit == hit)
			run->length += s->sentence[++run->last].length;
	}
	close_run(s, run, run->first, text);
	while (run->first < run->last && (is_heading(s, run->first, text) ||
	    trim_ends_question(sentence_span(s, run->first, text))))
		run->length -= s->sentence[run->first++].length;
}

/* Adds sentences of the same paragraph, up to fill code points. */
static void
lengthen(const struct search *s, struct run *run, const char *text,
    size_t fill)
{
	const size_t last = run->last;

	while (!ends_paragraph(s, run->last, text) &&
	    run->length + s->sentence[run->last + 1].length <= fill)
		run->length += s->sentence[++run->last].length;
	close_run(s, run, last, text);
	while (run->first > 0 && !ends_paragraph(s, run->first - 1, text) &&
	    !is_heading(s, run->first - 1, text) &&
	    run->length + s->sentence[run->first - 1].length <= fill)
		run->length += s->sentence[--run->first].length;
}

/* A quote, and how well it fits the question. */
struct quote {
	struct span text;	/* empty: no sentence holds a term */
	size_t hit;
	double score;		/* 0 to 1 */
};

/*
 * The share of the question that a run holds, weighed by how well its hit
 * fits.  A term that no sentence holds counts as the rarest.
 */
static double
score(const struct search *s, const struct run *run)
{
	const double hit = s->hit[s->sentence[run->first].hit].score;
	const double worth = covered(s, run->first, run->last) * s->total /
	    s->asked * hit;

	return worth < 0 ? 0 : worth > 1 ? 1 : worth;
}

static struct quote
choose(const struct search *s, size_t fill)
{
	struct quote quote = { { "", 0 }, 0, 0 };
	struct run best = { 0 };
	struct span text;
	size_t i;

	for (i = 0; s->total > 0 && i < s->n; i++)
		try_runs_from(s, i, &best);
	if (best.worth <= 0)
		return quote;
	quote.score = score(s, &best);
	quote.hit = s->sentence[best.first].hit;
	text = s->hit[quote.hit].text;
	pass_headings(s, &best, text.p);
	lengthen(s, &best, text.p, fill);
	quote.text = trim_quote(text, (struct span){
	    text.p + s->sentence[best.first].start,
	    s->sentence[best.last].end - s->sentence[best.first].start });
	return quote;
}

/* The same, for a question and n hits. */
static struct quote
find_quote(struct span question, const struct hit *hits, size_t n,
    size_t fill)
{
	struct search *s = xcalloc(1, sizeof(*s));
	struct quote quote;
	size_t i;

	s->hit = hits;
	read_question(s, question);
	for (i = 0; i < n; i++)
		read_sentences(s, i);
	weigh(s);
	quote = choose(s, fill);
	free(s->sentence);
	free(s);
	return quote;
}

static void
set_score(const struct rag *rag, struct record *r, double score)
{
	struct buf b = { 0 };

	buf_printf(&b, "{\"score\":%.4g}", score);
	rag_set(rag, r, rag->rag, &b);
	buf_free(&b);
}

static void
answer(const struct rag *rag, struct record *r, size_t fill,
    struct repeats *repeats)
{
	struct hit hits[HITS_MAX], *hit;
	struct buf references = { 0 };
	struct span question;
	struct quote quote;
	int n;

	if (!rag_question(rag, r, &question) ||
	    (n = rag_hits(rag, r, hits)) == -1)
		return;
	if (record_get(r, rag->hits) == NULL)
		rag->stage->say("%s:%zu: no hits: run wk-find before wk-rag "
		    "-x", rag->stage->file, rag->stage->line);
	quote = find_quote(question, hits, (size_t)n, fill);
	if (quote.text.len == 0) {
		record_set_string(r, rag->stage->state, "unknown", 7);
		return;
	}
	repeats_add(repeats, question, quote.text);
	hit = &hits[quote.hit];
	buf_addc(&references, '[');
	hits_add_reference(&references, hit, utf8_count(hit->text.p,
	    (size_t)(quote.text.p - hit->text.p)));
	buf_addc(&references, ']');
	set_score(rag, r, quote.score);
	rag_set_answer(rag, r, &(struct rag_answer){ .text = quote.text,
	    .references = &references, .origin = hits_origin(hit) });
	buf_free(&references);
}

/* Code points of an answer that a warning shows. */
#define SHOWN 40

/* Warns that one quote answers many questions. */
static void
warn_of_repeats(const struct stage *stage, const struct repeats *r)
{
	const size_t shown = utf8_skip(r->text.data, r->text.len, SHOWN);

	stage->say("%zu of %zu answers are the same quote, which can hardly "
	    "answer all these questions: \"%.*s%s\"", r->most, r->answers,
	    (int)shown, r->text.data, shown < r->text.len ? "..." : "");
}

int
rag_quote(struct rag *rag, size_t fill, char *const *files)
{
	struct repeats *repeats = xcalloc(1, sizeof(*repeats));
	struct record *r;

	rag_open(rag);
	stage_open(rag->stage, files);
	while ((r = stage_next(rag->stage)) != NULL) {
		answer(rag, r, fill, repeats);
		stage_emit(rag->stage, r);
	}
	if (repeats_many(repeats))
		warn_of_repeats(rag->stage, repeats);
	repeats_free(repeats);
	free(repeats);
	return stage_end(rag->stage);
}
