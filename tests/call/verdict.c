#include "call/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define NOW 1000000030	/* ten seconds past a full minute */

static const char *const class_names[] = { "answer", "retry", "record",
	"request", "config", "person" };

enum { LIMITED = 1, BILLED = 2, FEW = 4 };

struct reply_case {
	long status;
	const char *head, *body;
	enum verdict_class class;
	const char *kind;
	int flags;
	int64_t wait;
	const char *message;	/* or NULL: not looked at */
};

static void
make_reply(struct http_reply *r, long status, const char *head,
    const char *body)
{
	memset(r, 0, sizeof(*r));
	r->status = status;
	(void)buf_reserve(&r->head, 1);
	buf_puts(&r->head, head);
	buf_puts(&r->body, body);
}

static void
free_reply(struct http_reply *r)
{
	buf_free(&r->head);
	buf_free(&r->body);
}

static int
flags_of(const struct verdict *v)
{
	return (v->rate_limited ? LIMITED : 0) |
	    (v->maybe_billed ? BILLED : 0) |
	    (v->tries == VERDICT_DAMAGED_TRIES ? FEW : 0);
}

static bool
same_word(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void
compare(const struct verdict *v, const struct reply_case *want,
    const char *name)
{
	ok(v->class == want->class && same_word(v->kind, want->kind),
	    "%s: %s %s", name, class_names[want->class],
	    want->kind == NULL ? "" : want->kind);
	if (v->class != want->class || !same_word(v->kind, want->kind))
		printf("# got %s %s\n", class_names[v->class],
		    v->kind == NULL ? "" : v->kind);
	if (!ok(flags_of(v) == want->flags && v->wait == want->wait,
	    "%s: flags %d, wait %lld", name, want->flags,
	    (long long)want->wait))
		printf("# got %d, %lld\n", flags_of(v), (long long)v->wait);
	if (want->message != NULL)
		is_mem(v->message.data, v->message.len, want->message,
		    strlen(want->message), name);
}

static void
judge(struct verdict *v, const struct reply_case *c)
{
	struct http_reply r;
	char name[100];

	make_reply(&r, c->status, c->head, c->body);
	verdict_http(v, &r, NOW);
	(void)snprintf(name, sizeof(name), "%ld %.60s", c->status, c->body);
	name[strcspn(name, "\n")] = '\0';
	compare(v, c, name);
	free_reply(&r);
}

#define OPENAI(message, type, code) \
    "{\"error\":{\"message\":\"" message "\",\"type\":\"" type \
    "\",\"param\":null,\"code\":\"" code "\"}}"

/* The rows of the table of what goes wrong, a case or more for each. */
static const struct reply_case wrong_requests[] = {
	{ 200, "", "{}", VERDICT_ANSWER, NULL, 0, -1, "" },
	{ 400, "", OPENAI("no such thing", "invalid_request_error", "bad"),
	    VERDICT_REQUEST, "bad_request", 0, -1,
	    "HTTP 400: no such thing (bad)" },
	{ 404, "", OPENAI("The model `x` does not exist",
	    "invalid_request_error", "model_not_found"), VERDICT_REQUEST,
	    "not_found", 0, -1,
	    "HTTP 404: The model `x` does not exist (model_not_found)" },
	{ 405, "", "{\"detail\":\"Method Not Allowed\"}", VERDICT_REQUEST,
	    "bad_request", 0, -1, "HTTP 405: Method Not Allowed" },
	{ 415, "", "", VERDICT_REQUEST, "bad_request", 0, -1, "HTTP 415" },
	{ 418, "", "teapot", VERDICT_REQUEST, "bad_request", 0, -1,
	    "HTTP 418: teapot" },
	{ 422, "", "{\"detail\":[{\"loc\":[\"body\",\"top_k\"],\"msg\":\"x\"},"
	    "{\"loc\":[\"body\",\"messages\",0,\"role\"],\"msg\":\"y\"},"
	    "{\"msg\":\"z\"},{\"msg\":\"more\"}]}", VERDICT_REQUEST,
	    "bad_request", 0, -1,
	    "HTTP 422: top_k: x; messages.0.role: y; z" },
	{ 422, "", "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":["
	    "\"body\",\"seed\"],\"msg\":\"x\"}]}}", VERDICT_REQUEST,
	    "bad_request", 0, -1, "HTTP 422: seed: x" },
	{ 400, "", "{\"error\":{\"message\":\"The input token count (9) "
	    "exceeds "
	    "the maximum number of tokens allowed (8).\"}}", VERDICT_RECORD,
	    "context_length", 0, -1, NULL },
	{ 422, "", "{\"detail\":[{\"loc\":[\"body\",\"model\"],"
	    "\"msg\":\"field required\",\"type\":\"missing\"}]}",
	    VERDICT_REQUEST, "bad_request", 0, -1,
	    "HTTP 422: model: field required" },
	{ 400, "Retry-After: 5\r\n", "", VERDICT_REQUEST, "bad_request", 0,
	    -1, NULL },
	{ 400, "", OPENAI("This model's maximum context length is 4096 tokens",
	    "invalid_request_error", "context_length_exceeded"),
	    VERDICT_RECORD, "context_length", 0, -1, NULL },
	{ 400, "", "{\"object\":\"error\",\"message\":\"This model's maximum "
	    "context length is 10\",\"type\":\"BadRequestError\",\"code\":400}",
	    VERDICT_RECORD, "context_length", 0, -1,
	    "HTTP 400: This model's maximum context length is 10 "
	    "(BadRequestError)" },
	{ 400, "", OPENAI("prompt too long", "", "1261"), VERDICT_RECORD,
	    "context_length", 0, -1, NULL },
	{ 422, "", "{\"error\":\"inputs: too many tokens\"}", VERDICT_RECORD,
	    "context_length", 0, -1, "HTTP 422: inputs: too many tokens" },
	{ 400, "", OPENAI("rejected", "", "content_policy_violation"),
	    VERDICT_RECORD, "moderated", 0, -1, NULL },
	{ 400, "", OPENAI("x", "", "content_filter"), VERDICT_RECORD,
	    "moderated", 0, -1, NULL },
	{ 400, "", OPENAI("x", "data_inspection_failed", "y"), VERDICT_RECORD,
	    "moderated", 0, -1, NULL },
	{ 400, "", OPENAI("Content Exists Risk", "", ""), VERDICT_RECORD,
	    "moderated", 0, -1, NULL },
	{ 400, "", "{\"error\":{\"code\":\"1301\",\"message\":\"\\u4e0d\"}}",
	    VERDICT_RECORD, "moderated", 0, -1, "HTTP 400: 不 (1301)" },
	{ 400, "", OPENAI("has sensitive words", "", ""), VERDICT_RECORD,
	    "moderated", 0, -1, NULL },
	{ 400, "", OPENAI("names are case-sensitive", "", ""),
	    VERDICT_REQUEST, "bad_request", 0, -1, NULL },
	{ 400, "", OPENAI("Your credit balance is too low", "", ""),
	    VERDICT_PERSON, "no_balance", 0, -1, NULL },
	{ 400, "", OPENAI("API key not valid.", "", ""), VERDICT_PERSON,
	    "unauthorized", 0, -1, NULL },
	{ 413, "", "<html><TITLE>413 Too Large</TITLE>", VERDICT_RECORD,
	    "too_large", 0, -1, "HTTP 413: an HTML page: 413 Too Large" },
};

static const struct reply_case persons[] = {
	{ 401, "", OPENAI("Incorrect API key provided: sk-abcd***wxyz. See x.",
	    "invalid_request_error", "invalid_api_key"), VERDICT_PERSON,
	    "unauthorized", 0, -1, "HTTP 401: Incorrect API key provided: …. "
	    "See x. (invalid_api_key)" },
	{ 401, "", "\"Invalid token\"", VERDICT_PERSON, "unauthorized", 0, -1,
	    "HTTP 401: Invalid token" },
	{ 401, "", "{\"error\":{\"mess", VERDICT_PERSON, "unauthorized", 0,
	    -1, "HTTP 401: {\"error\":{\"mess" },
	{ 403, "", "{\"code\":30011,\"message\":\"real name\",\"data\":null}",
	    VERDICT_PERSON, "forbidden", 0, -1, "HTTP 403: real name (30011)" },
	{ 403, "", "{\"message\":\"Unauthorized.\",\"statusCode\":403}",
	    VERDICT_PERSON, "forbidden", 0, -1, "HTTP 403: Unauthorized." },
	{ 403, "", "{\"code\":30001,\"message\":\"Sorry, your account balance "
	    "is insufficient\",\"data\":null}", VERDICT_PERSON, "no_balance",
	    0, -1, NULL },
	{ 403, "", "{\"error\":{\"code\":403,\"message\":\"Input refused\","
	    "\"metadata\":{\"reasons\":[\"violence\"]}}}", VERDICT_RECORD,
	    "moderated", 0, -1, "HTTP 403: Input refused" },
	{ 403, "", "{\"error\":{\"message\":\"your input was flagged\"}}",
	    VERDICT_RECORD, "moderated", 0, -1, NULL },
	{ 402, "", OPENAI("Insufficient Balance", "unknown_error", ""),
	    VERDICT_PERSON, "no_balance", 0, -1,
	    "HTTP 402: Insufficient Balance (unknown_error)" },
	{ 429, "Retry-After: 5\r\n", OPENAI("You exceeded your current quota",
	    "insufficient_quota", "insufficient_quota"), VERDICT_PERSON,
	    "quota", 0, -1, NULL },
	{ 429, "", OPENAI("x", "", "credit_balance_exhausted"),
	    VERDICT_PERSON, "no_balance", 0, -1, NULL },
	{ 429, "", OPENAI("x", "", "organization_spend_limit_exceeded"),
	    VERDICT_PERSON, "quota", 0, -1, NULL },
	{ 429, "", OPENAI("x", "", "monthly_usage_limit_exceeded"),
	    VERDICT_PERSON, "quota", 0, -1, NULL },
	{ 429, "", OPENAI("x", "", "billing_hard_limit_reached"),
	    VERDICT_PERSON, "quota", 0, -1, NULL },
	{ 429, "", "{\"error\":{\"code\":\"1113\",\"message\":\"x\"}}",
	    VERDICT_PERSON, "no_balance", 0, -1, NULL },
	{ 429, "", OPENAI("the load balancer is busy", "", ""), VERDICT_RETRY,
	    "rate_limited", LIMITED, -1, NULL },
	/* Its quota may be that of a minute. */
	{ 429, "", OPENAI("You exceeded your current quota, please check "
	    "your plan and billing details. Please retry in 32.5s.", "", ""),
	    VERDICT_RETRY, "rate_limited", LIMITED, 32500, NULL },
};

static const struct reply_case temporary[] = {
	{ 408, "", "", VERDICT_RETRY, "timeout", 0, -1, "HTTP 408" },
	{ 409, "", "", VERDICT_RETRY, "server_error", 0, -1, NULL },
	{ 425, "", "", VERDICT_RETRY, "server_error", 0, -1, NULL },
	{ 429, "", "", VERDICT_RETRY, "rate_limited", LIMITED, -1, NULL },
	{ 500, "", "Internal Server Error", VERDICT_RETRY, "server_error", 0,
	    -1, "HTTP 500: Internal Server Error" },
	{ 502, "", "<html>\n<head><title>502 Bad\nGateway</title></head>",
	    VERDICT_RETRY, "server_error", 0, -1,
	    "HTTP 502: an HTML page: 502 Bad Gateway" },
	{ 503, "Retry-After: 7\r\n", "{\"code\":50505,\"message\":\"Model "
	    "service overloaded.\",\"data\":null}", VERDICT_RETRY,
	    "overloaded", 0, 7000,
	    "HTTP 503: Model service overloaded. (50505)" },
	{ 504, "", "", VERDICT_RETRY, "timeout", BILLED, -1, NULL },
	{ 520, "", "", VERDICT_RETRY, "server_error", 0, -1, NULL },
	{ 521, "", "", VERDICT_RETRY, "server_error", 0, -1, NULL },
	{ 522, "", "", VERDICT_RETRY, "timeout", 0, -1, NULL },
	{ 523, "", "", VERDICT_RETRY, "server_error", 0, -1, NULL },
	{ 524, "", "", VERDICT_RETRY, "timeout", BILLED, -1, NULL },
	{ 529, "", "", VERDICT_RETRY, "overloaded", LIMITED, -1, NULL },
	{ 429, "", "{\"message\":\"Request was rejected due to rate limiting. "
	    "Details: TPM limit reached.\"}", VERDICT_RETRY, "rate_limited",
	    LIMITED, 50000, NULL },
	{ 429, "", "\"RPD limit reached\"", VERDICT_RETRY, "rate_limited",
	    LIMITED, 770000, NULL },
	{ 429, "Retry-After: 2\r\n", "\"RPM limit reached\"", VERDICT_RETRY,
	    "rate_limited", LIMITED, 2000, NULL },
	{ 429, "", "\"Please try again in 6m0s. See x\"", VERDICT_RETRY,
	    "rate_limited", LIMITED, 360000, NULL },
	{ 429, "", "\"Please retry after 26 seconds.\"", VERDICT_RETRY,
	    "rate_limited", LIMITED, 26000, NULL },
	{ 429, "x-ratelimit-remaining-tokens: 0\r\n"
	    "x-ratelimit-reset-tokens: 20ms\r\n", "", VERDICT_RETRY,
	    "rate_limited", LIMITED, 20, NULL },
	{ 429, "", "{\"error\":{\"code\":429,\"message\":\"x\",\"details\":[{"
	    "\"a\":1},{\"@type\":\"RetryInfo\",\"retryDelay\":\"3s\"}]}}",
	    VERDICT_RETRY, "rate_limited", LIMITED, 3000, NULL },
	{ 429, "", "{\"error\":{\"message\":\"x\",\"retry_after\":2.5}}",
	    VERDICT_RETRY, "rate_limited", LIMITED, 2500, NULL },
	{ 429, "", "{\"error\":{\"message\":\"x\",\"metadata\":{\"headers\":{"
	    "\"X-RateLimit-Reset\":\"1000000034000\"}}}}", VERDICT_RETRY,
	    "rate_limited", LIMITED, 4000, NULL },
	{ 429, "", "{\"error\":{\"message\":\"x\",\"metadata\":{\"headers\":{"
	    "\"X-RateLimit-Reset\":\"1000000000000\"}}}}", VERDICT_RETRY,
	    "rate_limited", LIMITED, -1, NULL },
	{ 503, "", "[{\"error\":{\"code\":503,\"message\":\"x\",\"details\":["
	    "{\"retryDelay\":\"1.5s\"}]}}]", VERDICT_RETRY, "overloaded", 0,
	    1500, NULL },
	{ 429, "", "{\"error\":{\"message\":\"{\\\"error\\\":{\\\"message\\\":"
	    "\\\"in\\\",\\\"details\\\":[{\\\"retryDelay\\\":\\\"2s\\\"}"
	    "]}}\",\"code\":429}}", VERDICT_RETRY, "rate_limited", LIMITED,
	    2000, "HTTP 429: in" },
	{ 429, "", "{\"message\":\"max RPM: 3, please try again after 3 "
	    "seconds\"}", VERDICT_RETRY, "rate_limited", LIMITED, 3000, NULL },
	{ 429, "", "{\"message\":\"Your quota will reset after 3s.\"}",
	    VERDICT_RETRY, "rate_limited", LIMITED, 3000, NULL },
	{ 429, "x-rate-limit-reset-tokens: 3\r\n"
	    "x-ratelimit-remaining-requests: 16\r\n", "", VERDICT_RETRY,
	    "rate_limited", LIMITED, 3000, NULL },
	{ 429, "X-RateLimit-Limit: 20\r\nX-RateLimit-Remaining: 0\r\n"
	    "X-RateLimit-Reset: 1000000035000\r\n", "", VERDICT_RETRY,
	    "rate_limited", LIMITED, 5000, NULL },
	{ 500, "x-should-retry: false\r\nRetry-After: 1\r\n", "",
	    VERDICT_RECORD, "server_error", 0, -1, NULL },
	{ 400, "X-Should-Retry: true\r\n", "", VERDICT_RETRY, "bad_request",
	    0, -1, NULL },
	{ 401, "x-should-retry: true\r\n", "", VERDICT_PERSON,
	    "unauthorized", 0, -1, NULL },
	{ 301, "Location: https://other.example/v1/x?key=secret\r\n", "",
	    VERDICT_REQUEST, "redirected", 0, -1,
	    "HTTP 301: redirected to https://other.example, which is not "
	    "followed: if you trust it, make it the base URL" },
	{ 308, "Location: /v2\r\n", "", VERDICT_REQUEST, "redirected", 0, -1,
	    "HTTP 308: redirected on the same host, which is not followed: "
	    "correct the path of the base URL" },
	{ 302, "Location: http://me:secret@h/\r\n", "", VERDICT_REQUEST,
	    "redirected", 0, -1, NULL },
	{ 500, "x-siliconcloud-trace-id: ti_1\r\nx-request-id: r\r\n", "x",
	    VERDICT_RETRY, "server_error", 0, -1, "HTTP 500: x, trace ti_1" },
	{ 500, "X-Request-Id: req_2\r\n", "", VERDICT_RETRY, "server_error",
	    0, -1, "HTTP 500, request req_2" },
};

static void
test_statuses(void)
{
	struct verdict v = { 0 };
	size_t i;

	for (i = 0; i < LEN(wrong_requests); i++)
		judge(&v, &wrong_requests[i]);
	for (i = 0; i < LEN(persons); i++)
		judge(&v, &persons[i]);
	for (i = 0; i < LEN(temporary); i++)
		judge(&v, &temporary[i]);
	verdict_free(&v);
}

struct fault_case {
	enum http_fault fault;
	const char *why;
	struct reply_case want;
};

static void
test_faults(void)
{
	static const struct fault_case cases[] = {
		{ HTTP_UNREACHED, "Could not resolve host: x", { 0, "", "",
		    VERDICT_RETRY, "unreachable", 0, -1,
		    "the server cannot be reached: "
		    "Could not resolve host: x" } },
		{ HTTP_UNREACHED, "SSL connection timeout", { 0, "", "",
		    VERDICT_RETRY, "unreachable", 0, -1, NULL } },
		{ HTTP_BROKEN, "Operation timed out after 600000 ms", { 0, "",
		    "", VERDICT_RETRY, "timeout", BILLED, -1,
		    "no reply in time; a longer --timeout allows more: "
		    "Operation timed out after 600000 ms" } },
		{ HTTP_BROKEN, "Operation too slow", { 0, "", "",
		    VERDICT_RETRY, "timeout", BILLED, -1,
		    "the server sent nothing for too long; a --timeout over "
		    "600 waits for it: Operation too slow" } },
		{ HTTP_BROKEN, "Recv failure: Connection reset by peer", { 0,
		    "", "", VERDICT_RETRY, "connection_lost", BILLED, -1,
		    NULL } },
		{ HTTP_BROKEN, "", { 200, "", "{\"cho", VERDICT_RETRY,
		    "connection_lost", BILLED, -1,
		    "no reply to the end" } },
		{ HTTP_CUT, "x", { 200, "", "{\"cho", VERDICT_RETRY,
		    "truncated_body", BILLED | FEW, -1,
		    "the reply is cut short: {\"cho" } },
		{ HTTP_CUT, "x", { 401, "", "{\"error", VERDICT_PERSON,
		    "unauthorized", 0, -1, "HTTP 401: {\"error" } },
		{ HTTP_BROKEN, "x", { 429, "", "insufficient_quota",
		    VERDICT_PERSON, "quota", 0, -1, NULL } },
		{ HTTP_UNTRUSTED, "certificate has expired", { 0, "", "",
		    VERDICT_CONFIG, "tls", 0, -1,
		    "the server's certificate does not hold; look at the "
		    "clock, the CA certificates of this machine (Debian's "
		    "package ca-certificates) and the host in the URL; "
		    "where a gateway signs, name its certificate with "
		    "--ca-file: certificate has expired" } },
		{ HTTP_GARBLED, "", { 0, "", "", VERDICT_RETRY, "bad_reply",
		    BILLED | FEW, -1, "what came is not HTTP" } },
		{ HTTP_UNREACHED, "", { 0, "", "", VERDICT_RETRY,
		    "unreachable", 0, -1, NULL } },
		{ HTTP_REFUSED, "", { 0, "", "", VERDICT_RETRY,
		    "unreachable", 0, -1, NULL } },
		{ HTTP_PROXY, "", { 0, "", "", VERDICT_CONFIG, "proxy", 0,
		    -1, NULL } },
		{ HTTP_TOO_LARGE, "", { 200, "", "", VERDICT_RECORD,
		    "reply_too_large", BILLED, -1,
		    "the reply is longer than 64 MB" } },
		{ HTTP_UNUSABLE, "Unsupported protocol", { 0, "", "",
		    VERDICT_CONFIG, "unusable_url", 0, -1,
		    "the URL cannot be used: Unsupported protocol" } },
		{ HTTP_DONE, "", { 0, "", "hello", VERDICT_RETRY, "bad_reply",
		    BILLED | FEW, -1, NULL } },
	};
	struct verdict v = { 0 };
	struct http_reply r;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		make_reply(&r, cases[i].want.status, "", cases[i].want.body);
		r.fault = cases[i].fault;
		(void)snprintf(r.why, sizeof(r.why), "%s", cases[i].why);
		verdict_http(&v, &r, NOW);
		compare(&v, &cases[i].want, cases[i].why);
		free_reply(&r);
	}
	verdict_free(&v);
}

static void
test_damaged(void)
{
	struct verdict v = { 0 };

	verdict_damaged(&v, "no JSON", (struct span){ "\n\x1b[2Jhi", 7 });
	is_mem(v.message.data, v.message.len, "no JSON: \\x1b[2Jhi", 18,
	    "the first bytes are masked");
	ok(v.class == VERDICT_RETRY && flags_of(&v) == (FEW | BILLED),
	    "damaged: tried again a few times");
	verdict_damaged(&v, "an HTML page", (struct span){ "<html>", 6 });
	ok(!v.maybe_billed, "a page was not billed");
	verdict_free(&v);
}

/* A text with a key in it, and what is shown of it. */
static void
test_keys(void)
{
	static const char *const cases[][2] = {
		{ "bad sk-proj-AbCdEfGh123", "bad …" },
		{ "key provided: ABCDEFGHIJKLM. Go", "key provided: …. Go" },
		{ "Invalid API key 'abc123def456'", "Invalid API key '…'" },
		{ "got Bearer 0123456789abcdef!", "got Bearer …!" },
		{ "0123456789abcdef0123456789abcdef.XyZ", "…" },
		{ "API key authentication failed",
		    "API key authentication failed" },
		{ "use Qwen/Qwen3-235B-A22B-Instruct-2507",
		    "use Qwen/Qwen3-235B-A22B-Instruct-2507" },
		{ "risk-averse sk-learn", "risk-averse …" },
		{ "a\r\n\tb  c ", "a b c" },
	};
	struct verdict v = { 0 };
	struct buf want = { 0 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		verdict_error(&v, 500, (struct span){ cases[i][0],
		    strlen(cases[i][0]) }, NULL, NOW);
		buf_clear(&want);
		buf_printf(&want, "error 500: %s", cases[i][1]);
		is_mem(v.message.data, v.message.len, want.data, want.len,
		    cases[i][0]);
	}
	buf_free(&want);
	verdict_free(&v);
}

static void
limit(const char *head, int64_t want)
{
	struct http_reply r;
	int64_t got;

	make_reply(&r, 200, head, "");
	got = verdict_ratelimit(&r, NOW);
	if (!ok(got == want, "rate limit %.60s: %lld", head, (long long)want))
		printf("# got %lld\n", (long long)got);
	free_reply(&r);
}

#define REMAINING "x-ratelimit-remaining"
#define RESET "x-ratelimit-reset"

static void
test_ratelimit(void)
{
	limit("", 0);
	limit(REMAINING "-requests: 0\r\n" RESET "-requests: 1s\r\n", 1000);
	limit(REMAINING "-requests: 3\r\n" RESET "-requests: 1s\r\n", 0);
	limit(REMAINING "-requests: 0\r\n", 0);
	limit(REMAINING "-tokens: 0\r\n" RESET "-tokens: 6m0s\r\n", 360000);
	limit(REMAINING "-tokens: 0\r\n" RESET "-tokens: 20ms\r\n", 20);
	limit(REMAINING "-tokens: 0\r\n" RESET "-tokens: 7.66s\r\n", 7660);
	limit(REMAINING "-tokens: 0\r\n" RESET "-tokens: 1h2m\r\n", 3600000);
	limit(REMAINING "-requests: 0\r\n" RESET "-requests: 1s\r\n"
	    REMAINING "-tokens: 0\r\n" RESET "-tokens: 2s\r\n", 2000);
	limit(REMAINING ": 0\r\n" RESET ": 12\r\n", 12000);
	limit(REMAINING ": 0\r\n" RESET ": 1700000000\r\n", 0);
	limit(REMAINING ": 0\r\n" RESET ": 1700000000000\r\n", 0);
	limit(REMAINING ": 0\r\n" RESET ": 1000000033\r\n", 3000);
	limit(REMAINING ": 0\r\n" RESET ": 1000000033500\r\n", 3500);
	limit(REMAINING ": 0\r\n" RESET ": 1000007230000\r\n", 3600000);
	limit(REMAINING ": 0\r\n" RESET ": 1000000029000\r\n", 0);
	limit("x-rate-limit-reset-tokens: 3\r\n", 0);
	limit(REMAINING ": 0\r\n" RESET ": -1s\r\n", 0);
	limit(REMAINING ": 0\r\n" RESET ": 1x\r\n", 0);
}

int
main(void)
{
	test_statuses();
	test_faults();
	test_damaged();
	test_keys();
	test_ratelimit();
	return tap_done();
}
