#include "chat_part.h"

bool
chat_put_text(struct buf *b, const struct json_value *v)
{
	struct buf scratch = { 0 };
	struct span s;

	if (v->type != JSON_STRING)
		return false;
	s = json_string(v, &scratch);
	buf_add(b, s.p, s.len);
	b->failed = b->failed || scratch.failed;
	buf_free(&scratch);
	return true;
}

/* Appends the string that a member is. */
static bool
put_member(struct buf *b, const struct json_value *object, const char *name)
{
	struct json_value v;

	return json_find(object, name, &v) && chat_put_text(b, &v);
}

/* Thinking as Mistral's models give it: a list of texts in the list. */
static void
put_thinking(struct buf *b, const struct json_value *part)
{
	struct json_value list, v;
	struct json j;

	if (!json_find(part, "thinking", &list) || chat_put_text(b, &list))
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
			(void)chat_put_text(content, &part);
		if (part.type != JSON_OBJECT)
			continue;
		put_thinking(reasoning, &part);
		(void)put_member(content, &part, "text");
		(void)put_member(refusal, &part, "refusal");
	}
}

bool
chat_part(const struct json_value *message, struct buf *content,
    struct buf *reasoning, struct buf *refusal)
{
	struct json_value v;
	size_t before = reasoning->len;

	(void)put_member(reasoning, message, "reasoning_content");
	if (reasoning->len == before)
		(void)put_member(reasoning, message, "reasoning");
	(void)put_member(refusal, message, "refusal");
	if (!json_find(message, "content", &v) || v.type == JSON_NULL)
		return false;
	if (v.type == JSON_ARRAY)
		put_parts(&v, content, reasoning, refusal);
	else
		return chat_put_text(content, &v);
	return true;
}

bool
chat_choice(const struct json_value *top, struct json_value *choice)
{
	struct json_value v;
	struct json j;

	if (top->type != JSON_OBJECT || !json_find(top, "choices", &v))
		return false;
	json_open(&j, v.p, v.len);
	return json_array(&j) == 0 && json_element(&j, choice) == 1 &&
	    choice->type == JSON_OBJECT;
}

/* Whether a member is there and says something. */
static bool
has(const struct json_value *object, const char *name)
{
	struct json_value v;

	return json_find(object, name, &v) && v.type != JSON_NULL &&
	    v.type != JSON_FALSE && v.len > 2;
}

bool
chat_complaint(const struct json_value *top, struct span *what)
{
	struct json_value choice, v;

	*what = (struct span){ top->p, top->len };
	if (top->type != JSON_OBJECT)
		return false;
	if (has(top, "error"))
		return true;
	if (chat_choice(top, &choice)) {
		*what = (struct span){ choice.p, choice.len };
		return has(&choice, "error");
	}
	return has(top, "message") && json_find(top, "code", &v) &&
	    v.type != JSON_NULL;
}
