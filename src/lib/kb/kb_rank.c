#include "kb_reader.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "text/bm25.h"

/* Takes the terms of the question into kb->term. */
static void
read_question(struct kb *kb, struct span question)
{
	struct terms t;
	struct term term;
	uint16_t *slot;
	uint64_t hash;

	kb->n = 0;
	memset(kb->slot, 0, KB_SLOTS * sizeof(kb->slot[0]));
	terms_open(&t, question.p, question.len);
	t.question = true;
	while (kb->n < KB_TERMS && terms_next(&t, &term)) {
		hash = terms_hash(&term);
		slot = kb_slot(kb, hash);
		if (*slot == 0) {
			memset(&kb->term[kb->n], 0, sizeof(kb->term[0]));
			kb->term[kb->n].term = term;
			kb->term[kb->n].hash = hash;
			*slot = (uint16_t)++kb->n;
		}
		kb->term[*slot - 1].count++;
	}
}

/* Counts the question's terms in a passage.  Returns its length in terms. */
static double
read_passage(struct kb *kb, struct span text)
{
	struct terms t;
	struct term term;
	uint16_t slot;
	size_t i, n = 0;

	for (i = 0; i < kb->n; i++)
		kb->term[i].tf = 0;
	terms_open(&t, text.p, text.len);
	t.plain = true;
	while (terms_next(&t, &term)) {
		n++;
		if ((slot = *kb_slot(kb, terms_hash(&term))) != 0)
			kb->term[slot - 1].tf++;
	}
	return (double)n;
}

/* Scores a passage by its own text. */
static int
score_passage(struct kb *kb, struct kb_candidate *c, struct buf *why)
{
	const struct kb_term *t;
	double length, average, all = 0, covered = 0;
	size_t i;

	sqlite3_bind_int64(kb->chunk, 1, c->id);
	if (sqlite3_step(kb->chunk) != SQLITE_ROW) {
		sqlite3_reset(kb->chunk);
		buf_printf(why, "%s: damaged: it lacks passage %lld",
		    kb->path, (long long)c->id);
		return -1;
	}
	length = read_passage(kb, kb_db_span(kb->chunk, 0));
	sqlite3_reset(kb->chunk);
	average = kb->terms / kb->chunks;
	c->score = 0;
	for (i = 0; i < kb->n; i++) {
		t = &kb->term[i];
		all += t->idf;
		if (t->tf == 0)
			continue;
		covered += t->idf;
		c->score += t->count * t->idf *
		    bm25_weight(t->tf, length, average);
	}
	c->cover = all > 0 ? covered / all : 0;
	return 0;
}

/* How many passages of a source hold a term. */
static double
holds(const struct kb *kb, const struct kb_term *t, sqlite3_int64 source)
{
	size_t low = t->holder, high = t->holder + t->holders, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (kb->holder[mid].source < source)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == t->holder + t->holders || kb->holder[low].source != source)
		return 0;
	return kb->holder[low].passages;
}

/*
 * The score of a source: BM25 once more, with sources for passages and
 * passages for places in a text.
 */
