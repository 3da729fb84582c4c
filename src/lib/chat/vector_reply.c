/* Reads the replies of an OpenAI-compatible server's /embeddings. */
#include "vector_reply.h"

/* A count of more tokens is not believed. */
#define TOKENS_MOST 1000000000000

bool
vector_list(const struct json_value *top, struct json_value *data)
{
	return top->type == JSON_OBJECT && json_find(top, "data", data) &&
	    data->type == JSON_ARRAY;
}

bool
vector_first(const struct json_value *data, struct json_value *vector)
{
	struct json_value one;
	struct json j;

	json_open_value(&j, data);
	return json_array(&j) == 0 && json_element(&j, &one) == 1 &&
	    one.type == JSON_OBJECT && json_find(&one, "embedding", vector);
}

struct verdict_finding
vector_look(const struct json_value *top)
{
	struct verdict_finding found = { .fault = NULL };
	struct json_value data, m;

	if (vector_list(top, &data)) {
		if (!vector_first(&data, &m))
			found.fault = "a reply without vectors";
		return found;
	}
	found.fault = "no list of vectors";
	if (top->type == JSON_OBJECT && (json_find(top, "error", &m) ||
	    json_find(top, "message", &m) || json_find(top, "detail", &m) ||
	    json_find(top, "code", &m)))
		found.error = (struct span){ top->p, top->len };
	return found;
}

void
vector_put(struct embedding *e, struct buf *b, const struct json_value *vector,
    const struct json_value *model, long long tokens, size_t cut)
{
	buf_puts(b, "{\"data\":[{\"index\":0,\"embedding\":");
	if (vector->type == JSON_STRING)
		buf_add(b, vector->p, vector->len);
	else
		embedding_put_vector(b, e);
	buf_puts(b, "}]");
	if (model->p != NULL && model->type == JSON_STRING) {
		buf_puts(b, ",\"model\":");
		buf_add(b, model->p, model->len);
	}
	if (tokens >= 0)
		buf_printf(b, ",\"usage\":{\"prompt_tokens\":%lld,"
		    "\"total_tokens\":%lld}", tokens, tokens);
	if (cut > 0)
		buf_printf(b, ",\"cut\":%zu", cut);
	buf_addc(b, '}');
}

long long
vector_tokens(const struct json_value *top)
{
	struct json_value usage, n;
	long long tokens;

	if (json_find(top, "usage", &usage) && usage.type == JSON_OBJECT &&
	    (json_find(&usage, "total_tokens", &n) ||
	    json_find(&usage, "prompt_tokens", &n)) &&
	    json_integer(&n, &tokens) == 0 && tokens >= 0 &&
	    tokens <= TOKENS_MOST)
		return tokens;
	return -1;
}
