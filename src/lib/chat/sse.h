/*
 * A stream of server-sent events (the WHATWG's HTML, 9.2) that carries one
 * chat.  Its pieces are put together into the chat completion that would have
 * come without "stream".
 */
#ifndef WK_SSE_H
#define WK_SSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Whether a body, without blanks before it, is a stream of events. */
bool sse_is(struct span body);

/*
 * Appends to out, as valid JSON, the completion
 *	{"model":…,"choices":[{"index":0,"message":{"role":"assistant",
 *	"content":…,"reasoning_content":…},"finish_reason":…}],"usage":…}
 * without the members that never came (content: null), and adds to *repaired
 * the number of characters that were replaced by U+FFFD.  An event that is an
 * error ends the stream: its object is appended instead.  NULL, or a static
 * string that says what is wrong: the stream broke off (*cut is true then),
 * or an event is not JSON.
 */
const char *sse_completion(struct buf *out, struct span stream,
    size_t *repaired, bool *cut);

#endif
