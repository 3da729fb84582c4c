/* Judges a reply to a chat request, whole or a stream of events. */
#include "chat.h"

#include "text/finish.h"

/* Whether a finish_reason says that the server broke off. */
static bool
finished_badly(const struct json_value *finish)
{
	struct buf word = { 0 };
	bool broken;

	broken = finish->p != NULL && json_add_text(&word, finish) &&
	    finish_of(buf_span(&word)) == FINISH_BROKEN;
	buf_free(&word);
	return broken;
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
		return "not a JSON object";
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

static struct verdict_finding
look(const struct json_value *top)
{
	struct verdict_finding found = { 0 };

	if (!chat_find_error(top, &found.error)) {
		found.error.p = NULL;
		found.fault = find_fault(top);
	}
	return found;
}

static const struct verdict_protocol protocol = { .look = look };

/*
 * Judges a stream that a server broke off, as llama-cpp-python does when the
 * next request comes: fewer requests at a time are the cure.
 */
static void
judge_interrupted(struct verdict *v, struct span stream)
{
	verdict_damaged(v, "a stream that ended without a finish_reason, as "
	    "of a server that drops a stream when the next request comes: use "
	    "-j 1, or leave --stream out, or start llama-cpp-python with "
	    "--interrupt_requests false", stream);
	v->kind = "truncated_body";
	v->interrupted = true;
}

static void
judge_stream(struct verdict *v, struct buf *body, struct span stream,
    const struct http_reply *reply, int64_t now)
{
	struct buf out = { 0 };
	size_t repaired = 0;
	const char *wrong;
	enum sse_end end;

	wrong = sse_completion(&out, stream, &repaired, &end);
	if (end == SSE_UNFINISHED && (wrong != NULL ||
	    (reply != NULL && reply->crowded)))
		judge_interrupted(v, stream);
	else if (wrong != NULL) {
		verdict_damaged(v, wrong, stream);
		if (end == SSE_CUT)
			v->kind = "truncated_body";
	} else
		verdict_json(v, body, buf_span(&out), repaired, &protocol,
		    reply, now);
	v->unfinished = end == SSE_UNFINISHED;
	buf_free(&out);
}

void
chat_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now)
{
	const struct span s = verdict_skip(buf_span(body));

	if (sse_is(s))
		judge_stream(v, body, s, reply, now);
	else
		verdict_body(v, body, &protocol, reply, now);
}
