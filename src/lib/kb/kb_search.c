/* Finds the chunks for a question: by rare terms, then ranked by BM25. */
#include "kb_db.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "kb_found.h"
#include "kb_fuse.h"
#include "kb_lookup.h"
#include "kb_query.h"
#include "kb_rivals.h"
#include "kb_score.h"
#include "base/memory.h"
#include "text/bm25.h"
#include "text/terms.h"

/* Limits for one question: terms searched for, and chunks that hold them. */
#define SEARCHED 64
#define BUDGET 200000

/* Among so few chunks no term is too common to be searched for. */
#define SMALL 10000

#define BEST 50		/* chunks that are read and ranked, at least */

/* For the order: what content words weigh more than those that frame. */
#define CONTENT 2

/* What a missing bigram counts beside one that is there. */
#define SEAM 0.5

/* What other forms of a word count beside that of the question. */
#define FORM 0.6

/* A source that holds a term, and in how many chunks. */
struct holder {
	sqlite3_int64 source;
	double chunks;
};

struct kb_search {
	const struct kb *kb;

	/* The question. */
	struct kb_score *score;
	struct kb_run run[KB_RUNS];
	size_t nruns;
	double weight[KB_RIVAL_TERMS];	/* of the first terms with weight */
	struct kb_query query;

	/* The chunks found. */
	struct kb_lookup lookup;
	struct holder *holder;	/* by term, then by source */
	size_t nholders, holders_size;
	struct kb_found found;
	struct kb_candidate *best;
	size_t nbest, best_size;
	struct kb_fusion fusion;
};

struct kb_search *
kb_search_open(const struct kb *kb, struct buf *why)
{
	struct kb_search *s = xcalloc(1, sizeof(*s));

	s->kb = kb;
	s->score = kb_score_open();
	kb_query_open(&s->query);
	if (kb_lookup_open(&s->lookup, &kb->db, why) == 0)
		return s;
	kb_search_close(s);
	return NULL;
}

void
kb_search_close(struct kb_search *s)
{
	if (s == NULL)
		return;
	kb_lookup_close(&s->lookup);
	kb_score_close(s->score);
	kb_query_close(&s->query);
	free(s->holder);
	kb_found_free(&s->found);
	free(s->best);
	kb_fusion_free(&s->fusion);
	free(s);
}

/* Counts the chunks just looked up by source into s->holder. */
static void
count_holders(struct kb_search *s, struct kb_term *t)
{
	struct holder *holder = NULL;
	sqlite3_int64 source;
	size_t i;

	t->holder = s->nholders;
	for (i = 0; i < s->lookup.n; i++) {
		source = s->lookup.ids[i] >> KB_SOURCE_SHIFT;
		if (holder != NULL && holder->source == source) {
			holder->chunks++;
			continue;
		}
		if (s->nholders == s->holders_size) {
			s->holders_size = s->holders_size * 2 + 1024;
			s->holder = xreallocarray(s->holder, s->holders_size,
			    sizeof(*s->holder));
		}
		holder = &s->holder[s->nholders++];
		holder->source = source;
		holder->chunks = 1;
	}
	t->holders = s->nholders - t->holder;
}

/* A term with its forms, to be looked up. */
static struct kb_wanted
wanted(const struct kb_search *s, const struct kb_term *t)
{
	return (struct kb_wanted){ &t->term, &s->query.form[t->form],
		t->forms };
}

/* Searches for one term; adds its idf to the chunks that hold it. */
static int
search_term(struct kb_search *s, struct kb_term *t, bool prefix,
    struct buf *why)
{
	const struct kb_wanted w = wanted(s, t);

	if (kb_lookup_ids(&s->lookup, &w, prefix, why) == -1)
		return -1;
	count_holders(s, t);
	t->df = (sqlite3_int64)s->lookup.n;
	t->idf = bm25_idf(s->kb->chunks, (double)t->df);
	kb_found_add(&s->found, s->lookup.ids, s->lookup.n, t->idf);
	return 0;
}

/*
 * Looks up how many chunks hold each term: of the terms that are characters,
 * or of the others.
 */
