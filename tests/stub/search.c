/* Plays HuixiangDou and Serper, and has the pages that it finds. */
#include "stub.h"

#include <string.h>

#define REFERENCES "**References:**\r\n* one.md\r\n* two.md\r\n"

/* Appends, in quotes, the response of a step: the first n bytes of text. */
static void
put_response(struct buf *b, const struct action *a, const struct buf *text,
    size_t n)
{
	while (n < text->len && n > 0 && (text->data[n] & 0xc0) == 0x80)
		n--;
	json_put_string(b, text->data, n);
	if (n < text->len || b->len == 0)
		return;
	/* Bytes that JSON must not hold take the place of the closing quote. */
	if (a->raw_controls || a->bad_utf8)
		b->len--;
	if (a->raw_controls)
		buf_puts(b, "\nnext line\tafter a tab\001\"");
	else if (a->bad_utf8)
		buf_puts(b, " bad \377\376 \\u0000 \\ud83d end\"");
}

static void
put_step(struct buf *b, const struct action *a, const char *state,
    const struct buf *text, size_t n)
{
	bool success = strcmp(state, "success") == 0;

	buf_puts(b, "{\"state\":");
	json_put(b, state);
	buf_puts(b, ",\"response\":");
	if (success)
		put_response(b, a, text, n);
	else
		buf_puts(b, "\"\"");
	buf_printf(b, ",\"refs\":[%s]}",
	    success ? "\"one.md\",\"two.md\"" : "");
}

/* Appends steps 1 to `count`; the last has n bytes of its response. */
static void
put_steps(struct buf *b, const struct action *a, const struct buf *states,
    size_t count, const struct buf *text, size_t n)
{
	const char *p = states->data;
	size_t i;

	buf_puts(b, "{\"step\":[");
	for (i = 1; i <= count; i++) {
		if (i > 1)
			buf_addc(b, ',');
		put_step(b, a, p, text, i == count ? n : text->len);
		p += strlen(p) + 1;
	}
	buf_puts(b, "],\"debug\":{}}");
}

/* Appends the steps again and again, longer each time, as the server does. */
static void
put_stream(struct answer *to, const struct action *a,
    const struct buf *states, size_t count, const struct buf *text)
{
	size_t i, k;

	to->type = "text/event-stream";
	for (i = 1; i <= count; i++)
		for (k = 0; k <= 4; k++) {
			put_steps(&to->body, a, states, i, text,
			    text->len * k / 4);
			buf_add(&to->pieces, &to->body.len,
			    sizeof(to->body.len));
		}
}

static void
put_string(struct buf *b, const struct action *a, const struct buf *text)
{
	struct buf all = { 0 };

	buf_puts(&all, REFERENCES);
	buf_add(&all, text->data, text->len);
	put_response(b, a, &all, all.len);
	buf_free(&all);
}

void
answer_huixiangdou(struct answer *to, const struct request *r,
    const struct action *a)
{
	struct buf text = { 0 }, asked = { 0 }, states = { 0 };
	size_t i, count = 0;

	if (!string_member(&r->json, "text", &asked)) {
		to->status = 422;
		buf_puts(&to->body, "{\"detail\":[{\"type\":\"missing\","
		    "\"loc\":[\"body\",\"text\"],"
		    "\"msg\":\"Field required\"}]}");
		return;
	}
	if (a->has_content)
		buf_add(&text, a->content.data, a->content.len);
	else
		default_content(&text, asked.data, asked.len);
	if (a->states.len > 0)
		buf_add(&states, a->states.data, a->states.len);
	else
		buf_add(&states, "success", sizeof("success"));
	for (i = 0; i < states.len; i++)
		count += states.data[i] == '\0';
	if (a->hxd_string)
		put_string(&to->body, a, &text);
	else if (request_is(r, "/huixiangdou_stream"))
		put_stream(to, a, &states, count, &text);
	else
		put_steps(&to->body, a, &states, count, &text, text.len);
	buf_free(&text);
	buf_free(&asked);
	buf_free(&states);
}

