/* Reads the body of an error, and finds out what the error is about. */
#include "verdict.h"

#include <string.h>
#include <strings.h>

#include "json/json.h"
#include "retry_after.h"

#define DETAILS_MAX 3	/* validation errors that a message tells of */

/* Where a word is looked for. */
enum where {
	CODE,	/* the code is this word */
	NAME,	/* the code or the type holds it */
	ANY	/* the code, the type or the message holds it */
};

/*
 * Words of servers, in lower case; what an error with this word is about; and
 * the status that it stands for if it came with 200 (0: none).  All rows that
 * apply count for what the error is about, and the first of them that has a
 * status for its status.  For a new shape of error, add a row.
 */
static const struct {
	enum where where;
	const char *word;
	enum error_about about;
	long status;
	const char *not_behind;	/* as for holds: "case" exempts
				   case-sensitive */
} known[] = {
	/* Codes of Zhipu (four digits) and SiliconFlow (five). */
	{ CODE, "1113", ERROR_BALANCE, 429, NULL },
	{ CODE, "1261", ERROR_LENGTH, 400, NULL },
	{ CODE, "1301", ERROR_CONTENT, 400, NULL },
	{ CODE, "1302", ERROR_OTHER, 429, NULL },
	{ CODE, "1303", ERROR_OTHER, 429, NULL },
	{ CODE, "1304", ERROR_OTHER, 429, NULL },
	{ CODE, "1305", ERROR_OTHER, 429, NULL },
	{ CODE, "20012", ERROR_OTHER, 404, NULL },
	{ CODE, "30001", ERROR_BALANCE, 402, NULL },
	{ CODE, "50603", ERROR_OTHER, 503, NULL },

	/* MiniMax's, in base_resp. */
	{ CODE, "base_resp 1001", ERROR_OTHER, 504, NULL },
	{ CODE, "base_resp 1002", ERROR_OTHER, 429, NULL },
	{ CODE, "base_resp 1004", ERROR_KEY, 401, NULL },
	{ CODE, "base_resp 1008", ERROR_BALANCE, 429, NULL },
	{ CODE, "base_resp 1026", ERROR_CONTENT, 400, NULL },
	{ CODE, "base_resp 1027", ERROR_CONTENT, 400, NULL },
	{ CODE, "base_resp 1039", ERROR_OTHER, 429, NULL },
	{ CODE, "base_resp 2013", ERROR_OTHER, 400, NULL },
	{ CODE, "base_resp 2049", ERROR_KEY, 401, NULL },

	/*
	 * "You exceeded your current quota" is not here: some servers say so
	 * of the quota of a minute.
	 */
	{ ANY, "insufficient_quota", ERROR_QUOTA, 429, NULL },
	{ ANY, "spend_limit_exceeded", ERROR_QUOTA, 429, NULL },
	{ ANY, "usage_limit_exceeded", ERROR_QUOTA, 429, NULL },
	{ ANY, "billing_hard_limit", ERROR_QUOTA, 429, NULL },
	{ ANY, "billing hard limit", ERROR_QUOTA, 429, NULL },
	{ ANY, "exceeded_current_quota_error", ERROR_QUOTA, 429, NULL },
	{ ANY, "quota_exhausted", ERROR_QUOTA, 429, NULL },

	{ ANY, "insufficient balance", ERROR_BALANCE, 429, NULL },
	{ ANY, "insufficient_balance", ERROR_BALANCE, 429, NULL },
	{ ANY, "account balance", ERROR_BALANCE, 429, NULL },
	{ ANY, "credit balance", ERROR_BALANCE, 429, NULL },
	{ ANY, "credit_balance", ERROR_BALANCE, 429, NULL },
	{ ANY, "balance is", ERROR_BALANCE, 429, NULL },
	{ ANY, "balance not enough", ERROR_BALANCE, 429, NULL },
	{ ANY, "not enough balance", ERROR_BALANCE, 429, NULL },
	{ ANY, "not enough credits", ERROR_BALANCE, 429, NULL },
	{ ANY, "insufficient credit", ERROR_BALANCE, 429, NULL },
	{ ANY, "insufficient_credit", ERROR_BALANCE, 429, NULL },
	{ ANY, "insufficient funds", ERROR_BALANCE, 429, NULL },
	{ ANY, "payment required", ERROR_BALANCE, 429, NULL },
	{ ANY, "arrear", ERROR_BALANCE, 429, NULL },
	{ ANY, "余额", ERROR_BALANCE, 429, NULL },
	{ ANY, "欠费", ERROR_BALANCE, 429, NULL },

	{ ANY, "context_length", ERROR_LENGTH, 400, NULL },
	{ ANY, "context length", ERROR_LENGTH, 400, NULL },
	{ ANY, "maximum context", ERROR_LENGTH, 400, NULL },
	{ ANY, "context window", ERROR_LENGTH, 400, NULL },
	{ ANY, "context size", ERROR_LENGTH, 400, NULL },
	{ ANY, "too many tokens", ERROR_LENGTH, 400, NULL },
	{ ANY, "prompt is too long", ERROR_LENGTH, 400, NULL },
	{ ANY, "input is too long", ERROR_LENGTH, 400, NULL },
	{ ANY, "reduce the length", ERROR_LENGTH, 400, NULL },
	{ ANY, "range of input length", ERROR_LENGTH, 400, NULL },
	{ ANY, "string_above_max_length", ERROR_LENGTH, 400, NULL },
	{ ANY, "maximum sequence length", ERROR_LENGTH, 400, NULL },
	{ ANY, "exceeds the maximum length", ERROR_LENGTH, 400, NULL },
	{ ANY, "exceeds the maximum number of tokens", ERROR_LENGTH, 400,
	    NULL },
	{ ANY, "input token count", ERROR_LENGTH, 400, NULL },

	{ ANY, "content_policy", ERROR_CONTENT, 400, NULL },
	{ ANY, "content policy", ERROR_CONTENT, 400, NULL },
	{ ANY, "content_filter", ERROR_CONTENT, 400, NULL },
	{ ANY, "content filter", ERROR_CONTENT, 400, NULL },
	{ ANY, "content management policy", ERROR_CONTENT, 400, NULL },
	{ ANY, "data_inspection_failed", ERROR_CONTENT, 400, NULL },
	{ ANY, "datainspectionfailed", ERROR_CONTENT, 400, NULL },
	{ ANY, "inappropriate content", ERROR_CONTENT, 400, NULL },
	{ ANY, "moderation", ERROR_CONTENT, 400, NULL },
	{ ANY, "flagged", ERROR_CONTENT, 400, NULL },
	{ ANY, "safety system", ERROR_CONTENT, 400, NULL },
	{ ANY, "high risk", ERROR_CONTENT, 400, NULL },
	{ ANY, "content exists risk", ERROR_CONTENT, 400, NULL },
	{ ANY, "敏感", ERROR_CONTENT, 400, NULL },
	{ ANY, "违规", ERROR_CONTENT, 400, NULL },
	{ ANY, "sensitive", ERROR_CONTENT, 400, "case" },

	{ ANY, "invalid_api_key", ERROR_KEY, 0, NULL },
	{ ANY, "api_key_invalid", ERROR_KEY, 0, NULL },
	{ ANY, "api key not valid", ERROR_KEY, 0, NULL },
	{ ANY, "invalid api key", ERROR_KEY, 0, NULL },
	{ ANY, "incorrect api key", ERROR_KEY, 0, NULL },

	{ NAME, "rate_limit", ERROR_OTHER, 429, NULL },
	{ NAME, "ratelimit", ERROR_OTHER, 429, NULL },
	{ NAME, "too_many_requests", ERROR_OTHER, 429, NULL },
	{ NAME, "throttling", ERROR_OTHER, 429, NULL },
	{ NAME, "resource_exhausted", ERROR_OTHER, 429, NULL },
	/* LM Studio says so of any path that it does not know. */
	{ ANY, "unexpected endpoint", ERROR_OTHER, 404, NULL },
	{ NAME, "billing", ERROR_OTHER, 402, NULL },
	{ NAME, "api_key", ERROR_OTHER, 401, NULL },
	{ NAME, "authentication", ERROR_OTHER, 401, NULL },
	{ NAME, "unauthorized", ERROR_OTHER, 401, NULL },
	{ NAME, "permission", ERROR_OTHER, 403, NULL },
	{ NAME, "forbidden", ERROR_OTHER, 403, NULL },
	{ NAME, "not_found", ERROR_OTHER, 404, NULL },
	{ NAME, "too_large", ERROR_OTHER, 413, NULL },
	{ NAME, "overloaded", ERROR_OTHER, 503, NULL },
	{ NAME, "unavailable", ERROR_OTHER, 503, NULL },
	{ NAME, "timeout", ERROR_OTHER, 504, NULL },
	{ NAME, "server_error", ERROR_OTHER, 500, NULL },
	{ NAME, "invalid", ERROR_OTHER, 400, NULL },
	{ NAME, "bad_request", ERROR_OTHER, 400, NULL },
	{ NAME, "badrequest", ERROR_OTHER, 400, NULL },
};

