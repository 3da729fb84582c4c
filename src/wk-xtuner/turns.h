/*
 * The turns that a record gives for a row, or why it gives none: what is said,
 * how long it is, and that it holds no token that a trainer would read.
 */
#ifndef WK_TURNS_H
#define WK_TURNS_H

#include <stdbool.h>
#include <stddef.h>

#include "rows.h"
#include "stage/stage.h"

/* Why a record has no row: one word, and a sentence. */
struct reason {
	bool decision;	/* of the user's, or of an earlier program */
	const char *kind;
	char message[160];
};

/* Notes why.  Returns false. */
bool reason_refuse(struct reason *why, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a record that nobody wants as a row: "WHAT is IS". */
bool reason_leave_out(struct reason *why, const char *kind, const char *what,
    const char *is);

/* The options are set before turns_open; the rest is zero. */
struct turns {
	size_t reasoning;	/* enum reasoning */
	size_t min_answer;	/* least visible characters of an answer */

	int f_answer, f_reasoning, f_turns;

	/* The record at hand. */
	struct row_turn *turn;
	size_t n, size;
	struct reason why;	/* if it has no row */
	struct buf scratch;
};

/* Registers the fields; call it before stage_open. */
void turns_open(struct turns *t, struct stage *st);

/*
 * Reads the turns of r into turn and n: its `turns`, or else the question of
 * the stage's field and its answer.  They are good as long as r is.  False,
 * with a reason, if there are none that a row may hold.
 */
bool turns_read(struct turns *t, const struct stage *st,
    const struct record *r);

/* The text of r for pretraining, in that field; or NULL with a reason. */
const struct json_value *turns_text(struct turns *t, const struct stage *st,
    const struct record *r);

/* Whether the string v holds no control token; else a reason. */
bool turns_plain(struct turns *t, const struct json_value *v,
    const char *where, const char *what);

void turns_free(struct turns *t);

#endif
