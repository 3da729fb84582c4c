/*
 * A knowledge base: chunks of texts in one SQLite file, searched for the
 * chunks that may answer a question (hits).  wk-index(1) describes the
 * tables.
 *
 * A knowledge base is never changed in place.  A writer works on a copy,
 * which replaces the file when it is complete: a reader sees the old chunks
 * or the new ones, after a crash too.
 *
 * A function that fails appends the reason to a buffer: one line, no newline.
 */
#ifndef WK_KB_H
#define WK_KB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "stage/embedding.h"

/* A chunk.  A span that is absent has p == NULL. */
struct kb_chunk {
	struct span text, source, url;
	bool numbered, placed;	/* whether index, start are there */
	long long index, start;
	const struct embedding *embedding;	/* to be stored; or NULL */
};

/* A chunk found. */
struct kb_hit {
	struct kb_chunk chunk;
	double score;	/* how well it covers the question, 0 to 1 */
	bool compared;	/* whether it and the question have vectors */
	double similarity;	/* then: their cosine */
	int64_t id;	/* its rowid */
	char *strings;	/* memory of the chunk's spans */
};

/* All zero is an empty list. */
struct kb_hits {
	struct kb_hit *hit;
	size_t n, size;
};

/* A source, as listed or as changed.  The name is good until the next call. */
struct kb_source {
	struct span name;
	long long chunks;	/* how many chunks it has now */
	const char *state;	/* "added", "replaced", "kept", "removed" */
};

struct kb;
struct kb_writer;

/*
 * Opens the knowledge base at path for reading.  Its file is locked against
 * those who change it in place, which we do not; not if it is `immutable`, or
 * this process cannot write to it: on a file system without locks, too, many
 * processes then read it.  NULL if that fails, if the file is no knowledge
 * base, or if its version is not ours.
 */
struct kb *kb_open(const char *path, bool immutable, struct buf *why);

/*
 * Whether questions can be compared with the base's vectors by this one: 1; 0
 * if it has none; -1, and why, if another model made them, or they have
 * another length.
 */
int kb_fits(const struct kb *kb, const struct embedding *e,
    struct buf *why);

/*
 * The similarity that a hit for a question must have, as questions about
 * something else have shown (kb_write_unrelated); 2, which none has, if the
 * base does not know it.
 */
double kb_similarity(const struct kb *kb, struct span question);

/*
 * Finds the chunks for a question, at most `want` (1 or more), best first.
 * The same question gets the same hits from the same knowledge base.  0, with
 * no hits if no chunk shares a term with the question; or -1.
 *
 * With an embedding of the question, of length 1, that fits: the 50 chunks
 * (or `want`, if that is more) best by words and the 50 most similar, by the
 * sum of weight / (60 + rank) in both lists (reciprocal rank fusion: Cormack,
 * Clarke and Buettcher, 2009; kb_fuse.h has the weights).  Without it, or if
 * the model does not know the question's language (kb_unrelated.h): by words
 * alone.
 */
int kb_find(struct kb *kb, struct span question, const struct embedding *e,
    size_t want, struct kb_hits *hits, struct buf *why);

/*
 * Sets a function that tells what kb_find will soon be asked: each call returns
 * the embedding of a further question, good until the next call, or NULL.
 * Several questions are compared with a vector while it is at hand, which
 * takes a third of the time; the hits are the same.
 */
void kb_look_ahead(struct kb *kb, const struct embedding *(*next)(void *arg),
    void *arg);

/*
 * Joins each hit with the chunks of its source before and after it, as many
 * as `neighbours` on each side, in the order of their index or, without one,
 * in the order in which they were added.  Where the starts show that two
 * chunks overlap, the overlap is written once; where the starts are unknown,
 * or show a gap, a newline separates the chunks.  The hit's start is that of
 * the first chunk.  Hits that share a chunk become one hit, at the place of
 * the better, with the higher score and similarity.  0 or -1.
 */
