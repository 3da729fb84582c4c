/* Reads a reply to a chat, and writes the object of the call (ask, rag). */
#include "chat.h"

#include <string.h>

#include "base/utf8.h"
#include "text/finish.h"
#include "text/thinking.h"

/* Appends the text of a member, if it is a string.  Whether it is. */
static bool
put_member(struct buf *b, const struct json_value *object, const char *name)
{
	struct json_value v;

	return json_find(object, name, &v) && json_add_text(b, &v);
}

/*
 * Appends the thinking in an element of the content: a string, or, from
 * Mistral's models, an array of objects that have a "text".
 */
static void
put_thinking(struct buf *b, const struct json_value *part)
{
	struct json_value list, v;
	struct json j;

	if (!json_find(part, "thinking", &list) || json_add_text(b, &list))
		return;
	json_open(&j, list.p, list.len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &v) == 1)
		if (v.type == JSON_OBJECT)
			(void)put_member(b, &v, "text");
}

static void
put_parts(const struct json_value *parts, struct buf *content,
    struct buf *reasoning, struct buf *refusal)
{
	struct json_value part;
	struct json j;

	json_open(&j, parts->p, parts->len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &part) == 1) {
		if (part.type == JSON_STRING)
			(void)json_add_text(content, &part);
		if (part.type != JSON_OBJECT)
			continue;
		put_thinking(reasoning, &part);
		(void)put_member(content, &part, "text");
		(void)put_member(refusal, &part, "refusal");
	}
}

bool
chat_add_message(const struct json_value *message, struct buf *content,
    struct buf *reasoning, struct buf *refusal)
{
	enum { CONTENT, REASONING_CONTENT, REASONING, REFUSAL, N };
	static const char *const names[N] = { "content", "reasoning_content",
		"reasoning", "refusal" };
	struct json_value v[N];
	size_t before = reasoning->len;

	json_find_all(message, names, v, N);
	(void)json_add_text(reasoning, &v[REASONING_CONTENT]);
	if (reasoning->len == before)
		(void)json_add_text(reasoning, &v[REASONING]);
	(void)json_add_text(refusal, &v[REFUSAL]);
	if (v[CONTENT].p != NULL && v[CONTENT].type == JSON_ARRAY) {
		put_parts(&v[CONTENT], content, reasoning, refusal);
		return true;
	}
	return json_add_text(content, &v[CONTENT]);
}

bool
chat_first_choice(const struct json_value *choices, struct json_value *choice)
{
	struct json j;

	if (choices->p == NULL)
		return false;
	json_open(&j, choices->p, choices->len);
	return json_array(&j) == 0 && json_element(&j, choice) == 1 &&
	    choice->type == JSON_OBJECT;
}

/* Whether a member is there, and is not null, false, "", {}, [] or 0. */
static bool
says(const struct json_value *v)
{
	return v->p != NULL && v->type != JSON_NULL &&
	    v->type != JSON_FALSE && v->len > 2;
}

/* Whether a member is an error: something, and no object of nulls alone. */
static bool
is_error(const struct json_value *v)
{
	struct json_value name, value;
	struct json j;

	if (!says(v) || v->type != JSON_OBJECT)
		return says(v);
	json_open(&j, v->p, v->len);
	if (json_object(&j) == -1)
		return true;
	while (json_member(&j, &name, &value) == 1)
		if (value.type != JSON_NULL)
			return true;
	return false;
}

/* Whether MiniMax's base_resp tells of an error. */
static bool
is_bad_base(const struct json_value *base)
{
	struct json_value v;
	long long n;

	return base->p != NULL && base->type == JSON_OBJECT &&
	    json_find(base, "status_code", &v) &&
	    json_integer(&v, &n) == 0 && n != 0;
}

bool
chat_find_error(const struct json_value *top, struct span *error)
{
	enum { ERROR, CHOICES, MESSAGE, CODE, BASE, N };
	static const char *const names[N] = { "error", "choices", "message",
		"code", "base_resp" };
	struct json_value choice, v[N];
	struct json j;
	long long n;

	*error = (struct span){ top->p, top->len };
	if (top->type == JSON_ARRAY) {
		json_open(&j, top->p, top->len);
		return json_array(&j) == 0 && json_element(&j, &choice) == 1 &&
		    choice.type == JSON_OBJECT &&
		    chat_find_error(&choice, error);
	}
	if (top->type != JSON_OBJECT)
		return false;
	json_find_all(top, names, v, N);
	if (is_error(&v[ERROR]) || is_bad_base(&v[BASE]))
		return true;
	if (chat_first_choice(&v[CHOICES], &choice)) {
		*error = (struct span){ choice.p, choice.len };
		return json_find(&choice, "error", &v[ERROR]) &&
		    is_error(&v[ERROR]);
	}
	return says(&v[MESSAGE]) && v[CODE].p != NULL &&
	    v[CODE].type != JSON_NULL &&
	    (json_integer(&v[CODE], &n) == -1 || (n != 0 && n != 200));
}

static void
clear(struct chat_reply *c)
{
	struct buf *all[] = { &c->content, &c->reasoning, &c->finish,
		&c->model, &c->refusal, &c->usage };
	size_t i;

	for (i = 0; i < LEN(all); i++)
		buf_clear(all[i]);
	c->end = CHAT_EMPTY;
	c->prompt_tokens = c->completion_tokens = -1;
	c->repaired = 0;
}

