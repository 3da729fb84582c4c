#include "verdict.h"

#include <string.h>

#include "error_body.h"
#include "json/json_sanitize.h"
#include "retry_after.h"
#include "verdict_text.h"

#define MESSAGE_MAX 300		/* bytes of what a server said */
#define GLIMPSE_MAX 120		/* bytes of a body that says nothing */
#define HOUR_MS INT64_C(3600000)

void
verdict_clear(struct verdict *v)
{
	struct buf message = v->message;

	buf_clear(&message);
	*v = (struct verdict){ .message = message, .wait = -1 };
}

void
verdict_free(struct verdict *v)
{
	buf_free(&v->message);
	*v = (struct verdict){ 0 };
}

static void
set(struct verdict *v, enum verdict_class class, const char *kind)
{
	verdict_clear(v);
	v->class = class;
	v->kind = kind;
}

/* An error of the 400 kind, apart from those with a meaning of their own. */
static void
judge_request(struct verdict *v, long status, const struct error_body *c)
{
	if (error_body_of_key(c))
		set(v, VERDICT_PERSON, "unauthorized");
	else if (error_body_of_balance(c))
		set(v, VERDICT_PERSON, "no_balance");
	else if (error_body_of_length(c))
		set(v, VERDICT_RECORD, "context_length");
	else if (error_body_of_content(c))
		set(v, VERDICT_RECORD, "moderated");
	else
		set(v, VERDICT_REQUEST, status == 404 ? "not_found" :
		    "bad_request");
}

static void
judge_rate_limited(struct verdict *v, const struct error_body *c)
{
	if (error_body_of_quota(c) || error_body_of_balance(c)) {
		set(v, VERDICT_PERSON, error_body_of_quota(c) ? "quota" :
		    "no_balance");
		return;
	}
	set(v, VERDICT_RETRY, "rate_limited");
	v->rate_limited = true;
}

static void
judge_forbidden(struct verdict *v, const struct error_body *c)
{
	if (error_body_of_balance(c))
		set(v, VERDICT_PERSON, "no_balance");
	else if (error_body_of_content(c))
		set(v, VERDICT_RECORD, "moderated");
	else
		set(v, VERDICT_PERSON, "forbidden");
}

/* 504 and Cloudflare's 524: a gateway gave up on a server that had begun. */
static void
judge_server(struct verdict *v, long status)
{
	bool timeout = status == 504 || status == 524;

	set(v, VERDICT_RETRY, status == 503 || status == 529 ? "overloaded" :
	    timeout || status == 522 ? "timeout" : "server_error");
	v->rate_limited = status == 529;
	v->maybe_billed = timeout;
}

static void
judge_status(struct verdict *v, long status, const struct error_body *c)
{
	switch (status) {
	case 401:
		set(v, VERDICT_PERSON, "unauthorized");
		break;
	case 402:
		set(v, VERDICT_PERSON, "no_balance");
		break;
	case 403:
		judge_forbidden(v, c);
		break;
	case 408:
		set(v, VERDICT_RETRY, "timeout");
		break;
	case 409:
	case 425:
		set(v, VERDICT_RETRY, "server_error");
		break;
	case 413:
		set(v, VERDICT_RECORD, "too_large");
		break;
	case 429:
		judge_rate_limited(v, c);
		break;
	default:
		if (status >= 500)
			judge_server(v, status);
		else
			judge_request(v, status, c);
	}
}

/* The server's own word on it, which some clients obey for any status. */
static void
heed_should_retry(struct verdict *v, const struct http_reply *reply)
{
	struct span value;

	if (!http_header(reply, "x-should-retry", &value))
		return;
	if (value.len == 5 && memcmp(value.p, "false", 5) == 0 &&
	    v->class == VERDICT_RETRY)
		v->class = VERDICT_RECORD;
	else if (value.len == 4 && memcmp(value.p, "true", 4) == 0 &&
	    (v->class == VERDICT_RECORD || v->class == VERDICT_REQUEST))
		v->class = VERDICT_RETRY;
}

