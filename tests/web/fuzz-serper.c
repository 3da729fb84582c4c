/*
 * Any bytes are judged, asked for, and taken for an URL.  What is kept of an
 * answer is one line of valid JSON that is kept as it is when it is judged
 * again; its hits are an array of objects with text, source, a score and a
 * link, none from a domain that is refused.  A query is one line of valid
 * UTF-8 that is asked for as it is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "serper.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char domain[] = "a.com";
static const struct sites none;
static const struct sites refuse = { .name = { domain }, .n = 1 };

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
look_at_hit(const struct json_value *hit)
{
	struct json_value v;
	struct buf scratch = { 0 };
	struct span url;

	must(hit->type == JSON_OBJECT);
	must(json_find(hit, "text", &v) && v.type == JSON_STRING && v.len > 2);
	must(json_find(hit, "source", &v) && v.type == JSON_STRING &&
	    v.len > 2);
	must(json_find(hit, "score", &v) && json_number(&v) > 0 &&
	    json_number(&v) <= 1);
	must(json_find(hit, "url", &v) && v.type == JSON_STRING);
	url = json_string(&v, &scratch);
	must(site_host(url).len > 0 && !sites_have(&refuse, url));
	buf_free(&scratch);
}

static void
look_at_hits(const struct buf *body)
{
	struct serper_reply r = { 0 };
	struct json_value hit;
	struct json j;
	size_t n = 0;

	must(serper_read(&r, (struct span){ body->data, body->len }, &none,
	    &refuse) == 0);
	must(utf8_valid(r.hits.data, r.hits.len) == r.hits.len);
	json_open(&j, r.hits.data, r.hits.len);
	must(json_array(&j) == 0);
	for (; json_element(&j, &hit) == 1; n++)
		look_at_hit(&hit);
	must(json_end(&j) == 0 && n == r.n);
	serper_free(&r);
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
	buf_add(&again, body->data, body->len);
	serper_judge(&v, &again, NULL, 0);
	must(v.class == VERDICT_ANSWER && again.len == body->len);
	must(memcmp(again.data, body->data, body->len) == 0);
	look_at_hits(body);
	buf_free(&again);
	verdict_free(&v);
}

static void
look_at_query(struct span question)
{
	const struct serper_search how = { .results = 10 };
	struct buf b = { 0 }, again = { 0 }, scratch = { 0 };
	struct json_value top, q;
	struct json j;
	struct span s;
	size_t cut = 0;

	if (serper_body(&b, &how, question, &cut) == 0) {
		json_open(&j, b.data, b.len);
		must(json_read(&j, &top) == 0 && json_end(&j) == 0);
		must(json_find(&top, "q", &q));
		s = json_string(&q, &scratch);
		must(s.len > 0 && s.p[0] != ' ' && s.p[s.len - 1] != ' ');
		must(utf8_count(s.p, s.len) <= SERPER_QUERY_MAX);
		cut = 0;
		must(serper_body(&again, &how, s, &cut) == 0 && cut == 0);
		must(again.len == b.len &&
		    memcmp(again.data, b.data, b.len) == 0);
	}
	buf_free(&b);
	buf_free(&again);
	buf_free(&scratch);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct verdict v = { 0 };
	struct buf body = { 0 }, text = { 0 };

	if (size == 0)
		return 0;
	buf_add(&body, data, size);
	utf8_repair(&text, body.data, body.len);
	look_at_query((struct span){ text.data, text.len });
	(void)sites_have(&refuse, (struct span){ body.data, body.len });
	serper_judge(&v, &body, NULL, 0);
	if (v.class == VERDICT_ANSWER)
		look_at_kept(&body);
	else
		must(v.kind != NULL && v.message.len > 0);
	buf_free(&body);
	buf_free(&text);
	verdict_free(&v);
	return 0;
}
