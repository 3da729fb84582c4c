/* Judges replies: by status, by the words of an error, by how they broke. */
#include "verdict.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "json/json.h"
#include "retry_after.h"

#define MESSAGE_MAX 300		/* bytes of a server's message */
#define GLIMPSE_MAX 120		/* bytes of a body that is not JSON */
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

static bool
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* Whether c may stand in a key, or is the asterisk that masks one. */
static bool
is_of_key(char c)
{
	return is_letter_or_digit(c) || c == '_' || c == '-' || c == '*' ||
	    c == '.';
}

/* Whether the text up to p introduces a key: "key provided: ", "Bearer ". */
static bool
announces_key(const char *start, const char *p, bool digits)
{
	static const char *const words[] = { "key provided", "api key",
		"apikey", "api_key", "bearer", "token" };
	size_t i, len;
	bool sign = digits;

	for (; p > start && p[-1] != '\0' &&
	    strchr(" :='\"`<[(", p[-1]) != NULL; p--)
		sign = sign || p[-1] != ' ';
	for (i = 0; i < LEN(words) && sign; i++) {
		len = strlen(words[i]);
		if ((size_t)(p - start) >= len &&
		    strncasecmp(p - len, words[i], len) == 0)
			return true;
	}
	return false;
}

/* Whether the word s is a key; the text before it begins at start. */
static bool
is_key(const char *start, struct span s)
{
	size_t i, digits = 0, letters = 0, run = 0, longest = 0;

	if (memmem(s.p, s.len, "***", 3) != NULL)
		return true;
	if (s.len >= 8 && (strncasecmp(s.p, "sk-", 3) == 0 ||
	    strncasecmp(s.p, "sk_", 3) == 0))
		return true;
	for (i = 0; i < s.len; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		run = is_letter_or_digit(s.p[i]) ? run + 1 : 0;
		letters += is_letter_or_digit(s.p[i]);
		if (run > longest)
			longest = run;
	}
	if (s.len >= 12 && announces_key(start, s.p, digits > 0))
		return true;
	return longest >= 32 && digits > 0 && letters > digits;
}

/* Appends s with "…" for each key. */
static void
hide_keys(struct buf *b, struct span s)
{
	const char *p = s.p, *end = s.p + s.len, *from;
	struct span word;

	while (p < end) {
		for (from = p; p < end && !is_of_key(*p); p++)
			;
		buf_add(b, from, (size_t)(p - from));
		for (from = p; p < end && is_of_key(*p); p++)
			;
		word = (struct span){ from, (size_t)(p - from) };
		while (word.len > 0 && word.p[word.len - 1] == '.')
			word.len--;
		if (word.len > 0 && is_key(s.p, word)) {
			buf_puts(b, "…");
			from += word.len;
		}
		buf_add(b, from, (size_t)(p - from));
	}
}

/* Appends s with each run of blanks as one space, none at the ends. */
static void
squeeze(struct buf *b, struct span s)
{
	size_t i, from = b->len;
	bool blank = false;

	for (i = 0; i < s.len; i++) {
		if (s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r')) {
			blank = true;
			continue;
		}
		if (blank && b->len > from)
			buf_addc(b, ' ');
		blank = false;
		buf_addc(b, s.p[i]);
	}
}

/*
 * Appends s, at most max bytes of it: blanks and line ends as one space,
 * control characters masked, and "…" for whatever looks like a key, since
 * servers echo the keys that they refuse.
 */
static void
put_text(struct buf *b, struct span s, size_t max)
{
	struct buf line = { 0 }, safe = { 0 };

	/* Looks at eight bytes for each one that may be shown. */
	if (s.len > 8 * max)
		s.len = 8 * max;
	squeeze(&line, s);
	if (line.len > 0)
		hide_keys(&safe, buf_span(&line));
	utf8_mask(b, safe.data, safe.len, max);
	buf_free(&line);
	buf_free(&safe);
}

/*
 * What a status means, by what the error is about (ERROR_OTHER: whatever it
 * is about).  The first row that applies counts.
 */
