/*
 * Training rows, as the trainers read them:
 *
 *	legacy	  XTuner 0.1: {"conversation":[{"system","input","output"},…]}
 *	v1	  XTuner V1: {"messages":[{"role","content"},…]}
 *	alpaca	  {"instruction","input","output","system","history"}
 *	sharegpt  {"conversations":[{"from","value"},…],"system"}
 */
#ifndef WK_ROWS_H
#define WK_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"
#include "base/out.h"

enum row_format { ROW_LEGACY, ROW_V1, ROW_ALPACA, ROW_SHAREGPT };

/* What is said and what is answered; both are JSON strings. */
struct row_turn {
	struct json_value input, output;
};

/* Reads the name of a format.  0, or -1 if it is none. */
int row_format(const char *name, enum row_format *format);

/*
 * Writes a row of n turns, one or more, without a newline.  system is the
 * text of the system prompt; with p NULL there is none.  scratch is for
 * strings that must be re-written; 0, or -1 if there was no memory for one
 * (the row is then cut short).
 */
int row_write(struct out *out, enum row_format format, struct span system,
    const struct row_turn *turns, size_t n, struct buf *scratch);

/* The same for a row of incremental pretraining: one text. */
int row_write_text(struct out *out, enum row_format format,
    const struct json_value *text, struct buf *scratch);

#endif