static int
look_up_terms(struct kb_search *s, bool characters, struct buf *why)
{
	struct kb_term *t;
	struct kb_wanted w;
	size_t i;

	for (i = 0; i < s->query.n; i++) {
		t = &s->query.term[i];
		if ((t->term.kind == TERM_CHAR) != characters)
			continue;
		w = wanted(s, t);
		t->df = kb_lookup_count(&s->lookup, &w, why);
		if (t->df == -1)
			return -1;
		t->idf = bm25_idf(s->kb->chunks, (double)t->df);
	}
	return 0;
}

/* The rare terms first; those that no chunk holds last. */
static int
by_rarity(const void *a, const void *b)
{
	const struct kb_term *x = *(const struct kb_term *const *)a;
	const struct kb_term *y = *(const struct kb_term *const *)b;

	if (x->df != y->df)
		return y->df == 0 || (x->df != 0 && x->df < y->df) ? -1 : 1;
	return x < y ? -1 : x > y;
}

/*
 * Searches for the terms that are characters, or for the others, the rare
 * ones first, as far as the budget goes.
 */
static int
search_terms(struct kb_search *s, bool characters, struct buf *why)
{
	struct kb_term *list[KB_TERMS];
	size_t i, n = 0;
	sqlite3_int64 cost = 0;
	bool select;

	for (i = 0; i < s->query.n; i++)
		if ((s->query.term[i].term.kind == TERM_CHAR) == characters)
			list[n++] = &s->query.term[i];
	select = characters || s->kb->chunks > SMALL || n > SEARCHED;
	if (select && !characters && look_up_terms(s, false, why) == -1)
		return -1;
	if (select)
		qsort(list, n, sizeof(list[0]), by_rarity);
	if (n > SEARCHED)
		n = SEARCHED;
	for (i = 0; i < n; i++) {
		if (select && cost > 0 && list[i]->df > BUDGET - cost)
			break;
		if (search_term(s, list[i], characters, why) == -1)
			return -1;
		cost += list[i]->df;
	}
	return 0;
}

/*
 * Fills s->best with the chunks that hold the rarest terms of the question,
 * in no order.  0 or -1.
 */
static int
search(struct kb_search *s, size_t want, struct buf *why)
{
	const size_t size = want < BEST ? BEST : want;

	s->nholders = 0;
	kb_found_clear(&s->found);
	if (look_up_terms(s, true, why) == -1 ||
	    search_terms(s, false, why) == -1)
		return -1;
	/* In the index, each character of a chunk begins some term. */
	if (s->found.n == 0 && search_terms(s, true, why) == -1)
		return -1;
	if (s->best_size < size) {
		s->best = xreallocarray(s->best, size, sizeof(*s->best));
		s->best_size = size;
	}
	s->nbest = kb_found_best(&s->found, s->best, size);
	return 0;
}

/* Counts the question's terms in a chunk.  Returns its length in terms. */
static double
count_terms(struct kb_search *s, struct span text)
{
	const struct kb_entry *found;
	struct kb_term *q;
	struct terms t;
	struct term term;
	size_t i, n = 0;

	for (i = 0; i < s->query.n; i++) {
		s->query.term[i].tf = 0;
		s->query.term[i].same = false;
	}
	terms_open(&t, text.p, text.len);
	t.plain = true;
	while (terms_next(&t, &term)) {
		n++;
		found = kb_query_find(&s->query, terms_hash(&term));
		if (found == NULL)
			continue;
		q = &s->query.term[found->term];
		q->tf++;
		q->same = q->same || found->asked;
	}
	return (double)n;
}

/* Weighs the terms for the score: how many chunks hold them is known now. */
static void
weigh_terms(struct kb_search *s)
{
	struct kb_term *t;
	double all = 0, words = 0;
	size_t i, n = 0;

	for (i = 0; i < s->query.n; i++) {
		t = &s->query.term[i];
		t->weight = t->content == 0 ? 0 : kb_score_weight(s->score,
		    &t->term, t->run, s->kb->chunks, (double)t->df);
		if (!kb_score_aside(s->score, t->run)) {
			all += t->weight;
			if (t->term.kind == TERM_WORD)
				words += t->weight;
		}
		if (t->weight > 0 && n < KB_RIVAL_TERMS)
			s->weight[n++] = t->weight;
	}
	kb_score_set(s->score, s->kb->chunks,
	    s->kb->terms / s->kb->chunks, all, words);
}

