#include "huixiangdou.h"

#include "json/json.h"
#include "json/json_sanitize.h"

void
huixiangdou_body(struct buf *b, struct span question)
{
	buf_puts(b, "{\"text\":");
	json_put_string(b, question.p, question.len);
	buf_puts(b, ",\"image\":\"\"}");
}

/*
 * Reads the values that follow one another; *top is the last.  Depth as in
 * a journal, whose object is around it, with room for three more brackets
 * around a bare string.
 */
static int
read_last(struct json *j, struct span s, struct json_value *top)
{
	json_open(j, s.p, s.len);
	j->depth = 4;
	do {
		if (json_read(j, top) == -1)
			return -1;
	} while (json_end(j) == -1);
	return 0;
}

/* Whether top holds steps; a server that fails may send other objects. */
static bool
has_steps(const struct json_value *top)
{
	struct json_value steps, step;
	struct json j;

	if (top->type != JSON_OBJECT || !json_find(top, "step", &steps))
		return false;
	json_open(&j, steps.p, steps.len);
	if (json_array(&j) == -1)
		return false;
	if (json_element(&j, &step) != 1)
		return false;
	do {
		if (step.type != JSON_OBJECT)
			return false;
	} while (json_element(&j, &step) == 1);
	return true;
}

/* A bare string as the object of one step. */
static void
keep_string(struct buf *out, const struct json_value *top, size_t repaired)
{
	buf_puts(out, "{\"step\":[{\"state\":\"success\",\"response\":");
	buf_add(out, top->p, top->len);
	buf_puts(out, ",\"refs\":[]}]");
	if (repaired > 0)
		buf_printf(out, ",\"repaired\":%zu", repaired);
	buf_addc(out, '}');
}

/* Judges text, which has been repaired. */
static void
judge_text(struct verdict *v, struct buf *body, struct span text,
    size_t repaired)
{
	struct span all = { body->data, body->len };
	struct buf kept = { 0 };
	struct json_value top;
	struct json j;

	if (read_last(&j, text, &top) == -1) {
		verdict_damaged(v, "no JSON", all);
		return;
	}
	if (top.type != JSON_STRING && !has_steps(&top)) {
		verdict_damaged(v, "a reply without steps", all);
		return;
	}
	if (top.type == JSON_STRING)
		keep_string(&kept, &top, repaired);
	else
		json_keep(&kept, &top, repaired);
	buf_free(body);
	*body = kept;
	verdict_clear(v);
	v->class = VERDICT_ANSWER;
}

static void
judge_body(struct verdict *v, struct buf *body)
{
	struct buf out = { 0 };
	struct span s = json_skip_blanks(buf_span(body));
	size_t repaired;

	if (verdict_no_json(v, s))
		return;
	repaired = json_sanitize(&out, s);
	body->failed = body->failed || out.failed;
	if (!body->failed)
		judge_text(v, body, (struct span){ out.data, out.len },
		    repaired);
	buf_free(&out);
}

/* What its 500 mostly comes from; it does not pass, so try little. */
static void
explain_500(struct verdict *v)
{
	v->tries = VERDICT_DAMAGED_TRIES;
	buf_puts(&v->message, "; HuixiangDou's pipeline chat_in_group fails so "
	    "since its commit c02a195 (2025-03-26): run the commit before it, "
	    "or choose chat_with_repo; a failing API of its model ends so too, "
	    "see its log");
}

void
huixiangdou_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now)
{
	if (reply != NULL) {
		verdict_http(v, reply, now);
		if (reply->status == 500)
			explain_500(v);
		if (v->class != VERDICT_ANSWER)
			return;
	}
	judge_body(v, body);
	if (body->failed)
		verdict_no_memory(v);
}
