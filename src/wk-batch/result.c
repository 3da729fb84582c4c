/* Reads a line of a batch's files, and judges the reply in it. */
#include "result.h"

#include <time.h>

#include "chat/chat.h"
#include "chat/vector_reply.h"

/* A count of more tokens is not believed. */
#define TOKENS_MOST 1000000000000

/* The words for a request whose turn did not come. */
static const char *const unsent[] = { "batch_expired", "batch_cancelled",
	"batch_canceled" };

/* Makes it a failure that another try may not have. */
static void
fail(struct result *r, const char *kind, const char *message)
{
	verdict_clear(&r->verdict);
	r->verdict.class = VERDICT_RETRY;
	r->verdict.kind = kind;
	buf_puts(&r->verdict.message, message);
}

/* The status that a response says it has; 0 if it had no answer. */
static long
status_of(const struct json_value *response, const struct json_value *body)
{
	struct json_value v;
	struct buf text = { 0 };
	long long n = 0;
	struct json j;

	if (response->type != JSON_OBJECT ||
	    !json_find(response, "status_code", &v) || v.type == JSON_NULL)
		return body->p != NULL && body->type == JSON_OBJECT ? 200 : 0;
	if (v.type == JSON_STRING && json_add_text(&text, &v)) {
		json_open(&j, text.data, text.len);
		if (text.len == 0 || json_read(&j, &v) == -1)
			v.type = JSON_NULL;
	}
	if (json_integer(&v, &n) == -1 || n < 0 || n > 999)
		n = 0;
	buf_free(&text);
	return (long)n;
}

/* Brings the answer of /embeddings into the form that is kept. */
static void
keep_vector(struct result *r)
{
	static const struct verdict_protocol protocol = { .look =
	    vector_look };
	struct json_value top, data, vector, model = { 0 };
	struct buf kept = { 0 };
	struct json j;

	verdict_body(&r->verdict, &r->reply, &protocol, NULL,
	    (int64_t)time(NULL));
	if (r->verdict.class != VERDICT_ANSWER)
		return;
	json_open(&j, r->reply.data, r->reply.len);
	(void)json_read(&j, &top);
	if (!vector_list(&top, &data) || !vector_first(&data, &vector) ||
	    embedding_read_vector(&r->one, &vector) == -1) {
		fail(r, "bad_reply", "an invalid vector");
		return;
	}
	(void)json_find(&top, "model", &model);
	vector_put(&r->one, &kept, &vector, &model, vector_tokens(&top), 0);
	buf_free(&r->reply);
	r->reply = kept;
}

/* The number of tokens that a member of `usage` says, or 0. */
static long long
tokens(const struct json_value *usage, const char *name)
{
	struct json_value v;
	long long n;

	return json_find(usage, name, &v) && json_integer(&v, &n) == 0 &&
	    n >= 0 && n <= TOKENS_MOST ? n : 0;
}

static void
read_usage(struct result *r, const struct json_value *body)
{
	struct json_value usage;

	r->in = r->out = 0;
	if (body->type != JSON_OBJECT || !json_find(body, "usage", &usage))
		return;
	r->in = tokens(&usage, "prompt_tokens");
	r->out = tokens(&usage, "completion_tokens");
	if (r->in == 0 && r->out == 0)
		r->in = tokens(&usage, "total_tokens");
}

/* Notes in a reply how many characters of its line were replaced. */
static void
keep_repaired(struct result *r)
{
	struct buf kept = { 0 };
	struct json_value top;
	struct json j;

	json_open(&j, r->reply.data, r->reply.len);
	if (json_read(&j, &top) == -1)
		return;
	json_keep(&kept, &top, r->repaired);
	buf_free(&r->reply);
	r->reply = kept;
}

