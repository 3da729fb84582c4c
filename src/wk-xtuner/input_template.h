/*
 * Inputs for a model that will see passages (--input-template): the question
 * and, numbered, the passages of its record and distractors, which are other
 * passages.  After RAFT (Zhang et al., 2024).
 *
 * The passages of a record are its text and the hits that its references
 * name; all hits if there is neither.  Distractors are its other hits, then
 * passages of earlier records.  None of them overlaps with a passage of the
 * record, or holds its evidence.  Which, and their order, depend on a hash of
 * question and passage: the same input gives the same rows.
 *
 * A share of the rows has distractors alone, and a refusal for an answer.
 * These come from earlier records: a hit that nobody cited may still hold the
 * answer.
 */
#ifndef WK_INPUT_TEMPLATE_H
#define WK_INPUT_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "rows.h"
#include "stage/hits.h"
#include "stage/stage.h"
#include "stage/template.h"

/* Passages of earlier records that are kept, each at most so many bytes. */
#define INPUTS_KEPT 100
#define INPUTS_LONGEST ((size_t)64 * 1024)

#define INPUTS_DISTRACTORS 3

/* A passage that is kept. */
struct kept {
	struct buf text, source;
	long long start;	/* -1: it has none */
};

/* The options are set before inputs_open; the rest is zero. */
struct inputs {
	struct prompt prompt;	/* --input-template; without text: none */
	size_t distractors;
	double share;		/* --no-passage */
	const char *refusals;	/* its file, or NULL */

	struct template template;
	int question, passages;	/* the fields that we fill in */
	int text, source, start, hits, references, evidence, refusal;
	struct buf lines;	/* the refusals */
	size_t weight;		/* of all of them */

	struct kept kept[INPUTS_KEPT];
	size_t nkept, next;

	/* The record at hand. */
	struct hit hit[HITS_MAX];
	struct passage *passage;	/* those of the record, then others */
	size_t own, n;
	struct buf asked, own_text, own_source, scratch;
	struct buf filled, input, output;
};

/* For OPT_CALL: reads SHARE:FILE into the struct inputs at o->value. */
void inputs_take_refusals(const struct opt *o, const char *arg,
    struct buf *why);

/*
 * Reads template and refusals; call it before stage_open.  0, or -1 and why.
 * Without a template there is nothing to do.
 */
int inputs_open(struct inputs *in, struct stage *st, struct buf *why);

/*
 * Puts the question of a turn of r into the template; a refusal replaces its
 * output and takes its reasoning away.  What the turn gets is good until the
 * next call.  NULL; or the kind of error, with a sentence in why.
 */
const char *inputs_fill(struct inputs *in, struct record *r,
    struct row_turn *turn, struct buf *why);

/* Keeps the passages of the record just filled in for later records. */
void inputs_keep(struct inputs *in);

void inputs_free(struct inputs *in);

#endif
