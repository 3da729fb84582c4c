#include "chat_part.h"

void
chat_members(const struct json_value *object, const char *const *names,
    struct json_value *v, size_t n)
{
	struct json_value name, value;
	struct json j;
	size_t i;

	for (i = 0; i < n; i++)
		v[i] = (struct json_value){ .p = NULL };
	json_open(&j, object->p, object->len);
	if (json_object(&j) == -1)
		return;
	while (json_member(&j, &name, &value) == 1)
		for (i = 0; i < n; i++)
			if (v[i].p == NULL && json_is(&name, names[i])) {
				v[i] = value;
				break;
			}
}

bool
chat_put_text(struct buf *b, const struct json_value *v)
{
	struct buf scratch = { 0 };
	struct span s;

	if (v->p == NULL || v->type != JSON_STRING)
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
	enum { CONTENT, REASONING_CONTENT, REASONING, REFUSAL, N };
	static const char *const names[N] = { "content", "reasoning_content",
		"reasoning", "refusal" };
	struct json_value v[N];
	size_t before = reasoning->len;

	chat_members(message, names, v, N);
	(void)chat_put_text(reasoning, &v[REASONING_CONTENT]);
	if (reasoning->len == before)
		(void)chat_put_text(reasoning, &v[REASONING]);
	(void)chat_put_text(refusal, &v[REFUSAL]);
	if (v[CONTENT].p != NULL && v[CONTENT].type == JSON_ARRAY) {
		put_parts(&v[CONTENT], content, reasoning, refusal);
		return true;
	}
	return chat_put_text(content, &v[CONTENT]);
}

bool
chat_first(const struct json_value *choices, struct json_value *choice)
{
	struct json j;

	if (choices->p == NULL)
		return false;
	json_open(&j, choices->p, choices->len);
	return json_array(&j) == 0 && json_element(&j, choice) == 1 &&
	    choice->type == JSON_OBJECT;
}

/* Whether a member is there and says something. */
static bool
says(const struct json_value *v)
{
	return v->p != NULL && v->type != JSON_NULL &&
	    v->type != JSON_FALSE && v->len > 2;
}

bool
chat_complaint(const struct json_value *top, struct span *what)
{
	enum { ERROR, CHOICES, MESSAGE, CODE, N };
	static const char *const names[N] = { "error", "choices", "message",
		"code" };
	struct json_value choice, v[N];

	*what = (struct span){ top->p, top->len };
	if (top->type != JSON_OBJECT)
		return false;
	chat_members(top, names, v, N);
	if (says(&v[ERROR]))
		return true;
	if (chat_first(&v[CHOICES], &choice)) {
		*what = (struct span){ choice.p, choice.len };
		return json_find(&choice, "error", &v[ERROR]) &&
		    says(&v[ERROR]);
	}
	return says(&v[MESSAGE]) && v[CODE].p != NULL &&
	    v[CODE].type != JSON_NULL;
}
