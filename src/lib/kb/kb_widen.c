/* Joins hits with the chunks before and after them. */
#include "kb_db.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/memory.h"
#include "base/utf8.h"

/* Chunks of a source that follow each other, around a hit. */
struct range {
	const struct kb_hit *hit;
	bool numbered;		/* places are the chunks' numbers, else ids */
	long long at, first, last;	/* places: of the hit, of the ends */
	double score, similarity;
};

/* A text that is being joined, and where it ends in its source, if known. */
struct joined {
	struct buf *b;
	bool placed;
	long long end;
};

/* Whether the statement finds the chunk at a place; if not, it is reset. */
static bool
is_row(sqlite3_stmt *st, const struct range *r, long long place)
{
	if (sqlite3_step(st) == SQLITE_ROW && (!r->numbered ||
	    (sqlite3_column_type(st, 1) == SQLITE_INTEGER &&
	    sqlite3_column_int64(st, 1) == place)))
		return true;
	sqlite3_reset(st);
	return false;
}

/*
 * Finds the chunk at a place: the statement whose current row it is, which
 * the caller resets, or NULL.  The rowid is tried first, since most chunks
 * are stored in the order of their numbers.
 */
static sqlite3_stmt *
find_chunk(struct kb *kb, const struct range *r, long long place)
{
	const sqlite3_int64 hit = r->hit->id, id = hit + (place - r->at);
	const sqlite3_int64 half = hit / KB_HALF * KB_HALF;

	if (id >= half && id < half + KB_HALF) {
		sqlite3_bind_int64(kb->chunk, 1, id);
		if (is_row(kb->chunk, r, place))
			return kb->chunk;
	}
	if (!r->numbered)
		return NULL;
	sqlite3_bind_int64(kb->number, 1, half);
	sqlite3_bind_int64(kb->number, 2, half + KB_HALF - 1);
	sqlite3_bind_int64(kb->number, 3, place);
	return is_row(kb->number, r, place) ? kb->number : NULL;
}

static bool
exists(struct kb *kb, const struct range *r, long long place)
{
	sqlite3_stmt *st = find_chunk(kb, r, place);

	if (st != NULL)
		sqlite3_reset(st);
	return st != NULL;
}

/* Sets the range to a hit and up to n chunks on each side. */
static void
set_range(struct kb *kb, struct range *r, const struct kb_hit *hit, size_t n)
{
	const struct kb_chunk *c = &hit->chunk;
	size_t i;

	r->hit = hit;
	r->score = hit->score;
	r->similarity = hit->compared ? hit->similarity : -2;
	r->numbered = c->numbered && c->index > LLONG_MIN / 2 &&
	    c->index < LLONG_MAX / 2;
	r->at = r->numbered ? c->index : hit->id;
	r->first = r->last = r->at;
	for (i = 0; i < n && exists(kb, r, r->first - 1); i++)
		r->first--;
	for (i = 0; i < n && exists(kb, r, r->last + 1); i++)
		r->last++;
}

/* Whether two ranges share a chunk. */
static bool
overlap(const struct range *a, const struct range *b)
{
	return a->hit->id / KB_HALF == b->hit->id / KB_HALF &&
	    a->numbered == b->numbered && a->first <= b->last &&
	    b->first <= a->last;
}

/* Merges ranges that overlap into the better.  Returns how many are left. */
static size_t
merge(struct range *r, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++) {
			if (!overlap(&r[i], &r[j]))
				continue;
			if (r[j].first < r[i].first)
				r[i].first = r[j].first;
			if (r[j].last > r[i].last)
				r[i].last = r[j].last;
			if (r[j].score > r[i].score)
				r[i].score = r[j].score;
			if (r[j].similarity > r[i].similarity)
				r[i].similarity = r[j].similarity;
			n--;
			memmove(&r[j], &r[j + 1], (n - j) * sizeof(*r));
			/* r[i] has grown: look at those after it again. */
			j = i;
		}
	return n;
}