static double
score_source(struct kb *kb, sqlite3_int64 source)
{
	const struct kb_term *t;
	double n, length = 1, score = 0;
	size_t i;

	sqlite3_bind_int64(kb->source, 1, source);
	if (sqlite3_step(kb->source) == SQLITE_ROW)
		length = sqlite3_column_double(kb->source, 1);
	sqlite3_reset(kb->source);
	for (i = 0; i < kb->n; i++) {
		t = &kb->term[i];
		if (t->holders == 0 || (n = holds(kb, t, source)) == 0)
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
by_score(const void *a, const void *b)
{
	const struct kb_candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return by_id(a, b);
}

/* Puts the best passages in order, by their text and their source. */
static int
rank(struct kb *kb, struct buf *why)
{
	struct kb_candidate *c;
	sqlite3_int64 source, last = -1;
	double score = 0;
	size_t i;

	qsort(kb->best, kb->nbest, sizeof(*kb->best), by_id);
	for (i = 0; i < kb->nbest; i++) {
		c = &kb->best[i];
		if (score_passage(kb, c, why) == -1)
			return -1;
		if ((source = c->id >> KB_SOURCE_SHIFT) != last)
			score = score_source(kb, source);
		last = source;
		c->score += score;
	}
	qsort(kb->best, kb->nbest, sizeof(*kb->best), by_score);
	return 0;
}

/* Keeps a copy of a column.  Its place, as the strings may still move. */
static struct span
keep(struct kb_hits *hits, sqlite3_stmt *st, int column)
{
	struct span s = kb_db_span(st, column), kept = { 0 };

	if (s.p == NULL)
		return kept;
	buf_add(&hits->strings, s.p, s.len);
	kept.len = s.len;
	kept.p = "";
	return kept;
}

/* Reads a passage and its source into the list of hits. */
static int
read_hit(struct kb *kb, const struct kb_candidate *c, struct kb_hits *hits,
    struct buf *why)
{
	struct kb_hit *hit = &hits->hit[hits->n];

	memset(hit, 0, sizeof(*hit));
	hit->score = c->cover;
	hit->id = c->id;
	sqlite3_bind_int64(kb->chunk, 1, c->id);
	sqlite3_bind_int64(kb->source, 1, c->id >> KB_SOURCE_SHIFT);
	if (sqlite3_step(kb->chunk) != SQLITE_ROW ||
	    sqlite3_step(kb->source) != SQLITE_ROW) {
		sqlite3_reset(kb->chunk);
		sqlite3_reset(kb->source);
		buf_printf(why, "%s: damaged: a passage has no source",
		    kb->path);
		return -1;
	}
	hit->chunk.text = keep(hits, kb->chunk, 0);
	hit->chunk.numbered = sqlite3_column_type(kb->chunk, 1) ==
	    SQLITE_INTEGER;
	hit->chunk.index = sqlite3_column_int64(kb->chunk, 1);
	hit->chunk.placed = sqlite3_column_type(kb->chunk, 2) ==
	    SQLITE_INTEGER;
	hit->chunk.start = sqlite3_column_int64(kb->chunk, 2);
	hit->chunk.url = keep(hits, kb->chunk, 3);
	hit->chunk.source = keep(hits, kb->source, 0);
	sqlite3_reset(kb->chunk);
	sqlite3_reset(kb->source);
	hits->n++;
	return 0;
}

/* Points the spans of the hits to where their strings have come to lie. */
static void
point(struct kb_hits *hits)
{
	const char *p = hits->strings.data;
	struct kb_chunk *c;
	struct span *s[3];
	size_t i, j;

	for (i = 0; i < hits->n; i++) {
		c = &hits->hit[i].chunk;
		s[0] = &c->text;
		s[1] = &c->url;
		s[2] = &c->source;
		for (j = 0; j < 3; j++) {
			if (s[j]->p == NULL || s[j]->len == 0)
				continue;
			s[j]->p = p;
			p += s[j]->len;
		}
	}
}

int
kb_find(struct kb *kb, struct span question, size_t want,
    struct kb_hits *hits, struct buf *why)
{
	struct kb_hit *more;
	size_t i;

	hits->n = 0;
	buf_clear(&hits->strings);
	if (want > hits->size) {
		more = reallocarray(hits->hit, want, sizeof(*more));
		if (more == NULL) {
			buf_puts(why, "out of memory");
			return -1;
		}
		hits->hit = more;
		hits->size = want;
	}
	read_question(kb, question);
	if (kb->n == 0 || kb->chunks <= 0)
		return 0;
	if (kb_search(kb, want, why) == -1 || rank(kb, why) == -1)
		return -1;
	for (i = 0; i < kb->nbest && i < want; i++)
		if (read_hit(kb, &kb->best[i], hits, why) == -1)
			return -1;
	if (hits->strings.failed) {
		buf_puts(why, "out of memory");
		return -1;
	}
	point(hits);
	return 0;
}

void
kb_hits_free(struct kb_hits *hits)
{
	free(hits->hit);
	buf_free(&hits->strings);
	memset(hits, 0, sizeof(*hits));
}
