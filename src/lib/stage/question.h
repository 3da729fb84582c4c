/*
 * What belongs to a question: a new one takes it away (wk-records(5)).
 */
#ifndef WK_QUESTION_H
#define WK_QUESTION_H

#include "stage.h"

/* The numbers of those fields. */
struct question {
	int field[7];
};

/* Before stage_open. */
void question_open(struct question *q, struct stage *st);

/* Takes away what belonged to the question that a record had. */
void question_renew(const struct question *q, struct record *r);

#endif
