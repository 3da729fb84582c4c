/* Reads the texts of records and of training rows. */
#include "texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

const char *const text_kinds[TEXT_KINDS] = { "text", "system", "question",
	"reasoning", "answer", "response", "input", "output", "chosen",
	"rejected" };

/* The fields, in the order of names[]. */
enum { QUESTION, ANSWER, REASONING, RESPONSE, SYSTEM, TURNS, CONVERSATION,
	CONVERSATIONS, MESSAGES, DIALOGS, INSTRUCTION, INPUT, OUTPUT, HISTORY,
	PROMPT, COMPLETION, CONTENT, CHOSEN, REJECTED, REJECTED_RESPONSE };

static const char *const names[TEXTS_FIELDS] = { "question", "answer",
	"reasoning", "response", "system", "turns", "conversation",
	"conversations", "messages", "dialogs", "instruction", "input",
	"output", "history", "prompt", "completion", "content", "chosen",
	"rejected", "rejected_response" };

void
texts_open(struct texts *t, struct stage *st)
{
	size_t i;

	for (i = 0; i < LEN(names); i++)
		t->field[i] = stage_field(st, names[i]);
}

void
texts_free(struct texts *t)
{
	free(t->each);
	buf_free(&t->joined);
}

static void
add(struct texts *t, enum text_kind kind, struct span s)
{
	if (t->n == t->size) {
		t->size = t->size == 0 ? 16 : t->size * 2;
		t->each = xreallocarray(t->each, t->size, sizeof(*t->each));
	}
	t->each[t->n++] = (struct text){ kind, s };
}

/* Adds the value if it is a string that is not empty. */
static void
add_value(struct texts *t, struct record *r, enum text_kind kind,
    const struct json_value *v)
{
	if (v->p != NULL && v->type == JSON_STRING && v->len > 2)
		add(t, kind, record_decode(r, v));
}

static const struct json_value *
field(const struct texts *t, const struct record *r, int which)
{
	return record_get(r, t->field[which]);
}

static void
add_field(struct texts *t, struct record *r, enum text_kind kind, int which)
{
	const struct json_value *v = field(t, r, which);

	if (v != NULL)
		add_value(t, r, kind, v);
}

/* Begins to read the elements of a field.  False if it is not an array. */
static bool
open_list(struct json *j, const struct json_value *v)
{
	if (v == NULL || v->type != JSON_ARRAY)
		return false;
	json_open_value(j, v);
	return json_array(j) == 0;
}

/* Reads {"system","input","output","reasoning"}: of turns and of rows. */
static void
read_turns(struct texts *t, struct record *r, const struct json_value *list)
{
	static const char *const members[] = { "system", "input", "reasoning",
		"output" };
	struct json_value v[LEN(members)];
	struct json j;
	bool asked;

	if (!open_list(&j, list))
		return;
	while (json_element_all(&j, members, v, LEN(v)) == 1) {
		asked = v[1].p == NULL || v[1].len > 2;
		add_value(t, r, TEXT_SYSTEM, &v[0]);
		add_value(t, r, TEXT_INPUT, &v[1]);
		add_value(t, r, TEXT_REASONING, &v[2]);
		add_value(t, r, asked ? TEXT_OUTPUT : TEXT_TEXT, &v[3]);
	}
}

/* Adds a content: a string, or parts some of which have a text. */
static void
add_content(struct texts *t, struct record *r, enum text_kind kind,
    const struct json_value *content)
{
	struct json_value part, v;
	struct json j;

	if (content->p == NULL || !open_list(&j, content)) {
		add_value(t, r, kind, content);
		return;
	}
	while (json_element(&j, &part) == 1)
		if (json_find(&part, "text", &v))
			add_value(t, r, kind, &v);
}

/* What the one who speaks in a message says; TEXT_KINDS: not counted. */
static enum text_kind
kind_of(const struct json_value *role)
{
	static const struct {
		const char *role;
		enum text_kind kind;
	} roles[] = { { "user", TEXT_INPUT }, { "assistant", TEXT_OUTPUT },
		{ "system", TEXT_SYSTEM }, { "human", TEXT_INPUT },
		{ "gpt", TEXT_OUTPUT }, { "developer", TEXT_SYSTEM },
		{ "pretrain", TEXT_TEXT } };
	size_t i;

	for (i = 0; role->p != NULL && i < LEN(roles); i++)
		if (json_is(role, roles[i].role))
			return roles[i].kind;
	return TEXT_KINDS;
}

/* Whether a value is a string without a visible character. */
static bool
is_blank(const struct json_value *v)
{
	struct span s;
	uint32_t cp;
	size_t len;

	if (v->p == NULL || v->type != JSON_STRING || v->escaped)
		return false;
	for (s = (struct span){ v->p + 1, v->len - 2 }; s.len > 0;
	    s = span_from(s, len))
		if ((len = utf8_decode(s.p, s.len, &cp)) == 0 ||
		    utf8_isvisible(cp))
			return false;
	return true;
}

/*
 * Reads messages, of OpenAI's form or ShareGPT's.  What follows a question
 * without words is a text for pretraining.
 */