int kb_widen(struct kb *kb, struct kb_hits *hits, size_t neighbours,
    struct buf *why);

/* Lists the next source, in order of name: 1, 0 at the end, -1. */
int kb_next_source(struct kb *kb, struct kb_source *source, struct buf *why);

/* Closes a knowledge base; kb may be NULL. */
void kb_close(struct kb *kb);

/* Empties a list of hits, keeping its memory for the next ones. */
void kb_hits_clear(struct kb_hits *hits);

/* Frees what a list of hits holds; it is empty and usable afterwards. */
void kb_hits_free(struct kb_hits *hits);

/*
 * Begins to change the knowledge base at path, or to make it if there is no
 * file or an empty one.  Waits while another writer is at work.  NULL if
 * that fails, or if the file is something else.
 */
struct kb_writer *kb_write(const char *path, struct buf *why);

/*
 * Adds a chunk to those that replace the old chunks of its source; does
 * nothing if that source has failed.  0, or -1: then the writer can only be
 * closed.  -1, too, if its embedding does not fit those that are there: of
 * another model, length or prefix.
 */
int kb_write_add(struct kb_writer *w, const struct kb_chunk *chunk,
    struct buf *why);

/* What a knowledge base gave to another one. */
struct kb_merged {
	long long chunks, vectors;
	bool threshold;	/* whether it knows a similarity (kb_similarity) */
};

/*
 * Adds the chunks of the knowledge base at path, source by source, in the
 * order in which its sources and their chunks were added to it, as kb_write_add
 * does; a vector is taken over to the byte.  Of the similarities that the
 * bases know, the greatest are kept, unless kb_write_unrelated finds others.
 * 0; -1 as above: too, if the file is damaged, no knowledge base, or of
 * another version, or its vectors do not fit those that are there.  For
 * `immutable` see kb_open.
 */
int kb_write_merge(struct kb_writer *w, const char *path, bool immutable,
    struct kb_merged *merged, struct buf *why);

/*
 * Marks a source as failed: it keeps its old chunks, whatever was added or
 * will be.  source.p == NULL marks all sources added so far.  0 or -1, as
 * above.
 */
int kb_write_fail(struct kb_writer *w, struct span source, struct buf *why);

/*
 * Removes the old chunks of a source; chunks can still be added to it.  1; 0
 * if it has none; -1, as above.
 */
int kb_write_remove(struct kb_writer *w, struct span source, struct buf *why);

/*
 * Takes a question that is about something else than the base, after the first
 * chunk with an embedding, or in a base that has some; without, nothing is
 * done.  Two questions that ask the same in other words have the same number
 * `pair`, 1 or more; others have 0.  0, or -1 as above; its prefix may be
 * another one.
 */
int kb_write_unrelated(struct kb_writer *w, struct span question,
    long long pair, const struct embedding *e, struct buf *why);

/*
 * Makes all changes at once, durably.  0; or -1: then nothing has changed,
 * unless all that failed was to make the new file's name durable.
 */
int kb_write_commit(struct kb_writer *w, struct buf *why);

/*
 * After kb_write_commit: lists the next source that was changed or kept, in
 * the order in which the sources came.  1, 0 at the end, -1.
 */
int kb_write_next(struct kb_writer *w, struct kb_source *source,
    struct buf *why);

/*
 * After kb_write_commit: how many chunks there are, and how many of them have
 * a vector.  0 or -1.
 */
int kb_write_count(struct kb_writer *w, long long *chunks, long long *vectors,
    struct buf *why);

/*
 * After kb_write_commit: whether the model of its vectors does not know the
 * language of Chinese questions, of others (kb_unrelated.h), so that words
 * alone find their chunks.  0 or -1.
 */
int kb_write_useless(struct kb_writer *w, bool *chinese, bool *other,
    struct buf *why);

/* Closes a writer, dropping what was not committed; w may be NULL. */
void kb_write_close(struct kb_writer *w);

#endif