/* Takes from s what the text, according to start, already ends with. */
static struct span
without_overlap(const struct joined *t, struct span s, long long start)
{
	size_t shared;

	if (start >= t->end)
		return s;
	shared = utf8_skip(s.p, s.len, (size_t)(t->end - start));
	if (shared > t->b->len ||
	    memcmp(t->b->data + t->b->len - shared, s.p, shared) != 0)
		return s;
	return span_from(s, shared);
}

/* Adds a chunk to the text, after a newline if they are not adjacent. */
static void
join(struct joined *t, struct span s, bool placed, long long start)
{
	const long long end = start + (long long)utf8_count(s.p, s.len);
	struct span rest = s;
	bool first = t->b->len == 0;

	if (!first && placed && t->placed)
		rest = without_overlap(t, s, start);
	if (!first && rest.len == s.len &&
	    !(placed && t->placed && start == t->end))
		buf_addc(t->b, '\n');
	buf_add(t->b, rest.p, rest.len);
	if (first || !placed || !t->placed || end > t->end)
		t->end = end;
	t->placed = placed;
}

/*
 * Reads a range: its text goes to b, its first place to chunk.  0, or -1 if a
 * chunk is missing.
 */
static int
read_range(struct kb *kb, const struct range *r, struct buf *b,
    struct kb_chunk *chunk)
{
	struct joined t = { .b = b };
	sqlite3_stmt *st;
	struct span s;
	long long place, start;
	bool placed;

	for (place = r->first; place <= r->last; place++) {
		if ((st = find_chunk(kb, r, place)) == NULL)
			return -1;
		placed = sqlite3_column_type(st, 2) == SQLITE_INTEGER;
		start = sqlite3_column_int64(st, 2);
		/* Treat a start outside these bounds as absent. */
		placed = placed && start >= 0 && start < LLONG_MAX / 2;
		start = placed ? start : 0;
		if (place == r->first) {
			chunk->placed = placed;
			chunk->start = start;
		}
		s = kb_db_span(st, 0);
		if (s.p != NULL && utf8_valid(s.p, s.len) == s.len)
			join(&t, s, placed, start);
		sqlite3_reset(st);
	}
	chunk->index = r->first;
	chunk->numbered = r->numbered;
	return 0;
}

/* Makes a hit of a range.  0 or -1. */
static int
widen(struct kb *kb, const struct range *r, struct buf *text,
    struct kb_hit *hit, struct buf *why)
{
	struct kb_chunk chunk = r->hit->chunk;

	buf_clear(text);
	if (read_range(kb, r, text, &chunk) == -1) {
		buf_printf(why, "%s: damaged: a chunk is missing", kb->db.path);
		return -1;
	}
	if (text->failed) {
		buf_puts(why, "a hit and its neighbours are too long");
		return -1;
	}
	chunk.text = text->len > 0 ? buf_span(text) : span_of("");
	kb_hit_set(hit, &chunk);
	hit->id = r->hit->id;
	hit->score = r->score;
	hit->compared = r->similarity >= -1;
	hit->similarity = r->similarity;
	return 0;
}

int
kb_widen(struct kb *kb, struct kb_hits *hits, size_t neighbours,
    struct buf *why)
{
	struct kb_hits wide = { 0 };
	struct buf text = { 0 };
	struct range *r;
	size_t i, n = hits->n, before = why->len;
	int result = 0;

	if (n == 0 || neighbours == 0)
		return 0;
	r = xcalloc(n, sizeof(*r));
	for (i = 0; i < n; i++)
		set_range(kb, &r[i], &hits->hit[i], neighbours);
	n = merge(r, n);
	wide.hit = xcalloc(hits->size, sizeof(*wide.hit));
	wide.size = hits->size;
	for (; result == 0 && wide.n < n; wide.n += result == 0)
		result = widen(kb, &r[wide.n], &text, &wide.hit[wide.n], why);
	result = kb_db_unchanged(&kb->db, result, before, why);
	kb_hits_free(result == 0 ? hits : &wide);
	if (result == 0)
		*hits = wide;
	buf_free(&text);
	free(r);
	return result;
}
