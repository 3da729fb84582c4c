/* All that is counted of the records, and how it is shown. */
#ifndef WK_COUNTS_H
#define WK_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "asked.h"
#include "distinct.h"
#include "grid.h"
#include "marks.h"
#include "spread.h"
#include "stage/stage.h"
#include "texts.h"

/* Scores beyond so many names are not counted. */
#define SCORES_MOST 32

/* Fields whose values are counted by name. */
enum { BY_ORIGIN, BY_SOURCE, BY_ASPECT, BY_TYPE, BY_QUESTION_TYPE, BYS };

/* All zero but for what the options say is ready for counts_open. */
struct counts {
	/* What the options said. */
	bool all;	/* texts of records with an error or state, too */
	size_t top;		/* so many of a long list are shown */
	bool priced;
	double price[NAME_SUMS];	/* of a million tokens, in and out */

	uint64_t records;
	uint64_t used;		/* whose texts were counted */
	struct names formats, states, errors, models;
	struct names by[BYS];
	struct spread length[TEXT_KINDS];
	struct names score_names;
	struct spread score[SCORES_MOST];	/* in thousandths */
	struct asked asked;
	uint64_t answers, mark[MARKS];
	struct hashes rows;
	uint64_t same_rows, duplicates;

	/* Private. */
	struct texts texts;
	struct marks *marks;
	int f_by[BYS], f_ask, f_rag, f_judge, f_rerank, f_scores;
	struct buf scratch;
};

/* Registers the fields; call it before stage_open. */
void counts_open(struct counts *c, struct stage *st);

/* Counts the record that the stage has read last. */
void counts_add(struct counts *c, struct stage *st, struct record *r);

/* Writes all to g->out, and frees the memory of the grid. */
void counts_show(struct counts *c, struct grid *g);

void counts_free(struct counts *c);

#endif