/*
 * Whether text holds a word.  An occurrence that follows `not_behind` and one
 * more byte does not count; NULL: all count.
 */
static bool
holds(struct span text, const char *word, const char *not_behind)
{
	const size_t n = strlen(word);
	const size_t back = not_behind == NULL ? 0 : strlen(not_behind) + 1;
	const char *at, *from = text.p, *end = text.p + text.len;

	while ((at = memmem(from, (size_t)(end - from), word, n)) != NULL) {
		if (back == 0 || (size_t)(at - text.p) < back ||
		    memcmp(at - back, not_behind, back - 1) != 0)
			return true;
		from = at + n;
	}
	return false;
}

/* Whether the error says the word of a row. */
static bool
is_said(const struct error_body *e, size_t row)
{
	const struct span clue = buf_span(&e->clue);
	const struct span names = { clue.p, e->code.len + 1 + e->type.len };
	const char *word = known[row].word;

	switch (known[row].where) {
	case CODE:
		return span_is(buf_span(&e->code), word);
	case NAME:
		return holds(names, word, NULL);
	case ANY:
		break;
	}
	return holds(clue, word, known[row].not_behind);
}

/* The status that a numeric code without a row stands for, or 0. */
static long
status_of(long n)
{
	if (n >= 10000 && n < 100000) {
		if (n / 10000 == 2)
			return 400;
		if (n / 10000 == 3)
			return 403;
		n /= 100;
	}
	return n >= 400 && n < 600 ? n : 0;
}

