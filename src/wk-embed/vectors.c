/* Makes requests for embeddings, judges the replies, and divides them. */
#include "vectors.h"

#include <string.h>

#include "base/memory.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "call/refusal.h"
#include "chat/request.h"
#include "chat/vector_reply.h"
#include "text/sentence.h"

/* Of the tokens that a server allows in a request, use so many of ten. */
#define TOKENS_TENTHS 8

/* A text is cut to so many of a hundred of what the server's count allows. */
#define CUT_HUNDREDTHS 95

/* A text of so many code points is not cut again. */
#define CUT_LEAST 8

/* The member of a request, by the format that is asked for. */
static const char *const formats[] = {
	[VECTORS_BASE64] = ",\"encoding_format\":\"base64\"",
	[VECTORS_FLOAT] = ",\"encoding_format\":\"float\"",
	[VECTORS_EITHER] = ""
};

void
vectors_body(const struct vectors *v, struct span text, struct buf *body)
{
	buf_puts(body, "{\"model\":");
	json_put(body, v->model);
	buf_puts(body, ",\"input\":[");
	json_put_string(body, text.p, text.len);
	buf_addc(body, ']');
	if (v->dimensions > 0)
		buf_printf(body, ",\"dimensions\":%zu", v->dimensions);
	buf_addc(body, '}');
}

/* The text in the request for one, as a JSON string. */
static struct json_value
input_of(struct span body)
{
	struct json_value top, input, text = { .type = JSON_NULL };
	struct json j;

	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == 0 && json_find(&top, "input", &input)) {
		json_open_value(&j, &input);
		(void)json_array(&j);
		(void)json_element(&j, &text);
	}
	return text;
}

void
vectors_join(void *arg, struct buf *request, const struct span *each, size_t n)
{
	const struct vectors *v = arg;
	struct json_value text;
	size_t i;

	buf_puts(request, "{\"model\":");
	json_put(request, v->model);
	buf_puts(request, ",\"input\":[");
	for (i = 0; i < n; i++) {
		text = input_of(each[i]);
		if (i > 0)
			buf_addc(request, ',');
		buf_add(request, text.p, text.len);
	}
	buf_addc(request, ']');
	buf_puts(request, formats[v->encoding]);
	if (v->dimensions > 0)
		buf_printf(request, ",\"dimensions\":%zu", v->dimensions);
	buf_addc(request, '}');
}

/* Makes it a fault of the settings, which ends the run. */
static void __attribute__((format(printf, 2, 3)))
misconfigured(struct verdict *verdict, const char *fmt, ...)
{
	va_list ap;

	verdict_clear(verdict);
	verdict->class = VERDICT_CONFIG;
	verdict->kind = "bad_request";
	va_start(ap, fmt);
	buf_vprintf(&verdict->message, fmt, ap);
	va_end(ap);
}

/* Whether a body is what llama.cpp says without /v1: rows of vectors. */
static bool
is_native(struct span body)
{
	struct json_value top, vector;
	struct json j;

	json_open(&j, body.p, body.len);
	return body.len > 0 && body.p[0] == '[' && json_read(&j, &top) == 0 &&
	    top.type == JSON_ARRAY && vector_first(&top, &vector);
}

/* Looks at the first vector of an answer: is it as long as was asked? */
static void
check_length(struct vectors *v, struct verdict *verdict, struct span body)
{
	struct json_value top, data, vector;
	struct json j;

	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || !vector_list(&top, &data) ||
	    !vector_first(&data, &vector))
		return;
	if (embedding_read_vector(&v->one, &vector) == -1)
		misconfigured(verdict, "the server sends vectors that are "
		    "neither base64 nor a list of numbers (a row for each "
		    "token?)");
	else if (v->dimensions > 0 && v->one.dimensions != v->dimensions)
		misconfigured(verdict, "asked for --dimensions %zu, the "
		    "server sends %zu: this model or server has no choice of "
		    "them", v->dimensions, v->one.dimensions);
}

/* Whether a body is a list without vectors. */
static bool
is_empty(struct span body)
{
	struct json_value top, data, vector;
	struct json j;

	json_open(&j, body.p, body.len);
	return json_read(&j, &top) == 0 && vector_list(&top, &data) &&
	    !vector_first(&data, &vector);
}

/*
 * Asks in another format from now on.  False if none is left.  A request that
 * was under way when the format changed is only sent again.
 */
