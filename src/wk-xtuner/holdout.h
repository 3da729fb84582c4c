/*
 * Rows that are held out of training, to measure a model with: all those of a
 * share of the passages.  A passage is chosen by the SHA-256 of its name
 * alone, so that it is on the same side in every run.
 *
 * A passage is named by the decoded `source` of the record, a NUL and the
 * decimal digits of its `start` (no digits if start is absent or is not a
 * whole number); or, if the record has no source, by those of the first of its
 * `references`.  By source, the name is the source alone.  A passage is held
 * out if the first four bytes of the hash, as a big-endian number, are less
 * than 2^32 times the share.
 */
#ifndef WK_HOLDOUT_H
#define WK_HOLDOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "side.h"
#include "stage/opt.h"
#include "stage/stage.h"

/* As many rows as are kept. */
#define HOLDOUT_MOST 500

/* A row, with what orders the rows: the hash of its passage, then its own. */
struct held {
	unsigned char key[2 * 32];
	struct buf row, record;	/* without newlines */
};

struct holdout {
	double share;
	struct side rows;	/* without a path: nothing is held out */
	struct side records;	/* PATH.records, with --provenance */
	struct buf records_path;	/* ends in a NUL */
	size_t by;		/* the place in holdout_by */
	int source, start, references;	/* the numbers of fields */

	struct held *held;	/* in the order of their keys */
	size_t n;		/* HOLDOUT_MOST at most */
	size_t over;		/* rows that did not find room */
	size_t nameless;	/* rows of records without a source */
	struct held next;	/* for the row at hand */
	struct buf scratch;
};

/* "passage", "source"; NULL at the end. */
extern const char *const holdout_by[];

/* For OPT_CALL: reads SHARE:FILE into the struct holdout at o->value. */
void holdout_take(const struct opt *o, const char *arg, struct buf *why);

/*
 * Registers the fields and opens the files, that of the records only if
 * `records`; call it before stage_open.  Without a path it does nothing.
 */
void holdout_open(struct holdout *h, struct stage *st, bool records);

/* Whether the row of the record r is held out. */
bool holdout_wants(struct holdout *h, const struct record *r);

/*
 * Holds out the row of r, of which holdout_wants was true just before.
 * Returns NULL; or, if there are more than HOLDOUT_MOST rows now, the last in
 * the order of the keys, which is none of the kept any more.  It is good until
 * the next call.
 */
const struct held *holdout_add(struct holdout *h, struct span row,
    const struct record *r);

/*
 * Writes the rows, as lines or, if array, as one JSON array, and their records;
 * and says how many rows of how many passages they are.  `trained` is how many
 * rows are left to train on.  All that may need memory is done before the
 * files are published.
 */
void holdout_write(struct holdout *h, bool array, size_t trained);

/* Publishes the files, or drops them.  Frees h, and returns the status. */
int holdout_close(struct holdout *h, bool drop);

#endif
