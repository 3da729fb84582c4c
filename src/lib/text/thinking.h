/*
 * What a model wrote is its thinking, its answer, and sometimes control
 * tokens of its chat template that the server let through.  Models mark
 * thinking in ways of their own:
 *
 *	<think>…</think>, and the like, at the beginning; doubled, several,
 *	without the opening tag (which stood in the prompt), never closed
 *	<|channel>thought … <channel|>			(Gemma)
 *	<|channel|>analysis<|message|>…<|end|>
 *	    <|start|>assistant<|channel|>final<|message|>…	(gpt-oss)
 *
 * wk-ask, wk-rag and wk-regexlist all read it with this.
 */
#ifndef WK_THINKING_H
#define WK_THINKING_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Returns the answer, a part of s: without thinking and without control
 * tokens at its beginning and end.  Without any of these it is s as it came,
 * blanks included.  Thinking that is never closed leaves an empty answer.
 *
 * Appends the thinking to `thinking`, stripped, pieces with an empty line
 * between; NULL drops it.  If `apart`, the thinking came elsewhere, and a
 * closing tag without an opening one belongs to the answer.
 */
struct span thinking_split(struct span s, struct buf *thinking, bool apart);

/*
 * s without the control tokens that it ends in (<|im_end|>, </s> …), and
 * without the blanks before them; s as it came if it ends in none.
 */
struct span thinking_trim_end(struct span s);

#endif