/* How long to wait: by header, by what it says, by its limits. */
static void
set_wait(struct verdict *v, long status, const struct error_body *c,
    const struct http_reply *reply, int64_t now)
{
	if (v->class != VERDICT_RETRY)
		return;
	if (reply != NULL)
		v->wait = retry_after(reply, now);
	if (v->wait != -1 || status != 429)
		return;
	v->wait = retry_text((struct span){ c->clue.data, c->clue.len }, now);
	if (v->wait == -1 && reply != NULL)
		v->wait = verdict_ratelimit(reply);
	if (v->wait == 0)
		v->wait = -1;
}

/* What a provider wants to be told when one asks about a call. */
static void
add_trace(struct buf *b, const struct http_reply *reply)
{
	struct span id;

	if (reply == NULL)
		return;
	if (http_header(reply, "x-siliconcloud-trace-id", &id))
		buf_puts(b, ", trace ");
	else if (http_header(reply, "x-request-id", &id))
		buf_puts(b, ", request ");
	else
		return;
	verdict_text(b, id, 64);
}

static void
describe(struct verdict *v, long status, const struct error_body *c,
    const struct http_reply *reply)
{
	struct buf *b = &v->message;
	struct span word = c->code.len > 0 && c->number != status ?
	    (struct span){ c->code.data, c->code.len } :
	    (struct span){ c->type.data, c->type.len };

	if (reply == NULL)
		buf_printf(b, "error %ld", status);
	else if (reply->status == status)
		buf_printf(b, "HTTP %ld", status);
	else
		buf_printf(b, "HTTP %ld, but error %ld", reply->status, status);
	if (c->text.len > 0) {
		buf_puts(b, ": ");
		verdict_text(b, (struct span){ c->text.data, c->text.len },
		    MESSAGE_MAX);
	}
	if (word.len > 0) {
		buf_puts(b, " (");
		verdict_text(b, word, 64);
		buf_addc(b, ')');
	}
	add_trace(b, reply);
}

void
verdict_error(struct verdict *v, long status, struct span body,
    const struct http_reply *reply, int64_t now)
{
	struct error_body c = { 0 };

	error_body_read(&c, body);
	if (status == 0)
		status = error_body_status(&c);
	judge_status(v, status, &c);
	if (reply != NULL)
		heed_should_retry(v, reply);
	set_wait(v, status, &c, reply, now);
	describe(v, status, &c, reply);
	error_body_free(&c);
}

/* Of a URL, the part that names the host; the rest may hold a secret. */
static struct span
origin_of(struct span url)
{
	const char *end = url.p + url.len, *at;

	at = memmem(url.p, url.len, "://", 3);
	if (at == NULL)
		return (struct span){ "", 0 };
	for (at += 3; at < end && *at != '/' && *at != '?' && *at != '#'; at++)
		if (*at == '@')
			return (struct span){ "", 0 };
	return (struct span){ url.p, (size_t)(at - url.p) };
}

/* A redirect is not followed: the key would go where it leads. */
static void
judge_redirect(struct verdict *v, const struct http_reply *reply)
{
	struct span location, origin = { "", 0 };

	set(v, VERDICT_REQUEST, "redirected");
	buf_printf(&v->message, "HTTP %ld: ", reply->status);
	if (http_header(reply, "location", &location))
		origin = origin_of(location);
	if (origin.len > 0) {
		buf_puts(&v->message, "redirected to ");
		verdict_text(&v->message, origin, GLIMPSE_MAX);
		buf_puts(&v->message, ", which is not followed: if you trust "
		    "it, make it the base URL");
	} else
		buf_puts(&v->message, "redirected on the same host, which is "
		    "not followed: correct the path of the base URL");
}

void
verdict_damaged(struct verdict *v, const char *what, struct span body)
{
	body = json_skip_blanks(body);
	set(v, VERDICT_RETRY, "bad_reply");
	v->tries = VERDICT_DAMAGED_TRIES;
	/* A page comes from something in between, which bills nothing. */
	v->maybe_billed = body.len > 0 && body.p[0] != '<';
	buf_puts(&v->message, what);
	if (body.len > 0) {
		buf_puts(&v->message, ": ");
		verdict_text(&v->message, body, GLIMPSE_MAX);
	}
}

