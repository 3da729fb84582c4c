/*
 * Any bytes are judged.  What is kept of an answer is one line of valid JSON,
 * which chat_read reads, and which is kept as it is when it is judged again.
 * The message about other bodies is one line of UTF-8, fit for a terminal.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chat/chat.h"
#include "chat/request.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
look_at_message(const struct verdict *v)
{
	size_t i;

	must(v->kind != NULL && v->message.len > 0);
	must(v->message.len < 4096 && v->wait >= -1);
	must(utf8_valid(v->message.data, v->message.len) == v->message.len);
	for (i = 0; i < v->message.len; i++)
		must((unsigned char)v->message.data[i] >= 0x20);
}

static void
must_be_utf8(const struct buf *b)
{
	if (b->len > 0)
		must(utf8_valid(b->data, b->len) == b->len);
}

static void
look_at_answer(const struct buf *body)
{
	struct chat_reply c = { 0 };
	struct verdict v = { 0 };
	struct json_value top;
	struct buf again = { 0 };
	struct json j;

	must(body->len > 0);
	must(memchr(body->data, '\n', body->len) == NULL);
	must(memchr(body->data, '\r', body->len) == NULL);
	json_open(&j, body->data, body->len);
	j.depth = 1;
	must(json_read(&j, &top) == 0 && json_end(&j) == 0);
	must(top.type == JSON_OBJECT);
	must(chat_read(&c, buf_span(body)) == 0);
	must(c.prompt_tokens >= -1 && c.completion_tokens >= -1);
	must_be_utf8(&c.content);
	must_be_utf8(&c.reasoning);
	must_be_utf8(&c.model);
	must(c.end != CHAT_ANSWERED || c.content.len > 0);
	buf_add(&again, body->data, body->len);
	chat_judge(&v, &again, NULL, 1000000030);
	must(v.class == VERDICT_ANSWER && again.len == body->len);
	must(memcmp(again.data, body->data, body->len) == 0);
	buf_free(&again);
	verdict_free(&v);
	chat_free(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct verdict v = { 0 };
	struct buf body = { 0 };
	struct chat_reply c = { 0 };
	const char *s = (const char *)data;

	if (size == 0)
		return 0;
	buf_add(&body, s, size);
	chat_judge(&v, &body, NULL, 1000000030);
	if (v.class == VERDICT_ANSWER)
		look_at_answer(&body);
	else
		look_at_message(&v);
	verdict_error(&v, 400 + data[size - 1], (struct span){ s, size },
	    NULL, 1000000030);
	look_at_message(&v);
	(void)chat_read(&c, (struct span){ s, size });
	(void)request_estimate((struct span){ s, size });
	chat_free(&c);
	buf_free(&body);
	verdict_free(&v);
	return 0;
}
