/* Judges a reply to a chat request, whole or a stream of events. */
#include "chat.h"

#include <string.h>

#include "base/utf8.h"
#include "call/complaint.h"
#include "json/json_sanitize.h"
#include "sse.h"

static struct span
skip_blanks(struct span s)
{
	(void)span_take(&s, UTF8_BOM);
	return json_skip_blanks(s);
}

/*
 * Reads a body that is to be put into an object of the journal, which takes
 * one of the brackets that are allowed.
 */
static int
read_body(struct json *j, struct span s, struct json_value *top)
{
	json_open(j, s.p, s.len);
	j->depth = 1;
	return json_read(j, top) == -1 || json_end(j) == -1 ? -1 : 0;
}

/* Reasons to finish that mean: it did not, something failed. */
static bool
finished_badly(const struct json_value *finish)
{
	static const char *const bad[] = { "error", "abort",
		"insufficient_system_resource" };
	size_t i;

	for (i = 0; i < LEN(bad) && finish->p != NULL; i++)
		if (json_is(finish, bad[i]))
			return true;
	return false;
}

/* What keeps top from being a chat completion, or NULL. */
static const char *
find_fault(const struct json_value *top)
{
	enum { MESSAGE, TEXT, FINISH, N };
	static const char *const names[N] = { "message", "text",
		"finish_reason" };
	struct json_value choices, choice, v[N];

	if (top->type != JSON_OBJECT)
		return "no JSON object";
	if (!json_find(top, "choices", &choices) ||
	    !chat_first_choice(&choices, &choice))
		return "a reply without choices";
	json_find_all(&choice, names, v, N);
	if (finished_badly(&v[FINISH]))
		return "the server broke off";
	if ((v[MESSAGE].p == NULL || v[MESSAGE].type != JSON_OBJECT) &&
	    (v[TEXT].p == NULL || v[TEXT].type != JSON_STRING))
		return "a choice without a message";
	return NULL;
}

static void
judge_error(struct verdict *v, struct span what,
    const struct http_reply *reply, int64_t now)
{
	struct complaint c = { 0 };
	long status;

	complaint_read(&c, what);
	status = complaint_status(&c);
	complaint_free(&c);
	verdict_error(v, status, what, reply, now);
}

/* Judges text that has been repaired. */
static void
judge_text(struct verdict *v, struct buf *body, struct span text,
    size_t repaired, const struct http_reply *reply, int64_t now)
{
	struct span all = { body->data, body->len }, what;
	struct buf kept = { 0 };
	struct json_value top;
	const char *fault;
	struct buf why = { 0 };
	struct json j;

	if (read_body(&j, text, &top) == -1) {
		buf_printf(&why, "no JSON, at byte %zu: %s%c", json_at(&j),
		    j.why, '\0');
		verdict_damaged(v, why.failed ? "no JSON" : why.data, all);
		buf_free(&why);
		return;
	}
	if (chat_find_error(&top, &what)) {
		judge_error(v, what, reply, now);
		return;
	}
	if ((fault = find_fault(&top)) != NULL) {
		verdict_damaged(v, fault, all);
		return;
	}
	verdict_clear(v);
	v->class = VERDICT_ANSWER;
	json_keep(&kept, &top, repaired);
	buf_free(body);
	*body = kept;
}

static void
judge_stream(struct verdict *v, struct buf *body, struct span stream,
    const struct http_reply *reply, int64_t now)
{
	struct buf out = { 0 };
	size_t repaired = 0;
	const char *wrong;
	bool cut;

	wrong = sse_completion(&out, stream, &repaired, &cut);
	body->failed = body->failed || out.failed;
	if (wrong != NULL) {
		verdict_damaged(v, wrong, stream);
		if (cut)
			v->kind = "truncated_body";
	} else if (!body->failed)
		judge_text(v, body, (struct span){ out.data, out.len },
		    repaired, reply, now);
	buf_free(&out);
}

static void
judge_json(struct verdict *v, struct buf *body, struct span s,
    const struct http_reply *reply, int64_t now)
{
	struct buf out = { 0 };
	size_t repaired;

	repaired = json_sanitize(&out, s);
	body->failed = body->failed || out.failed;
	if (!body->failed)
		judge_text(v, body, (struct span){ out.data, out.len },
		    repaired, reply, now);
	buf_free(&out);
}

void
chat_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now)
{
	struct span s = skip_blanks((struct span){ body->data, body->len });

	if (verdict_no_json(v, s))
		return;
	if (sse_is(s))
		judge_stream(v, body, s, reply, now);
	else
		judge_json(v, body, s, reply, now);
	if (body->failed)
		verdict_no_memory(v);
}
