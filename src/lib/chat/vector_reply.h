/*
 * Replies of an OpenAI-compatible server's /embeddings, as they come and as
 * the journal keeps them, a reply for each text:
 *
 *	{"data":[{"index":0,"embedding":"…"}],"usage":{…}}
 */
#ifndef WK_VECTOR_REPLY_H
#define WK_VECTOR_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/verdict.h"
#include "json/json.h"
#include "stage/embedding.h"

/* Finds the list of vectors in a reply.  False if there is none. */
bool vector_list(const struct json_value *top, struct json_value *data);

/* Takes the first vector of a list.  False if there is none. */
bool vector_first(const struct json_value *data, struct json_value *vector);

/* For struct verdict_protocol: what a reply is, or lacks. */
struct verdict_finding vector_look(const struct json_value *top);

/* The tokens that a reply says were billed, or -1. */
long long vector_tokens(const struct json_value *top);

/*
 * Appends what the journal keeps of one vector of a reply, which e was read
 * from (embedding_read_vector): in base64.  model is the reply's, its .p NULL
 * if it has none; tokens are the vector's, or -1; cut: so many code points of
 * the text were sent, or 0 for all.
 */
void vector_put(struct embedding *e, struct buf *b,
    const struct json_value *vector, const struct json_value *model,
    long long tokens, size_t cut);

#endif