static void
read_messages(struct texts *t, struct record *r, const struct json_value *list)
{
	static const char *const members[] = { "role", "content", "from",
		"value", "reasoning_content", "thinking" };
	struct json_value v[LEN(members)];
	const struct json_value *content;
	enum text_kind kind;
	struct json j;
	bool unasked = false;

	if (!open_list(&j, list))
		return;
	while (json_element_all(&j, members, v, LEN(v)) == 1) {
		kind = kind_of(v[0].p != NULL ? &v[0] : &v[2]);
		content = v[1].p != NULL ? &v[1] : &v[3];
		if (kind == TEXT_KINDS)
			continue;
		if (kind == TEXT_INPUT && is_blank(content)) {
			unasked = true;
			continue;
		}
		if (kind == TEXT_OUTPUT && unasked)
			kind = TEXT_TEXT;
		add_value(t, r, TEXT_REASONING, v[4].p != NULL ? &v[4] : &v[5]);
		add_content(t, r, kind, content);
	}
}

/* Adds the last thing that is said by a value: a string, a message, a list. */
static void
add_said(struct texts *t, struct record *r, enum text_kind kind, int which)
{
	const struct json_value *v = field(t, r, which);
	struct json_value last, said;
	struct json j;

	if (v == NULL)
		return;
	last = *v;
	if (open_list(&j, v))
		while (json_element(&j, &said) == 1)
			last = said;
	if (last.type == JSON_OBJECT &&
	    (json_find(&last, "content", &said) ||
	    json_find(&last, "value", &said)))
		last = said;
	add_value(t, r, kind, &last);
}

/* The instruction, and the input behind it, are one question. */
static void
read_instruction(struct texts *t, struct record *r)
{
	const struct json_value *instruction = field(t, r, INSTRUCTION);
	const struct json_value *input = field(t, r, INPUT);
	bool has_input = input != NULL && input->type == JSON_STRING &&
	    input->len > 2;

	if (!has_input) {
		add_value(t, r, TEXT_INPUT, instruction);
		return;
	}
	(void)json_add_text(&t->joined, instruction);
	if (t->joined.len > 0)
		buf_addc(&t->joined, '\n');
	(void)json_add_text(&t->joined, input);
	add(t, TEXT_INPUT, buf_span(&t->joined));
}

static void
read_alpaca(struct texts *t, struct record *r)
{
	struct json_value pair, v;
	struct json j, k;
	size_t before, n;

	add_field(t, r, TEXT_SYSTEM, SYSTEM);
	if (open_list(&j, field(t, r, HISTORY)))
		while (json_element(&j, &pair) == 1)
			for (n = 0, json_open_value(&k, &pair);
			    (n > 0 || json_array(&k) == 0) && n < 2 &&
			    json_element(&k, &v) == 1; n++)
				add_value(t, r, n == 0 ? TEXT_INPUT :
				    TEXT_OUTPUT, &v);
	before = t->n;
	read_instruction(t, r);
	add_field(t, r, t->n > before ? TEXT_OUTPUT : TEXT_TEXT, OUTPUT);
}

/* Reads a record of a pipe, or a row that looks like one. */
static void
read_record(struct texts *t, struct record *r, int text)
{
	const struct json_value *prompt = field(t, r, PROMPT);
	const struct json_value *turns = field(t, r, TURNS);
	const struct json_value *v = record_get(r, text);

	if (v != NULL)
		add_value(t, r, TEXT_TEXT, v);
	else
		add_field(t, r, TEXT_TEXT, CONTENT);
	if (text != t->field[QUESTION])
		add_field(t, r, TEXT_QUESTION, QUESTION);
	add_field(t, r, TEXT_REASONING, REASONING);
	if (text != t->field[ANSWER])
		add_field(t, r, TEXT_ANSWER, ANSWER);
	if (text != t->field[RESPONSE])
		add_field(t, r, TEXT_RESPONSE, RESPONSE);
	t->turns = turns != NULL && turns->type == JSON_ARRAY &&
	    turns->len > 2;
	read_turns(t, r, turns);
	if (field(t, r, COMPLETION) == NULL && field(t, r, CHOSEN) == NULL)
		return;
	t->format = "prompt";
	if (prompt != NULL && prompt->type == JSON_ARRAY)
		read_messages(t, r, prompt);
	else if (prompt != NULL)
		add_value(t, r, TEXT_INPUT, prompt);
	add_said(t, r, TEXT_OUTPUT, COMPLETION);
}

/* Whether a field is there and is an array. */
static const struct json_value *
list(const struct texts *t, const struct record *r, int which)
{
	const struct json_value *v = field(t, r, which);

	return v != NULL && v->type == JSON_ARRAY ? v : NULL;
}

void
texts_read(struct texts *t, struct record *r, int text)
{
	const struct json_value *v;

	t->n = 0;
	t->turns = false;
	t->format = "record";
	buf_clear(&t->joined);
	if ((v = list(t, r, CONVERSATION)) != NULL) {
		t->format = "legacy";
		read_turns(t, r, v);
	} else if (((v = list(t, r, MESSAGES)) != NULL ||
	    (v = list(t, r, DIALOGS)) != NULL) &&
	    field(t, r, RESPONSE) == NULL) {
		t->format = "v1";
		read_messages(t, r, v);
	} else if ((v = list(t, r, CONVERSATIONS)) != NULL) {
		t->format = "sharegpt";
		add_field(t, r, TEXT_SYSTEM, SYSTEM);
		read_messages(t, r, v);
	} else if (field(t, r, INSTRUCTION) != NULL) {
		t->format = "alpaca";
		read_alpaca(t, r);
	} else
		read_record(t, r, text);
	add_said(t, r, TEXT_CHOSEN, CHOSEN);
	add_said(t, r, TEXT_REJECTED, REJECTED);
	add_said(t, r, TEXT_REJECTED, REJECTED_RESPONSE);
}
