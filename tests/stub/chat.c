/* Plays the chat endpoint: whole replies and streams. */
#include "stub.h"

#include <string.h>

/* Content that JSON must not have: bad bytes, a NUL, half a surrogate. */
#define BAD_UTF8 "\"bad \377\376 \\u0000 \\ud83d end\""

/* The members of a reply, as JSON strings or null. */
struct said {
	struct buf content, reasoning, refusal, finish, model;
	struct buf plain;	/* the content before it was quoted */
	bool stream, usage;
	size_t choices;
	long long prompt, completion;
};

size_t
tokens(size_t bytes)
{
	return bytes / 4 + 1;
}

void
default_content(struct buf *b, const char *s, size_t n)
{
	buf_puts(b, "Answer to: ");
	buf_add(b, s, n);
}

static void
add_string(struct buf *b, const struct json_value *v)
{
	struct buf scratch = { 0 };
	struct span s = json_string(v, &scratch);

	buf_add(b, s.p, s.len);
	buf_free(&scratch);
}

bool
string_member(const struct json_value *v, const char *name, struct buf *b)
{
	struct json_value value;

	if (v->type != JSON_OBJECT || !json_find(v, name, &value) ||
	    value.type != JSON_STRING)
		return false;
	add_string(b, &value);
	return true;
}

static bool
true_member(const struct json_value *v, const char *name)
{
	struct json_value value;

	return v->type == JSON_OBJECT && json_find(v, name, &value) &&
	    value.type == JSON_TRUE;
}

/* Appends the text of a message: a string, or an array of parts. */
static void
message_text(struct buf *b, const struct json_value *message)
{
	struct json_value content, part;
	struct json j;

	if (string_member(message, "content", b) ||
	    !json_find(message, "content", &content) ||
	    content.type != JSON_ARRAY)
		return;
	json_open(&j, content.p, content.len);
	json_array(&j);
	while (json_element(&j, &part) == 1)
		string_member(&part, "text", b);
}

/* Appends the user's last message; false if the messages are malformed. */
static bool
last_question(const struct request *r, struct buf *b)
{
	struct json_value messages, message, role;
	struct json j;
	bool any = false;

	if (r->json.type != JSON_OBJECT ||
	    !json_find(&r->json, "messages", &messages) ||
	    messages.type != JSON_ARRAY)
		return false;
	json_open(&j, messages.p, messages.len);
	json_array(&j);
	while (json_element(&j, &message) == 1) {
		if (message.type != JSON_OBJECT ||
		    !json_find(&message, "role", &role))
			return false;
		any = true;
		if (!json_is(&role, "user"))
			continue;
		buf_clear(b);
		message_text(b, &message);
	}
	return any;
}

static void
say_content(struct said *s, const struct request *r, const struct action *a,
    const struct buf *question)
{
	struct json_value format;

	if (a->think.len > 0) {
		buf_puts(&s->plain, "<think>");
		buf_add(&s->plain, a->think.data, a->think.len);
		buf_puts(&s->plain, "</think>");
	}
	if (a->has_content)
		buf_add(&s->plain, a->content.data, a->content.len);
	else if (a->pairs)
		put_pairs(&s->plain, question);
	else if (a->reader)
		put_reader(&s->plain, question, a);
	else if (json_find(&r->json, "response_format", &format)) {
		buf_puts(&s->plain, "{\"answer\":");
		json_put_string(&s->plain, question->data, question->len);
		buf_puts(&s->plain, "}");
	} else
		default_content(&s->plain, question->data, question->len);
	if (a->null_content || (a->refusal.len > 0 && !a->has_content)) {
		buf_clear(&s->plain);
		buf_puts(&s->content, "null");
	} else if (a->bad_utf8)
		buf_puts(&s->content, BAD_UTF8);
	else
		json_put_string(&s->content, s->plain.data, s->plain.len);
}

static void
say(struct said *s, const struct request *r, const struct action *a,
    const struct buf *question)
{
	struct json_value v;
	long long n = 1;

	say_content(s, r, a, question);
	if (a->reasoning.len > 0)
		json_put_string(&s->reasoning, a->reasoning.data,
		    a->reasoning.len);
	if (a->refusal.len > 0)
		json_put_string(&s->refusal, a->refusal.data, a->refusal.len);
	if (a->finish.len > 0)
		json_put_string(&s->finish, a->finish.data, a->finish.len);
	else
		buf_puts(&s->finish, "\"stop\"");
	if (json_find(&r->json, "model", &v) && v.type == JSON_STRING)
		buf_add(&s->model, v.p, v.len);
	else
		buf_puts(&s->model, "\"stub\"");
	s->stream = true_member(&r->json, "stream");
	s->usage = !a->no_usage && (!s->stream ||
	    (json_find(&r->json, "stream_options", &v) &&
	    true_member(&v, "include_usage")));
	if (json_find(&r->json, "n", &v) && v.type == JSON_NUMBER &&
	    (json_integer(&v, &n) == -1 || n < 1 || n > 128))
		n = 1;
	s->choices = (size_t)n;
	s->prompt = a->has_usage ? a->prompt_tokens :
	    (long long)tokens(r->body.len);
	s->completion = a->has_usage ? a->completion_tokens :
	    (long long)(tokens(s->plain.len + a->reasoning.len) * s->choices);
}

static void
put_usage(struct buf *b, const struct said *s)
{
	buf_printf(b, ",\"usage\":{\"prompt_tokens\":%lld,"
	    "\"completion_tokens\":%lld,\"total_tokens\":%lld",
	    s->prompt, s->completion, s->prompt + s->completion);
	if (s->reasoning.len > 0)
		buf_printf(b, ",\"completion_tokens_details\":"
		    "{\"reasoning_tokens\":%zu}", tokens(s->reasoning.len));
	buf_puts(b, "}");
}

