/*
 * The vectors of a knowledge base's chunks: two tables of its file.
 *
 * A vector of length 1 is stored as one byte a number, a scale before them:
 *
 *	float32, little-endian: the scale; int8 …: the numbers, each × the scale
 *
 * A scale for each vector, so that its greatest number is 127: with MiniLM's
 * 384 numbers a cosine is wrong by at most 0.0019 then; with one scale for all
 * vectors, which cannot be known before the last one, by 0.0026.
 *
 * A row of the table vectors holds the vectors of neighbours: the chunk whose
 * rowid is the row's id, the next rowid, and so on.  Chunks need not have
 * vectors.  The other table tells, in one row, what made them.
 *
 * Functions that fail return -1 and append the reason to `why`.
 */
#ifndef WK_KB_VECTORS_H
#define WK_KB_VECTORS_H

#include <sqlite3.h>

#include "kb_db.h"
#include "stage/embedding.h"

/* What made the vectors of a base; dimensions is 0 if there are none. */
struct kb_model {
	struct buf model, prefix;
	size_t dimensions;
	double chinese, other;	/* similarities: kb_unrelated.h; NAN: none */
};

/* A similarity that none reaches: the model does not know the language. */
#define KB_USELESS 2.0

/* That for a question, of `chinese` and `other`. */
double kb_model_similarity(const struct kb_model *m, struct span question);

/* Reads it from the file.  0 or -1. */
int kb_model_read(struct kb_model *m, const struct kb_db *db,
    struct buf *why);

/* Frees it; it is empty and usable afterwards. */
void kb_model_free(struct kb_model *m);

/* How many chunks have a vector, of vectors with so many numbers; or -1. */
long long kb_vectors_count(const struct kb_db *db, size_t dimensions,
    struct buf *why);

/* A chunk, and the cosine of its vector and the question's. */
struct kb_similar {
	sqlite3_int64 id;
	double similarity;
};

/* The vectors of a base, open for reading. */
struct kb_vectors;

/* db must stay open.  NULL, and why, if that fails. */
struct kb_vectors *kb_vectors_open(const struct kb_db *db,
    const struct kb_model *m, struct buf *why);

/* As kb_look_ahead (kb.h); `next` may be NULL. */
void kb_vectors_look_ahead(struct kb_vectors *v,
    const struct embedding *(*next)(void *arg), void *arg);

/* Closes them; v may be NULL. */
void kb_vectors_close(struct kb_vectors *v);

/*
 * Finds the `want` chunks whose vectors are most similar to one of length 1,
 * with as many numbers as theirs; of equals the earlier chunk comes first.
 * Reads all vectors, unless the last such pass has had the question, too.  0
 * or -1.
 */
int kb_vectors_search(struct kb_vectors *v, const float *question,
    size_t want, struct buf *why);

/* The chunks found last, the best first, and how many they are. */
const struct kb_similar *kb_vectors_best(const struct kb_vectors *v,
    size_t *n);

/*
 * Sets *similarity to that of a chunk and the vector searched for last.  False
 * if the chunk has no vector.
 */
bool kb_vectors_similarity(const struct kb_vectors *v, sqlite3_int64 id,
    double *similarity);

/* Writes vectors, for kb_write.c. */
struct kb_vectors_writer;

/* Prepares to write to db, whose tables are there.  NULL if that fails. */
struct kb_vectors_writer *kb_vectors_write(const struct kb_db *db,
    struct buf *why);

/*
 * Stores the vector of a new chunk.  0; -1, too, if another model made it than
 * those that are there, or it has another length or prefix.
 */
int kb_vectors_write_add(struct kb_vectors_writer *w, sqlite3_int64 id,
    const struct embedding *e, struct buf *why);

/*
 * Tells what made the vectors of another base, at path, before they are added:
 * they must be of the model, length and prefix that are there.  0 or -1.
 */
int kb_vectors_write_model(struct kb_vectors_writer *w,
    const struct kb_model *m, const char *path, struct buf *why);

/* Stores a vector of that base for a new chunk, as it is stored.  0 or -1. */
int kb_vectors_write_stored(struct kb_vectors_writer *w, sqlite3_int64 id,
    const unsigned char *vector, struct buf *why);

/* Drops the vectors of the chunks from first to last: whole rows.  0 or -1. */
int kb_vectors_write_drop(struct kb_vectors_writer *w, sqlite3_int64 first,
    sqlite3_int64 last, struct buf *why);

/*
 * Takes the vector of a question that is about something else than the base
 * (kb_unrelated.h).  0 or -1, as above, but for the prefix, which may differ.
 */
int kb_vectors_write_unrelated(struct kb_vectors_writer *w,
    struct span question, long long pair, const struct embedding *e,
    struct buf *why);

/* Writes what is in memory; if no vector is left, forgets the model. */
int kb_vectors_write_finish(struct kb_vectors_writer *w, struct buf *why);

/* Frees it; w may be NULL. */
void kb_vectors_write_close(struct kb_vectors_writer *w);

/*
 * Whether a vector is of the model of a base that has vectors, and as long
 * (and, if `prefix`, has the same prefix).  0; -1: why names both.
 */
int kb_model_check(const struct kb_model *m, const char *path,
    const struct embedding *e, bool prefix, struct buf *why);

/* Appends a model, the length of its vectors and their prefix to why. */
void kb_model_describe(const struct kb_model *m, struct buf *why);

/* The question's numbers are stored in 16 bits, each × this. */
#define KB_QUESTION 32000

/* Makes n numbers of a vector of length 1 those that kb_dot wants. */
void kb_vectors_question(int16_t *q, const float *v, size_t n);

/* The cosine from a sum of kb_dot and the stored vector; NAN: a bad scale. */
double kb_vectors_cosine(int32_t sum, const unsigned char *vector);

/* Bytes of a stored vector. */
#define KB_VECTOR_HEAD 4
static inline size_t
kb_vector_size(size_t dimensions)
{
	return KB_VECTOR_HEAD + dimensions;
}

#endif
