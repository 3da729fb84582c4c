/*
 * Any bytes are judged as a reply to a request for three vectors.  What is kept
 * of an answer is one line of JSON for each text, which is read again as a
 * vector; a refusal has a kind and a message.  A cut text is a beginning of
 * it, in valid UTF-8.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/sentence.h"
#include "vectors.h"

#define TEXTS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* What is kept of a vector is one line, and is read as it was written. */
static void
look_at_kept(struct vectors *v, const struct buf *kept)
{
	struct json_value top;
	struct json j;
	long long tokens;
	size_t cut;

	must(kept->len > 0 && memchr(kept->data, '\n', kept->len) == NULL);
	json_open(&j, kept->data, kept->len);
	must(json_read(&j, &top) == 0 && json_end(&j) == 0);
	must(vectors_read(v, buf_span(kept), &tokens, &cut) == 0);
	must(tokens >= -1 && cut == 0);
	(void)embedding_normalise(&v->one);
}

static void
look_at_answer(struct vectors *v, struct span body)
{
	struct span each[TEXTS];
	struct buf texts[TEXTS] = { { 0 } }, kept[TEXTS] = { { 0 } };
	const char *why;
	size_t i;

	for (i = 0; i < TEXTS; i++) {
		vectors_body(v, span_of("text"), &texts[i]);
		each[i] = buf_span(&texts[i]);
	}
	why = vectors_divide(v, body, each, TEXTS, kept);
	for (i = 0; i < TEXTS; i++) {
		if (why == NULL)
			look_at_kept(v, &kept[i]);
		buf_free(&kept[i]);
		buf_free(&texts[i]);
	}
}

static void
look_at_cut(struct span text, size_t most)
{
	const size_t n = sentence_cut(text, most);

	must(n <= text.len && utf8_count(text.p, n) <= most);
	must(utf8_valid(text.p, n) == n);
	must(most == 0 || text.len == 0 || n > 0);
}

/* Judges the bytes as a reply with a status. */
static void
judge(struct span bytes, long status)
{
	const struct http_reply reply = { .status = status };
	struct pool_batch batch = { .most = 32, .sent = TEXTS };
	struct vectors v = { .model = "m", .batch = &batch };
	struct verdict verdict = { 0 };
	struct buf body = { 0 };

	buf_add(&body, bytes.p, bytes.len);
	verdict_clear(&verdict);
	verdict_http(&verdict, &reply, 0);
	vectors_judge(&v, &verdict, &body, &reply, 0);
	if (verdict.class == VERDICT_ANSWER)
		look_at_answer(&v, buf_span(&body));
	else
		must(verdict.kind != NULL && verdict.message.len > 0);
	must(batch.most >= 1);
	buf_free(&body);
	buf_free(&batch.note);
	verdict_free(&verdict);
	embedding_free(&v.one);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct span bytes = { (const char *)data, size };
	struct buf text = { 0 };

	if (size == 0)
		return 0;
	judge(bytes, size % 8 == 0 ? 400 : size % 8 == 1 ? 500 : 200);
	utf8_repair(&text, bytes.p, bytes.len);
	look_at_cut(buf_span(&text), data[0]);
	buf_free(&text);
	return 0;
}
