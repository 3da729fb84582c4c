#include "chat_record.h"

#include <string.h>

#include "json/json.h"

/* A string, or null where nothing was said. */
static void
put_or_null(struct buf *b, const struct buf *s)
{
	if (s->len > 0)
		json_put_string(b, s->data, s->len);
	else
		buf_puts(b, "null");
}

void
chat_put_call(struct buf *b, const struct chat_reply *c, const char *model,
    const char *key, unsigned sample)
{
	buf_puts(b, "{\"model\":");
	if (c->model.len == 0 && model != NULL)
		json_put(b, model);
	else
		put_or_null(b, &c->model);
	buf_printf(b, ",\"key\":\"%s\",\"finish\":", key);
	put_or_null(b, &c->finish);
	buf_puts(b, ",\"usage\":");
	if (c->usage.len > 0)
		buf_add(b, c->usage.data, c->usage.len);
	else
		buf_puts(b, "null");
	buf_printf(b, ",\"sample\":%u", sample);
	if (c->repaired > 0)
		buf_printf(b, ",\"repaired\":%zu", c->repaired);
}

bool
chat_was_cut(const struct chat_reply *c)
{
	return c->finish.len == 6 && memcmp(c->finish.data, "length", 6) == 0;
}

const char *
chat_failure(const struct chat_reply *c, struct buf *message)
{
	switch (c->end) {
	case CHAT_REFUSED:
		buf_puts(message, "the model refused: ");
		buf_add(message, c->refusal.data, c->refusal.len);
		return "refused";
	case CHAT_FILTERED:
		buf_puts(message,
		    "the server's content filter held the reply back");
		return "filtered";
	case CHAT_TOOLS:
		buf_puts(message,
		    "the model called tools instead of answering");
		return "tool_calls";
	case CHAT_EMPTY:
	case CHAT_ANSWERED:
		break;
	}
	buf_puts(message, "an empty reply");
	if (chat_was_cut(c))
		buf_puts(message, ": the token limit ended it before it began "
		    "(raise -l, or switch thinking off)");
	return "empty_reply";
}

long long
chat_tokens(const struct chat_reply *c)
{
	if (c->prompt_tokens < 0 && c->completion_tokens < 0)
		return -1;
	return (c->prompt_tokens < 0 ? 0 : c->prompt_tokens) +
	    (c->completion_tokens < 0 ? 0 : c->completion_tokens);
}

bool
chat_window_cut(const struct chat_reply *c, size_t tokens,
    struct buf *warning)
{
	const long long sum = c->prompt_tokens + c->completion_tokens;
	const long long estimate = (long long)tokens;

	if (c->prompt_tokens <= 0 || estimate <= c->prompt_tokens)
		return false;
	/* Windows that servers have when nobody set one. */
	if (sum != 2048 && sum != 4096 &&
	    (estimate < 2000 || estimate < 2 * c->prompt_tokens))
		return false;
	buf_printf(warning, "the server counted %lld tokens in a prompt of "
	    "about %zu: it may have cut it (for Ollama, raise num_ctx in a "
	    "Modelfile)", c->prompt_tokens, tokens);
	return true;
}
