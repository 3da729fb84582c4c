/*
 * The reasoning before an answer, and what a row makes of it.
 *
 * Trainers cut a message at </think>, so no answer and no reasoning of a row
 * may hold one.  They do not agree on the key: gpt-oss reads `thinking`,
 * qwen3.5 and glm5.2 `reasoning_content`, where even an empty one takes the
 * loss from earlier turns.  Most read it inline, and LLaMA-Factory finds it
 * there by this exact form:
 *
 *	<think>\n…\n</think>\n\n
 */
#ifndef WK_REASONING_H
#define WK_REASONING_H

#include <stdbool.h>

#include "base/buf.h"
#include "json/json.h"

enum reasoning { REASONING_DROP, REASONING_INLINE, REASONING_THINKING,
	REASONING_CONTENT };

/* Their names, in the order of the enum; NULL at the end. */
extern const char *const reasoning_names[];

/* The tags around inline reasoning. */
#define REASONING_OPEN "<think>\n"
#define REASONING_CLOSE "\n</think>\n\n"
#define REASONING_TAG "</think>"

/*
 * The reasoning v without the blanks around it, decoded (json_string);
 * empty if v->p is NULL.  It is good until scratch is next changed.
 */
struct span reasoning_text(const struct json_value *v, struct buf *scratch);

/* Whether the string v holds </think>. */
bool reasoning_tagged(const struct json_value *v, struct buf *scratch);

#endif
