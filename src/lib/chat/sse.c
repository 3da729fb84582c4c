/* Turns a stream of server-sent events into one chat completion. */

#include <string.h>

#include "chat.h"
#include "json/json.h"

/* The chat as far as it has come.  Those in JSON are as the server wrote. */
struct chat {
	struct buf data;	/* of the unfinished event */
	struct buf event;	/* the same, sanitized */
	struct buf content, reasoning, refusal;	/* text */
	struct buf model, finish, usage, tools;	/* JSON */
	struct buf error;	/* JSON: the event that is an error */
	bool failed;		/* the unfinished event is named "error" */
	bool has_content, has_choice;
	bool done;		/* [DONE] came */
	size_t repaired;	/* characters replaced by U+FFFD */
};

bool
sse_is(struct span body)
{
	return span_begins(body, "data:") || span_begins(body, ":") ||
	    span_begins(body, "event:") || span_begins(body, "id:") ||
	    span_begins(body, "retry:");
}

static void
free_chat(struct chat *c)
{
	struct buf *all[] = { &c->data, &c->event, &c->model, &c->content,
		&c->reasoning, &c->refusal, &c->finish, &c->usage, &c->tools,
		&c->error };
	size_t i;

	for (i = 0; i < LEN(all); i++)
		buf_free(all[i]);
}

/*
 * Joins the elements of tool_calls.  The fragments of one call stay apart,
 * which is enough to tell that the model calls tools.
 */
static void
take_tools(struct chat *c, const struct json_value *message)
{
	struct json_value v, call;
	struct json j;

	if (!json_find(message, "tool_calls", &v))
		return;
	json_open(&j, v.p, v.len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &call) == 1) {
		if (c->tools.len > 0)
			buf_addc(&c->tools, ',');
		buf_add(&c->tools, call.p, call.len);
	}
}

static void
take_choice(struct chat *c, const struct json_value *choice)
{
	struct json_value v;
	long long index;

	c->has_choice = true;
	if (json_find(choice, "index", &v) && json_integer(&v, &index) == 0 &&
	    index != 0)
		return;
	if ((json_find(choice, "delta", &v) && v.type == JSON_OBJECT) ||
	    (json_find(choice, "message", &v) && v.type == JSON_OBJECT)) {
		if (chat_add_message(&v, &c->content, &c->reasoning,
		    &c->refusal))
			c->has_content = true;
		take_tools(c, &v);
	} else if (json_find(choice, "text", &v) &&
	    json_add_text(&c->content, &v))
		c->has_content = true;
	if (json_find(choice, "finish_reason", &v) && v.type == JSON_STRING &&
	    v.len > 2) {
		buf_clear(&c->finish);
		buf_add(&c->finish, v.p, v.len);
	}
}

/* Keeps an event that is an error, in a shape that chat_judge knows. */
static void
take_error(struct chat *c, const struct json_value *top)
{
	struct span s;

	if (chat_find_error(top, &s)) {
		buf_add(&c->error, top->p, top->len);
		return;
	}
	buf_puts(&c->error, "{\"error\":");
	buf_add(&c->error, top->p, top->len);
	buf_addc(&c->error, '}');
}

static void
take_object(struct chat *c, const struct json_value *top)
{
	struct json_value v, choice;
	struct json j;
	struct span s;

	if (c->failed || chat_find_error(top, &s)) {
		take_error(c, top);
		return;
	}
	if (c->model.len == 0 && json_find(top, "model", &v) &&
	    v.type == JSON_STRING)
		buf_add(&c->model, v.p, v.len);
	if (json_find(top, "usage", &v) && v.type == JSON_OBJECT) {
		buf_clear(&c->usage);
		buf_add(&c->usage, v.p, v.len);
	}
	if (!json_find(top, "choices", &v))
		return;
	json_open(&j, v.p, v.len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &choice) == 1)
		if (choice.type == JSON_OBJECT)
			take_choice(c, &choice);
}

/*
 * Ends an event: reads its data.  NULL, or a static string that says what is
 * wrong with it.  Several JSON values are several events, of a server that
 * leaves out the empty lines.  An array counts if its first element is an
 * error: Gemini sends errors so.
 */
static const char *
take_event(struct chat *c)
{
	struct json_value top;
	struct json j;
	struct span s;

	buf_clear(&c->event);
	c->repaired += json_sanitize(&c->event, buf_span(&c->data));
	if (c->event.len == 0)
		return NULL;
	json_open(&j, c->event.data, c->event.len);
	j.depth = 8;	/* brackets that a completion and a journal add */
	while (!c->done && c->error.len == 0 && json_end(&j) == -1) {
		if (j.end - j.p >= 6 && memcmp(j.p, "[DONE]", 6) == 0) {
			c->done = true;
			break;
		}
		if (json_read(&j, &top) == -1 || (top.type != JSON_OBJECT &&
		    !c->failed && !chat_find_error(&top, &s)))
			return "an event that is not a JSON object";
		take_object(c, &top);
	}
	return NULL;
}

