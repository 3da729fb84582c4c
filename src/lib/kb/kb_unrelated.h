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
 *
 * Questions may come in pairs that ask the same in other words; the second is
 * not compared with chunks.  If fewer than half of the questions of a kind are
 * most similar to the other of their pair, the model does not know the
 * language, and its vectors would only disturb the order by words (with
 * MiniLM's, the own passage of 50 of 100 CMRC questions came first; by words
 * alone, of 97): then KB_USELESS (kb_vectors.h) is stored.  Measured with 24
 * pairs of each kind: multilingual-e5-small 0.85 English, 0.94 Chinese;
 * all-MiniLM-L6-v2 1.00 English, 0.08 Chinese; random vectors 0.00 to 0.04.
 */
#ifndef WK_KB_UNRELATED_H
#define WK_KB_UNRELATED_H

#include "kb_vectors.h"

struct kb_unrelated;

/* For vectors of so many numbers; kb_unrelated_close frees it, NULL too. */
struct kb_unrelated *kb_unrelated_open(size_t dimensions);
void kb_unrelated_close(struct kb_unrelated *u);

/*
 * Adds a question and its vector, of length 1.  The two questions of a pair
 * have the same number; 0: it is in no pair.
 */
void kb_unrelated_add(struct kb_unrelated *u, struct span question,
    long long pair, const float *v);

/*
 * Compares the questions with the vectors in db, and stores the results beside
 * the model; a kind without questions keeps what it had.  0 or -1.
 */
int kb_unrelated_finish(struct kb_unrelated *u, const struct kb_db *db,
    struct buf *why);

#endif