/* Reads a chunk and counts the question's terms in it: *length is its own. */
static int
read_chunk(struct kb_search *s, sqlite3_int64 id, double *length,
    struct buf *why)
{
	const struct kb *kb = s->kb;
	struct kb_term *t = s->query.term;
	size_t i, n = s->query.n;

	sqlite3_bind_int64(kb->chunk, 1, id);
	if (sqlite3_step(kb->chunk) != SQLITE_ROW) {
		sqlite3_reset(kb->chunk);
		buf_printf(why, "%s: damaged: it lacks chunk %lld",
		    kb->db.path, (long long)id);
		return -1;
	}
	*length = count_terms(s, kb_db_span(kb->chunk, 0));
	sqlite3_reset(kb->chunk);
	for (i = 0; i < n; i++)
		t[i].joined = false;
	for (i = 0; i < n; i++)
		if (t[i].term.kind == TERM_BIGRAM && t[i].tf > 0)
			t[t[i].part[0]].joined = t[t[i].part[1]].joined = true;
	return 0;
}

/*
 * The weight of a term that the chunk lacks.  A bigram that touches one that it
 * has may only be where two words meet, and counts half.
 */
static double
missing(const struct kb_search *s, const struct kb_term *t)
{
	const struct kb_term *all = s->query.term;
	bool seam = t->term.kind == TERM_BIGRAM &&
	    (all[t->part[0]].joined || all[t->part[1]].joined);

	return t->weight * t->content * (seam ? SEAM : 1);
}

/* Sets the order and the evidence of a chunk by its own text. */
static int
weigh_chunk(struct kb_search *s, struct kb_candidate *c, struct buf *why)
{
	const double average = s->kb->terms / s->kb->chunks;
	const struct kb_term *t;
	double length, weight, form;
	size_t i, n = 0;

	if (read_chunk(s, c->id, &length, why) == -1)
		return -1;
	c->order = 0;
	c->evidence.terms = 0;
	memset(s->run, 0, s->nruns * sizeof(s->run[0]));
	for (i = 0; i < s->query.n; i++) {
		t = &s->query.term[i];
		form = t->tf == 0 || t->same ? 1 : FORM;
		weight = form * bm25_weight(t->tf, length, average);
		c->order += t->count * t->idf * weight +
		    CONTENT * t->weight * weight;
		if (t->weight == 0)
			continue;
		if (t->tf == 0)
			s->run[t->run].missing += missing(s, t);
		else if (n < KB_RIVAL_TERMS)
			c->evidence.terms |= UINT64_C(1) << n;
		if (form < 1)
			s->run[t->run].missing += (1 - form) * missing(s, t);
		s->run[t->run].found += t->weight * weight;
		n++;
	}
	kb_score_sum(s->score, s->run, s->nruns, &c->evidence);
	return 0;
}

/* Sets the score of a chunk; the evidence of s->best is known. */
static void
score(const struct kb_search *s, struct kb_candidate *c)
{
	c->score = kb_score(s->score, &c->evidence,
	    kb_rival(c, s->best, s->nbest, s->weight));
}

/* How many chunks of a source hold a term. */
static double
chunks_that_hold(const struct kb_search *s, const struct kb_term *t,
    sqlite3_int64 source)
{
	size_t low = t->holder, high = t->holder + t->holders, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (s->holder[mid].source < source)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == t->holder + t->holders || s->holder[low].source != source)
		return 0;
	return s->holder[low].chunks;
}

/*
 * The score of a source: BM25 over sources instead of chunks, where a term
 * occurs as often as chunks of the source hold it.
 */
static double
score_source(struct kb_search *s, sqlite3_int64 source)
{
	const struct kb *kb = s->kb;
	const struct kb_term *t;
	double n, length = 1, score = 0;
	size_t i;

	sqlite3_bind_int64(kb->source, 1, source);
	if (sqlite3_step(kb->source) == SQLITE_ROW)
		length = sqlite3_column_double(kb->source, 1);
	sqlite3_reset(kb->source);
	for (i = 0; i < s->query.n; i++) {
		t = &s->query.term[i];
		if (t->holders == 0 ||
		    (n = chunks_that_hold(s, t, source)) == 0)
			continue;
		score += bm25_idf(kb->sources, (double)t->holders) *
		    bm25_weight(n, length, kb->chunks / kb->sources);
	}
	return score;
}