/* Takes the next line off s; it ends in CR LF, LF, CR, or with s. */
static struct span
next_line(struct span *s)
{
	struct span line = { s->p, 0 };

	while (line.len < s->len && s->p[line.len] != '\n' &&
	    s->p[line.len] != '\r')
		line.len++;
	*s = span_from(*s, line.len);
	if (!span_take(s, "\r\n") && s->len > 0)
		*s = span_from(*s, 1);
	return line;
}

/* Takes one field, "name: value", of an event. */
static void
take_field(struct chat *c, struct span line)
{
	const char *colon = memchr(line.p, ':', line.len);
	size_t len = colon == NULL ? line.len : (size_t)(colon - line.p);
	struct span name = { line.p, len }, value = span_from(line, len);

	(void)span_take(&value, ":");
	(void)span_take(&value, " ");
	if (span_is(name, "data")) {
		if (c->data.len > 0)
			buf_addc(&c->data, '\n');
		buf_add(&c->data, value.p, value.len);
	} else if (span_is(name, "event"))
		c->failed = span_is(value, "error");
}

/*
 * Reads events up to [DONE], an error, or the end of s.  NULL, or a static
 * string that says what is wrong.
 */
static const char *
read_events(struct chat *c, struct span s)
{
	struct span line;
	const char *wrong = NULL;

	while (s.len > 0 && wrong == NULL && !c->done && c->error.len == 0) {
		line = next_line(&s);
		if (line.len > 0)
			take_field(c, line);
		if (line.len > 0 && s.len > 0)
			continue;
		/*
		 * An event that the end of the stream ends without an empty
		 * line counts if it is whole.
		 */
		wrong = take_event(c);
		if (wrong != NULL && line.len > 0)
			wrong = NULL;
		buf_clear(&c->data);
		c->failed = false;
	}
	return wrong;
}

/* Appends JSON, or null if there is none. */
static void
put_json(struct buf *out, const struct buf *json)
{
	if (json->len > 0)
		buf_add(out, json->data, json->len);
	else
		buf_puts(out, "null");
}

/* Appends a member that is a text, unless the text is empty. */
static void
put_text(struct buf *out, const char *name, const struct buf *text)
{
	if (text->len == 0)
		return;
	buf_printf(out, ",\"%s\":", name);
	json_put_string(out, text->data, text->len);
}

static void
write_completion(struct buf *out, const struct chat *c)
{
	buf_puts(out, "{\"model\":");
	put_json(out, &c->model);
	buf_puts(out, ",\"choices\":[{\"index\":0,\"message\":"
	    "{\"role\":\"assistant\",\"content\":");
	if (c->has_content)
		json_put_string(out, c->content.len > 0 ? c->content.data : "",
		    c->content.len);
	else
		buf_puts(out, "null");
	put_text(out, "reasoning_content", &c->reasoning);
	put_text(out, "refusal", &c->refusal);
	if (c->tools.len > 0) {
		buf_puts(out, ",\"tool_calls\":[");
		buf_add(out, c->tools.data, c->tools.len);
		buf_addc(out, ']');
	}
	buf_puts(out, "},\"finish_reason\":");
	put_json(out, &c->finish);
	buf_puts(out, "}]");
	if (c->usage.len > 0) {
		buf_puts(out, ",\"usage\":");
		put_json(out, &c->usage);
	}
	buf_addc(out, '}');
}

/* How the stream of c ends, which was read to its end. */
static enum sse_end
end_of(const struct chat *c)
{
	if (c->finish.len > 0)
		return SSE_WHOLE;
	return c->done ? SSE_UNFINISHED : SSE_CUT;
}

static bool
is_empty(const struct chat *c)
{
	return c->content.len == 0 && c->reasoning.len == 0 &&
	    c->refusal.len == 0 && c->tools.len == 0;
}

const char *
sse_completion(struct buf *out, struct span stream, size_t *repaired,
    enum sse_end *end)
{
	struct chat c = { 0 };
	const char *wrong;

	*end = SSE_WHOLE;
	wrong = read_events(&c, stream);
	if (wrong == NULL && c.error.len > 0)
		buf_add(out, c.error.data, c.error.len);
	else if (wrong == NULL && (*end = end_of(&c)) == SSE_CUT)
		wrong = "a stream that broke off";
	else if (wrong == NULL && *end == SSE_UNFINISHED && is_empty(&c))
		wrong = "a stream that ended without a finish_reason";
	else if (wrong == NULL && !c.has_choice)
		wrong = "a stream without choices";
	else if (wrong == NULL)
		write_completion(out, &c);
	*repaired += c.repaired;
	free_chat(&c);
	return wrong;
}
