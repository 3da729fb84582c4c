/*
 * What a chat's reply leaves in a record, besides what was said: the object
 * of the call (`ask`, `rag`), and the words for a reply that is no use.
 */
#ifndef WK_CHAT_RECORD_H
#define WK_CHAT_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "chat.h"

/*
 * Appends {"model":…,"key":…,"finish":…,"usage":…,"sample":…, "repaired" too
 * if anything was, and no closing brace.  model is the one asked for,
 * NULL if the request did not name it; the reply's own counts first.
 */
void chat_put_call(struct buf *b, const struct chat_reply *c,
    const char *model, const char *key, unsigned sample);

/* Whether the token limit ended the reply. */
bool chat_was_cut(const struct chat_reply *c);

/*
 * For a reply that is not CHAT_ANSWERED: the kind of error, and appends a
 * sentence about it.
 */
const char *chat_failure(const struct chat_reply *c, struct buf *message);

/* Tokens that were billed, or -1 if that was not told. */
long long chat_tokens(const struct chat_reply *c);

/*
 * Whether the server seems to have read but the end of a prompt which was
 * estimated at `tokens`: appends a warning then.
 */
bool chat_window_cut(const struct chat_reply *c, size_t tokens,
    struct buf *warning);

#endif
