/* Finds the chunks for a question: by rare terms, then ranked by BM25. */
#include "kb_db.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "kb_found.h"
#include "kb_fuse.h"
#include "kb_lookup.h"
#include "kb_rivals.h"
#include "kb_score.h"
#include "base/memory.h"
#include "text/bm25.h"
#include "text/terms.h"

/* A question has at most so many different terms: others are ignored. */
#define TERMS 2048

/* So many forms of its words are known: those of later words are not. */
#define FORMS 1024

#define SLOTS ((size_t)4 * TERMS)	/* a power of 2 */

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

/* A term of the question, with its other forms. */
struct query_term {
	struct term term;
	size_t form, forms;	/* its other forms in kb_search.form */
	unsigned int count;	/* how often the question has it */
	unsigned int tf;	/* how often the chunk now read has it */
	bool same;	/* whether this has it as the question has it */
	sqlite3_int64 df;	/* how many chunks hold it */
	double idf;
	double content, weight;	/* for the score: kb_score.h */
	size_t run;
	size_t part[2];	/* of a bigram: the terms that are its characters */
	bool joined;	/* a character: of a bigram that the chunk has */
	size_t holder, holders;	/* its sources in kb_search.holder */
};

/* A term, or a form of it, by which it is found. */
struct entry {
	uint64_t hash;
	size_t term;	/* its number */
	bool asked;	/* whether the question has it as it is */
};

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
	struct query_term *term;	/* TERMS */
	struct inflect_form *form;	/* FORMS */
	struct entry *entry;	/* TERMS + FORMS */
	uint16_t *slot;	/* SLOTS, by hash: number of an entry + 1, or 0 */
	size_t n, nforms, nentries;

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
	s->term = xcalloc(TERMS, sizeof(s->term[0]));
	s->form = xcalloc(FORMS, sizeof(s->form[0]));
	s->entry = xcalloc(TERMS + FORMS, sizeof(s->entry[0]));
	s->slot = xcalloc(SLOTS, sizeof(s->slot[0]));
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
	free(s->term);
	free(s->form);
	free(s->entry);
	free(s->slot);
	free(s->holder);
	kb_found_free(&s->found);
	free(s->best);
	kb_fusion_free(&s->fusion);
	free(s);
}

/*
 * The slot of a term or form; it holds 0 if the question does not have that.
 * Inline, since it is called for each term of each chunk that is read.
 */