static int
by_id(const void *a, const void *b)
{
	const struct kb_candidate *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static int
by_order(const void *a, const void *b)
{
	const struct kb_candidate *x = a, *y = b;

	if (x->order != y->order)
		return x->order > y->order ? -1 : 1;
	return by_id(a, b);
}

/* Puts s->best in order, by the scores of text and source together. */
static int
rank(struct kb_search *s, struct buf *why)
{
	struct kb_candidate *c;
	sqlite3_int64 source, last = -1;
	double of_source = 0;
	size_t i;

	weigh_terms(s);
	qsort(s->best, s->nbest, sizeof(*s->best), by_id);
	for (i = 0; i < s->nbest; i++) {
		c = &s->best[i];
		if (weigh_chunk(s, c, why) == -1)
			return -1;
		if ((source = c->id >> KB_SOURCE_SHIFT) != last)
			of_source = score_source(s, source);
		last = source;
		c->order += of_source;
	}
	for (i = 0; i < s->nbest; i++)
		score(s, &s->best[i]);
	qsort(s->best, s->nbest, sizeof(*s->best), by_order);
	return 0;
}

/* Puts s->best and the most similar chunks into one order: s->fusion. */
static int
fuse(struct kb_search *s, struct kb *kb, const struct embedding *e,
    size_t want, struct buf *why)
{
	if (kb->vectors == NULL && (kb->vectors =
	    kb_vectors_open(&kb->db, kb->model, why)) == NULL)
		return -1;
	kb_vectors_look_ahead(kb->vectors, kb->next, kb->arg);
	return kb_fuse(&s->fusion, kb->vectors, e->v, s->best, s->nbest,
	    want < BEST ? BEST : want, why);
}

/* Reads the best of s->fusion, and scores those that words did not find. */
static int
read_fused(struct kb_search *s, struct kb *kb, size_t want,
    struct kb_hits *hits, struct buf *why)
{
	const struct kb_fused *f = s->fusion.list;
	struct kb_candidate c;

	for (; hits->n < s->fusion.n && hits->n < want; hits->n++, f++) {
		c = (struct kb_candidate){ .id = f->id };
		if (f->words != KB_NO_WORDS)
			c = s->best[f->words];
		else if (weigh_chunk(s, &c, why) == -1)
			return -1;
		else
			score(s, &c);
		if (kb_hit_read(kb, c.id, &hits->hit[hits->n], why) == -1)
			return -1;
		hits->hit[hits->n].score = c.score;
		hits->hit[hits->n].compared = f->compared;
		hits->hit[hits->n].similarity = f->similarity;
	}
	return 0;
}

/* As kb_find, whatever happens to the file. */
static int
find_hits(struct kb *kb, struct span question, const struct embedding *e,
    size_t want, struct kb_hits *hits, struct buf *why)
{
	struct kb_search *s = kb->search;

	if (e != NULL && kb_model_similarity(kb->model, question) >= KB_USELESS)
		e = NULL;
	kb_hits_clear(hits);
	if (want > hits->size) {
		hits->hit = xreallocarray(hits->hit, want, sizeof(*hits->hit));
		hits->size = want;
	}
	s->nruns = kb_score_read(s->score, question);
	kb_query_read(&s->query, s->score, question);
	if ((s->query.n == 0 && e == NULL) || kb->chunks <= 0)
		return 0;
	s->nbest = 0;
	if (s->query.n > 0 &&
	    (search(s, want, why) == -1 || rank(s, why) == -1))
		return -1;
	if (e != NULL)
		return fuse(s, kb, e, want, why) == -1 ? -1 :
		    read_fused(s, kb, want, hits, why);
	for (; hits->n < s->nbest && hits->n < want; hits->n++) {
		if (kb_hit_read(kb, s->best[hits->n].id, &hits->hit[hits->n],
		    why) == -1)
			return -1;
		hits->hit[hits->n].score = s->best[hits->n].score;
	}
	return 0;
}

int
kb_find(struct kb *kb, struct span question, const struct embedding *e,
    size_t want, struct kb_hits *hits, struct buf *why)
{
	const size_t before = why->len;
	int result;

	/* Before, too: what is mapped of a shorter file cannot be read. */
	if ((result = kb_db_unchanged(&kb->db, 0, before, why)) == 0)
		result = find_hits(kb, question, e, want, hits, why);
	return kb_db_unchanged(&kb->db, result, before, why);
}
