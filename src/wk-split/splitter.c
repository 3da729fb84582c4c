/* Splits a text into chunks: cuts it at separators, merges the pieces. */
#include "splitter.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "separator.h"
#include "text/sentence.h"

struct piece {
	size_t start, end;	/* bytes of the text */
	size_t cp;		/* code points before it */
	size_t count;		/* its own code points */
};

/* A piece in the window. */
struct entry {
	struct piece piece;
	size_t at;		/* code points of the joined pieces before it */
};

/*
 * The pieces that are being merged into a chunk.  Only those that the next
 * chunk may use again are remembered one by one: entries[head..tail).  All
 * zero is an empty window.
 */
struct window {
	size_t pieces;		/* how many, remembered or not */
	size_t start, end;	/* bytes of the text, from first to last */
	size_t cp;		/* code points before it */
	size_t total;		/* code points, with those that join pieces */
	struct entry *entries;
	size_t head, tail, room;
	size_t at;		/* where the last piece ends, like entry.at */
};

struct splitter {
	size_t size, overlap;
	enum splitter_keep keep;
	bool sentences, squeeze;
	struct separator_list list;

	/* The run. */
	struct span text;
	chunk_fn *fn;
	void *arg;
	size_t index;		/* of the next chunk */
	size_t off, cp;		/* bytes before off are cp code points */
	struct window window;
	struct buf joined;	/* a chunk that is not one run */
	char why[128];		/* the run failed */
};

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

enum { GO_ON = 0, STOPPED = 1, FAILED = -1 };

/* Notes why separator `at`, a pattern, gave up. */
static int
pattern_failed(struct splitter *sp, size_t at)
{
	(void)snprintf(sp->why, sizeof(sp->why), "pattern: %s",
	    pattern_why(sp->list.v[at].pattern));
	return FAILED;
}

/* The code points before an offset, which is never before the last one. */
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

/*
 * Hands out a chunk that begins at byte `at` of the text, after `start` code
 * points if it is a run.
 */
static int
hand_out(struct splitter *sp, struct span text, size_t at, size_t start,
    bool run)
{
	struct chunk c = { text, sp->index, start, run, { sp->text.p, at } };

	if (sp->squeeze &&
	    scan_find(text.p, text.len, "\n\n", 2) < text.len) {
		squeeze(sp, text);
		c.text = buf_span(&sp->joined);
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
	return hand_out(sp, s, (size_t)(s.p - sp->text.p),
	    cp + utf8_count(all.p, (size_t)(s.p - all.p)), true);
}

/* Hands out a piece that is too long, when no separator is left for it. */
static int
hand_out_long(struct splitter *sp, size_t start, size_t end)
{
	const struct span s = { sp->text.p + start, end - start };
	size_t cp = count_to(sp, start);

	if (sp->squeeze)
		return hand_out_stripped(sp, start, end, cp);
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
		return hand_out_stripped(sp, w->start, w->end, w->cp);
	buf_clear(&sp->joined);
	window_join(w, sp->text, &sep->text, &sp->joined);
	if (sp->joined.failed) {
		(void)snprintf(sp->why, sizeof(sp->why), "chunk too long");
		return FAILED;
	}
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

/*
 * Cuts the text between start and end between any two characters, as a
 * merge of pieces of one character would: each chunk is full, and the next
 * begins `overlap` characters before its end, but at least one character
 * after its beginning.
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

static int split(struct splitter *sp, size_t start, size_t end, size_t first);

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
	struct pattern_match m = { 0 };
	size_t at, next, from = start;
	int found, status;

	found = separator_list_choose(&sp->list, s, first, &at, &m);
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
		return split_characters(sp, start, end);
	next = at + 1;
	do {
		status = split_piece(sp, from,
		    start + (sp->keep == KEEP_END ? m.end : m.start), at, next);
		if (status != GO_ON)
			return status;
		from = start + (sp->keep == KEEP_START ? m.start : m.end);
		found = separator_next(&sp->list.v[at], s, &m);
	} while (found == 1);
	if (found < 0)
		return pattern_failed(sp, at);
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

/*
 * White space as Python's \s has it in text: PCRE2's takes U+180E too, and
 * not U+001C to U+001F.
 */
#define SPACE "[\\x09-\\x0d\\x1c-\\x20\\x{85}\\x{a0}\\x{1680}" \
    "\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]"

static const char *const tutorial[] = {
	"\\n\\n", "\\n", " ", "。", " ，", ".", ",", "\\u200b", "，", "、",
	"．", "。", ""
};

static const char *const langchain[] = { "\\n\\n", "\\n", " ", "" };

/* ChineseRecursiveTextSplitter of Langchain-Chatchat and HuixiangDou. */
static const char *const chinese[] = {
	"\\n\\n", "\\n", "。|！|？",
	"\\." SPACE "|\\!" SPACE "|\\?" SPACE, "；|;" SPACE, "，|," SPACE
};

/* Language.MARKDOWN of langchain_text_splitters 0.2.2. */
static const char *const markdown[] = {
	"\\n#{1,6} ", "```\\n", "\\n\\*\\*\\*+\\n", "\\n---+\\n",
	"\\n___+\\n", "\\n\\n", "\\n", " ", ""
};

static const struct {
	const char *name;
	struct splitter_options options;
} presets[] = {
	{ "tutorial", { .separators = tutorial, .n = LEN(tutorial),
	    .keep = KEEP_START } },
	{ "langchain", { .separators = langchain, .n = LEN(langchain),
	    .keep = KEEP_START } },
	{ "chinese", { .separators = chinese, .n = LEN(chinese),
	    .patterns = true, .squeeze = true, .keep = KEEP_END } },
	{ "markdown", { .separators = markdown, .n = LEN(markdown),
	    .patterns = true, .keep = KEEP_START } },
	{ "sentence", { .sentences = true, .keep = KEEP_END } }
};

int
splitter_preset(struct splitter_options *o, const char *name)
{
	size_t i, size = o->size, overlap = o->overlap;

	for (i = 0; i < LEN(presets); i++) {
		if (strcmp(presets[i].name, name) == 0) {
			*o = presets[i].options;
			o->size = size;
			o->overlap = overlap;
			return 0;
		}
	}
	return -1;
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
	free(sp);
}
