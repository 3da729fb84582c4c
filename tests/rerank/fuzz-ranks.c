/*
 * Any bytes are judged as a reply, as a refusal, and as hits.  What is kept of
 * an answer to n documents is one line of valid JSON that reads the same; its
 * indices are below n, and none comes twice.  A hit with a relevance is valid
 * JSON that has it once, and every other member.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"
#include "ranks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char call[] = "{\"model\":\"m\",\"query\":\"q\",\"documents\":"
    "[\"a\",\"b \\u0061. c\",\"c\"],\"wk\":{\"order\":[2,0,1]}}";

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
look_at_kept(struct ranks *k, const struct buf *kept)
{
	struct json_value top;
	struct json j;
	unsigned seen = 0;
	size_t i;

	must(memchr(kept->data, '\n', kept->len) == NULL);
	json_open(&j, kept->data, kept->len);
	must(json_read(&j, &top) == 0 && json_end(&j) == 0);
	must(ranks_read(k, buf_span(kept), 3) == NULL);
	must(k->n >= 1 && k->n <= 3);
	for (i = 0; i < k->n; i++) {
		must(k->rank[i].index < 3);
		must((seen & 1U << k->rank[i].index) == 0);
		seen |= 1U << k->rank[i].index;
	}
}

/* The bytes as the body of a reply with this status. */
static void
look_at_reply(struct span bytes, long status)
{
	struct pool_batch batch = { .most = 1 };
	struct ranks k = { .model = "m", .batch = &batch };
	struct verdict v = { 0 };
	struct http_reply reply = { .status = status };
	struct buf kept = { 0 }, body = { 0 }, request = { 0 },
	    asked = { 0 };
	const struct span each = span_of(call);
	struct json_value top;
	struct json j;

	ranks_open(&k, RANKS_AUTO, "http://a/v1/rerank");
	buf_add(&reply.body, bytes.p, bytes.len);
	ranks_join(&k, &asked, &each, 1);
	batch.request = buf_span(&asked);
	verdict_http(&v, &reply, 0);
	ranks_judge(&k, &v, &reply.body, &reply, 0);
	if (v.class == VERDICT_ANSWER) {
		if (ranks_divide(&k, buf_span(&reply.body), &each, 1,
		    &kept) == NULL)
			look_at_kept(&k, &kept);
	} else {
		must(v.kind != NULL && v.message.len > 0);
		buf_add(&body, each.p, each.len);
		if (ranks_mend(&k, &v, &body)) {
			const struct span mended = buf_span(&body);

			ranks_join(&k, &request, &mended, 1);
			json_open(&j, request.data, request.len);
			must(json_read(&j, &top) == 0 && json_end(&j) == 0);
		}
	}
	buf_free(&kept);
	buf_free(&body);
	buf_free(&request);
	buf_free(&asked);
	buf_free(&reply.body);
	buf_free(&batch.note);
	verdict_free(&v);
	ranks_free(&k);
}

/* The bytes as a hit. */
static void
look_at_hit(struct span bytes, const char *relevance)
{
	struct order_hit hit = { .text = { NULL, 0 } };
	struct json_value top, v, name;
	struct buf b = { 0 };
	size_t n = 0, others = 0, had = 0;
	struct json j;

	json_open(&j, bytes.p, bytes.len);
	if (json_read(&j, &hit.value) == -1 || hit.value.type != JSON_OBJECT)
		return;
	json_open_value(&j, &hit.value);
	(void)json_object(&j);
	while (json_member(&j, &name, &v) == 1)
		had += !json_is(&name, "relevance");
	if (relevance != NULL && had > 0)
		hit.relevance = span_of(relevance);
	order_put_hit(&b, &hit);
	json_open(&j, b.data, b.len);
	must(json_read(&j, &top) == 0 && json_end(&j) == 0);
	json_open_value(&j, &top);
	must(json_object(&j) == 0);
	while (json_member(&j, &name, &v) == 1)
		if (json_is(&name, "relevance"))
			n++;
		else
			others++;
	must(others == had && n == (hit.relevance.p != NULL));
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct span bytes = { (const char *)data, size };

	look_at_reply(bytes, 200);
	/* Refusals are read slowly, by regular expressions. */
	if (size > 0 && data[0] % 16 == 1)
		look_at_reply(span_from(bytes, 1),
		    data[0] < 128 ? 400 : 500);
	look_at_hit(bytes, NULL);
	look_at_hit(bytes, "-1.5");
	return 0;
}
