/* Splits a text into chunks: cuts it at separators, merges the pieces. */
#include "splitter.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "splitter_private.h"
#include "text/sentence.h"

#define BETWEEN "\n\n"	/* between headings and the text under them */

/* Makes room for one more entry. */
static void
make_room(struct window *w)
{
	if (w->tail < w->room)
		return;
	if (w->head > 0 && w->head >= w->room / 2) {
		memmove(w->entries, w->entries + w->head,
		    (w->tail - w->head) * sizeof(*w->entries));
		w->tail -= w->head;
		w->head = 0;
		return;
	}
	w->room = w->room == 0 ? 64 : 2 * w->room;
	w->entries = xreallocarray(w->entries, w->room, sizeof(*w->entries));
}

/*
 * Adds a piece, behind a separator of gap code points.  Forgets the bounds
 * of pieces more than `remember` code points from the end.
 */
static void
window_add(struct window *w, const struct piece *piece, size_t gap,
    size_t remember)
{
	if (w->pieces == 0) {
		w->start = piece->start;
		w->cp = piece->cp;
		w->total = w->at = 0;
		w->head = w->tail = 0;
	}
	make_room(w);
	w->at += gap;
	w->entries[w->tail].piece = *piece;
	w->entries[w->tail++].at = w->at;
	w->at += piece->count;
	w->total += gap + piece->count;
	w->end = piece->end;
	w->pieces++;
	while (w->head < w->tail && w->at - w->entries[w->head].at > remember)
		w->head++;
}

/*
 * Drops pieces from the front until the rest is at most overlap code
 * points, and at most size together with `more` further ones.
 */
static void
window_shrink(struct window *w, size_t overlap, size_t size, size_t more)
{
	const struct entry *first;
	size_t most;

	most = more > size ? 0 : size - more;
	if (most > overlap)
		most = overlap;
	while (w->head < w->tail && w->at - w->entries[w->head].at > most)
		w->head++;
	w->pieces = w->tail - w->head;
	if (w->pieces == 0)
		return;
	first = &w->entries[w->head];
	w->start = first->piece.start;
	w->cp = first->piece.cp;
	w->total = w->at - first->at;
}

/* Whether the pieces, joined with glue, are one run of the text. */
static bool
window_is_run(const struct window *w, struct span text,
    const struct buf *glue)
{
	const struct entry *e;
	size_t i, start, end;

	if (w->pieces == 1)
		return true;
	for (i = w->head + 1; i < w->tail; i++) {
		e = &w->entries[i];
		start = e[-1].piece.end;
		end = e->piece.start;
		if (end - start != glue->len || (glue->len > 0 &&
		    memcmp(text.p + start, glue->data, glue->len) != 0))
			return false;
	}
	return true;
}

/* Appends the pieces, joined with glue. */
static void
window_join(const struct window *w, struct span text,
    const struct buf *glue, struct buf *out)
{
	const struct piece *piece;
	size_t i;

	for (i = w->head; i < w->tail; i++) {
		if (i > w->head)
			buf_add(out, glue->data, glue->len);
		piece = &w->entries[i].piece;
		buf_add(out, text.p + piece->start, piece->end - piece->start);
	}
}

/* Drops all pieces, keeps the memory. */
static void
window_clear(struct window *w)
{
	w->pieces = 0;
	w->total = 0;
	w->head = w->tail = 0;
}

/* Notes why separator `at`, a pattern, gave up. */
static int
pattern_failed(struct splitter *sp, size_t at)
{
	(void)snprintf(sp->why, sizeof(sp->why), "pattern: %s",
	    pattern_why(sp->list.v[at].pattern));
	return FAILED;
}

static int
chunk_too_long(struct splitter *sp)
{
	(void)snprintf(sp->why, sizeof(sp->why), "chunk too long");
	return FAILED;
}

size_t
splitter_count(struct splitter *sp, size_t off)
{
	sp->cp += utf8_count(sp->text.p + sp->off, off - sp->off);
	sp->off = off;
	return sp->cp;
}

/* Copies s, with every run of newlines as one, to sp->joined. */
static void
squeeze(struct splitter *sp, struct span s)
{
	size_t at;

	buf_clear(&sp->joined);
	while ((at = scan_find(s.p, s.len, "\n\n", 2)) < s.len) {
		buf_add(&sp->joined, s.p, ++at);
		for (; at < s.len && s.p[at] == '\n'; at++)
			;
		s.p += at;
		s.len -= at;
	}
	buf_add(&sp->joined, s.p, s.len);
}

