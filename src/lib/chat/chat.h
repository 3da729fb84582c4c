/*
 * Chats with an OpenAI-compatible server: what a request's body looks like,
 * and what a reply's says.  Nothing here touches the network.
 */
#ifndef WK_CHAT_H
#define WK_CHAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/http.h"
#include "json/json.h"
#include "call/verdict.h"

/* How a reply ended, for the record. */
enum chat_end {
	CHAT_ANSWERED,	/* there is content; finish may be "length" */
	CHAT_EMPTY,	/* no content: null, "", blanks, only thinking */
	CHAT_REFUSED,	/* message.refusal, or nothing but it */
	CHAT_FILTERED,	/* finish_reason content_filter */
	CHAT_TOOLS	/* tool calls and no content */
};

/* All zero to begin with; the buffers are used again for the next. */
struct chat_reply {
	enum chat_end end;
	struct buf content;	/* what was said, without the thinking */
	struct buf reasoning;	/* the thinking, or empty */
	struct buf finish;	/* finish_reason as it came, or empty */
	struct buf model;	/* the model's name as it came, or empty */
	struct buf refusal;	/* why it refused, or empty */
	struct buf usage;	/* `usage` as it came, in JSON; empty if none */
	long long prompt_tokens, completion_tokens;	/* -1: not told */
	size_t repaired;	/* characters replaced by U+FFFD */
	bool failed;		/* no memory */
};

/*
 * Judges the body of a 2xx reply, and brings it into the form that is kept
 * (journal.h): one valid JSON object on one line.  Blank lines before it are
 * skipped, a stream of events is put together into one chat completion,
 * invalid UTF-8, NULs and lone surrogates become U+FFFD, counted in a member
 * "repaired" that is added at the end.  VERDICT_ANSWER if it is complete, good
 * or bad; an error in it, of OpenAI's shape or SiliconFlow's, is judged as the
 * status that it stands for; anything else is damaged.  reply as for
 * verdict_error.
 */
void chat_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now);

/*
 * Reads a body that chat_judge found to be VERDICT_ANSWER.  Thinking stands
 * in reasoning_content, in reasoning, or in <think> (<thinking>) at the
 * start of the content, closed or, where the reply was cut, unclosed.
 * Content may be an array of parts.  0, or -1 if the body is no such thing.
 */
int chat_read(struct chat_reply *c, struct span body);

void chat_free(struct chat_reply *c);

/*
 * Whether chat_read reads the body and finds CHAT_ANSWERED.  For struct
 * pool_setup, whose arg it does not use.
 */
bool chat_is_good(void *arg, struct span body);

#endif