static const struct {
	long from, to;
	enum error_about about;
	enum verdict_class class;
	const char *kind;
	bool rate_limited, maybe_billed;
} rules[] = {
	{ 401, 401, ERROR_OTHER, VERDICT_PERSON, "unauthorized", 0, 0 },
	{ 402, 402, ERROR_OTHER, VERDICT_PERSON, "no_balance", 0, 0 },
	{ 403, 403, ERROR_BALANCE, VERDICT_PERSON, "no_balance", 0, 0 },
	{ 403, 403, ERROR_CONTENT, VERDICT_RECORD, "moderated", 0, 0 },
	{ 403, 403, ERROR_OTHER, VERDICT_PERSON, "forbidden", 0, 0 },
	{ 408, 408, ERROR_OTHER, VERDICT_RETRY, "timeout", 0, 0 },
	{ 409, 409, ERROR_OTHER, VERDICT_RETRY, "server_error", 0, 0 },
	{ 413, 413, ERROR_OTHER, VERDICT_RECORD, "too_large", 0, 0 },
	{ 425, 425, ERROR_OTHER, VERDICT_RETRY, "server_error", 0, 0 },
	{ 429, 429, ERROR_QUOTA, VERDICT_PERSON, "quota", 0, 0 },
	{ 429, 429, ERROR_BALANCE, VERDICT_PERSON, "no_balance", 0, 0 },
	{ 429, 429, ERROR_OTHER, VERDICT_RETRY, "rate_limited", 1, 0 },

	{ 503, 503, ERROR_OTHER, VERDICT_RETRY, "overloaded", 0, 0 },
	/* A gateway gave up on a server that had begun (524: Cloudflare's). */
	{ 504, 504, ERROR_OTHER, VERDICT_RETRY, "timeout", 0, 1 },
	{ 522, 522, ERROR_OTHER, VERDICT_RETRY, "timeout", 0, 0 },
	{ 524, 524, ERROR_OTHER, VERDICT_RETRY, "timeout", 0, 1 },
	{ 529, 529, ERROR_OTHER, VERDICT_RETRY, "overloaded", 1, 0 },
	{ 500, LONG_MAX, ERROR_OTHER, VERDICT_RETRY, "server_error", 0, 0 },

	{ 0, 499, ERROR_KEY, VERDICT_PERSON, "unauthorized", 0, 0 },
	{ 0, 499, ERROR_BALANCE, VERDICT_PERSON, "no_balance", 0, 0 },
	{ 0, 499, ERROR_LENGTH, VERDICT_RECORD, "context_length", 0, 0 },
	{ 0, 499, ERROR_CONTENT, VERDICT_RECORD, "moderated", 0, 0 },
	{ 404, 404, ERROR_OTHER, VERDICT_REQUEST, "not_found", 0, 0 },
	{ 0, 499, ERROR_OTHER, VERDICT_REQUEST, "bad_request", 0, 0 },
};

/* Judges an error by the rules. */
static void
judge_status(struct verdict *v, long status, const struct error_body *e)
{
	size_t i;

	for (i = 0; i + 1 < LEN(rules); i++)
		if (status >= rules[i].from && status <= rules[i].to &&
		    (rules[i].about == ERROR_OTHER ||
		    (e->about & 1U << rules[i].about) != 0))
			break;
	set(v, rules[i].class, rules[i].kind);
	v->rate_limited = rules[i].rate_limited;
	v->maybe_billed = rules[i].maybe_billed;
}

/* Obeys x-should-retry, as some clients do for any status. */
static void
heed_should_retry(struct verdict *v, const struct http_reply *reply)
{
	struct span value;

	if (!http_header(reply, "x-should-retry", &value))
		return;
	if (span_is(value, "false") && v->class == VERDICT_RETRY)
		v->class = VERDICT_RECORD;
	else if (span_is(value, "true") && (v->class == VERDICT_RECORD ||
	    v->class == VERDICT_REQUEST))
		v->class = VERDICT_RETRY;
}

/*
 * The ms until the time in the value of a header: a duration, or a date in
 * seconds or milliseconds since 1970.  0 if it is past, more than a day away,
 * or no time.
 */
static int64_t
until(struct span value, int64_t now)
{
	int64_t ms = retry_duration(value), n = 0;
	size_t i;

	if (ms == -1) {
		for (i = 0; i < value.len && i < 15; i++) {
			if (value.p[i] < '0' || value.p[i] > '9')
				return 0;
			n = n * 10 + (value.p[i] - '0');
		}
		ms = (n > 100000000000 ? n : n * 1000) - now * 1000;
		if (ms < 0 || ms > 24 * HOUR_MS)
			return 0;
	}
	return ms < HOUR_MS ? ms : HOUR_MS;
}