/*
 * Completes a chunk of a Markdown text: finds its headings, and puts before
 * it what goes there.
 */
static int
head(struct splitter *sp, struct chunk *c)
{
	struct buf *b = &sp->headed;

	c->heading = heading_path(&sp->path, heading_of(&sp->blocks,
	    c->before.len, c->before.len + c->text.len));
	if (sp->above.len == 0 && sp->header.len == 0)
		return GO_ON;
	if (sp->above.len == 0 &&
	    sp->header.p + sp->header.len == c->text.p) {
		/* It is the first row, and stands under the header row. */
		c->text.p = sp->header.p;
		c->text.len += sp->header.len;
		c->start -= utf8_count(sp->header.p, sp->header.len);
		c->before.len -= sp->header.len;
		return GO_ON;
	}
	buf_clear(b);
	buf_add(b, sp->above.p, sp->above.len);
	if (sp->above.len > 0 && c->text.len > 0)
		buf_puts(b, BETWEEN);
	buf_add(b, sp->header.p, sp->header.len);
	buf_add(b, c->text.p, c->text.len);
	if (b->failed)
		return chunk_too_long(sp);
	c->text = buf_span(b);
	c->run = false;
	return GO_ON;
}

/*
 * Hands out a chunk that begins at byte `at` of the text, after `start` code
 * points if it is a run.
 */
static int
hand_out(struct splitter *sp, struct span text, size_t at, size_t start,
    bool run)
{
	struct chunk c = { .text = text, .index = sp->index, .start = start,
		.run = run, .before = { sp->text.p, at } };

	if (sp->squeeze &&
	    scan_find(text.p, text.len, "\n\n", 2) < text.len) {
		squeeze(sp, text);
		c.text = buf_span(&sp->joined);
		c.run = false;
	}
	if (sp->markdown && head(sp, &c) != GO_ON)
		return FAILED;
	sp->index++;
	return sp->fn(sp->arg, &c) == 0 ? GO_ON : STOPPED;
}

int
splitter_hand_out(struct splitter *sp, size_t start, size_t end, size_t cp)
{
	const struct span all = { sp->text.p + start, end - start };
	struct span s;

	s = utf8_strip(all);
	if (s.len == 0)
		return GO_ON;
	return hand_out(sp, s, (size_t)(s.p - sp->text.p),
	    cp + utf8_count(all.p, (size_t)(s.p - all.p)), true);
}

/* Hands out a piece that is too long, when no separator is left for it. */
static int
hand_out_long(struct splitter *sp, size_t start, size_t end)
{
	const struct span s = { sp->text.p + start, end - start };
	size_t cp = splitter_count(sp, start);

	if (sp->squeeze)
		return splitter_hand_out(sp, start, end, cp);
	return hand_out(sp, s, start, cp, true);
}

/* Hands out the pieces in the window, joined with sep. */
static int
hand_out_window(struct splitter *sp, const struct separator *sep)
{
	struct window *w = &sp->window;
	struct span s, all;

	if (w->pieces == 0)
		return GO_ON;
	if (sp->keep != KEEP_NONE ||
	    window_is_run(w, sp->text, &sep->text))
		return splitter_hand_out(sp, w->start, w->end, w->cp);
	buf_clear(&sp->joined);
	window_join(w, sp->text, &sep->text, &sp->joined);
	if (sp->joined.failed)
		return chunk_too_long(sp);
	s = utf8_strip(buf_span(&sp->joined));
	if (s.len == 0)
		return GO_ON;
	all = (struct span){ sp->text.p + w->start, w->end - w->start };
	return hand_out(sp, s, (size_t)(utf8_strip(all).p - sp->text.p), 0,
	    false);
}

static int
flush(struct splitter *sp, const struct separator *sep)
{
	int status = hand_out_window(sp, sep);

	window_clear(&sp->window);
	return status;
}

/*
 * Adds a piece to the window, after handing out the chunk there if the
 * piece, reckoned as `fit` code points, makes it too long.
 */