void
chat_free(struct chat_reply *c)
{
	buf_free(&c->content);
	buf_free(&c->reasoning);
	buf_free(&c->finish);
	buf_free(&c->model);
	buf_free(&c->refusal);
	buf_free(&c->usage);
}

/*
 * Takes a byte order mark, the thinking and control tokens off the content.
 */
static void
split_content(struct chat_reply *c)
{
	struct span s = buf_span(&c->content);

	if (s.len == 0)
		return;
	(void)span_take(&s, UTF8_BOM);
	s = thinking_split(s, &c->reasoning, c->reasoning.len > 0);
	if (s.p != c->content.data)
		memmove(c->content.data, s.p, s.len);
	c->content.len = s.len;
}

/*
 * Takes the tags, and control tokens, off thinking that came apart from the
 * content: some servers leave them there.
 */
static void
strip_reasoning(struct chat_reply *c)
{
	struct buf inside = { 0 };
	struct span rest, s = buf_span(&c->reasoning);

	if (s.len == 0)
		return;
	rest = thinking_split(s, &inside, false);
	if (inside.len > 0) {
		if (utf8_strip(rest).len > 0)
			buf_puts(&inside, "\n\n");
	} else if (rest.len == s.len)
		return;
	buf_add(&inside, rest.p, rest.len);
	buf_free(&c->reasoning);
	c->reasoning = inside;
}

/* Whether the message calls a tool, or a function as OpenAI once had it. */
static bool
calls_tools(const struct json_value *message)
{
	struct json_value v;

	return (json_find(message, "tool_calls", &v) &&
	    v.type == JSON_ARRAY && v.len > 2) ||
	    (json_find(message, "function_call", &v) &&
	    v.type == JSON_OBJECT);
}

static enum chat_end
end_of(const struct chat_reply *c, const struct json_value *message)
{
	const enum finish finish = finish_of(buf_span(&c->finish));

	if (finish == FINISH_FILTERED)
		return CHAT_FILTERED;
	if (c->refusal.len > 0 || finish == FINISH_REFUSED)
		return CHAT_REFUSED;
	if (utf8_strip(buf_span(&c->content)).len > 0)
		return CHAT_ANSWERED;
	return calls_tools(message) ? CHAT_TOOLS : CHAT_EMPTY;
}

/* A count of tokens in the usage, or -1 if it is missing or negative. */
static long long
tokens(const struct json_value *usage, const char *name)
{
	struct json_value v;
	long long n;

	if (!json_find(usage, name, &v) || json_integer(&v, &n) == -1 ||
	    n < 0)
		return -1;
	return n;
}

/*
 * Reads the members beside the choices, and finds the first choice.  False if
 * there is none.
 */
static bool
read_top(struct chat_reply *c, const struct json_value *top,
    struct json_value *choice)
{
	enum { MODEL, CHOICES, USAGE, REPAIRED, N };
	static const char *const names[N] = { "model", "choices", "usage",
		"repaired" };
	struct json_value v[N];
	long long n;

	json_find_all(top, names, v, N);
	if (!chat_first_choice(&v[CHOICES], choice))
		return false;
	(void)json_add_text(&c->model, &v[MODEL]);
	if (v[REPAIRED].p != NULL && json_integer(&v[REPAIRED], &n) == 0 &&
	    n > 0)
		c->repaired = (size_t)n;
	if (v[USAGE].p == NULL || v[USAGE].type != JSON_OBJECT)
		return true;
	buf_add(&c->usage, v[USAGE].p, v[USAGE].len);
	c->prompt_tokens = tokens(&v[USAGE], "prompt_tokens");
	c->completion_tokens = tokens(&v[USAGE], "completion_tokens");
	return true;
}

int
chat_read(struct chat_reply *c, struct span body)
{
	enum { MESSAGE, TEXT, FINISH, N };
	static const char *const names[N] = { "message", "text",
		"finish_reason" };
	struct json_value top, choice, v[N];
	struct json j;

	clear(c);
	if (body.len == 0)
		return -1;
	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1 ||
	    !read_top(c, &top, &choice))
		return -1;
	json_find_all(&choice, names, v, N);
	(void)json_add_text(&c->finish, &v[FINISH]);
	if (v[MESSAGE].p != NULL && v[MESSAGE].type == JSON_OBJECT)
		(void)chat_add_message(&v[MESSAGE], &c->content,
		    &c->reasoning, &c->refusal);
	else if (json_add_text(&c->content, &v[TEXT]))
		v[MESSAGE] = choice;
	else
		return -1;
	strip_reasoning(c);
	split_content(c);
	c->end = end_of(c, &v[MESSAGE]);
	return 0;
}

bool
chat_is_good(void *arg, struct span body)
{
	struct chat_reply c = { 0 };
	bool good;

	(void)arg;
	good = chat_read(&c, body) == 0 && c.end == CHAT_ANSWERED;
	chat_free(&c);
	return good;
}

/* Appends s as a JSON string, or null if it is empty. */
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
	return finish_of(buf_span(&c->finish)) == FINISH_CUT;
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
	/* 2048 and 4096 are the windows that servers have by default. */
	if (sum != 2048 && sum != 4096 &&
	    (estimate < 2000 || estimate < 2 * c->prompt_tokens))
		return false;
	buf_printf(warning, "the server counted %lld tokens in a prompt of "
	    "about %zu: it may have cut it (for Ollama, raise num_ctx in a "
	    "Modelfile)", c->prompt_tokens, tokens);
	return true;
}