/* Sets what the error is about, and its status, by the rows that apply. */
static void
understand(struct error_body *e)
{
	size_t i;

	e->about = 0;
	e->status = status_of(e->number);
	for (i = 0; i < LEN(known); i++) {
		if (!is_said(e, i))
			continue;
		e->about |= 1U << known[i].about;
		if (e->status == 0 || known[i].where == CODE)
			e->status = known[i].status;
	}
	if (e->status == 0)
		e->status = 500;
}

/* Appends a string decoded, or the JSON of another value. */
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
		buf_add(b, s.p, s.len < ERROR_BODY_MAX ? s.len :
		    ERROR_BODY_MAX);
	buf_free(&scratch);
}

/* The number in the digits s, or -1 if s is anything else. */
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

/* Reads when a limit starts anew, from a header that the body repeats. */
static void
read_reset(struct error_body *e, const struct json_value *headers)
{
	struct json_value v;
	const char *p;
	int64_t n = 0;

	if (!json_find(headers, "X-RateLimit-Reset", &v) || v.len > 16)
		return;
	for (p = v.p; p < v.p + v.len; p++)
		if (*p >= '0' && *p <= '9')
			n = n * 10 + (*p - '0');
		else if (*p != '"')
			return;
	e->reset = n;
}

/* Reads OpenRouter's words of its moderator, or of the server behind it. */
static void
read_metadata(struct error_body *e, const struct json_value *metadata)
{
	struct json_value v;

	if (json_find(metadata, "headers", &v) && v.type == JSON_OBJECT)
		read_reset(e, &v);

	if (json_find(metadata, "reasons", &v) && v.type == JSON_ARRAY)
		e->moderated = true;
	if (json_find(metadata, "flagged_input", &v))
		e->moderated = true;
	if (json_find(metadata, "raw", &v) && v.type == JSON_STRING) {
		if (e->text.len > 0)
			buf_puts(&e->text, ": ");
		add_value(&e->text, &v);
	}
}