static int
merge(struct splitter *sp, const struct separator *sep,
    const struct piece *piece, size_t fit)
{
	struct window *w = &sp->window;
	size_t gap = sp->keep == KEEP_NONE ? sep->count : 0;
	int status;

	if (w->pieces > 0 && w->total + gap + fit > sp->size) {
		if ((status = hand_out_window(sp, sep)) != GO_ON)
			return status;
		window_shrink(w, sp->overlap, sp->size, gap + fit);
	}
	window_add(w, piece, w->pieces > 0 ? gap : 0,
	    sp->keep == KEEP_NONE ? SIZE_MAX : sp->overlap);
	return GO_ON;
}

int
splitter_characters(struct splitter *sp, size_t start, size_t end)
{
	const char *p = sp->text.p;
	size_t cp = splitter_count(sp, start), overlap, stop;
	int status;

	overlap = sp->overlap < sp->size ? sp->overlap : sp->size - 1;
	stop = start + utf8_skip(p + start, end - start, sp->size);
	for (;;) {
		/* A single character is "too long" for a size of 1. */
		status = sp->size == 1 && !sp->sentences && !sp->squeeze ?
		    hand_out_long(sp, start, stop) :
		    splitter_hand_out(sp, start, stop, cp);
		if (status != GO_ON || stop == end)
			return status;
		start += utf8_skip(p + start, stop - start,
		    sp->size - overlap);
		stop += utf8_skip(p + stop, end - stop, sp->size - overlap);
		cp += sp->size - overlap;
		sp->off = start;
		sp->cp = cp;
	}
}

/*
 * Whether a piece is short enough to be merged.  Then *fit is its length in
 * code points, without the white space around it if it is a sentence.
 */
static bool
fits(const struct splitter *sp, size_t start, size_t end, size_t *fit)
{
	struct span s = { sp->text.p + start, end - start };

	if (sp->sentences)
		s = utf8_strip(s);
	/* A code point has 4 bytes at most: so many bytes are too long. */
	if (s.len / 4 > sp->size)
		return false;
	*fit = utf8_count(s.p, s.len);
	return *fit < sp->size + sp->sentences;
}

/*
 * Merges a piece that separator `at` cut off, or, if it is too long, splits
 * it with the separators from `next` on.
 */
static int
split_piece(struct splitter *sp, size_t start, size_t end, size_t at,
    size_t next)
{
	const struct separator *sep = &sp->list.v[at];
	struct piece piece = { start, end, 0, 0 };
	size_t fit;
	int status;

	if (start == end)
		return GO_ON;
	if (fits(sp, start, end, &fit)) {
		piece.cp = splitter_count(sp, start);
		if (!sp->sentences) {
			/* Each byte need be counted only once. */
			sp->off = end;
			sp->cp += fit;
		}
		piece.count = splitter_count(sp, end) - piece.cp;
		return merge(sp, sep, &piece, fit);
	}
	if ((status = flush(sp, sep)) != GO_ON)
		return status;
	if (next < sp->list.n)
		return splitter_split(sp, start, end, next);
	return splitter_has_table(sp, start, end) ?
	    splitter_around(sp, start, end, false) :
	    hand_out_long(sp, start, end);
}

int
splitter_split(struct splitter *sp, size_t start, size_t end, size_t first)
{
	const struct span s = { sp->text.p + start, end - start };
	const bool tables = splitter_has_table(sp, start, end);
	struct pattern_match m = { 0 };
	size_t at, next, from = start;
	int found, status;

	found = tables ? splitter_choose(sp, start, s, first, &at, &m) :
	    separator_list_choose(&sp->list, s, first, &at, &m);
	if (found < 0)
		return pattern_failed(sp, at);
	if (at == sp->list.n) {
		/* No separator stands here: one piece, and none to try. */
		status = split_piece(sp, start, end, sp->list.n - 1,
		    sp->list.n);
		return status != GO_ON ? status :
		    flush(sp, &sp->list.v[sp->list.n - 1]);
	}
	if (separator_any(&sp->list.v[at]))
		return tables ? splitter_around(sp, start, end, true) :
		    splitter_characters(sp, start, end);
	next = at + 1;
	do {
		status = split_piece(sp, from,
		    start + (sp->keep == KEEP_END ? m.end : m.start), at, next);
		if (status != GO_ON)
			return status;
		from = start + (sp->keep == KEEP_START ? m.start : m.end);
		found = tables ?
		    splitter_next(sp, &sp->list.v[at], start, s, &m) :
		    separator_next(&sp->list.v[at], s, &m);
	} while (found == 1);
	if (found < 0)
		return pattern_failed(sp, at);
	if ((status = split_piece(sp, from, end, at, next)) != GO_ON)
		return status;
	return flush(sp, &sp->list.v[at]);
}

