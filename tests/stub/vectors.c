/* Plays the embeddings and rerank endpoints. */
#include "stub.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define DIMENSIONS 64
#define DIMENSIONS_MAX 4096
#define DOCUMENTS_MAX 4096

struct ranked {
	size_t index;
	double score;
	struct json_value text;
};

/* Makes a unit vector that depends on the characters of a text alone. */
static void
embed(float *v, size_t n, struct span s)
{
	double sum = 0;
	uint32_t cp;
	size_t i, len;

	for (i = 0; i < n; i++)
		v[i] = 0;
	for (; (len = utf8_decode(s.p, s.len, &cp)) > 0;
	    s.p += len, s.len -= len)
		v[(size_t)(chance(cp, n) * (double)n)] += 1;
	for (i = 0; i < n; i++)
		sum += (double)(v[i] * v[i]);
	for (i = 0; i < n && sum > 0; i++)
		v[i] = (float)(v[i] / sqrt(sum));
}

/* Appends a vector of little-endian float32 in base64 (RFC 4648). */
static void
put_base64(struct buf *b, const float *v, size_t n)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char byte[DIMENSIONS_MAX * 4 + 2] = { 0 };
	uint32_t bits;
	size_t i, size = n * 4;

	for (i = 0; i < size; i++) {
		memcpy(&bits, &v[i / 4], 4);
		byte[i] = (unsigned char)(bits >> (i % 4 * 8) & 0xff);
	}
	buf_addc(b, '"');
	for (i = 0; i < size; i += 3) {
		bits = (uint32_t)byte[i] << 16 | (uint32_t)byte[i + 1] << 8 |
		    byte[i + 2];
		buf_addc(b, digit[bits >> 18]);
		buf_addc(b, digit[bits >> 12 & 63]);
		buf_addc(b, i + 1 < size ? digit[bits >> 6 & 63] : '=');
		buf_addc(b, i + 2 < size ? digit[bits & 63] : '=');
	}
	buf_addc(b, '"');
}

static void
put_embedding(struct buf *b, const struct json_value *input, size_t index,
    size_t n, bool base64)
{
	struct buf scratch = { 0 };
	float v[DIMENSIONS_MAX];
	size_t i;

	embed(v, n, json_string(input, &scratch));
	buf_printf(b, "{\"object\":\"embedding\",\"index\":%zu,"
	    "\"embedding\":", index);
	if (base64)
		put_base64(b, v, n);
	else
		for (i = 0; i < n; i++)
			buf_printf(b, "%c%.9g", i == 0 ? '[' : ',',
			    (double)v[i]);
	buf_puts(b, base64 ? "}" : "]}");
	buf_free(&scratch);
}

/* Appends zeros, of which the first is a null if `broken`. */
static void
put_bad(struct buf *b, size_t index, size_t n, bool broken)
{
	size_t i;

	buf_printf(b, "{\"index\":%zu,\"embedding\":", index);
	for (i = 0; i < n; i++)
		buf_printf(b, "%c%s", i == 0 ? '[' : ',',
		    i == 0 && broken ? "null" : "0");
	buf_puts(b, "]}");
}

/*
 * Finds the strings in v: v itself, or an array of strings (or of objects with
 * a "text").  How many; 0 if an element is something else, or empty.
 */
static size_t
read_texts(const struct json_value *v, struct ranked *to, size_t max)
{
	struct json_value one;
	struct json j;
	size_t n = 0;

	if (v->type == JSON_STRING && v->len > 2) {
		to[0].text = *v;
		return 1;
	}
	if (v->type != JSON_ARRAY)
		return 0;
	json_open(&j, v->p, v->len);
	json_array(&j);
	while (json_element(&j, &one) == 1) {
		if (one.type == JSON_OBJECT)
			json_find(&one, "text", &one);
		if (n == max || one.type != JSON_STRING || one.len <= 2)
			return 0;
		to[n].index = n;
		to[n++].text = one;
	}
	return n;
}

