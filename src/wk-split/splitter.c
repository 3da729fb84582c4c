#include "splitter.h"

#include "separator_list.h"

#include <pcre2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "text/sentence.h"
#include "base/utf8.h"
#include "window.h"

struct splitter {
	size_t size, overlap;
	enum splitter_keep keep;
	bool sentences, squeeze;
	struct separator_list list;
	struct separator_matcher matcher;

	/* The run. */
	struct span text;
	chunk_fn *fn;
	void *arg;
	size_t index;		/* of the next chunk */
	size_t off, cp;		/* bytes before off are cp code points */
	struct window window;
	struct buf joined;	/* a chunk that is not one run */
	const char *why;
	char message[128];
};

enum { GO_ON = 0, STOPPED = 1, FAILED = -1 };

static int
no_memory(struct splitter *sp)
{
	sp->why = "out of memory";
	return FAILED;
}

static int
pattern_failed(struct splitter *sp, int error)
{
	char text[100];

	(void)pcre2_get_error_message(error, (PCRE2_UCHAR *)text,
	    sizeof(text));
	(void)snprintf(sp->message, sizeof(sp->message), "pattern: %s", text);
	sp->why = sp->message;
	return FAILED;
}

/* The code points before an offset; offsets never go back. */
static size_t
count_to(struct splitter *sp, size_t off)
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

static int
hand_out(struct splitter *sp, struct span text, size_t start, bool run)
{
	struct chunk c = { text, sp->index, start, run };

	if (sp->squeeze &&
	    scan_find(text.p, text.len, "\n\n", 2) < text.len) {
		squeeze(sp, text);
		if (sp->joined.failed)
			return no_memory(sp);
		c.text.p = sp->joined.data;
		c.text.len = sp->joined.len;
		c.run = false;
	}
	sp->index++;
	return sp->fn(sp->arg, &c) == 0 ? GO_ON : STOPPED;
}

/* Hands out a run of the text that starts after cp code points. */
static int
hand_out_stripped(struct splitter *sp, size_t start, size_t end, size_t cp)
{
	const struct span all = { sp->text.p + start, end - start };
	struct span s;

	s = utf8_strip(all);
	if (s.len == 0)
		return GO_ON;
	return hand_out(sp, s, cp + utf8_count(all.p, (size_t)(s.p - all.p)),
	    true);
}

/* A piece that is too long, and that no separator makes shorter. */
static int
hand_out_long(struct splitter *sp, size_t start, size_t end)
{
	const struct span s = { sp->text.p + start, end - start };
	size_t cp = count_to(sp, start);

	if (sp->squeeze)
		return hand_out_stripped(sp, start, end, cp);
	return hand_out(sp, s, cp, true);
}

/* Hands out the pieces in the window, joined with sep. */
static int
hand_out_window(struct splitter *sp, const struct separator *sep)
{
	struct window *w = &sp->window;
	struct span s;

	if (w->pieces == 0)
		return GO_ON;
	if (sp->keep != KEEP_NONE ||
	    window_is_run(w, sp->text, &sep->text))
		return hand_out_stripped(sp, w->start, w->end, w->cp);
	buf_clear(&sp->joined);
	window_join(w, sp->text, &sep->text, &sp->joined);
	if (sp->joined.failed)
		return no_memory(sp);
	s.p = sp->joined.data;
	s.len = sp->joined.len;
	s = utf8_strip(s);
	return s.len == 0 ? GO_ON : hand_out(sp, s, 0, false);
}

static int
flush(struct splitter *sp, const struct separator *sep)
{
	int status = hand_out_window(sp, sep);

	window_clear(&sp->window);
	return status;
}

/*
 * Adds a piece of n code points to the window.  `fit` of them count for
 * whether it fits there.
 */
static int
merge(struct splitter *sp, const struct separator *sep,
    const struct window_piece *piece, size_t fit)
{
	struct window *w = &sp->window;
	size_t gap = sp->keep == KEEP_NONE ? sep->count : 0;
	int status;

	if (w->pieces > 0 && w->total + gap + fit > sp->size) {
		if ((status = hand_out_window(sp, sep)) != GO_ON)
			return status;
		window_shrink(w, sp->overlap, sp->size, gap + fit);
	}
	if (window_add(w, piece, w->pieces > 0 ? gap : 0,
	    sp->keep == KEEP_NONE ? SIZE_MAX : sp->overlap) == -1)
		return no_memory(sp);
	return GO_ON;
}

