/* Builds chat requests: their options, messages, and size in tokens. */
#include "request.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "text/tokens.h"

/* Reads all n bytes of s as one JSON value of this type.  0 or -1. */
static int
read_json(const char *s, size_t n, enum json_type type, struct json_value *v)
{
	struct json j;

	json_open(&j, s, n);
	return json_read(&j, v) == 0 && json_end(&j) == 0 && v->type == type ?
	    0 : -1;
}

/* Begins the message about an argument that is wrong. */
static void
say_option(const struct opt *o, const char *arg, struct buf *why)
{
	if (o->letter != 0)
		buf_printf(why, "-%c %s: ", o->letter, arg);
	else
		buf_printf(why, "--%s %s: ", o->name, arg);
}

/* A number goes into the body as it is, under the option's long name. */
void
request_number(const struct opt *o, const char *arg, struct buf *why)
{
	struct request *q = o->value;
	struct json_value v;
	char name[sizeof(q->number[0].name)];
	size_t i;

	if (read_json(arg, strlen(arg), JSON_NUMBER, &v) == -1) {
		say_option(o, arg, why);
		buf_puts(why, "not a number such as 0.7 or 512");
		return;
	}
	(void)strlcpy(name, o->name, sizeof(name));
	for (i = 0; name[i] != '\0'; i++)
		if (name[i] == '-')
			name[i] = '_';
	for (i = 0; i < q->numbers; i++)
		if (strcmp(q->number[i].name, name) == 0)
			break;
	(void)strlcpy(q->number[i].name, name, sizeof(name));
	q->number[i].value = arg;
	if (i == q->numbers)
		q->numbers++;
}

void
request_max_tokens(const struct opt *o, const char *arg, struct buf *why)
{
	struct request *q = o->value;
	const char *problem;

	(void)strtonum(arg, 1, LLONG_MAX, &problem);
	if (problem != NULL) {
		say_option(o, arg, why);
		buf_printf(why, "must be from 1 to %lld", LLONG_MAX);
	}
	q->max_tokens = arg;
}

void
request_seed(const struct opt *o, const char *arg, struct buf *why)
{
	struct request *q = o->value;
	const char *problem;

	q->seed = strtonum(arg, LLONG_MIN / 2, LLONG_MAX / 2, &problem);
	q->seeded = true;
	if (problem != NULL) {
		say_option(o, arg, why);
		buf_printf(why, "must be from %lld to %lld", LLONG_MIN / 2,
		    LLONG_MAX / 2);
	}
}

void
request_stop(const struct opt *o, const char *arg, struct buf *why)
{
	struct request *q = o->value;

	(void)why;	/* any text will do */
	if (q->stop.len > 0)
		buf_addc(&q->stop, ',');
	json_put(&q->stop, arg);
}

void
request_thinking(const struct opt *o, const char *arg, struct buf *why)
{
	struct request *q = o->value;

	q->has_thinking = true;
	q->thinks = strcmp(arg, "on") == 0;
	if (!q->thinks && strcmp(arg, "off") != 0) {
		say_option(o, arg, why);
		buf_puts(why, "not on or off");
	}
}

/* Reads a file that must hold one JSON object. */
static void
read_object(const char *option, const char *path, struct buf *b,
    struct json_value *v, struct buf *why)
{
	buf_clear(b);
	if (file_read(path, b) == -1)
		buf_printf(why, "%s: %s", path, strerror(errno));
	else if (read_json(b->data, b->len, JSON_OBJECT, v) == -1)
		buf_printf(why, "%s %s: not a JSON object", option, path);
}

void
request_schema(const struct opt *o, const char *path, struct buf *why)
{
	struct request *q = o->value;
	struct json_value v;

	read_object("--schema", path, &q->schema, &v, why);
}

void
request_merge(const struct opt *o, const char *path, struct buf *why)
{
	static const char *const ours[] = { "messages", "n" };
	struct request *q = o->value;
	struct json_value v;
	size_t i;

	read_object("--body", path, &q->merged, &q->merge, why);
	if (why->len > 0)
		return;
	q->has_merge = true;
	for (i = 0; i < LEN(ours); i++)
		if (json_find(&q->merge, ours[i], &v))
			buf_printf(why, "--body %s: it cannot set \"%s\"",
			    path, ours[i]);
}

/* Whether the file of --body sets this member. */
static bool
is_merged(const struct request *q, const char *name)
{
	struct json_value v;

	return q->has_merge && json_find(&q->merge, name, &v);
}