/* Appends the place of a FastAPI error: ["body","a","b"] as "a.b: ". */
static void
add_loc(struct buf *b, const struct json_value *loc)
{
	struct json_value v;
	struct json j;
	size_t from = b->len;

	json_open(&j, loc->p, loc->len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &v) == 1) {
		if (json_is(&v, "body") && b->len == from)
			continue;
		if (b->len > from)
			buf_addc(b, '.');
		add_value(b, &v);
	}
	if (b->len > from)
		buf_puts(b, ": ");
}

/* Reads "detail": a list of validation errors, or a text. */
static void
read_detail(struct error_body *e, const struct json_value *detail)
{
	struct json_value v, loc, msg;
	struct json j;
	size_t n = 0;

	json_open(&j, detail->p, detail->len);
	if (detail->type == JSON_ARRAY && json_array(&j) == 0)
		while (n < DETAILS_MAX && json_element(&j, &v) == 1 &&
		    v.type == JSON_OBJECT && json_find(&v, "msg", &msg)) {
			if (n++ > 0)
				buf_puts(&e->text, "; ");
			if (json_find(&v, "loc", &loc))
				add_loc(&e->text, &loc);
			add_value(&e->text, &msg);
		}
	if (n == 0)
		add_value(&e->text, detail);
}

/* Reads when to come again: Gemini's details[].retryDelay, "3s". */
static void
read_delay(struct error_body *e, const struct json_value *details)
{
	struct json_value v, delay;
	struct json j;

	json_open(&j, details->p, details->len);
	if (details->type != JSON_ARRAY || json_array(&j) == -1)
		return;
	while (json_element(&j, &v) == 1)
		if (v.type == JSON_OBJECT &&
		    json_find(&v, "retryDelay", &delay) &&
		    delay.type == JSON_STRING && delay.len > 2)
			e->wait = retry_duration((struct span){ delay.p + 1,
			    delay.len - 2 });
}

static void
read_object(struct error_body *e, const struct json_value *o)
{
	struct json_value v, detail;

	if (json_find(o, "message", &v) || json_find(o, "msg", &v)) {
		if (v.type == JSON_OBJECT && json_find(&v, "detail", &detail))
			read_detail(e, &detail);
		else
			add_value(&e->text, &v);
	} else if (json_find(o, "detail", &v))
		read_detail(e, &v);
	if (json_find(o, "code", &v) && v.type != JSON_OBJECT)
		add_value(&e->code, &v);
	if ((json_find(o, "type", &v) || json_find(o, "error_type", &v)) &&
	    v.type == JSON_STRING)
		add_value(&e->type, &v);
	if (json_find(o, "metadata", &v) && v.type == JSON_OBJECT)
		read_metadata(e, &v);
	if (json_find(o, "details", &v))
		read_delay(e, &v);
	if (json_find(o, "retry_after", &v) && v.type == JSON_NUMBER)
		e->wait = retry_duration((struct span){ v.p, v.len });
}

/* Reads MiniMax's {"status_code":1008,"status_msg":"…"}. */
static void
read_base(struct error_body *e, const struct json_value *base)
{
	struct json_value v;

	if (json_find(base, "status_msg", &v))
		add_value(&e->text, &v);
	if (json_find(base, "status_code", &v)) {
		buf_puts(&e->code, "base_resp ");
		add_value(&e->code, &v);
	}
}