static inline uint16_t *
find_slot(const struct kb_search *s, uint64_t hash)
{
	size_t i = (size_t)((hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32);

	for (;; i++) {
		i &= SLOTS - 1;
		if (s->slot[i] == 0 || s->entry[s->slot[i] - 1].hash == hash)
			return &s->slot[i];
	}
}

/* The entry with this hash, or NULL. */
static inline struct entry *
find_entry(const struct kb_search *s, uint64_t hash)
{
	const uint16_t slot = *find_slot(s, hash);

	return slot == 0 ? NULL : &s->entry[slot - 1];
}

/* Lets a term be found by a hash, by which no other one is found. */
static void
add_entry(struct kb_search *s, uint64_t hash, size_t term, bool asked)
{
	uint16_t *slot = find_slot(s, hash);

	if (*slot != 0)
		return;
	s->entry[s->nentries] = (struct entry){ hash, term, asked };
	*slot = (uint16_t)++s->nentries;
}

/* Finds the other forms of the term that was added last. */
static void
add_forms(struct kb_search *s)
{
	struct query_term *t = &s->term[s->n - 1];
	struct inflect_form form[INFLECT_FORMS];
	struct term other = { .kind = TERM_WORD };
	size_t n, i;

	n = inflect_forms(t->term.text, t->term.len, form);
	if (n < 2 || s->nforms + n > FORMS)
		return;
	t->form = s->nforms;
	t->forms = n - 1;
	memcpy(&s->form[t->form], &form[1], t->forms * sizeof(form[0]));
	s->nforms += t->forms;
	for (i = 1; i < n; i++) {
		memcpy(other.text, form[i].text, form[i].len);
		other.len = form[i].len;
		add_entry(s, terms_hash(&other), s->n - 1, false);
	}
}

/* Adds a term of the question. */
static void
add_term(struct kb_search *s, const struct term *term, uint64_t hash)
{
	struct query_term *t = &s->term[s->n];

	*t = (struct query_term){ .term = *term };
	t->content = kb_score_content(s->score, term, &t->run);
	add_entry(s, hash, s->n++, true);
	if (term->kind == TERM_WORD && t->content > 0)
		add_forms(s);
}

/* Finds the characters of the bigrams of the question. */
static void
find_parts(struct kb_search *s)
{
	struct term part = { .kind = TERM_CHAR };
	const struct entry *found;
	struct query_term *t;
	size_t i, j;

	for (i = 0; i < s->n; i++) {
		t = &s->term[i];
		for (j = 0; t->term.kind == TERM_BIGRAM && j < 2; j++) {
			part.cp[0] = t->term.cp[j];
			found = find_entry(s, terms_hash(&part));
			t->part[j] = found == NULL ? i : found->term;
		}
	}
}

/* Reads the terms of the question into s->term. */
static void
read_question(struct kb_search *s, struct span question)
{
	struct entry *found;
	struct terms t;
	struct term term;
	uint64_t hash;

	s->n = s->nforms = s->nentries = 0;
	memset(s->slot, 0, SLOTS * sizeof(s->slot[0]));
	s->nruns = kb_score_read(s->score, question);
	terms_open(&t, question.p, question.len);
	t.question = true;
	while (s->n < TERMS && terms_next(&t, &term)) {
		hash = terms_hash(&term);
		if ((found = find_entry(s, hash)) == NULL) {
			add_term(s, &term, hash);
			s->term[s->n - 1].count++;
		} else {
			/* "rent and rented": both are as it has them. */
			found->asked = true;
			s->term[found->term].count++;
		}
	}
	find_parts(s);
}

/* Counts the chunks just looked up by source into s->holder. */
static void
count_holders(struct kb_search *s, struct query_term *t)
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
wanted(const struct kb_search *s, const struct query_term *t)
{
	return (struct kb_wanted){ &t->term, &s->form[t->form], t->forms };
}

/* Searches for one term; adds its idf to the chunks that hold it. */
static int
search_term(struct kb_search *s, struct query_term *t, bool prefix,
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
	struct query_term *t;
	struct kb_wanted w;
	size_t i;

	for (i = 0; i < s->n; i++) {
		t = &s->term[i];
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
	const struct query_term *x = *(const struct query_term *const *)a;
	const struct query_term *y = *(const struct query_term *const *)b;

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
	struct query_term *list[TERMS];
	size_t i, n = 0;
	sqlite3_int64 cost = 0;
	bool select;

	for (i = 0; i < s->n; i++)
		if ((s->term[i].term.kind == TERM_CHAR) == characters)
			list[n++] = &s->term[i];
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
	const struct entry *found;
	struct query_term *q;
	struct terms t;
	struct term term;
	size_t i, n = 0;

	for (i = 0; i < s->n; i++) {
		s->term[i].tf = 0;
		s->term[i].same = false;
	}
	terms_open(&t, text.p, text.len);
	t.plain = true;
	while (terms_next(&t, &term)) {
		n++;
		if ((found = find_entry(s, terms_hash(&term))) == NULL)
			continue;
		q = &s->term[found->term];
		q->tf++;
		q->same = q->same || found->asked;
	}
	return (double)n;
}

/* Weighs the terms for the score: how many chunks hold them is known now. */
static void
weigh_terms(struct kb_search *s)
{
	struct query_term *t;
	double all = 0, words = 0;
	size_t i, n = 0;

	for (i = 0; i < s->n; i++) {
		t = &s->term[i];
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
	size_t i;

	sqlite3_bind_int64(kb->chunk, 1, id);
	if (sqlite3_step(kb->chunk) != SQLITE_ROW) {
		sqlite3_reset(kb->chunk);
		buf_printf(why, "%s: damaged: it lacks chunk %lld",
		    kb->db.path, (long long)id);
		return -1;
	}
	*length = count_terms(s, kb_db_span(kb->chunk, 0));
	sqlite3_reset(kb->chunk);
	for (i = 0; i < s->n; i++)
		s->term[i].joined = false;
	for (i = 0; i < s->n; i++)
		if (s->term[i].term.kind == TERM_BIGRAM && s->term[i].tf > 0)
			s->term[s->term[i].part[0]].joined =
			    s->term[s->term[i].part[1]].joined = true;
	return 0;
}

/*
 * The weight of a term that the chunk lacks.  A bigram that touches one that it
 * has may only be where two words meet, and counts half.
 */
static double
missing(const struct kb_search *s, const struct query_term *t)
{
	return t->weight * t->content * (t->term.kind == TERM_BIGRAM &&
	    (s->term[t->part[0]].joined || s->term[t->part[1]].joined) ?
	    SEAM : 1);
}

/* Sets the order and the evidence of a chunk by its own text. */
static int
weigh_chunk(struct kb_search *s, struct kb_candidate *c, struct buf *why)
{
	const double average = s->kb->terms / s->kb->chunks;
	const struct query_term *t;
	double length, weight, form;
	size_t i, n = 0;

	if (read_chunk(s, c->id, &length, why) == -1)
		return -1;
	c->order = 0;
	c->evidence.terms = 0;
	memset(s->run, 0, s->nruns * sizeof(s->run[0]));
	for (i = 0; i < s->n; i++) {
		t = &s->term[i];
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
chunks_that_hold(const struct kb_search *s, const struct query_term *t,
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
	const struct query_term *t;
	double n, length = 1, score = 0;
	size_t i;

	sqlite3_bind_int64(kb->source, 1, source);
	if (sqlite3_step(kb->source) == SQLITE_ROW)
		length = sqlite3_column_double(kb->source, 1);
	sqlite3_reset(kb->source);
	for (i = 0; i < s->n; i++) {
		t = &s->term[i];
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
	read_question(s, question);
	if ((s->n == 0 && e == NULL) || kb->chunks <= 0)
		return 0;
	s->nbest = 0;
	if (s->n > 0 && (search(s, want, why) == -1 || rank(s, why) == -1))
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