/* Whether a name is that of a reasoning model of OpenAI's. */
static bool
is_reasoning(const char *model)
{
	static const char *const names[] = { "o1", "o3", "o4", "gpt-5" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (span_begins(span_of(model), names[i]))
			return true;
	return false;
}

int
request_finish(struct request *q, const struct endpoint *e, struct buf *why)
{
	bool merged = is_merged(q, "model");

	if (q->model == NULL)
		q->model = getenv("WK_MODEL");
	if ((q->model == NULL || *q->model == '\0') && !merged) {
		buf_puts(why, "no model: give -m MODEL, or set WK_MODEL");
		return -1;
	}
	q->completion = !merged && is_reasoning(q->model) &&
	    span_begins(span_of(e->url), "https://api.openai.com/");
	if (q->has_thinking)
		q->thinking = thinking_option_find(e->url,
		    q->model == NULL ? "" : q->model, q->thinks);
	return 0;
}

const char *
request_note(const struct request *q)
{
	if (!q->has_thinking || q->thinking.known ||
	    is_merged(q, q->thinking.member))
		return NULL;
	return "--thinking: sent in chat_template_kwargs, as vLLM and "
	    "llama-server want it; the server is not known (--body sets "
	    "another member)";
}

/* Appends "name": and returns true; false if --body sets this member. */
static bool
member(const struct request *q, const char *name, struct buf *b)
{
	if (is_merged(q, name))
		return false;
	if (b->data[b->len - 1] != '{')
		buf_addc(b, ',');
	json_put(b, name);
	buf_addc(b, ':');
	return true;
}

static void
put_format(const struct request *q, struct buf *b)
{
	if (q->schema.len > 0 && member(q, "response_format", b)) {
		buf_puts(b, "{\"type\":\"json_schema\",\"json_schema\":"
		    "{\"name\":\"reply\",\"strict\":true,\"schema\":");
		buf_add(b, q->schema.data, q->schema.len);
		buf_puts(b, "}}");
	} else if (q->json && q->schema.len == 0 &&
	    member(q, "response_format", b))
		buf_puts(b, "{\"type\":\"json_object\"}");
}

static void
put_merge(const struct request *q, struct buf *b)
{
	struct json_value name, value;
	struct json j;

	if (!q->has_merge)
		return;
	json_open(&j, q->merge.p, q->merge.len);
	if (json_object(&j) == -1)
		return;
	while (json_member(&j, &name, &value) == 1) {
		buf_addc(b, ',');
		buf_add(b, name.p, name.len);
		buf_addc(b, ':');
		buf_add(b, value.p, value.len);
	}
}

void
request_body(const struct request *q, struct span messages, unsigned sample,
    struct buf *b)
{
	const char *most = q->completion ? "max_completion_tokens" :
	    "max_tokens";
	size_t i;

	buf_addc(b, '{');
	if (member(q, "model", b))
		json_put(b, q->model);
	if (member(q, "messages", b))
		buf_add(b, messages.p, messages.len);
	for (i = 0; i < q->numbers; i++)
		if (member(q, q->number[i].name, b))
			buf_puts(b, q->number[i].value);
	if (q->max_tokens != NULL && member(q, most, b))
		buf_puts(b, q->max_tokens);
	if (q->stop.len > 0 && member(q, "stop", b)) {
		buf_addc(b, '[');
		buf_add(b, q->stop.data, q->stop.len);
		buf_addc(b, ']');
	}
	if (q->seeded && member(q, "seed", b))
		buf_printf(b, "%lld", q->seed + sample);
	if (q->has_thinking && member(q, q->thinking.member, b))
		buf_puts(b, q->thinking.value);
	put_format(q, b);
	put_merge(q, b);
	if (q->stream && member(q, "stream", b))
		buf_puts(b, "true");
	if (q->stream && member(q, "stream_options", b))
		buf_puts(b, "{\"include_usage\":true}");
	buf_addc(b, '}');
}

void
request_message(struct buf *b, const char *role, struct span content)
{
	if (b->len > 0 && b->data[b->len - 1] != '[')
		buf_addc(b, ',');
	buf_puts(b, "{\"role\":");
	json_put(b, role);
	buf_puts(b, ",\"content\":");
	json_put_string(b, content.p, content.len);
	buf_addc(b, '}');
}

size_t
request_estimate(struct span json)
{
	struct token_count n = { 0 };

	tokens_count(&n, json);
	return n.wide + (n.bytes + 3) / 4;
}

size_t
request_estimate_text(struct span text)
{
	struct buf json = { 0 };
	size_t tokens;

	json_put_string(&json, text.p, text.len);
	tokens = request_estimate(buf_span(&json));
	buf_free(&json);
	return tokens;
}

void
request_free(struct request *q)
{
	buf_free(&q->stop);
	buf_free(&q->schema);
	buf_free(&q->merged);
}
