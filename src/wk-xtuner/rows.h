/*
 * Training rows, as the trainers read them:
 *
 *	legacy	  XTuner 0.1: {"conversation":[{"system","input","output"},…]}
 *	v1	  XTuner V1: {"messages":[{"role","content"},…]}
 *	alpaca	  {"instruction","input","output","system","history"}
 *	sharegpt  {"conversations":[{"from","value"},…],"system"}
 *	openai	  messages as in v1, for OpenAI, TRL and LLaMA-Factory
 *	swift	  messages as in v1, for ms-swift
 *
 * A text for pretraining is a turn without a question in legacy and sharegpt,
 * a message of the role pretrain in v1, one message of the assistant in
 * swift, and {"text"} in alpaca and openai.
 */
#ifndef WK_ROWS_H
#define WK_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/out.h"
#include "json/json.h"
#include "reasoning.h"

enum row_format { ROW_LEGACY, ROW_V1, ROW_ALPACA, ROW_SHAREGPT, ROW_OPENAI,
	ROW_SWIFT };

/* The names of the formats, in the order of the enum; NULL at the end. */
extern const char *const row_formats[];

/*
 * A question and its answer, JSON strings; and the reasoning before the
 * answer, a JSON string or, its p being NULL, none.
 */
struct row_turn {
	struct json_value input, output, reasoning;
};

/* How rows are written. */
struct row_style {
	enum row_format format;
	enum reasoning reasoning;	/* one that reasoning_goes allows */
	struct span system;		/* the system prompt; p is NULL: none */
};

/*
 * Writes a row of n turns, one or more, without a newline.  scratch is memory
 * for strings that are not written as they came.
 */
void row_write(struct out *out, const struct row_style *style,
    const struct row_turn *turns, size_t n, struct buf scratch[2]);

/* The same for a row of incremental pretraining: one text. */
void row_write_text(struct out *out, enum row_format format,
    const struct json_value *text, struct buf *scratch);

/*
 * Whether rows of a format have a place for reasoning; with `text`, for rows
 * of texts.  If not, why gets a sentence that says what has.
 */
bool row_holds(enum row_format format, enum reasoning reasoning, bool text,
    struct buf *why);

#endif