/* By a pair of headers, the ms until a limit that is used up is reset. */
static int64_t
until_reset(const struct http_reply *reply, const char *remaining,
    const char *reset, int64_t now)
{
	struct span value;
	size_t i;

	if (!http_header(reply, remaining, &value) || value.len == 0)
		return 0;
	for (i = 0; i < value.len; i++)
		if (value.p[i] != '0' && value.p[i] != '.')
			return 0;
	return http_header(reply, reset, &value) ? until(value, now) : 0;
}

int64_t
verdict_ratelimit(const struct http_reply *reply, int64_t now)
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
		ms = until_reset(reply, pairs[i][0], pairs[i][1], now);
		if (ms > longest)
			longest = ms;
	}
	return longest;
}

/*
 * The same for a request that was refused: a time of reset counts, too, if
 * the server does not say what remains, as Azure does.
 */
static int64_t
when_refused(const struct http_reply *reply, int64_t now)
{
	static const char *const resets[] = { "x-rate-limit-reset-tokens",
		"x-rate-limit-reset-requests", "x-rate-limit-reset" };
	int64_t longest = verdict_ratelimit(reply, now), ms;
	struct span value;
	size_t i;

	for (i = 0; i < LEN(resets) && longest == 0; i++)
		if (http_header(reply, resets[i], &value) &&
		    (ms = until(value, now)) > longest)
			longest = ms;
	return longest;
}

/* Sets how long to wait: by header, else by the message, else by limits. */
static void
set_wait(struct verdict *v, long status, const struct error_body *e,
    const struct http_reply *reply, int64_t now)
{
	if (v->class != VERDICT_RETRY)
		return;
	if (reply != NULL)
		v->wait = retry_after(reply, now);
	if (v->wait == -1)
		v->wait = e->wait;
	if (v->wait == -1 && e->reset > now * 1000 &&
	    e->reset - now * 1000 <= 24 * HOUR_MS)
		v->wait = e->reset - now * 1000;
	if (v->wait != -1 || (status != 429 && status != 503))
		return;
	v->wait = retry_text(buf_span(&e->clue), now);
	if (v->wait == -1 && reply != NULL && status == 429)
		v->wait = when_refused(reply, now);
	if (v->wait == 0)
		v->wait = -1;
}

/* Appends the id by which a provider finds the call. */
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
	put_text(b, id, 64);
}

/* Makes the message: status, message of the server, its word, trace. */
static void
describe(struct verdict *v, long status, const struct error_body *e,
    const struct http_reply *reply)
{
	struct buf *b = &v->message;
	struct span word = buf_span(e->code.len > 0 && e->number != status ?
	    &e->code : &e->type);

	if (reply == NULL)
		buf_printf(b, "error %ld", status);
	else if (reply->status == status)
		buf_printf(b, "HTTP %ld", status);
	else
		buf_printf(b, "HTTP %ld, but error %ld", reply->status, status);
	if (e->text.len > 0) {
		buf_puts(b, ": ");
		put_text(b, buf_span(&e->text),
		    MESSAGE_MAX);
	}
	if (word.len > 0) {
		buf_puts(b, " (");
		put_text(b, word, 64);
		buf_addc(b, ')');
	}
	add_trace(b, reply);
}

void
verdict_error(struct verdict *v, long status, struct span body,
    const struct http_reply *reply, int64_t now)
{
	struct error_body e = { 0 };

	error_body_read(&e, body);
	if (status == 0)
		status = e.status;
	judge_status(v, status, &e);
	if (reply != NULL)
		heed_should_retry(v, reply);
	set_wait(v, status, &e, reply, now);
	describe(v, status, &e, reply);
	error_body_free(&e);
}

/*
 * Appends scheme and host of a URL, without the name and password before
 * the host: those and the rest may hold a secret.
 */
