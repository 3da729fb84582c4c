#include "error_body.h"

#include <string.h>
#include <strings.h>

#include "json/json.h"
#include "json/json_sanitize.h"

static bool
holds(struct span text, const char *word)
{
	return text.len > 0 &&
	    memmem(text.p, text.len, word, strlen(word)) != NULL;
}

static bool
says_any(const struct error_body *c, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (holds(buf_span(&c->clue), words[i]))
			return true;
	return false;
}

bool
error_body_of_length(const struct error_body *c)
{
	static const char *const words[] = { "context_length",
		"context length", "maximum context", "context window",
		"context size", "too many tokens", "prompt is too long",
		"input is too long", "reduce the length",
		"range of input length", "string_above_max_length",
		"maximum sequence length", "exceeds the maximum length" };

	return c->number == 1261 || says_any(c, words, LEN(words));
}

/* "sensitive" is a word of moderation, "case-sensitive" is none. */
static bool
says_sensitive(struct span s)
{
	const char *at, *from = s.p, *end;

	if (s.len == 0)
		return false;
	end = s.p + s.len;
	while ((at = memmem(from, (size_t)(end - from), "sensitive", 9)) !=
	    NULL) {
		if (at - s.p < 5 || memcmp(at - 5, "case", 4) != 0)
			return true;
		from = at + 9;
	}
	return false;
}

bool
error_body_of_content(const struct error_body *c)
{
	static const char *const words[] = { "content_policy",
		"content policy", "content_filter", "content filter",
		"content management policy", "data_inspection_failed",
		"datainspectionfailed", "inappropriate content",
		"moderation", "flagged", "safety system", "high risk",
		"content exists risk", "敏感", "违规" };

	return c->moderated || c->number == 1301 ||
	    says_any(c, words, LEN(words)) || says_sensitive(buf_span(&c->clue));
}

bool
error_body_of_balance(const struct error_body *c)
{
	static const char *const words[] = { "insufficient balance",
		"insufficient_balance", "account balance", "credit balance",
		"credit_balance", "balance is", "balance not enough",
		"not enough balance", "not enough credits",
		"insufficient credit", "insufficient_credit",
		"insufficient funds", "payment required", "arrear", "余额",
		"欠费" };

	return c->number == 30001 || c->number == 1113 ||
	    says_any(c, words, LEN(words));
}

/*
 * "You exceeded your current quota" is not among them: some servers say so
 * of the quota of a minute.
 */
bool
error_body_of_quota(const struct error_body *c)
{
	static const char *const words[] = { "insufficient_quota",
		"spend_limit_exceeded", "usage_limit_exceeded",
		"billing_hard_limit", "billing hard limit",
		"exceeded_current_quota_error", "quota_exhausted" };

	return says_any(c, words, LEN(words));
}

bool
error_body_of_key(const struct error_body *c)
{
	static const char *const words[] = { "invalid_api_key",
		"api_key_invalid", "api key not valid", "invalid api key",
		"incorrect api key" };

	return says_any(c, words, LEN(words));
}

/* Codes of SiliconFlow (five digits) and Zhipu (four). */
static long
status_of_number(long n)
{
	static const struct {
		long code, status;
	} known[] = {
		{ 1113, 429 }, { 1261, 400 }, { 1301, 400 }, { 1302, 429 },
		{ 1303, 429 }, { 1304, 429 }, { 1305, 429 }, { 20012, 404 },
		{ 30001, 402 }, { 50603, 503 },
	};
	size_t i;

	for (i = 0; i < LEN(known); i++)
		if (known[i].code == n)
			return known[i].status;
	if (n >= 10000 && n < 100000) {
		if (n / 10000 == 2)
			return 400;
		if (n / 10000 == 3)
			return 403;
		n /= 100;
	}
	return n >= 400 && n < 600 ? n : 0;
}

static long
status_of_words(struct span names)
{
	static const struct {
		const char *word;
		long status;
	} known[] = {
		{ "rate_limit", 429 }, { "ratelimit", 429 },
		{ "too_many_requests", 429 }, { "insufficient_quota", 429 },
		{ "insufficient_balance", 402 }, { "billing", 402 },
		{ "api_key", 401 }, { "authentication", 401 },
		{ "unauthorized", 401 }, { "permission", 403 },
		{ "forbidden", 403 }, { "not_found", 404 },
		{ "too_large", 413 }, { "overloaded", 503 },
		{ "unavailable", 503 }, { "timeout", 504 },
		{ "server_error", 500 }, { "invalid", 400 },
		{ "bad_request", 400 }, { "badrequest", 400 },
	};
	size_t i;

	for (i = 0; i < LEN(known); i++)
		if (holds(names, known[i].word))
			return known[i].status;
	return 0;
}

long
error_body_status(const struct error_body *c)
{
	struct span names = { c->clue.data, c->code.len + 1 + c->type.len };
	long status;

	if ((status = status_of_number(c->number)) != 0)
		return status;
	if (error_body_of_quota(c) || error_body_of_balance(c))
		return 429;
	if (error_body_of_length(c) || error_body_of_content(c))
		return 400;
	if (names.len <= c->clue.len &&
	    (status = status_of_words(names)) != 0)
		return status;
	return 500;
}