static bool
change_encoding(struct vectors *v)
{
	const char *format = formats[v->encoding];
	const struct span request = v->batch->request;

	if (v->encoding == VECTORS_EITHER)
		return false;
	if (request.len > 0 && memmem(request.p, request.len, format,
	    strlen(format)) != NULL)
		v->encoding++;
	return true;
}

/*
 * Notes that the server takes fewer texts in a request than it was sent; if
 * limit is 0, it does not say how many.
 */
static void
note_inputs(struct vectors *v, size_t limit)
{
	struct pool_batch *batch = v->batch;

	if (limit == 0 || limit >= batch->sent)
		limit = batch->sent / 2;
	if (limit == 0 || limit >= batch->most)
		return;
	batch->most = limit;
	buf_clear(&batch->note);
	buf_printf(&batch->note, "the server accepts %zu text%s in a request: "
	    "give -n %zu to avoid the refused request", limit, plural(limit),
	    limit);
}

/* Notes that the server makes one vector of several texts. */
static void
note_fused(struct vectors *v)
{
	if (v->batch->most > 1)
		buf_puts(&v->batch->note, "the server makes one vector of "
		    "several texts: sending them one by one, as with -n 1");
	v->batch->most = 1;
}

/* Learns from a refusal, and judges it anew. */
static void
learn(struct vectors *v, struct verdict *verdict, struct span body,
    long status)
{
	struct error_body e = { 0 };
	size_t limit, given;

	v->limit = v->given = 0;
	error_body_read(&e, body);
	switch (refusal_of(buf_span(&e.text), &limit, &given)) {
	case REFUSAL_OTHER:
		if (status == 424)	/* TEI: its backend failed */
			verdict->class = VERDICT_RETRY;
		break;
	case REFUSAL_LENGTH:
		v->limit = limit;
		v->given = given;
		verdict->class = VERDICT_RECORD;
		verdict->kind = "too_long";
		break;
	case REFUSAL_INPUTS:
		note_inputs(v, limit);
		verdict->class = VERDICT_RECORD;
		break;
	case REFUSAL_TOKENS:
		if (limit > 0)
			v->batch->tokens = limit / 10 * TOKENS_TENTHS + 1;
		verdict->class = VERDICT_RECORD;
		verdict->kind = "too_long";
		break;
	case REFUSAL_ENCODING:
		verdict->again = change_encoding(v);
		break;
	case REFUSAL_VECTOR:
		verdict->class = VERDICT_RECORD;
		verdict->kind = "bad_embedding";
		break;
	case REFUSAL_KIND:
		verdict->class = VERDICT_CONFIG;
		verdict->kind = "bad_request";
	}
	error_body_free(&e);
}

void
vectors_judge(struct vectors *v, struct verdict *verdict, struct buf *body,
    const struct http_reply *reply, int64_t now)
{
	static const struct verdict_protocol protocol = { .look = vector_look };
	const bool refused = verdict->class != VERDICT_ANSWER;

	if (refused && reply->fault != HTTP_DONE)
		return;
	if (!refused) {
		if (is_native(buf_span(body))) {
			misconfigured(verdict, "this is the server's own form "
			    "of embeddings: give the base URL that ends in "
			    "/v1");
			return;
		}
		verdict_body(verdict, body, &protocol, reply, now);
		if (verdict->class == VERDICT_ANSWER) {
			if (!v->checked)
				check_length(v, verdict, buf_span(body));
			v->checked = verdict->class == VERDICT_ANSWER;
			return;
		}
		/* OpenRouter's way to say that it has no base64. */
		if (is_empty(buf_span(body))) {
			verdict->again = change_encoding(v);
			return;
		}
	}
	if (verdict->rate_limited || verdict->class == VERDICT_PERSON)
		return;
	learn(v, verdict, buf_span(body), reply->status);
}

/* The member "cut" of a request or a kept reply, or 0. */
static size_t
cut_of(const struct json_value *top)
{
	struct json_value v;
	long long n;

	return json_find(top, "cut", &v) && json_integer(&v, &n) == 0 &&
	    n > 0 ? (size_t)n : 0;
}

static size_t
cut_of_body(struct span body)
{
	struct json_value top;
	struct json j;

	json_open(&j, body.p, body.len);
	return json_read(&j, &top) == 0 ? cut_of(&top) : 0;
}