static void
origin_of(struct buf *b, struct span url)
{
	const char *end = url.p + url.len, *host, *slashes, *at;

	slashes = memmem(url.p, url.len, "//", 2);
	/* A path or a query may hold two slashes, too. */
	if (slashes == NULL || (slashes > url.p && slashes[-1] != ':') ||
	    memchr(url.p, '?', (size_t)(slashes - url.p)) != NULL)
		return;
	host = slashes + 2;
	for (at = host; at < end && *at != '/' && *at != '?' &&
	    *at != '#' && *at != '\\'; at++)
		if (*at == '@')
			host = at + 1;
	buf_add(b, url.p, (size_t)(slashes + 2 - url.p));
	buf_add(b, host, (size_t)(at - host));
}

/* Judges a redirect, which is not followed: the key would go there. */
static void
judge_redirect(struct verdict *v, const struct http_reply *reply)
{
	struct span location;
	struct buf origin = { 0 };

	set(v, VERDICT_REQUEST, "redirected");
	buf_printf(&v->message, "HTTP %ld: ", reply->status);
	if (http_header(reply, "location", &location))
		origin_of(&origin, location);
	if (origin.len > 0) {
		buf_puts(&v->message, "redirected to ");
		put_text(&v->message, buf_span(&origin), GLIMPSE_MAX);
		buf_puts(&v->message, ", which is not followed: if you trust "
		    "it, make it the base URL");
	} else
		buf_puts(&v->message, "redirected on the same host, which is "
		    "not followed: correct the path of the base URL");
	buf_free(&origin);
}

void
verdict_damaged(struct verdict *v, const char *what, struct span body)
{
	body = json_skip_blanks(body);
	set(v, VERDICT_RETRY, "bad_reply");
	v->tries = VERDICT_DAMAGED_TRIES;
	/* An HTML page comes from a proxy, which bills nothing. */
	v->maybe_billed = body.len > 0 && body.p[0] != '<';
	buf_puts(&v->message, what);
	if (body.len > 0) {
		buf_puts(&v->message, ": ");
		put_text(&v->message, body, GLIMPSE_MAX);
	}
}

/* What to tell of a reply that did not end. */
static const char *
unended(const struct http_reply *reply)
{
	if (!http_timed_out(reply))
		return "no reply to the end";
	if (strcasestr(reply->why, "too slow") != NULL)
		return "the server sent nothing for too long; a --timeout "
		    "over 600 waits for it";
	return "no reply in time; a longer --timeout allows more";
}

#define PROXY_AUTH "the proxy wants a name and a password; put them into the " \
    "variable that names it, as https_proxy=http://NAME:PASSWORD@HOST:PORT"

/* Makes a message of our words, and libcurl's. */
static void
explain(struct verdict *v, const char *what, const struct http_reply *reply)
{
	buf_puts(&v->message, what);
	if (reply->why[0] == '\0')
		return;
	buf_puts(&v->message, ": ");
	put_text(&v->message, span_of(reply->why), MESSAGE_MAX);
}

/* Judges a transfer that brought no complete reply. */
static void
judge_fault(struct verdict *v, const struct http_reply *reply)
{
	struct span body = buf_span(&reply->body);

	switch (reply->fault) {
	case HTTP_REFUSED:
	case HTTP_UNREACHED:
		set(v, VERDICT_RETRY, "unreachable");
		v->refused = reply->fault == HTTP_REFUSED;
		v->unsent = true;
		explain(v, "the server cannot be reached", reply);
		break;
	case HTTP_BROKEN:
		set(v, VERDICT_RETRY, http_timed_out(reply) ? "timeout" :
		    "connection_lost");
		v->maybe_billed = true;
		explain(v, unended(reply), reply);
		break;
	case HTTP_GARBLED:
		verdict_damaged(v, "what came is not HTTP", body);
		v->maybe_billed = true;
		break;
	case HTTP_PROXY:
		set(v, VERDICT_CONFIG, "proxy");
		explain(v, PROXY_AUTH, reply);
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
		    "package ca-certificates) and the host in the URL; where "
		    "a gateway signs, name its certificate with --ca-file",
		    reply);
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

	if (status == 407) {
		set(v, VERDICT_CONFIG, "proxy");
		buf_puts(&v->message, "HTTP 407: " PROXY_AUTH);
	} else if (status >= 400)
		verdict_error(v, status, buf_span(&reply->body), reply, now);
	else if (status >= 300)
		judge_redirect(v, reply);
	else if (status >= 200 && reply->fault == HTTP_DONE)
		set(v, VERDICT_ANSWER, NULL);
	else
		judge_fault(v, reply);
}
