/*
 * Replies of an OpenAI-compatible server to chat requests (request.h): they
 * are judged when they arrive, read when their record's turn comes, and told
 * about in the record.
 */
#ifndef WK_CHAT_H
#define WK_CHAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/http.h"
#include "call/verdict.h"
#include "json/json.h"

/* How a reply ended. */
enum chat_end {
	CHAT_ANSWERED,	/* there is content; a limit may have cut it */
	CHAT_EMPTY,	/* no content: null, "", blanks, only thinking */
	CHAT_REFUSED,	/* the model refused: message.refusal */
	CHAT_FILTERED,	/* a filter held the reply back */
	CHAT_TOOLS	/* tool calls and no content */
};

/* All zero to begin with; the buffers are used again for the next reply. */
struct chat_reply {
	enum chat_end end;
	struct buf content;	/* the text, without the thinking */
	struct buf reasoning;	/* the thinking, or empty */
	struct buf finish;	/* finish_reason as it came, or empty */
	struct buf model;	/* the model's name as it came, or empty */
	struct buf refusal;	/* why the model refused, or empty */
	struct buf usage;	/* `usage` as it came, in JSON; or empty */
	long long prompt_tokens, completion_tokens;	/* -1: not told */
	size_t repaired;	/* characters replaced by U+FFFD */
};

/*
 * Judges the body of a 2xx reply, and brings it into the form that is kept
 * (journal.h): one valid JSON object on one line.  Blank lines before it are
 * skipped, a stream of events is put together into one chat completion,
 * invalid UTF-8, NULs and lone surrogates become U+FFFD, counted in a member
 * "repaired" that is added at the end.  A complete reply is VERDICT_ANSWER,
 * good or bad; an error in the body, in OpenAI's shape or SiliconFlow's, is
 * judged as the HTTP status that it stands for; anything else is damaged.
 * reply and now as for verdict_error.
 */
void chat_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now);

/*
 * Reads a body that chat_judge found to be VERDICT_ANSWER.  Thinking stands
 * in reasoning_content, in reasoning, or in <think> (<thinking>) at the
 * start of the content, closed or, where the reply was cut, unclosed.
 * Tags and control tokens around it go.  Content may be an array of parts.
 * 0, or -1 if the body is not a chat completion.
 */
int chat_read(struct chat_reply *c, struct span body);

void chat_free(struct chat_reply *c);

/*
 * Whether chat_read reads the body and finds CHAT_ANSWERED.  For struct
 * pool_setup, whose arg it does not use.
 */
bool chat_is_good(void *arg, struct span body);

/*
 * Appends the object that tells of the call (`ask`, `rag`), without its
 * closing brace: {"model":…,"key":…,"finish":…,"usage":…,"sample":… and, if
 * characters were replaced, "repaired".  The model is the reply's, or else
 * the one that was asked for; that may be NULL.
 */
void chat_put_call(struct buf *b, const struct chat_reply *c,
    const char *model, const char *key, unsigned sample);

/* Whether the token limit ended the reply. */
bool chat_was_cut(const struct chat_reply *c);

/*
 * For a reply that is not CHAT_ANSWERED: returns the kind of error, a static
 * string, and appends a sentence about it to message.
 */
const char *chat_failure(const struct chat_reply *c, struct buf *message);

/* Tokens billed for the call, or -1 if the reply does not tell. */
long long chat_tokens(const struct chat_reply *c);

/*
 * Whether the server seems to have cut a prompt that was estimated at
 * `tokens` tokens: if so, appends a warning.
 */
bool chat_window_cut(const struct chat_reply *c, size_t tokens,
    struct buf *warning);

/*
 * Finds the first element of the array `choices`.  False if choices is absent
 * (p is NULL), or the first element is missing or not an object.
 */
bool chat_first_choice(const struct json_value *choices,
    struct json_value *choice);

/*
 * Appends the text of a message, or of a delta of a stream: content (a string
 * or an array of parts), thinking, refusal.  True if there is content, even
 * if it is "".
 */
bool chat_add_message(const struct json_value *message, struct buf *content,
    struct buf *reasoning, struct buf *refusal);

/*
 * Whether a body, or an event of a stream, that came with status 200 is an
 * error: in OpenAI's shape, in SiliconFlow's, or in the first choice
 * (OpenRouter).  *error is then the object that verdict_error takes.
 */
bool chat_find_error(const struct json_value *top, struct span *error);

/*
 * A stream of server-sent events (the WHATWG's HTML, 9.2) that carries one
 * chat.  Its pieces are put together into the chat completion that would have
 * come without "stream".
 */

/* Whether a body, without blanks before it, is a stream of events. */
bool sse_is(struct span body);

/* How a stream ends. */
enum sse_end {
	SSE_WHOLE,
	SSE_CUT,	/* neither [DONE] nor a finish_reason came */
	SSE_UNFINISHED	/* [DONE] came, and no finish_reason before it */
};

/*
 * Appends to out, as valid JSON, the completion
 *	{"model":…,"choices":[{"index":0,"message":{"role":"assistant",
 *	"content":…,"reasoning_content":…},"finish_reason":…}],"usage":…}
 * without the members that never came (content: null), and adds to *repaired
 * the number of characters that were replaced by U+FFFD.  An event that is an
 * error ends the stream: its object is appended instead.  NULL, or a static
 * string that says what is wrong: the stream broke off (*end says how), or an
 * event is not JSON.  SSE_UNFINISHED is a completion if there is any text.
 */
const char *sse_completion(struct buf *out, struct span stream,
    size_t *repaired, enum sse_end *end);

#endif
