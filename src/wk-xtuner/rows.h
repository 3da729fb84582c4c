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
#include "base/out.h"
#include "json/json.h"

enum row_format { ROW_LEGACY, ROW_V1, ROW_ALPACA, ROW_SHAREGPT };

/* The names of the formats, in the order of the enum; NULL at the end. */
extern const char *const row_formats[];

/* A question and its answer; both are JSON strings. */
struct row_turn {
	struct json_value input, output;
};

/*
 * Writes a row of n turns, one or more, without a newline.  system is the
 * text of the system prompt, or its p is NULL.  scratch is memory for strings
 * that are not in their shortest form.
 */
void row_write(struct out *out, enum row_format format, struct span system,
    const struct row_turn *turns, size_t n, struct buf *scratch);

/* The same for a row of incremental pretraining: one text. */
void row_write_text(struct out *out, enum row_format format,
    const struct json_value *text, struct buf *scratch);

#endif