/*
 * The text between start and end, cut between any two characters.  As a
 * merge of pieces that short: each chunk is full, and the next begins
 * before its end, at least one character on.
 */
static int
split_characters(struct splitter *sp, size_t start, size_t end)
{
	const char *p = sp->text.p;
	size_t cp = count_to(sp, start), overlap, stop;
	int status;

	overlap = sp->overlap < sp->size ? sp->overlap : sp->size - 1;
	stop = start + utf8_skip(p + start, end - start, sp->size);
	for (;;) {
		/* A single character is "too long" for a size of 1. */
		status = sp->size == 1 && !sp->sentences && !sp->squeeze ?
		    hand_out_long(sp, start, stop) :
		    hand_out_stripped(sp, start, stop, cp);
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
 * Whether a piece may be merged.  Then *fit is how long it is; the white
 * space around a sentence does not count.
 */
static bool
fits(const struct splitter *sp, size_t start, size_t end, size_t *fit)
{
	struct span s = { sp->text.p + start, end - start };

	if (sp->sentences)
		s = utf8_strip(s);
	/* Longer than this it need not be counted to be too long. */
	if (s.len / 4 > sp->size)
		return false;
	*fit = utf8_count(s.p, s.len);
	return *fit < sp->size + sp->sentences;
}

static int split(struct splitter *sp, size_t start, size_t end, size_t first);

/* A piece of the text, cut at separator `at`; `next` is the one to try. */
static int
split_piece(struct splitter *sp, size_t start, size_t end, size_t at,
    size_t next)
{
	const struct separator *sep = &sp->list.v[at];
	struct window_piece piece = { start, end, 0, 0 };
	size_t fit;
	int status;

	if (start == end)
		return GO_ON;
	if (fits(sp, start, end, &fit)) {
		piece.cp = count_to(sp, start);
		if (!sp->sentences) {
			/* Each byte need be counted only once. */
			sp->off = end;
			sp->cp += fit;
		}
		piece.count = count_to(sp, end) - piece.cp;
		return merge(sp, sep, &piece, fit);
	}
	if ((status = flush(sp, sep)) != GO_ON)
		return status;
	if (next == sp->list.n)
		return hand_out_long(sp, start, end);
	return split(sp, start, end, next);
}

/* Splits text[start..end) with the separators from `first` on. */
static int
split(struct splitter *sp, size_t start, size_t end, size_t first)
{
	const struct span s = { sp->text.p + start, end - start };
	struct separator_match m = { 0 };
	size_t at, next, from = start;
	int found, status;

	found = separator_list_choose(&sp->list, &sp->matcher, s, first, &at,
	    &m);
	if (found < 0)
		return pattern_failed(sp, found);
	if (at == sp->list.n) {
		/* None: one piece, and none is left to try. */
		status = split_piece(sp, start, end, sp->list.n - 1,
		    sp->list.n);
		return status != GO_ON ? status :
		    flush(sp, &sp->list.v[sp->list.n - 1]);
	}
	if (separator_any(&sp->list.v[at]))
		return split_characters(sp, start, end);
	next = at + 1;
	do {
		status = split_piece(sp, from,
		    start + (sp->keep == KEEP_END ? m.end : m.start), at, next);
		if (status != GO_ON)
			return status;
		from = start + (sp->keep == KEEP_START ? m.start : m.end);
		found = separator_next(&sp->list.v[at], &sp->matcher, s,
		    &m);
	} while (found == 1);
	if (found < 0)
		return pattern_failed(sp, found);
	if ((status = split_piece(sp, from, end, at, next)) != GO_ON)
		return status;
	return flush(sp, &sp->list.v[at]);
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
	return split(sp, 0, text.len, 0);
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
	return separator_list_cuts(&sp->list, cuts, LEN(cuts), e);
}

struct splitter *
splitter_new(const struct splitter_options *o, struct splitter_error *e)
{
	struct splitter *sp;

	memset(e, 0, sizeof(*e));
	if ((sp = calloc(1, sizeof(*sp))) == NULL ||
	    separator_matcher_init(&sp->matcher) == -1) {
		(void)snprintf(e->message, sizeof(e->message),
		    "out of memory");
		free(sp);
		return NULL;
	}
	sp->size = o->size;
	sp->overlap = o->overlap;
	sp->keep = o->sentences ? KEEP_END : o->keep;
	sp->sentences = o->sentences;
	sp->squeeze = o->squeeze;
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
	separator_matcher_free(&sp->matcher);
	window_free(&sp->window);
	buf_free(&sp->joined);
	free(sp);
}