/* Judges a reply with status 2xx. */
static void
judge_body(struct result *r, const struct json_value *body)
{
	buf_clear(&r->reply);
	/* A body in a string is the reply as it came: a stream, perhaps. */
	if (body->type == JSON_STRING)
		(void)json_add_text(&r->reply, body);
	else
		buf_add(&r->reply, body->p, body->len);
	verdict_clear(&r->verdict);
	if (r->vectors)
		keep_vector(r);
	else
		chat_judge(&r->verdict, &r->reply, NULL, (int64_t)time(NULL));
	if (r->verdict.class == VERDICT_ANSWER && r->repaired > 0)
		keep_repaired(r);
	read_usage(r, body);
}

/* Whether the error of a line says that it was not tried. */
static bool
was_unsent(const struct json_value *error)
{
	struct json_value code;
	size_t i;

	if (error->type != JSON_OBJECT || !json_find(error, "code", &code))
		return false;
	for (i = 0; i < LEN(unsent); i++)
		if (json_is(&code, unsent[i]))
			return true;
	return false;
}

/* Whether a value says something. */
static bool
says(const struct json_value *v)
{
	return v->p != NULL && v->type != JSON_NULL &&
	    !(v->type == JSON_STRING && v->len == 2) &&
	    !(v->type == JSON_OBJECT && v->len == 2);
}

/* Judges what a line says of its request. */
static void
judge(struct result *r, const struct json_value *response,
    const struct json_value *error)
{
	struct json_value body = { .p = NULL, .type = JSON_NULL };
	long status;

	if (response->type == JSON_OBJECT)
		(void)json_find(response, "body", &body);
	status = status_of(response, &body);
	if (status / 100 == 2 && says(&body)) {
		judge_body(r, &body);
		return;
	}
	verdict_clear(&r->verdict);
	if (says(&body))
		verdict_error(&r->verdict, status, (struct span){ body.p,
		    body.len }, NULL, (int64_t)time(NULL));
	else if (says(error))
		verdict_error(&r->verdict, status / 100 == 2 ? 0 : status,
		    (struct span){ error->p, error->len }, NULL,
		    (int64_t)time(NULL));
	else
		fail(r, "no_reply", "the batch has no reply to it");
}

static enum key_how
how_of(const struct verdict *v)
{
	switch (v->class) {
	case VERDICT_ANSWER:
		return KEY_ANSWERED;
	case VERDICT_RECORD:
	case VERDICT_REQUEST:
		return KEY_FAILED;
	case VERDICT_PERSON:
		return KEY_LEFT;
	case VERDICT_RETRY:
	case VERDICT_CONFIG:
		break;
	}
	return KEY_AGAIN;
}

int
result_read(struct result *r, struct span line)
{
	enum { ID, RESPONSE, ERROR, N };
	static const char *const names[N] = { "custom_id", "response",
		"error" };
	struct json_value top, m[N];
	struct json j;
	size_t i;

	buf_clear(&r->text);
	r->repaired = json_sanitize(&r->text, line);
	json_open(&j, r->text.data, r->text.len);
	if (r->text.len == 0 || json_read(&j, &top) == -1 ||
	    json_end(&j) == -1 || top.type != JSON_OBJECT)
		return -1;
	json_find_all(&top, names, m, N);
	for (i = 0; i < N; i++)
		if (m[i].p == NULL)
			m[i].type = JSON_NULL;
	buf_clear(&r->id);
	(void)json_add_text(&r->id, &m[ID]);
	r->known = m[ID].p != NULL && journal_unhex(r->key, &m[ID]);
	if (was_unsent(&m[ERROR])) {
		fail(r, "not_tried", "the batch ended before the request was "
		    "tried");
		r->how = KEY_LEFT;
		return 0;
	}
	judge(r, &m[RESPONSE], &m[ERROR]);
	r->how = how_of(&r->verdict);
	return 0;
}

void
result_free(struct result *r)
{
	buf_free(&r->id);
	buf_free(&r->reply);
	verdict_free(&r->verdict);
	embedding_free(&r->one);
	buf_free(&r->text);
}
