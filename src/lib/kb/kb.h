/*
 * A knowledge base: passages of text in one SQLite file, and the questions
 * that they answer.  wk-index(1) describes the tables.
 *
 * Nobody changes a knowledge base in place.  A writer works on a copy,
 * which takes the place of the old file when it is complete: readers see
 * the old passages or the new ones, and so does who comes after a crash.
 *
 * Where a function fails it says why in a buffer: one line, no newline.
 */
#ifndef WK_KB_H
#define WK_KB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* A passage.  Spans that are absent have p == NULL. */
struct kb_chunk {
	struct span text, source, url;
	bool numbered, placed;	/* index, start are there */
	long long index, start;
};

/* A passage found, and how much of the question it covers, 0 to 1. */
struct kb_hit {
	struct kb_chunk chunk;
	double score;
	int64_t id;		/* its number in the knowledge base */
};

/* All zero is an empty list. */
struct kb_hits {
	struct kb_hit *hit;
	size_t n, size;
	struct buf strings;
};

/* What became of a source.  The name is good until the next call. */
struct kb_source {
	struct span name;
	long long chunks;	/* that the knowledge base holds of it now */
	const char *state;	/* "added", "replaced", "kept", "removed" */
};

struct kb;
struct kb_writer;

/*
 * Opens the knowledge base at path for reading.  NULL if that fails, if it
 * is none, or if it is of a later version than this program.
 */
struct kb *kb_open(const char *path, struct buf *why);

/*
 * Finds the passages for a question, at most `want` of them, best first.
 * The same question gets the same answer from the same knowledge base.
 * 0, with no hits if no passage shares a term with it, or -1.
 */
int kb_find(struct kb *kb, struct span question, size_t want,
    struct kb_hits *hits, struct buf *why);

/*
 * Joins each hit with the chunks of its source before and after it, as many
 * as `neighbours`, by their index or, without one, by the order in which they
 * were added.  Where starts tell that chunks overlap, the text is not
 * doubled; where they tell nothing, or that something lies between, a newline
 * does.  A start is that of the first chunk.  Hits that come to share a chunk
 * become one, in the place of the better, with the higher score.  0 or -1.
 */
int kb_widen(struct kb *kb, struct kb_hits *hits, size_t neighbours,
    struct buf *why);

/* The next source in order of name: 1, 0 at the end, -1. */
int kb_next_source(struct kb *kb, struct kb_source *source, struct buf *why);

/* Closes it; kb may be NULL. */
void kb_close(struct kb *kb);

/* Frees what a list of hits holds; it is empty and usable afterwards. */
void kb_hits_free(struct kb_hits *hits);

/*
 * Begins to change the knowledge base at path, or to make it where no file
 * or an empty one is.  Waits while another writer is at work.  NULL if
 * that fails, or if the file is something else.
 */
struct kb_writer *kb_write(const char *path, struct buf *why);

/*
 * Adds a passage to those that replace the old ones of its source, unless
 * that source has failed.  0, or -1: the writer can then only be closed.
 */
int kb_write_add(struct kb_writer *w, const struct kb_chunk *chunk,
    struct buf *why);

/*
 * A source's input had an error: whatever was added or will be, its old
 * passages stay.  With source.p NULL, so for all sources added so far.
 * 0 or -1, as above.
 */
int kb_write_fail(struct kb_writer *w, struct span source, struct buf *why);

/*
 * Takes a source's passages away.  1; 0 if there are none; -1, as above.
 * What is added to the source afterwards is kept.
 */
int kb_write_remove(struct kb_writer *w, struct span source, struct buf *why);

/*
 * Makes the changes: durable, all at once.  0, or -1 and nothing has been
 * changed.
 */
int kb_write_commit(struct kb_writer *w, struct buf *why);

/*
 * After kb_write_commit: what became of the next source, in the order in
 * which they came.  1, 0 at the end, -1.
 */
int kb_write_next(struct kb_writer *w, struct kb_source *source,
    struct buf *why);

/* Ends the work, undoing what was not committed; w may be NULL. */
void kb_write_close(struct kb_writer *w);

#endif