/* The host and port that a request was sent to. */
static struct span
host_of(const struct request *r)
{
	static const char name[] = "\nHost: ";
	const char *at = memmem(r->head.p, r->head.len, name + 1,
	    sizeof(name) - 2), *end;

	if (at == NULL)
		return (struct span){ "example.com", 11 };
	at += sizeof(name) - 2;
	end = memchr(at, '\r', (size_t)(r->head.p + r->head.len - at));
	return (struct span){ at, end == NULL ? 0 : (size_t)(end - at) };
}

static void
put_link(struct buf *b, const struct request *r, const struct action *a, int i)
{
	const struct span host = host_of(r);

	if (a->own_links)
		buf_printf(b, ",\"link\":\"http://%.*s/page/%d\"",
		    (int)host.len, host.p, i);
	else
		buf_printf(b, ",\"link\":\"https://example.com/%d\"", i);
}

static void
put_result(struct buf *b, const struct buf *q, const struct request *r,
    const struct action *a, int i)
{
	struct buf text = { 0 };

	buf_printf(b, "%s{\"title\":", i == 1 ? "" : ",");
	buf_printf(&text, "Result %d: ", i);
	buf_add(&text, q->data, q->len);
	json_put_string(b, text.data, text.len);
	put_link(b, r, a, i);
	buf_puts(b, ",\"snippet\":");
	buf_clear(&text);
	buf_printf(&text, "Snippet %d about ", i);
	buf_add(&text, q->data, q->len);
	json_put_string(b, text.data, text.len);
	buf_printf(b, ",\"position\":%d}", i);
	buf_free(&text);
}

static bool
put_search(struct buf *b, const struct json_value *v, const struct request *r,
    const struct action *a)
{
	struct buf q = { 0 };
	struct json_value num;
	long long n = 10;
	int i;

	if (!string_member(v, "q", &q) || q.len == 0) {
		buf_free(&q);
		return false;
	}
	if (json_find(v, "num", &num) && (num.type != JSON_NUMBER ||
	    json_integer(&num, &n) == -1 || n < 1 || n > 100))
		n = 10;
	buf_puts(b, "{\"searchParameters\":{\"q\":");
	json_put_string(b, q.data, q.len);
	buf_printf(b, ",\"type\":\"search\",\"num\":%lld,"
	    "\"engine\":\"google\"}", n);
	if (!a->serper_empty) {
		buf_puts(b, ",\"organic\":[");
		for (i = 1; i <= n; i++)
			put_result(b, &q, r, a, i);
		buf_puts(b, "],\"peopleAlsoAsk\":[{\"question\":");
		json_put_string(b, q.data, q.len);
		buf_puts(b, ",\"snippet\":\"Others ask too.\",\"title\":"
		    "\"Others\",\"link\":\"https://example.com/ask\"}],"
		    "\"relatedSearches\":[{\"query\":");
		json_put_string(b, q.data, q.len);
		buf_puts(b, "}]");
	}
	buf_puts(b, ",\"credits\":1}");
	buf_free(&q);
	return true;
}

void
answer_serper(struct answer *to, const struct request *r,
    const struct action *a)
{
	struct json_value one;
	struct json j;
	bool good = true, first = true;

	if (r->json.type != JSON_ARRAY)
		good = put_search(&to->body, &r->json, r, a);
	else {
		json_open(&j, r->json.p, r->json.len);
		json_array(&j);
		buf_addc(&to->body, '[');
		while (good && json_element(&j, &one) == 1) {
			if (!first)
				buf_addc(&to->body, ',');
			first = false;
			good = put_search(&to->body, &one, r, a);
		}
		buf_addc(&to->body, ']');
	}
	if (!good) {
		buf_clear(&to->body);
		answer_error(to, r, 400, "Missing query parameter");
	}
}

void
answer_page(struct answer *to, const struct request *r)
{
	to->type = "text/html; charset=utf-8";
	buf_printf(&to->body, "<!DOCTYPE html>\n<html><head><title>Page %.*s"
	    "</title></head>\n<body><h1>Page %.*s</h1>\n<p>This is the text "
	    "of the page. It has some sentences, so that there is something "
	    "to read.</p>\n<p>And a second paragraph, which says that the "
	    "first was not the last.</p></body></html>\n",
	    (int)r->path.len, r->path.p, (int)r->path.len, r->path.p);
}
