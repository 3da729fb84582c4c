/*
 * The score of a chunk: how well its words cover a question, and how much
 * evidence there is; from 0 to 1, comparable between questions and bases.
 *
 *	score = (F - C) / (F - C + M), or 0 if F <= C
 *
 * F, found: the sum, over the terms of the question that the chunk holds, of
 * weight times bm25_weight (text/bm25.h); 0.6 of it for a word that the chunk
 * has only in other forms (text/inflect.h), 0.4 of which is missing.
 * M, missing: the sum, over the terms that it lacks, of weight times the share
 * of content in the term's run (text/framing.h), so that "please answer in one
 * sentence" costs little even where some word of it is unknown; 0.3 of it if
 * the term says what kind of thing is asked for (text/asked.h); half of it for
 * a bigram that touches one that is found, as it may only be where two words
 * meet.  The runs other than that with the most found count, all together, no
 * more than what is found in them plus half the idf of an unknown term times
 * the greatest of their shares: they may be chatter.
 * C, chance: what a chunk about something else may cover: 0.24 times the idf of
 * an unknown term times log(1 + the average length of chunks in terms), or 0.7
 * of what rivals have found (kb_rivals.h), if that is more; but at most half of
 * the weight of all terms.  It is 0.33 instead of 0.24 if words have more than
 * 0.8 of that weight, as their forms are found by chance too.  Of runs that
 * stand aside, what is found counts here instead of their weight, so that
 * chatter around a short question does not make it a long one.
 *
 * Terms of framing words have no weight: they are neither found nor missing.
 * The weight of another term is 2 for a word, 1 for a bigram, 3/4 for a
 * character, times its idf (bm25_idf), times the share of its run: where that
 * has less than half of content and less than other runs, the square of twice
 * the share of content (the "one" of "please answer in one sentence" is no
 * evidence); where another run asks and it does not, 0.6 if its words are all
 * everyday ones, rising to 1 if a fifth are not (text/aside.h): such a run
 * stands aside.  For the idf, 1,000 chunks of other texts are added to those of
 * the base (a background as in the smoothed language models of Zhai and
 * Lafferty, 2004), 50 of which hold each common character and 5 each common
 * word of two characters (text/chinese.h): so the words that all chunks of a
 * small base share are evidence still.
 *
 * The figures are those with the best results in tests/bench/find.py; 0.6 and
 * 0.33 were measured with the English questions of XQuAD.
 */
#ifndef WK_KB_SCORE_H
#define WK_KB_SCORE_H

#include <stdint.h>

#include "base/span.h"
#include "text/terms.h"

/* Reads questions for their scores, one after the other. */
struct kb_score;

/* What a chunk has of a run of the question. */
struct kb_run {
	double found, missing;
};

#define KB_RUNS 256

/* What it has of all runs. */
struct kb_evidence {
	double found, missing;
	double aside;	/* found in runs that stand aside */
	uint64_t terms;	/* which of the first 64 that have weight */
};

struct kb_score *kb_score_open(void);

/* Frees it; s may be NULL. */
void kb_score_close(struct kb_score *s);

/*
 * Reads a question, so that kb_score_content knows its words.  Returns the
 * number of its runs, at most KB_RUNS: later ones have no content.
 */
size_t kb_score_read(struct kb_score *s, struct span question);

/*
 * The share of content in the run of a term of the question read last, and
 * the number of the run; 0 if the term is, or touches, a framing word.
 */
double kb_score_content(const struct kb_score *s, const struct term *term,
    size_t *run);

/* The weight of a term of a run, that df of n chunks hold. */
double kb_score_weight(const struct kb_score *s, const struct term *term,
    size_t run, double n, double df);

/* Whether a run of the question read last stands aside. */
bool kb_score_aside(const struct kb_score *s, size_t run);

/*
 * Sets the weight of all terms together whose runs do not stand aside, and that
 * of the words among them, in a base of n chunks with `length` terms on
 * average.
 */
void kb_score_set(struct kb_score *s, double n, double length, double all,
    double words);

/* Sums up what a chunk has of the n runs: found and missing of *e. */
void kb_score_sum(const struct kb_score *s, const struct kb_run *run, size_t n,
    struct kb_evidence *e);

/* The score of a chunk; rival: what others have found (kb_rivals.h). */
double kb_score(const struct kb_score *s, const struct kb_evidence *e,
    double rival);

#endif
