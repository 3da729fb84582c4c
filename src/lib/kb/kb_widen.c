#include "kb_reader.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/utf8.h"

/* Passages of a source that follow each other, around a hit. */
struct window {
	const struct kb_hit *hit;
	bool numbered;		/* places are the chunks' numbers, else ids */
	long long at, first, last;	/* places: of the hit, of the ends */
	double score;
	size_t from, len;	/* its text, in the new strings */
	bool placed;
	long long start;
};

/* A text under way, and where in its source it ends, if that is known. */
struct joined {
	struct buf *b;
	size_t from;
	bool placed;
	long long end;
};

/* Whether the statement has the chunk at a place; st is reset if not. */
static bool
is_row(sqlite3_stmt *st, const struct window *w, long long place)
{
	if (sqlite3_step(st) == SQLITE_ROW && (!w->numbered ||
	    (sqlite3_column_type(st, 1) == SQLITE_INTEGER &&
	    sqlite3_column_int64(st, 1) == place)))
		return true;
	sqlite3_reset(st);
	return false;
}

/*
 * The statement that stands at the chunk of a place, to be reset; NULL if
 * there is none.  Chunks mostly lie in the order of their numbers.
 */
static sqlite3_stmt *
find(struct kb *kb, const struct window *w, long long place)
{
	const sqlite3_int64 hit = w->hit->id, id = hit + (place - w->at);
	const sqlite3_int64 half = hit / KB_HALF * KB_HALF;

	if (id >= half && id < half + KB_HALF) {
		sqlite3_bind_int64(kb->chunk, 1, id);
		if (is_row(kb->chunk, w, place))
			return kb->chunk;
	}
	if (!w->numbered)
		return NULL;
	sqlite3_bind_int64(kb->number, 1, half);
	sqlite3_bind_int64(kb->number, 2, half + KB_HALF - 1);
	sqlite3_bind_int64(kb->number, 3, place);
	return is_row(kb->number, w, place) ? kb->number : NULL;
}

static bool
exists(struct kb *kb, const struct window *w, long long place)
{
	sqlite3_stmt *st = find(kb, w, place);

	if (st != NULL)
		sqlite3_reset(st);
	return st != NULL;
}

static void
open_window(struct kb *kb, struct window *w, const struct kb_hit *hit,
    size_t n)
{
	const struct kb_chunk *c = &hit->chunk;
	size_t i;

	memset(w, 0, sizeof(*w));
	w->hit = hit;
	w->score = hit->score;
	w->numbered = c->numbered && c->index > LLONG_MIN / 2 &&
	    c->index < LLONG_MAX / 2;
	w->at = w->numbered ? c->index : hit->id;
	w->first = w->last = w->at;
	for (i = 0; i < n && exists(kb, w, w->first - 1); i++)
		w->first--;
	for (i = 0; i < n && exists(kb, w, w->last + 1); i++)
		w->last++;
}

/* Whether two windows have a chunk in common. */
static bool
meet(const struct window *a, const struct window *b)
{
	return a->hit->id / KB_HALF == b->hit->id / KB_HALF &&
	    a->numbered == b->numbered && a->first <= b->last &&
	    b->first <= a->last;
}

/* Lets the better of windows that meet have the others.  How many are left. */
static size_t
merge(struct window *w, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++) {
			if (!meet(&w[i], &w[j]))
				continue;
			if (w[j].first < w[i].first)
				w[i].first = w[j].first;
			if (w[j].last > w[i].last)
				w[i].last = w[j].last;
			if (w[j].score > w[i].score)
				w[i].score = w[j].score;
			n--;
			memmove(&w[j], &w[j + 1], (n - j) * sizeof(*w));
			/* It has grown: it may meet those it did not. */
			j = i;
		}
	return n;
}

/* What of s is not at the end of the text yet. */
static struct span
without_overlap(const struct joined *t, struct span s, long long start)
{
	const char *data = t->b->data;
	size_t shared;

	if (start >= t->end)
		return s;
	shared = utf8_skip(s.p, s.len, (size_t)(t->end - start));
	if (shared > t->b->len - t->from ||
	    memcmp(data + t->b->len - shared, s.p, shared) != 0)
		return s;
	return (struct span){ s.p + shared, s.len - shared };
}

