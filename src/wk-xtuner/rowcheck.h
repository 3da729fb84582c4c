/*
 * Reads finished training data as the trainers do, and complains of each row
 * that they would refuse, drop or mangle.  Sources: XTuner 0.1's
 * is_standard_format and openai_map_fn; XTuner V1's chat messages;
 * LLaMA-Factory's alpaca and sharegpt; HF datasets
 * (columns.h).
 */
#ifndef WK_ROWCHECK_H
#define WK_ROWCHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"
#include "length.h"
#include "templates.h"

/* Where a trait was found. */
struct trait_seen {
	size_t rows;
	size_t last;		/* the number of the last row, from 1 */
	const char *file;	/* these and key are of the first one */
	size_t line;
	enum row_key key;
};

struct rowcheck {
	/* Called for each problem; line is that on which the row begins. */
	void (*complain)(void *arg, const char *file, size_t line,
	    const char *problem);
	void *arg;
	const struct chat_template *template;	/* it is for this, or NULL */
	struct length *length;			/* the limit, or NULL */

	/* The result for all files. */
	size_t all;		/* rows */
	struct trait_seen seen[TRAITS];

	/* The result for the last file. */
	size_t rows;
	size_t told;		/* problems */
	const char *format;	/* of its first good row, or NULL */
	const char *key;	/* what that row learns from, or NULL */
	const char *text_of;	/* "v1" or "swift", if a text is as there */

	bool unread;		/* the trainer reads no rows like these */

	/* The row at hand. */
	const char *file;
	size_t line;
	enum row_key row_key;
	const char *const *loose;	/* keys under which types may vary */
};

/*
 * Checks the file at path ("-" is stdin): rows a line each, or one JSON
 * array of rows.  0, or -1 with errno set if it cannot be read.
 */
int rowcheck_file(struct rowcheck *c, const char *path);

/* The formats of wk-xtuner -o that the last file may be in. */
const char *rowcheck_name(const struct rowcheck *c);

/*
 * Notes, in a sentence for each, what was found in the rows of all files
 * that no complaint names: with a template what it does of its own accord,
 * without one where the templates differ; and how many rows were too long.
 * kind is a string that differs between kinds.
 */
void rowcheck_sum(const struct rowcheck *c,
    void (*note)(const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))));

/* Checks one row, which stands on c->line of c->file. */
void rowcheck_row(struct rowcheck *c, const struct json_value *row);

#endif
