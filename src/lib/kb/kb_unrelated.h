/*
 * The similarity that a hit must have by default, found without questions that
 * the base answers, for any model: questions about something else are compared
 * with all chunks, and the greatest similarity of each is noted; one of twenty
 * may exceed the result.  There is one for Chinese questions and one for others
 * (text/lang.h), as a model may be better at one language: cosines of a Chinese
 * question and an English text are lower, those of a language that the model
 * does not know are all high.
 *
 * Measured with 24 questions of each kind: multilingual-e5-small, Chinese,
 * 0.874 and 0.871 (thresholds of best F1 on CMRC 0.878, on paraphrases 0.852);
 * all-MiniLM-L6-v2, English, 0.344 (0.275).  Quantiles of the similarities
 * between chunks do not work: on one subject chunks are more alike than a
 * question and its answer; nor do deviations from a question's own mean.
 */
#ifndef WK_KB_UNRELATED_H
#define WK_KB_UNRELATED_H

#include "kb_vectors.h"

struct kb_unrelated;

/* For vectors of so many numbers; kb_unrelated_close frees it, NULL too. */
struct kb_unrelated *kb_unrelated_open(size_t dimensions);
void kb_unrelated_close(struct kb_unrelated *u);

/* Adds a question and its vector, of length 1. */
void kb_unrelated_add(struct kb_unrelated *u, struct span question,
    const float *v);

/*
 * Compares the questions with the vectors in db, and stores the results beside
 * the model; a kind without questions keeps what it had.  0 or -1.
 */
int kb_unrelated_finish(struct kb_unrelated *u, const struct kb_db *db,
    struct buf *why);

#endif
