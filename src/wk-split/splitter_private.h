/*
 * The inside of a splitter (splitter.h), for its files.  splitter.c cuts and
 * merges, splitter_tables.c keeps the tables of a Markdown text whole.
 */
#ifndef WK_SPLITTER_PRIVATE_H
#define WK_SPLITTER_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "heading.h"
#include "markdown.h"
#include "separator.h"
#include "splitter.h"

/* What a step of the splitting returns. */
enum { GO_ON = 0, STOPPED = 1, FAILED = -1 };

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
	bool markdown, with_heading;
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

	/* Of the run, if the text is Markdown. */
	struct markdown blocks;
	struct heading_path path;
	struct span outer;	/* the headings that the text stands under */
	struct span above;	/* the headings that go before each chunk */
	bool in_row;		/* a row of a table is being cut */
	struct span header;	/* of a table, goes before each chunk, too */
	struct buf headed;	/* a chunk with what goes before it */
};

/* splitter.c: all offsets are bytes of the text. */

/* The code points before an offset, which is never before the last one. */
size_t splitter_count(struct splitter *sp, size_t off);

/*
 * Hands out text[start..end), which starts after cp code points, without the
 * white space around it.
 */
int splitter_hand_out(struct splitter *sp, size_t start, size_t end,
    size_t cp);

/*
 * Cuts the text between start and end between any two characters, as a
 * merge of pieces of one character would: each chunk is full, and the next
 * begins `overlap` characters before its end, but at least one character
 * after its beginning.
 */
int splitter_characters(struct splitter *sp, size_t start, size_t end);

/* Splits text[start..end) with the separators from `first` on. */
int splitter_split(struct splitter *sp, size_t start, size_t end,
    size_t first);

/* splitter_tables.c: text with tables, which are cut between rows alone. */

/* Whether a table, or a part of one, stands in text[start..end). */
bool splitter_has_table(const struct splitter *sp, size_t start, size_t end);

/*
 * The same as separator_list_choose, for the text s, which begins at byte
 * `start` of the splitter's text: finds places outside tables.
 */
int splitter_choose(const struct splitter *sp, size_t start, struct span s,
    size_t first, size_t *best, struct pattern_match *m);

/* The same as separator_next, outside tables. */
int splitter_next(const struct splitter *sp, const struct separator *sep,
    size_t start, struct span s, struct pattern_match *m);

/*
 * Splits text with tables, and with no separator outside them but, if `any`,
 * the one between any two characters.
 */
int splitter_around(struct splitter *sp, size_t start, size_t end, bool any);

#endif
