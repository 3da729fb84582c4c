/* Judges the body of a reply by what its protocol expects. */
#include "verdict.h"

#include <string.h>

#include "base/utf8.h"
#include "json/json.h"

/*
 * Reads a JSON value, the last of several if those are allowed.  The journal
 * sets the value into an object, which takes one of the brackets that json
 * allows.
 */
static int
read_value(struct json *j, struct span s, bool last, struct json_value *top)
{
	json_open(j, s.p, s.len);
	j->depth = 1;
	for (;;) {
		if (json_read(j, top) == -1)
			return -1;
		if (json_end(j) == 0)
			return 0;
		if (!last)
			return -1;
	}
}

static void
judge_no_json(struct verdict *v, const struct json *j, struct span body)
{
	struct buf what = { 0 };

	buf_printf(&what, "not JSON, at byte %zu: %s%c", json_at(j), j->why,
	    '\0');
	verdict_damaged(v, what.data, body);
	buf_free(&what);
}

void
verdict_json(struct verdict *v, struct buf *body, struct span text,
    size_t repaired, const struct verdict_protocol *protocol,
    const struct http_reply *reply, int64_t now)
{
	struct verdict_finding found;
	struct buf kept = { 0 };
	struct json_value top;
	struct json j;

	if (read_value(&j, text, protocol->last, &top) == -1) {
		judge_no_json(v, &j, buf_span(body));
		return;
	}
	found = protocol->look(&top);
	if (found.error.p != NULL) {
		verdict_error(v, found.status, found.error, reply, now);
		return;
	}
	if (found.fault != NULL) {
		verdict_damaged(v, found.fault, buf_span(body));
		return;
	}
	if (protocol->keep != NULL)
		protocol->keep(&kept, &top, repaired);
	else
		json_keep(&kept, &top, repaired);
	buf_free(body);
	*body = kept;
	verdict_clear(v);
	v->class = VERDICT_ANSWER;
}

struct span
verdict_skip(struct span body)
{
	(void)span_take(&body, UTF8_BOM);
	return json_skip_blanks(body);
}

void
verdict_body(struct verdict *v, struct buf *body,
    const struct verdict_protocol *protocol, const struct http_reply *reply,
    int64_t now)
{
	struct span s = verdict_skip(buf_span(body));
	struct buf text = { 0 };
	size_t repaired;

	if (s.len == 0 || s.p[0] == '<') {
		verdict_damaged(v, s.len == 0 ? "an empty reply" :
		    "an HTML page", s);
		return;
	}
	repaired = json_sanitize(&text, s);
	verdict_json(v, body, buf_span(&text), repaired, protocol, reply, now);
	buf_free(&text);
}