static bool
is_timeout(const char *why)
{
	return strcasestr(why, "timed out") != NULL ||
	    strcasestr(why, "timeout") != NULL ||
	    strcasestr(why, "too slow") != NULL;
}

/* A message of our own, with libcurl's words behind it. */
static void
explain(struct verdict *v, const char *what, const struct http_reply *reply)
{
	buf_puts(&v->message, what);
	if (reply->why[0] == '\0')
		return;
	buf_puts(&v->message, ": ");
	verdict_text(&v->message, (struct span){ reply->why,
	    strnlen(reply->why, sizeof(reply->why)) }, MESSAGE_MAX);
}

static void
judge_fault(struct verdict *v, const struct http_reply *reply)
{
	struct span body = { reply->body.data, reply->body.len };

	switch (reply->fault) {
	case HTTP_UNREACHED:
		set(v, VERDICT_RETRY, "unreachable");
		explain(v, "the server cannot be reached", reply);
		break;
	case HTTP_BROKEN:
		set(v, VERDICT_RETRY, is_timeout(reply->why) ? "timeout" :
		    "connection_lost");
		v->maybe_billed = true;
		explain(v, "no reply to the end", reply);
		break;
	case HTTP_CUT:
		verdict_damaged(v, "the reply is cut short", body);
		v->kind = "truncated_body";
		v->maybe_billed = true;
		break;
	case HTTP_UNTRUSTED:
		set(v, VERDICT_CONFIG, "tls");
		explain(v, "the server's certificate does not hold; look at "
		    "the clock, the CA certificates of this machine (Debian's "
		    "package ca-certificates) and the host in the URL", reply);
		break;
	case HTTP_TOO_LARGE:
		set(v, VERDICT_RECORD, "reply_too_large");
		v->maybe_billed = true;
		buf_printf(&v->message, "the reply is longer than %zu MB",
		    HTTP_BODY_MAX >> 20);
		break;
	case HTTP_UNUSABLE:
		set(v, VERDICT_CONFIG, "unusable_url");
		explain(v, "the URL cannot be used", reply);
		break;
	case HTTP_DONE:
	default:
		verdict_damaged(v, "a reply without a status", body);
	}
}

void
verdict_http(struct verdict *v, const struct http_reply *reply, int64_t now)
{
	long status = reply->status;

	if (status >= 400)
		verdict_error(v, status, (struct span){ reply->body.data,
		    reply->body.len }, reply, now);
	else if (status >= 300)
		judge_redirect(v, reply);
	else if (status >= 200 && reply->fault == HTTP_DONE)
		set(v, VERDICT_ANSWER, NULL);
	else
		judge_fault(v, reply);
}

/* What one pair of headers says: ms until what is used up comes back. */
static int64_t
until_reset(const struct http_reply *reply, const char *remaining,
    const char *reset)
{
	struct span value;
	size_t i;
	int64_t ms;

	if (!http_header(reply, remaining, &value) || value.len == 0)
		return 0;
	for (i = 0; i < value.len; i++)
		if (value.p[i] != '0' && value.p[i] != '.')
			return 0;
	/* Some say it as a date in seconds or ms: longer than any duration. */
	if (!http_header(reply, reset, &value) ||
	    (ms = retry_duration(value)) == -1)
		return 0;
	return ms < HOUR_MS ? ms : HOUR_MS;
}

int64_t
verdict_ratelimit(const struct http_reply *reply)
{
	static const char *const pairs[][2] = {
		{ "x-ratelimit-remaining-requests",
		    "x-ratelimit-reset-requests" },
		{ "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens" },
		{ "x-ratelimit-remaining", "x-ratelimit-reset" },
	};
	int64_t longest = 0, ms;
	size_t i;

	for (i = 0; i < LEN(pairs); i++) {
		ms = until_reset(reply, pairs[i][0], pairs[i][1]);
		if (ms > longest)
			longest = ms;
	}
	return longest;
}