/* The share of one text in the tokens of an answer. */
static long long
share(long long tokens, size_t before, size_t len, size_t all)
{
	const double each = all == 0 ? 0 : (double)tokens / (double)all;

	if (tokens < 0)
		return -1;
	return (long long)(each * (double)(before + len) + .5) -
	    (long long)(each * (double)before + .5);
}

const char *
vectors_divide(void *arg, struct span answer, const struct span *each,
    size_t n, struct buf *kept)
{
	enum { INDEX, EMBEDDING, N };
	static const char *const names[N] = { "index", "embedding" };
	struct vectors *v = arg;
	struct json_value top, data, one, m[N], model = { 0 };
	size_t i, count = 0, all = 0, before = 0;
	long long tokens, index;
	struct json j;

	json_open(&j, answer.p, answer.len);
	if (json_read(&j, &top) == -1 || !vector_list(&top, &data))
		return "no list of vectors";
	(void)json_find(&top, "model", &model);
	tokens = vector_tokens(&top);
	for (i = 0; i < n; i++)
		all += each[i].len;
	json_open_value(&j, &data);
	(void)json_array(&j);
	while (json_element(&j, &one) == 1) {
		if (one.type != JSON_OBJECT)
			return "a vector that is no object";
		json_find_all(&one, names, m, N);
		index = (long long)count++;
		if (m[INDEX].p != NULL && m[INDEX].type != JSON_NULL &&
		    json_integer(&m[INDEX], &index) == -1)
			return "an index that is no number";
		if (index < 0 || (size_t)index >= n || kept[index].len > 0)
			return "another number of vectors than of texts";
		if (m[EMBEDDING].p == NULL ||
		    embedding_read_vector(&v->one, &m[EMBEDDING]) == -1)
			return "a vector that is none";
		for (before = 0, i = 0; i < (size_t)index; i++)
			before += each[i].len;
		vector_put(&v->one, &kept[index], &m[EMBEDDING], &model,
		    share(tokens, before, each[index].len, all),
		    cut_of_body(each[index]));
	}
	if (count == 1 && n > 1)
		note_fused(v);
	return count == n ? NULL : "another number of vectors than of texts";
}

/*
 * Notes how long texts are that the server refuses: those that may be are sent
 * alone from now on, so that the others need not be sent again.
 */
static void
note_length(struct vectors *v, struct span text)
{
	double tokens = (double)request_estimate_text(text);

	if (v->limit > 0 && v->given > v->limit)
		tokens = tokens * (double)v->limit / (double)v->given;
	if (v->batch->alone == 0 || tokens < (double)v->batch->alone)
		v->batch->alone = (size_t)tokens;
}

bool
vectors_mend(void *arg, const struct verdict *verdict, struct buf *body)
{
	struct vectors *v = arg;
	const struct json_value value = input_of(buf_span(body));
	struct buf copy = { 0 };
	struct span text;
	size_t n, most;

	if (strcmp(verdict->kind, "too_long") != 0 &&
	    strcmp(verdict->kind, "too_large") != 0 &&
	    strcmp(verdict->kind, "context_length") != 0)
		return false;
	(void)json_add_text(&copy, &value);
	text = buf_span(&copy);
	n = utf8_count(text.p, text.len);
	most = n / 2;
	if (v->limit > 0 && v->given > v->limit)
		most = (size_t)((double)n * (double)v->limit /
		    (double)v->given * CUT_HUNDREDTHS / 100);
	/* The numbers were nearly right for the first cut. */
	if (cut_of_body(buf_span(body)) > 0 && most < n / 2)
		most = n / 2;
	note_length(v, text);
	v->limit = v->given = 0;
	if (n > CUT_LEAST && most > v->prefix) {
		text.len = sentence_cut(text, most);
		buf_clear(body);
		vectors_body(v, text, body);
		body->len--;	/* the brace */
		buf_printf(body, ",\"cut\":%zu}", utf8_count(text.p,
		    text.len));
	} else
		n = 0;
	buf_free(&copy);
	return n > 0;
}

int
vectors_read(struct vectors *v, struct span kept, long long *tokens,
    size_t *cut)
{
	struct json_value top, data, vector;
	struct json j;

	json_open(&j, kept.p, kept.len);
	if (json_read(&j, &top) == -1 || !vector_list(&top, &data) ||
	    !vector_first(&data, &vector) ||
	    embedding_read_vector(&v->one, &vector) == -1)
		return -1;
	*tokens = vector_tokens(&top);
	*cut = cut_of(&top);
	return 0;
}