/* Appends what a string says; another value as it is written. */
static void
add_value(struct buf *b, const struct json_value *v)
{
	struct buf scratch = { 0 };
	struct span s = { v->p, v->len };

	if (v->type == JSON_NULL)
		return;
	if (v->type == JSON_STRING)
		s = json_string(v, &scratch);
	if (b->len < ERROR_BODY_MAX)
		buf_add(b, s.p, s.len < ERROR_BODY_MAX ? s.len : ERROR_BODY_MAX);
	buf_free(&scratch);
}

/* The number that a code stands for, 429 or "429", or -1. */
static long
number_of(struct span s)
{
	long n = 0;
	size_t i;

	if (s.len == 0 || s.len > 8)
		return -1;
	for (i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

/* OpenRouter: what the moderator or the server behind it said. */
static void
read_metadata(struct error_body *c, const struct json_value *metadata)
{
	struct json_value v;

	if (json_find(metadata, "reasons", &v) && v.type == JSON_ARRAY)
		c->moderated = true;
	if (json_find(metadata, "flagged_input", &v))
		c->moderated = true;
	if (json_find(metadata, "raw", &v) && v.type == JSON_STRING) {
		if (c->text.len > 0)
			buf_puts(&c->text, ": ");
		add_value(&c->text, &v);
	}
}

/* The first of a list of validation errors: its text, else as it is. */
static void
read_detail(struct error_body *c, const struct json_value *detail)
{
	struct json_value v, msg;
	struct json j;

	json_open(&j, detail->p, detail->len);
	if (detail->type == JSON_ARRAY && json_array(&j) == 0 &&
	    json_element(&j, &v) == 1 && v.type == JSON_OBJECT &&
	    json_find(&v, "msg", &msg))
		add_value(&c->text, &msg);
	else
		add_value(&c->text, detail);
}

static void
read_object(struct error_body *c, const struct json_value *o)
{
	struct json_value v;

	if (json_find(o, "message", &v) || json_find(o, "msg", &v))
		add_value(&c->text, &v);
	else if (json_find(o, "detail", &v))
		read_detail(c, &v);
	if (json_find(o, "code", &v) && v.type != JSON_OBJECT)
		add_value(&c->code, &v);
	if ((json_find(o, "type", &v) || json_find(o, "error_type", &v)) &&
	    v.type == JSON_STRING)
		add_value(&c->type, &v);
	if (json_find(o, "metadata", &v) && v.type == JSON_OBJECT)
		read_metadata(c, &v);
}

/* Whether the body is JSON that says something. */
static bool
read_json(struct error_body *c, struct span body)
{
	struct json_value top, error;
	struct json j;

	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1)
		return false;
	if (top.type == JSON_STRING)
		add_value(&c->text, &top);
	if (top.type != JSON_OBJECT)
		return c->text.len > 0;
	if (json_find(&top, "error", &error) && error.type == JSON_OBJECT)
		read_object(c, &error);
	else {
		read_object(c, &top);
		if (json_find(&top, "error", &error) &&
		    error.type == JSON_STRING && c->text.len == 0)
			add_value(&c->text, &error);
	}
	return c->text.len > 0 || c->code.len > 0;
}

/* The title of an HTML page is what it says. */
static bool
read_page(struct error_body *c, struct span body)
{
	const char *from, *end = body.p + body.len, *to;

	if (body.len == 0 || body.p[0] != '<')
		return false;
	c->html = true;
	buf_puts(&c->text, "an HTML page");
	for (from = body.p; end - from > 7; from++)
		if (strncasecmp(from, "<title>", 7) == 0)
			break;
	if (end - from <= 7)
		return true;
	from += 7;
	if ((to = memchr(from, '<', (size_t)(end - from))) == NULL)
		to = end;
	buf_puts(&c->text, ": ");
	buf_add(&c->text, from, (size_t)(to - from));
	return true;
}

static void
add_lower(struct buf *b, struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		buf_addc(b, (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ?
		    s.p[i] + 32 : s.p[i]));
}

void
error_body_read(struct error_body *c, struct span body)
{
	struct buf *all[] = { &c->text, &c->code, &c->type, &c->clue };
	struct buf good = { 0 };
	size_t i;

	for (i = 0; i < LEN(all); i++)
		buf_clear(all[i]);
	c->html = c->moderated = false;
	body = json_skip_blanks(body);
	if (body.len > ERROR_BODY_MAX)
		body.len = ERROR_BODY_MAX;
	(void)json_sanitize(&good, body);
	if (good.len > 0 && !read_page(c, body) &&
	    !read_json(c, buf_span(&good)))
		buf_add(&c->text, body.p, body.len);
	buf_free(&good);
	c->number = number_of(buf_span(&c->code));
	add_lower(&c->clue, buf_span(&c->code));
	buf_addc(&c->clue, '\n');
	add_lower(&c->clue, buf_span(&c->type));
	buf_addc(&c->clue, '\n');
	add_lower(&c->clue, buf_span(&c->text));
}

void
error_body_free(struct error_body *c)
{
	buf_free(&c->text);
	buf_free(&c->code);
	buf_free(&c->type);
	buf_free(&c->clue);
}
