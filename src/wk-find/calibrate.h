/* The thresholds that part questions best: for wk-find --calibrate. */
#ifndef WK_CALIBRATE_H
#define WK_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>

/* No similarity is so low. */
#define CALIBRATE_NONE (-2 * CALIBRATE_SCALE)

/* Scores and similarities are compared as they are printed, in 1/10000. */
#define CALIBRATE_SCALE 10000

/* A question: the best score and similarity of its hits, 0 or NONE without. */
struct calibrate_question {
	int score, similarity;
	bool good;	/* it should be answered */
};

/* Thresholds, and how well they part the good questions from the others. */
struct calibrate_best {
	int score, similarity;
	double f1, precision, recall;
};

/*
 * Finds the thresholds with the best F1.  A good question that reaches one of
 * them is right; a bad one that does, or a good one that does not, is wrong.
 * Each threshold is set half way to the next lower value, so as to favour
 * neither side.  One of them alone: `words` or `vectors`.  Sorts the list.
 */
void calibrate_words(struct calibrate_best *best,
    struct calibrate_question *q, size_t n);
void calibrate_vectors(struct calibrate_best *best,
    struct calibrate_question *q, size_t n);
void calibrate_both(struct calibrate_best *best,
    struct calibrate_question *q, size_t n);

#endif