/* Adds a chunk to the text; a newline stands where something was left out. */
static void
join(struct joined *t, struct span s, bool placed, long long start)
{
	const long long end = start + (long long)utf8_count(s.p, s.len);
	struct span rest = s;
	bool first = t->b->len == t->from;

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

/* Writes the text of a window.  0, or -1 if the base does not hold it. */
static int
put_text(struct kb *kb, struct window *w, struct buf *b)
{
	struct joined t = { .b = b, .from = b->len };
	sqlite3_stmt *st;
	struct span s;
	long long place, start;
	bool placed;

	w->from = b->len;
	for (place = w->first; place <= w->last; place++) {
		if ((st = find(kb, w, place)) == NULL)
			return -1;
		placed = sqlite3_column_type(st, 2) == SQLITE_INTEGER;
		start = sqlite3_column_int64(st, 2);
		/* Of starts that cannot be, nothing can be told. */
		placed = placed && start >= 0 && start < LLONG_MAX / 2;
		start = placed ? start : 0;
		if (place == w->first) {
			w->placed = placed;
			w->start = start;
		}
		s = kb_db_span(st, 0);
		if (s.p != NULL && utf8_valid(s.p, s.len) == s.len)
			join(&t, s, placed, start);
		sqlite3_reset(st);
	}
	w->len = b->len - w->from;
	return 0;
}

/* Keeps a copy of a span; p says no more than whether there is one. */
static void
keep(struct buf *b, struct span *s, size_t *at)
{
	*at = b->len;
	if (s->p != NULL)
		buf_add(b, s->p, s->len);
}

/* Makes the hits what the windows are. */
static int
replace(struct kb_hits *hits, const struct window *w, size_t n,
    struct buf *strings)
{
	struct kb_hit *list;
	struct kb_chunk *c;
	size_t i, source, url;

	if ((list = calloc(hits->size, sizeof(*list))) == NULL)
		return -1;
	for (i = 0; i < n && !strings->failed; i++) {
		list[i] = *w[i].hit;
		c = &list[i].chunk;
		keep(strings, &c->source, &source);
		keep(strings, &c->url, &url);
		/* Places for now: the strings may still move. */
		c->index = (long long)source;
		c->start = (long long)url;
	}
	for (i = 0; i < n && !strings->failed; i++) {
		c = &list[i].chunk;
		c->source.p = strings->data + c->index;
		if (c->url.p != NULL)
			c->url.p = strings->data + c->start;
		c->text = (struct span){ strings->data + w[i].from,
			w[i].len };
		c->index = w[i].first;
		c->numbered = w[i].numbered;
		c->placed = w[i].placed;
		c->start = w[i].start;
		list[i].score = w[i].score;
	}
	free(hits->hit);
	buf_free(&hits->strings);
	hits->hit = list;
	hits->n = n;
	hits->strings = *strings;
	*strings = (struct buf){ 0 };
	return hits->strings.failed ? -1 : 0;
}

int
kb_widen(struct kb *kb, struct kb_hits *hits, size_t neighbours,
    struct buf *why)
{
	struct buf strings = { 0 };
	struct window *w;
	size_t i, n = hits->n;
	int result = 0;

	if (n == 0 || neighbours == 0)
		return 0;
	if ((w = calloc(n, sizeof(*w))) == NULL) {
		buf_puts(why, "out of memory");
		return -1;
	}
	for (i = 0; i < n; i++)
		open_window(kb, &w[i], &hits->hit[i], neighbours);
	n = merge(w, n);
	for (i = 0; i < n && result == 0; i++)
		result = put_text(kb, &w[i], &strings);
	if (result == -1)
		buf_printf(why, "%s: damaged: a passage is gone", kb->path);
	else if ((result = replace(hits, w, n, &strings)) == -1)
		buf_puts(why, "out of memory");
	buf_free(&strings);
	free(w);
	return result;
}
