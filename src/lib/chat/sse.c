#include "sse.h"

#include <string.h>

#include "chat_part.h"
#include "json/json.h"
#include "json/json_sanitize.h"

/* What has come of the chat so far. */
struct chat {
	struct buf data;	/* of the event under way */
	struct buf event;	/* its data, repaired */
	struct buf model, content, reasoning, refusal, finish, usage, tools;
	struct buf error;	/* the event that is an error */
	bool failed;		/* the event calls itself an error */
	bool has_content, has_choice, done;
	bool lost;		/* no memory */
	size_t repaired;
};

static bool
begins(struct span s, const char *with)
{
	size_t len = strlen(with);

	return s.len >= len && memcmp(s.p, with, len) == 0;
}

bool
sse_is(struct span body)
{
	return begins(body, "data:") || begins(body, ":") ||
	    begins(body, "event:") || begins(body, "id:") ||
	    begins(body, "retry:");
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

/* Keeps the elements of tool_calls as they come: nobody calls these tools. */
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
		if (chat_part(&v, &c->content, &c->reasoning, &c->refusal))
			c->has_content = true;
		take_tools(c, &v);
	} else if (json_find(choice, "text", &v) &&
	    chat_put_text(&c->content, &v))
		c->has_content = true;
	if (json_find(choice, "finish_reason", &v) && v.type == JSON_STRING &&
	    v.len > 2) {
		buf_clear(&c->finish);
		buf_add(&c->finish, v.p, v.len);
	}
}

/* An event that is an error, for the one who judges it. */
static void
take_error(struct chat *c, const struct json_value *top)
{
	struct span s;

	if (chat_complaint(top, &s)) {
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

	if (c->failed || chat_complaint(top, &s)) {
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
 * The end of an event.  NULL, or what is wrong with its data.  Several values
 * are several events, of a server that leaves out the empty lines.
 */
static const char *
take_event(struct chat *c)
{
	struct json_value top;
	struct json j;

	buf_clear(&c->event);
	c->repaired += json_sanitize(&c->event,
	    (struct span){ c->data.data, c->data.len });
	c->lost = c->lost || c->data.failed || c->event.failed;
	if (c->event.len == 0)
		return NULL;
	json_open(&j, c->event.data, c->event.len);
	j.depth = 8;	/* it goes into a completion, and that elsewhere */
	while (!c->done && c->error.len == 0 && json_end(&j) == -1) {
		if (j.end - j.p >= 6 && memcmp(j.p, "[DONE]", 6) == 0) {
			c->done = true;
			break;
		}
		if (json_read(&j, &top) == -1 ||
		    (top.type != JSON_OBJECT && !c->failed))
			return "an event that is no JSON object";
		take_object(c, &top);
	}
	return NULL;
}

static void
take_line(struct chat *c, struct span line)
{
	const char *colon = memchr(line.p, ':', line.len);
	size_t name = colon == NULL ? line.len : (size_t)(colon - line.p);
	struct span value = { line.p + line.len, 0 };

	if (colon != NULL) {
		value = (struct span){ colon + 1, line.len - name - 1 };
		if (value.len > 0 && value.p[0] == ' ') {
			value.p++;
			value.len--;
		}
	}
	if (name == 4 && memcmp(line.p, "data", 4) == 0) {
		if (c->data.len > 0)
			buf_addc(&c->data, '\n');
		buf_add(&c->data, value.p, value.len);
	} else if (name == 5 && memcmp(line.p, "event", 5) == 0)
		c->failed = value.len == 5 && memcmp(value.p, "error", 5) == 0;
}

/* Lines end in CR LF, LF, or CR. */
static struct span
next_line(struct span *s)
{
	struct span line = { s->p, 0 };
	size_t end;

	while (line.len < s->len && line.p[line.len] != '\n' &&
	    line.p[line.len] != '\r')
		line.len++;
	end = line.len;
	if (end < s->len)
		end += s->p[end] == '\r' && end + 1 < s->len &&
		    s->p[end + 1] == '\n' ? 2 : 1;
	s->p += end;
	s->len -= end;
	return line;
}

/* Reads events up to [DONE], an error, or the end. */
static const char *
read_events(struct chat *c, struct span s)
{
	struct span line;
	const char *wrong = NULL;

	while (s.len > 0 && wrong == NULL && !c->done && c->error.len == 0) {
		line = next_line(&s);
		if (line.len > 0)
			take_line(c, line);
		if (line.len > 0 && s.len > 0)
			continue;
		/* The end of the stream ends an event, if it is whole. */
		wrong = take_event(c);
		if (wrong != NULL && line.len > 0)
			wrong = NULL;
		buf_clear(&c->data);
		c->failed = false;
	}
	return wrong;
}

static void
put(struct buf *out, const char *name, const struct buf *json)
{
	if (json->len == 0)
		return;
	buf_printf(out, ",\"%s\":", name);
	buf_add(out, json->data, json->len);
}

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
	if (c->model.len > 0)
		buf_add(out, c->model.data, c->model.len);
	else
		buf_puts(out, "null");
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
	if (c->finish.len > 0)
		buf_add(out, c->finish.data, c->finish.len);
	else
		buf_puts(out, "null");
	buf_puts(out, "}]");
	put(out, "usage", &c->usage);
	buf_addc(out, '}');
}

static bool
lost(const struct chat *c)
{
	return c->lost || c->model.failed || c->content.failed ||
	    c->reasoning.failed || c->refusal.failed || c->finish.failed ||
	    c->usage.failed || c->tools.failed || c->error.failed;
}

const char *
sse_completion(struct buf *out, struct span stream, size_t *repaired,
    bool *cut)
{
	struct chat c = { 0 };
	const char *wrong;

	*cut = false;
	wrong = read_events(&c, stream);
	if (wrong == NULL && c.error.len > 0)
		buf_add(out, c.error.data, c.error.len);
	else if (wrong == NULL && c.finish.len == 0 && !c.done) {
		*cut = true;
		wrong = "a stream that broke off";
	} else if (wrong == NULL && !c.has_choice)
		wrong = "a stream without choices";
	else if (wrong == NULL)
		write_completion(out, &c);
	*repaired += c.repaired;
	out->failed = out->failed || lost(&c);
	free_chat(&c);
	return wrong;
}
