/*
 * What wk-xtuner does with finished rows, beside making them: --check and
 * --dataset-info.
 */
#ifndef WK_FINISHED_H
#define WK_FINISHED_H

#include "dataset_info.h"
#include "length.h"
#include "stage/opt.h"
#include "stage/stage.h"
#include "templates.h"

/* The options of --check. */
struct finished {
	const struct chat_template *template;	/* --template, or NULL */
	struct length length;			/* --max-tokens */
	struct opt_strings journals;		/* --read-journal */
};

/* For OPT_CALL: finds the template for the struct finished at o->value. */
void finished_take_template(const struct opt *o, const char *arg,
    struct buf *why);

/*
 * Checks the files of rows, stdin if there are none: writes a line for each
 * problem.  Ends the stage and returns the status.
 */
int finished_check(struct finished *f, struct stage *st,
    char *const *operands);

/*
 * Writes the config that reads a file of such rows.  Ends the stage and
 * returns the status.
 */
int finished_info(const struct dataset_info *d, struct stage *st);

#endif
