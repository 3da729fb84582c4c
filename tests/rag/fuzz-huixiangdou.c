/*
 * Any bytes are judged.  What is kept of an answer is one line of valid JSON
 * that can be read, and is kept as it is when it is judged again; what is
 * read is valid UTF-8, and the references are an array.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "huixiangdou.h"
#include "json/json.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
must_be_utf8(const struct buf *b)
{
	if (b->len > 0)
		must(utf8_valid(b->data, b->len) == b->len);
}

static void
look_at_reply(const struct buf *body, bool last_success)
{
	struct huixiangdou_reply r = { 0 };
	struct json_value v;
	struct json j;

	must(huixiangdou_read(&r, (struct span){ body->data, body->len },
	    last_success) == 0);
	must_be_utf8(&r.said);
	must_be_utf8(&r.answer);
	if (r.state != NULL && strcmp(r.state, "success") == 0)
		must(r.answer.len > 0);
	else
		must(r.answer.len == 0);
	json_open(&j, r.references.data, r.references.len);
	must(json_read(&j, &v) == 0 && json_end(&j) == 0);
	must(v.type == JSON_ARRAY);
	huixiangdou_free(&r);
}

static void
look_at_kept(const struct buf *body)
{
	struct verdict v = { 0 };
	struct buf again = { 0 };
	struct json_value top;
	struct json j;

	must(memchr(body->data, '\n', body->len) == NULL);
	json_open(&j, body->data, body->len);
	j.depth = 1;
	must(json_read(&j, &top) == 0 && json_end(&j) == 0);
	must(top.type == JSON_OBJECT);
	buf_add(&again, body->data, body->len);
	huixiangdou_judge(&v, &again, NULL, 0);
	must(v.class == VERDICT_ANSWER && again.len == body->len);
	must(memcmp(again.data, body->data, body->len) == 0);
	look_at_reply(body, false);
	look_at_reply(body, true);
	buf_free(&again);
	verdict_free(&v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct huixiangdou_reply r = { 0 };
	struct verdict v = { 0 };
	struct buf body = { 0 };

	if (size == 0)
		return 0;
	buf_add(&body, data, size);
	huixiangdou_judge(&v, &body, NULL, 0);
	if (v.class == VERDICT_ANSWER)
		look_at_kept(&body);
	else
		must(v.kind != NULL && v.message.len > 0);
	(void)huixiangdou_read(&r, (struct span){ (const char *)data, size },
	    true);
	huixiangdou_free(&r);
	buf_free(&body);
	verdict_free(&v);
	return 0;
}