/*
 * Splits text[start..end), which stands under a heading, with the heading
 * before each chunk.
 */
static int
split_section(struct splitter *sp, size_t heading, size_t start, size_t end)
{
	const struct span s = { sp->text.p + start, end - start };
	size_t size = sp->size, overlap = sp->overlap;
	size_t between = strlen(BETWEEN);
	int status = GO_ON;

	sp->above = heading_fit(heading_path(&sp->path, heading),
	    size / 2 > between ? size / 2 - between : 0);
	if (sp->above.len > 0)
		sp->size -= utf8_count(sp->above.p, sp->above.len) + between;
	if (sp->overlap > sp->size)
		sp->overlap = sp->size;
	if (utf8_strip(s).len > 0)
		status = splitter_split(sp, start, end, 0);
	else if (heading != MARKDOWN_NONE && sp->above.len > 0)
		status = hand_out(sp, (struct span){ s.p, 0 }, start, 0,
		    false);
	sp->above.len = 0;
	sp->size = size;
	sp->overlap = overlap;
	return status;
}

/* Splits the text at all its headings, and each section by itself. */
static int
split_sections(struct splitter *sp)
{
	const struct markdown *md = &sp->blocks;
	const struct markdown_heading *h = md->headings;
	struct span s = sp->text;
	size_t i, last, n = md->nheadings;
	int status;

	/* A chunk that is cut again may have its heading before it. */
	if (sp->outer.len > 0 && s.len > sp->outer.len &&
	    memcmp(s.p, sp->outer.p, sp->outer.len) == 0) {
		s = span_from(s, sp->outer.len);
		if (!span_take(&s, BETWEEN))
			s = sp->text;
	}
	status = split_section(sp, MARKDOWN_NONE, sp->text.len - s.len,
	    n > 0 ? h[0].start : sp->text.len);
	for (i = 0; status == GO_ON && i < n; i = last + 1) {
		last = heading_of(md, h[i].start, sp->text.len);
		status = split_section(sp, last, h[last].end,
		    last + 1 < n ? h[last + 1].start : sp->text.len);
	}
	return status;
}

void
splitter_under(struct splitter *sp, struct span headings)
{
	sp->outer = headings;
}

int
splitter_run(struct splitter *sp, struct span text, chunk_fn *fn, void *arg)
{
	sp->text = text;
	sp->fn = fn;
	sp->arg = arg;
	sp->index = sp->off = sp->cp = 0;
	window_clear(&sp->window);
	if (text.len == 0)
		return GO_ON;
	if (!sp->markdown)
		return splitter_split(sp, 0, text.len, 0);
	markdown_scan(&sp->blocks, text);
	heading_open(&sp->path, text, sp->outer);
	return sp->with_heading ? split_sections(sp) :
	    splitter_split(sp, 0, text.len, 0);
}

const char *
splitter_why(const struct splitter *sp)
{
	return sp->why;
}

static int
add_separators(struct splitter *sp, const struct splitter_options *o,
    struct splitter_error *e)
{
	static cut_fn *const cuts[] = {
		sentence_end, sentence_clause_end, sentence_word_end, NULL
	};

	if (!o->sentences)
		return separator_list_init(&sp->list, o->separators, o->n,
		    o->patterns, e);
	separator_list_cuts(&sp->list, cuts, LEN(cuts));
	return 0;
}

struct splitter *
splitter_new(const struct splitter_options *o, struct splitter_error *e)
{
	struct splitter *sp;

	memset(e, 0, sizeof(*e));
	sp = xcalloc(1, sizeof(*sp));
	sp->size = o->size;
	sp->overlap = o->overlap;
	sp->keep = o->sentences ? KEEP_END : o->keep;
	sp->sentences = o->sentences;
	sp->squeeze = o->squeeze;
	sp->markdown = o->markdown || o->with_heading;
	sp->with_heading = o->with_heading;
	sp->path.md = &sp->blocks;
	if (add_separators(sp, o, e) == -1) {
		splitter_free(sp);
		return NULL;
	}
	return sp;
}

void
splitter_free(struct splitter *sp)
{
	if (sp == NULL)
		return;
	separator_list_free(&sp->list);
	free(sp->window.entries);
	buf_free(&sp->joined);
	buf_free(&sp->headed);
	markdown_free(&sp->blocks);
	heading_free(&sp->path);
	free(sp);
}
