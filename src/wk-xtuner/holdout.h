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

#include "base/out.h"
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
	const char *path;	/* NULL: nothing is held out */
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

/* Registers the fields; call it before stage_open. */
void holdout_open(struct holdout *h, struct stage *st);

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

/* Writes the rows: lines, or, if array, one JSON array. */
void holdout_rows(const struct holdout *h, bool array, struct out *out);

/* Writes the records of the rows, line for line. */
void holdout_records(const struct holdout *h, struct out *out);

/* Appends how many rows were held out, of how many passages, and where to. */
void holdout_tell(const struct holdout *h, struct buf *b);

void holdout_free(struct holdout *h);

#endif
