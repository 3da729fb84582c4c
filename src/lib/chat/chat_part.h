/*
 * The pieces of a chat completion that both a whole one and a stream have.
 */
#ifndef WK_CHAT_PART_H
#define WK_CHAT_PART_H

#include <stdbool.h>

#include "base/buf.h"
#include "json/json.h"

/*
 * The words of a message or of a delta are appended to where they belong:
 * content (a string, or an array of parts), thinking, refusal.  True if
 * there is content, be it "".
 */
bool chat_part(const struct json_value *message, struct buf *content,
    struct buf *reasoning, struct buf *refusal);

/*
 * Looks for n members at once, in one walk over the object: v[i].p is NULL
 * where names[i] is absent.
 */
void chat_members(const struct json_value *object, const char *const *names,
    struct json_value *v, size_t n);

/* Appends what v says if it is a string; false if it is none. */
bool chat_put_text(struct buf *b, const struct json_value *v);

/* The first of the array `choices`, an object.  False if there is none. */
bool chat_first(const struct json_value *choices, struct json_value *choice);

/*
 * Whether a reply or an event that came with a 200 is an error instead: of
 * OpenAI's shape, of SiliconFlow's, or in the first choice (OpenRouter).
 * *what is then the object for complaint_read.
 */
bool chat_complaint(const struct json_value *top, struct span *what);

#endif