static void
put_member(struct buf *b, const char *name, const struct buf *value)
{
	buf_printf(b, ",\"%s\":", name);
	buf_add(b, value->data, value->len);
}

static void
put_begin(struct buf *b, const struct said *s, const struct request *r,
    const char *object)
{
	buf_printf(b, "{\"id\":\"chatcmpl-%llu\",\"object\":\"%s\","
	    "\"created\":1700000000", (unsigned long long)r->n, object);
	put_member(b, "model", &s->model);
}

static void
put_plain(struct buf *b, const struct said *s, const struct request *r)
{
	size_t i;

	put_begin(b, s, r, "chat.completion");
	buf_puts(b, ",\"choices\":[");
	for (i = 0; i < s->choices; i++) {
		buf_printf(b, "%s{\"index\":%zu,\"message\":"
		    "{\"role\":\"assistant\"", i == 0 ? "" : ",", i);
		put_member(b, "content", &s->content);
		if (s->reasoning.len > 0)
			put_member(b, "reasoning_content", &s->reasoning);
		if (s->refusal.len > 0)
			put_member(b, "refusal", &s->refusal);
		buf_puts(b, "}");
		put_member(b, "finish_reason", &s->finish);
		buf_puts(b, "}");
	}
	buf_puts(b, "]");
	if (s->usage)
		put_usage(b, s);
	buf_puts(b, "}");
}

static void
end_piece(struct answer *to)
{
	buf_add(&to->pieces, &to->body.len, sizeof(to->body.len));
}

/* Appends an event with a delta of a choice; name NULL: an empty delta. */
static void
put_delta(struct answer *to, const struct said *s, const struct request *r,
    size_t choice, const char *name, const struct buf *value,
    const struct buf *finish)
{
	struct buf *b = &to->body;

	buf_puts(b, "data: ");
	put_begin(b, s, r, "chat.completion.chunk");
	buf_printf(b, ",\"choices\":[{\"index\":%zu,\"delta\":{", choice);
	if (name != NULL) {
		buf_printf(b, "\"%s\":", name);
		buf_add(b, value->data, value->len);
	}
	buf_puts(b, "},\"finish_reason\":");
	if (finish != NULL)
		buf_add(b, finish->data, finish->len);
	else
		buf_puts(b, "null");
	buf_puts(b, "}]}\n\n");
	end_piece(to);
}

/* Appends the text, or half of it, in deltas of a few characters. */
static void
put_deltas(struct answer *to, const struct said *s, const struct request *r,
    size_t choice, const char *name, const struct buf *text, bool half)
{
	struct buf piece = { 0 };
	size_t at, end, step = text->len / 32 < 8 ? 8 : text->len / 32;

	for (at = 0; at < text->len; at = end) {
		end = text->len - at < step ? text->len : at + step;
		while (end < text->len && (text->data[end] & 0xc0) == 0x80)
			end++;
		if (half && end > text->len / 2 && at > 0)
			break;
		buf_clear(&piece);
		json_put_string(&piece, text->data + at, end - at);
		put_delta(to, s, r, choice, name, &piece, NULL);
	}
	buf_free(&piece);
}

static void
put_choice(struct answer *to, const struct said *s, const struct request *r,
    const struct action *a, size_t choice)
{
	static char role[] = "\"assistant\"";
	const struct buf assistant = { role, sizeof(role) - 1, 0, false };
	bool half = a->sse_cut || a->sse_error;

	put_delta(to, s, r, choice, "role", &assistant, NULL);
	put_deltas(to, s, r, choice, "reasoning_content", &a->reasoning,
	    false);
	if (a->bad_utf8)
		put_delta(to, s, r, choice, "content", &s->content, NULL);
	else
		put_deltas(to, s, r, choice, "content", &s->plain, half);
	if (s->refusal.len > 0)
		put_delta(to, s, r, choice, "refusal", &s->refusal, NULL);
	if (!half)
		put_delta(to, s, r, choice, NULL, NULL, &s->finish);
}

static void
put_stream(struct answer *to, const struct said *s, const struct request *r,
    const struct action *a)
{
	size_t i;

	to->type = "text/event-stream";
	for (i = 0; i < s->choices; i++)
		put_choice(to, s, r, a, i);
	if (a->sse_error)
		buf_puts(&to->body, "data: {\"error\":{\"message\":"
		    "\"The server had an error\",\"type\":\"server_error\","
		    "\"param\":null,\"code\":\"server_error\"}}\n\n");
	if (a->sse_error || a->sse_cut) {
		end_piece(to);
		return;
	}
	if (s->usage) {
		buf_puts(&to->body, "data: ");
		put_begin(&to->body, s, r, "chat.completion.chunk");
		buf_puts(&to->body, ",\"choices\":[]");
		put_usage(&to->body, s);
		buf_puts(&to->body, "}\n\n");
		end_piece(to);
	}
	buf_puts(&to->body, "data: [DONE]\n\n");
	end_piece(to);
}

void
answer_chat(struct answer *to, const struct request *r,
    const struct action *a)
{
	struct buf question = { 0 };
	struct said s = { 0 };

	if (!last_question(r, &question))
		answer_error(to, r, 400, "messages are missing");
	else {
		say(&s, r, a, &question);
		if (s.stream)
			put_stream(to, &s, r, a);
		else
			put_plain(&to->body, &s, r);
	}
	buf_free(&question);
	buf_free(&s.content);
	buf_free(&s.reasoning);
	buf_free(&s.refusal);
	buf_free(&s.finish);
	buf_free(&s.model);
	buf_free(&s.plain);
}