static size_t
number_member(const struct json_value *v, const char *name, size_t least,
    size_t most, size_t otherwise)
{
	struct json_value value;
	long long n;

	if (!json_find(v, name, &value) || value.type != JSON_NUMBER ||
	    json_integer(&value, &n) == -1 || n < (long long)least ||
	    n > (long long)most)
		return otherwise;
	return (size_t)n;
}

static void
put_model(struct buf *b, const struct request *r)
{
	struct json_value model;

	buf_puts(b, "\"model\":");
	if (json_find(&r->json, "model", &model))
		buf_add(b, model.p, model.len);
	else
		buf_puts(b, "\"stub\"");
}

void
answer_embeddings(struct answer *to, const struct request *r,
    const struct action *a)
{
	static struct ranked input[DOCUMENTS_MAX];
	struct json_value v, format;
	size_t i, k, n = 0, dimensions;
	bool base64;

	if (r->json.type == JSON_OBJECT && json_find(&r->json, "input", &v))
		n = read_texts(&v, input, LEN(input));
	if (n == 0) {
		answer_error(to, r, 400, "input must be texts, none empty");
		return;
	}
	dimensions = number_member(&r->json, "dimensions", 1, DIMENSIONS_MAX,
	    DIMENSIONS);
	base64 = !a->floats && json_find(&r->json, "encoding_format",
	    &format) && json_is(&format, "base64");
	if (a->fewer)
		n = n > 1 ? 1 : n;
	buf_puts(&to->body, "{\"object\":\"list\",");
	put_model(&to->body, r);
	buf_puts(&to->body, ",\"data\":[");
	for (i = 0; i < n; i++) {
		k = a->shuffle ? n - 1 - i : i;
		if (i > 0)
			buf_addc(&to->body, ',');
		if (a->broken || a->zeros)
			put_bad(&to->body, k, dimensions, a->broken);
		else
			put_embedding(&to->body, &input[k].text, k,
			    dimensions, base64);
	}
	buf_printf(&to->body, "],\"usage\":{\"prompt_tokens\":%zu,"
	    "\"completion_tokens\":0,\"total_tokens\":%zu}}",
	    tokens(v.len), tokens(v.len));
}

/* How near two texts are: the cosine of their directions. */
static double
similarity(struct span a, struct span b)
{
	float x[DIMENSIONS * 4], y[DIMENSIONS * 4];
	double sum = 0;
	size_t i;

	embed(x, LEN(x), a);
	embed(y, LEN(y), b);
	for (i = 0; i < LEN(x); i++)
		sum += (double)x[i] * (double)y[i];
	return sum;
}

static int
by_score(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->score > y->score || x->score < y->score)
		return x->score > y->score ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static void
score(struct ranked *document, size_t n, const struct json_value *query)
{
	struct buf b = { 0 }, scratch = { 0 };
	struct span q = json_string(query, &b);
	size_t i;

	for (i = 0; i < n; i++) {
		buf_clear(&scratch);
		document[i].score = similarity(q,
		    json_string(&document[i].text, &scratch));
	}
	qsort(document, n, sizeof(*document), by_score);
	buf_free(&b);
	buf_free(&scratch);
}

/* The dialects of rerankers: what they are asked, and how they answer. */
static const struct dialect {
	const char *name;
	const char *documents;	/* the member with them */
	const char *inside;	/* the member that it and the query are in */
	const char *refusal;	/* of a request without; NULL: the usual */
	int status;
	const char *list, *score;	/* members of the reply */
	const char *not_at;	/* a path that holds this is not there; or
				   NULL */
} dialects[] = {
	{ "", "documents", NULL, NULL, 400, "results", "relevance_score",
	    NULL },
	{ "tei", "texts", NULL, "Failed to deserialize the JSON body into the "
	    "target type: missing field `texts` at line 1 column 9", 422,
	    NULL, "score", "/v1/" },
	{ "voyage", "documents", NULL, "{\"detail\":\"Argument 'documents' is "
	    "missing\"}", 400, "data", "relevance_score", NULL },
	{ "nvidia", "passages", NULL, "{\"detail\":[{\"type\":\"missing\","
	    "\"loc\":[\"body\",\"passages\"],\"msg\":\"Field required\"}]}",
	    422, "rankings", "logit", NULL },
	{ "dashscope", "documents", "input", "{\"code\":\"InvalidParameter\","
	    "\"message\":\"Required input is missing\",\"request_id\":\"r\"}",
	    400, "results", "relevance_score", NULL },
};

