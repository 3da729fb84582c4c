/*
 * The fields that belong to a question: a new question takes them away
 * (wk-records(5)).
 */
#ifndef WK_QUESTION_H
#define WK_QUESTION_H

#include "stage.h"

/* The numbers of those fields. */
struct question {
	int field[7];
};

/* Registers the fields; call it before stage_open. */
void question_open(struct question *q, struct stage *st);

/* Unsets the fields that belonged to the record's old question. */
void question_renew(const struct question *q, struct record *r);

#endif
