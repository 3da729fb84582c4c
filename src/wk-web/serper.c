#include "serper.h"

#include <string.h>

#include "call/complaint.h"
#include "json/json.h"
#include "json/json_sanitize.h"
#include "text/lang.h"
#include "serper_part.h"
#include "base/utf8.h"

/* Cuts a query down to what is allowed.  Whether it had to. */
static bool
cut_query(struct buf *q)
{
	const size_t most = utf8_skip(q->data, q->len, SERPER_QUERY_MAX);
	const char *blank;

	if (most == q->len)
		return false;
	q->len = most;
	if ((blank = memrchr(q->data, ' ', most)) != NULL &&
	    (size_t)(blank - q->data) > most / 2)
		q->len = (size_t)(blank - q->data);
	return true;
}

int
serper_body(struct buf *b, const struct serper_search *how,
    struct span question, size_t *cut)
{
	struct buf q = { 0 };
	bool chinese;

	/* One more than fits shows that it has to be cut. */
	serper_one_line(&q, question, SERPER_QUERY_MAX + 1);
	b->failed = b->failed || q.failed;
	if (q.len == 0) {
		buf_free(&q);
		return b->failed ? 0 : -1;
	}
	*cut += cut_query(&q);
	chinese = how->lang == SERPER_AUTO ?
	    lang_is_chinese((struct span){ q.data, q.len }) :
	    how->lang == SERPER_ZH;
	buf_puts(b, "{\"q\":");
	json_put_string(b, q.data, q.len);
	buf_printf(b, ",\"gl\":\"%s\",\"hl\":\"%s\",\"num\":%u",
	    chinese ? "cn" : "us", chinese ? "zh-cn" : "en", how->results);
	if (how->recent != 0)
		buf_printf(b, ",\"tbs\":\"qdr:%c\"", how->recent);
	buf_addc(b, '}');
	buf_free(&q);
	return 0;
}

/* An error that came with a 200: judged as the status that it names. */
static bool
judge_complaint(struct verdict *v, const struct json_value *top,
    const struct http_reply *reply, int64_t now)
{
	const struct span what = { top->p, top->len };
	struct complaint c = { 0 };
	struct json_value m;
	long long status = 0;

	if (!json_find(top, "message", &m) && !json_find(top, "error", &m))
		return false;
	if (json_find(top, "statusCode", &m))
		(void)json_integer(&m, &status);
	if (status < 400 || status > 599) {
		complaint_read(&c, what);
		status = complaint_status(&c);
		complaint_free(&c);
	}
	verdict_error(v, (long)status, what, reply, now);
	return true;
}

/* What keeps top from being what a search finds, or NULL. */
static const char *
find_fault(const struct json_value *top)
{
	static const struct {
		const char *name;
		enum json_type type;
	} members[] = {
		{ "organic", JSON_ARRAY }, { "answerBox", JSON_OBJECT },
		{ "knowledgeGraph", JSON_OBJECT },
		{ "searchParameters", JSON_OBJECT },
	};
	struct json_value v;
	bool any = false;
	size_t i;

	for (i = 0; i < LEN(members); i++) {
		if (!json_find(top, members[i].name, &v) ||
		    v.type == JSON_NULL)
			continue;
		if (v.type != members[i].type)
			return "results of another form";
		any = true;
	}
	return any ? NULL : "no search results";
}

/* Judges text, which has been repaired. */
static void
judge_text(struct verdict *v, struct buf *body, struct span text,
    size_t repaired, const struct http_reply *reply, int64_t now)
{
	const struct span all = { body->data, body->len };
	struct buf kept = { 0 };
	struct json_value top;
	const char *fault;
	struct json j;

	json_open(&j, text.p, text.len);
	j.depth = 1;	/* the object of the journal around it */
	if (json_read(&j, &top) == -1 || json_end(&j) == -1) {
		verdict_damaged(v, "no JSON", all);
		return;
	}
	if (top.type != JSON_OBJECT) {
		verdict_damaged(v, "no JSON object", all);
		return;
	}
	if ((fault = find_fault(&top)) != NULL) {
		if (!judge_complaint(v, &top, reply, now))
			verdict_damaged(v, fault, all);
		return;
	}
	json_keep(&kept, &top, repaired);
	buf_free(body);
	*body = kept;
	verdict_clear(v);
	v->class = VERDICT_ANSWER;
}

void
serper_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now)
{
	struct span s = json_skip_blanks(buf_span(body));
	struct buf out = { 0 };
	size_t repaired;

	if (verdict_no_json(v, s))
		return;
	repaired = json_sanitize(&out, s);
	body->failed = body->failed || out.failed;
	if (!body->failed)
		judge_text(v, body, (struct span){ out.data, out.len },
		    repaired, reply, now);
	buf_free(&out);
	if (body->failed)
		verdict_no_memory(v);
}