/* The dialect that a script asks for. */
static const struct dialect *
dialect_of(const struct action *a)
{
	size_t i;

	for (i = LEN(dialects) - 1; i > 0; i--)
		if (span_is(buf_span(&a->shape), dialects[i].name))
			break;
	return &dialects[i];
}

/* Reads query and documents of a request.  How many; 0: it has none. */
static size_t
read_rerank(const struct request *r, const struct dialect *d,
    struct json_value *query, struct ranked *document, size_t max)
{
	struct json_value in = r->json, v;

	if (in.type != JSON_OBJECT || (d->inside != NULL &&
	    (!json_find(&in, d->inside, &in) || in.type != JSON_OBJECT)))
		return 0;
	if (!json_find(&in, d->documents, &v) ||
	    !json_find(&in, "query", query))
		return 0;
	if (query->type == JSON_OBJECT)
		(void)json_find(query, "text", query);
	return query->type != JSON_STRING || query->len <= 2 ? 0 :
	    read_texts(&v, document, max);
}

/* Refuses a request that has not what the dialect wants. */
static void
refuse_rerank(struct answer *to, const struct request *r,
    const struct dialect *d)
{
	if (d->refusal == NULL) {
		answer_error(to, r, d->status, "query or documents are "
		    "missing");
		return;
	}
	to->status = d->status;
	if (*d->refusal != '{')
		to->type = "text/plain; charset=utf-8";
	buf_puts(&to->body, d->refusal);
}

static void
put_ranks(struct buf *b, const struct dialect *d,
    const struct ranked *document, size_t n, bool texts)
{
	size_t i;

	buf_addc(b, '[');
	for (i = 0; i < n; i++) {
		buf_printf(b, "%s{\"index\":%zu,\"%s\":%.9g",
		    i == 0 ? "" : ",", document[i].index, d->score,
		    document[i].score);
		if (texts) {
			buf_puts(b, ",\"document\":{\"text\":");
			buf_add(b, document[i].text.p, document[i].text.len);
			buf_addc(b, '}');
		}
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

void
answer_rerank(struct answer *to, const struct request *r,
    const struct action *a)
{
	static struct ranked document[DOCUMENTS_MAX];
	const struct dialect *d = dialect_of(a);
	struct json_value query, with;
	struct buf *b = &to->body;
	size_t n, top;
	bool texts;

	if (d->not_at != NULL && memmem(r->path.p, r->path.len, d->not_at,
	    strlen(d->not_at)) != NULL) {
		to->status = 404;
		return;
	}
	/* Like llama.cpp, which speaks as TEI does if asked so. */
	if (d == dialects && r->json.type == JSON_OBJECT &&
	    json_find(&r->json, "texts", &with))
		d = &dialects[1];
	n = read_rerank(r, d, &query, document, LEN(document));
	if (n == 0) {
		refuse_rerank(to, r, d);
		return;
	}
	score(document, n, &query);
	top = number_member(&r->json, "top_n", 1, n, n);
	texts = json_find(&r->json, "return_documents", &with) &&
	    with.type == JSON_TRUE;
	if (a->fewer)
		top = (top + 1) / 2;
	if (d->list == NULL) {
		put_ranks(b, d, document, top, false);
		return;
	}
	buf_printf(b, "{\"id\":\"rerank-%llu\",",
	    (unsigned long long)r->n);
	if (d->inside != NULL)
		buf_puts(b, "\"output\":{");
	buf_printf(b, "\"%s\":", d->list);
	put_ranks(b, d, document, top, texts);
	if (d->inside != NULL)
		buf_addc(b, '}');
	if (*d->name == '\0')
		buf_printf(b, ",\"tokens\":{\"input_tokens\":%zu,"
		    "\"output_tokens\":0}}", tokens(r->body.len));
	else
		buf_printf(b, ",\"usage\":{\"total_tokens\":%zu}}",
		    tokens(r->body.len));
}