static void
read_top(struct error_body *e, const struct json_value *top)
{
	struct json_value error, base;

	if (json_find(top, "error", &error) && error.type == JSON_OBJECT) {
		read_object(e, &error);
		return;
	}
	read_object(e, top);
	if (e->text.len == 0 && json_find(top, "error", &error) &&
	    error.type == JSON_STRING)
		add_value(&e->text, &error);
	if (e->text.len == 0 && json_find(top, "base_resp", &base) &&
	    base.type == JSON_OBJECT)
		read_base(e, &base);
}

/* Reads the body as JSON.  False if it is not, or has no message and code. */
static bool
read_json(struct error_body *e, struct span body)
{
	struct json_value top, first;
	struct json j;

	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1)
		return false;
	json_open(&j, top.p, top.len);
	if (top.type == JSON_ARRAY && json_array(&j) == 0 &&
	    json_element(&j, &first) == 1)
		top = first;	/* Gemini: [{"error":…}] */
	if (top.type == JSON_STRING)
		add_value(&e->text, &top);
	else if (top.type == JSON_OBJECT)
		read_top(e, &top);
	return e->text.len > 0 || e->code.len > 0;
}

static void
swap(struct buf *a, struct buf *b)
{
	struct buf c = *a;

	*a = *b;
	*b = c;
}

/*
 * Gateways put the JSON of an error into the message of another: what the
 * inner one says takes the place of what the outer one does.
 */
static void
read_inner(struct error_body *e)
{
	struct error_body in = { .wait = -1 };
	struct span text = json_skip_blanks(buf_span(&e->text));

	if (text.len == 0 || (*text.p != '{' && *text.p != '['))
		return;
	if (read_json(&in, text) && in.text.len > 0) {
		swap(&e->text, &in.text);
		if (in.code.len > 0)
			swap(&e->code, &in.code);
		if (in.type.len > 0)
			swap(&e->type, &in.type);
		e->moderated = e->moderated || in.moderated;
		if (in.wait != -1)
			e->wait = in.wait;
	}
	error_body_free(&in);
}

/* Reads the title of an HTML page.  False if the body is none. */
static bool
read_page(struct error_body *e, struct span body)
{
	const char *from, *end = body.p + body.len, *to;

	if (body.len == 0 || body.p[0] != '<')
		return false;
	buf_puts(&e->text, "an HTML page");
	for (from = body.p; end - from > 7; from++)
		if (strncasecmp(from, "<title>", 7) == 0)
			break;
	if (end - from <= 7)
		return true;
	from += 7;
	if ((to = memchr(from, '<', (size_t)(end - from))) == NULL)
		to = end;
	buf_puts(&e->text, ": ");
	buf_add(&e->text, from, (size_t)(to - from));
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
error_body_read(struct error_body *e, struct span body)
{
	struct buf *all[] = { &e->text, &e->code, &e->type, &e->clue };
	struct buf good = { 0 };
	size_t i;

	for (i = 0; i < LEN(all); i++)
		buf_clear(all[i]);
	e->moderated = false;
	e->wait = -1;
	e->reset = 0;
	body = json_skip_blanks(body);
	if (body.len > ERROR_BODY_MAX)
		body.len = ERROR_BODY_MAX;
	(void)json_sanitize(&good, body);
	if (good.len > 0 && !read_page(e, body) &&
	    !read_json(e, buf_span(&good)))
		buf_add(&e->text, body.p, body.len);
	read_inner(e);
	buf_free(&good);
	e->number = number_of(buf_span(&e->code));
	add_lower(&e->clue, buf_span(&e->code));
	buf_addc(&e->clue, '\n');
	add_lower(&e->clue, buf_span(&e->type));
	buf_addc(&e->clue, '\n');
	add_lower(&e->clue, buf_span(&e->text));
	if (e->moderated)
		buf_puts(&e->clue, "\nflagged");
	understand(e);
}

void
error_body_free(struct error_body *e)
{
	buf_free(&e->text);
	buf_free(&e->code);
	buf_free(&e->type);
	buf_free(&e->clue);
}
