/* Judges replies: a page, a redirect, another try, or an error. */
#include "visit.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "call/retry_after.h"

/* Bytes of a body of no use, as of a redirect, that keep a connection. */
#define SWALLOW ((size_t)64 * 1024)

/* Bytes of a media type that a message shows. */
#define TYPE_SHOWN ((size_t)100)

/* The longest Retry-After, in ms, that a page is worth. */
#define PATIENCE ((int64_t)120 * 1000)

/* ms for which a robots.txt is good (RFC 9309, 2.4). */
#define ROBOTS_DAY ((int64_t)24 * 3600 * 1000)

static bool
is_page(long status)
{
	return status == 200 || status == 203;
}

/* Whether a media type is one of --type: text/x-foo, image, image/. */
static bool
is_listed(const struct fetch_options *o, struct span type)
{
	size_t i, n;

	for (i = 0; i < o->ntypes; i++) {
		n = strlen(o->types[i]);
		if (n > 2 && strcmp(o->types[i] + n - 2, "/*") == 0)
			n--;
		else if (n != type.len)
			continue;
		if (type.len >= n && strncasecmp(type.p, o->types[i], n) == 0)
			return true;
	}
	return false;
}

bool
visit_takes(const struct visit *v, struct span type)
{
	return media_ending(type) != NULL ||
	    is_listed(&v->f->options, media_type(type));
}

/* Whether a is of the media type of b, and only b names an encoding. */
static bool
lacks_charset(struct span a, struct span b)
{
	struct buf of_a = { 0 }, of_b = { 0 };
	bool lacks;

	media_charset(&of_a, a);
	media_charset(&of_b, b);
	lacks = of_a.len == 0 && of_b.len > 0 &&
	    span_same(media_type(a), media_type(b));
	buf_free(&of_a);
	buf_free(&of_b);
	return lacks;
}

/* The media type: of several headers the last, as browsers have it. */
static struct span
type_of(const struct http_reply *reply)
{
	static const char name[] = "content-type:";
	const size_t n = sizeof(name) - 1;
	struct span head = buf_span(&reply->head), line, type = { "", 0 };

	while (span_line(&head, &line)) {
		if (line.len < n || strncasecmp(line.p, name, n) != 0)
			continue;
		line = span_strip(span_from(line, n));
		if (!lacks_charset(line, type))
			type = line;
	}
	return type;
}

/* Takes a piece of robots.txt: the first so many bytes of it. */
static bool
take_robots(struct visit *v, const struct http_reply *reply, struct span s)
{
	if (reply->status < 200 || reply->status > 299)
		return (v->swallowed += s.len) <= SWALLOW;
	if (s.len > ROBOTS_MAX - v->body.len)
		s.len = ROBOTS_MAX - v->body.len;
	buf_add(&v->body, s.p, s.len);
	return v->body.len < ROBOTS_MAX;
}

bool
visit_take(void *arg, const struct http_reply *reply, struct span s)
{
	struct visit *v = arg;

	if (v->page == NULL)
		return take_robots(v, reply, s);
	if (!is_page(reply->status))
		return (v->swallowed += s.len) <= SWALLOW;
	if (!v->file.open) {
		if (!visit_takes(v, type_of(reply))) {
			v->bad_type = true;
			return false;
		}
		if (cache_begin(v->f->options.cache, &v->file, v->trail[0],
		    type_of(reply)) == -1) {
			fetch_stop(v->f, errno);
			return false;
		}
	}
	if (cache_add(&v->file, s) == -1) {
		fetch_stop(v->f, errno);
		return false;
	}
	return true;
}

/* The robots.txt of an origin has come, or cannot be had. */
static void
open_origin(struct visit *v, enum origin_state state)
{
	struct origin *o = v->for_origin;

	robots_free(&o->robots);
	o->state = state;
	o->until = clock_steady() + ROBOTS_DAY;
	if (state == ORIGIN_KNOWN)
		robots_read(&o->robots, buf_span(&v->body),
		    v->f->options.robots);
	v->f->hosts.bytes += o->robots.rules.size;
	v->state = VISIT_DONE;
}

static void __attribute__((format(printf, 3, 0)))
fail(struct visit *v, const char *kind, const char *fmt, va_list ap)
{
	struct buf *message;

	if (v->page == NULL) {
		v->for_origin->kind = kind;
		message = &v->for_origin->why;
		buf_clear(message);
		buf_printf(message, "%s: ", v->url.text);
		buf_vprintf(message, fmt, ap);
		open_origin(v, ORIGIN_CLOSED);
		return;
	}
	v->page->kind = kind;
	message = &v->page->message;
	buf_clear(message);
	if (v->trail[0] != NULL)
		buf_printf(message, "%s: ", v->trail[0]);
	if (v->hops > 0)
		buf_printf(message, "%s: ", v->url.text);
	buf_vprintf(message, fmt, ap);
	v->state = VISIT_DONE;
}

/* Takes the page that the cache has, though it is old. */
static void
use_old(struct visit *v, enum page_from from)
{
	v->page->from = from;
	v->page->cached = v->old;
	v->old = (struct cached){ 0 };
	v->state = VISIT_DONE;
}

void
visit_fail(struct visit *v, const char *kind, const char *fmt, ...)
{
	va_list ap;

	cache_abort(&v->file);
	if (v->page != NULL && v->old.path != NULL && v->f->error == 0) {
		use_old(v, PAGE_OLD);
		return;
	}
	va_start(ap, fmt);
	fail(v, kind, fmt, ap);
	va_end(ap);
}

void
visit_stop(struct visit *v)
{
	visit_fail(v, "stopped", "%s: %s", v->f->options.cache->directory,
	    strerror(v->f->error));
}

/*
 * Gives a page another try, after a fault that may pass; wait is the ms that
 * the server asks for, or -1.  False if it has had its tries.
 */
static bool
try_again(struct visit *v, int64_t wait)
{
	const double first = v->f->options.retry_delay * 1000;
	const int64_t due = (int64_t)first << (v->tries < 6 ? v->tries : 6);

	if (v->tries >= v->f->options.retries || wait > PATIENCE)
		return false;
	cache_abort(&v->file);
	v->tries++;
	v->due = clock_steady() + (wait > due ? wait : due);
	if (wait > 0 && v->host->until < v->due)
		v->host->until = v->due;
	v->state = VISIT_NEW;
	return true;
}

/* Judges a transfer that brought no status, or not all of a page. */
static void
judge_fault(struct visit *v, const struct http_reply *reply)
{
	const char *why = reply->why;

	switch (reply->fault) {
	case HTTP_REFUSED:
	case HTTP_UNREACHED:
		if (v->refused_why != NULL)
			visit_fail(v, "refused_address", "the address %s is "
			    "%s (--allow allows it)", v->refused,
			    v->refused_why);
		else if (!try_again(v, -1))
			visit_fail(v, "unreachable", "it cannot be reached: "
			    "%s", why);
		break;
	case HTTP_CUT:
		if (!try_again(v, -1))
			visit_fail(v, "truncated_body", "the page is cut "
			    "short: %s", why);
		break;
	case HTTP_GARBLED:
		visit_fail(v, "bad_reply", "what came is not HTTP: %s", why);
		break;
	case HTTP_PROXY:
		visit_fail(v, "proxy", "the proxy wants a name and a password");
		break;
	case HTTP_UNTRUSTED:
		visit_fail(v, "tls", "its certificate does not hold: %s", why);
		break;
	case HTTP_TOO_LARGE:
		visit_fail(v, "too_large", "more than %zu bytes (--max-size "
		    "allows more)", v->f->options.most);
		break;
	case HTTP_UNUSABLE:
		visit_fail(v, "bad_url", "it cannot be fetched: %s", why);
		break;
	default:
		/* A page that drips would drip again. */
		if (http_timed_out(reply) && reply->status != 0)
			visit_fail(v, "timeout", "it takes too long: %s", why);
		else if (!try_again(v, -1))
			visit_fail(v, http_timed_out(reply) ? "timeout" :
			    "connection_lost", "no reply to the end: %s", why);
	}
}

static bool
is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 ||
	    status == 307 || status == 308;
}

/* Whether the visit was at this URL before. */
static bool
was_there(const struct visit *v, const char *text)
{
	size_t i;

	for (i = 0; i <= v->hops; i++)
		if (strcmp(v->trail[i], text) == 0)
			return true;
	return false;
}

/* More redirects than are followed. */
static void
end_redirects(struct visit *v, const char *why)
{
	if (v->page == NULL)
		open_origin(v, ORIGIN_KNOWN);	/* as if there were none */
	else
		visit_fail(v, "redirects", "%s", why);
}

static void
follow(struct visit *v, const struct http_reply *reply)
{
	struct span location;
	struct url next;
	const char *why;

	if (!http_header(reply, "location", &location)) {
		visit_fail(v, "redirects", "HTTP %ld without a location",
		    reply->status);
		return;
	}
	if ((why = url_read(&next, location, &v->url)) != NULL)
		visit_fail(v, "redirects", "it redirects to a URL that %s",
		    why);
	else if (was_there(v, next.text))
		end_redirects(v, "it redirects in a circle");
	else if (v->hops >= (v->page == NULL ? 5 : v->f->options.redirects))
		end_redirects(v, "it redirects too often");
	else {
		url_free(&v->url);
		v->url = next;
		v->trail[++v->hops] = xstrdup(next.text);
		v->tries = 0;
		v->state = VISIT_NEW;
		return;
	}
	url_free(&next);
}

/* Judges a status that is an error. */
static void
judge_status(struct visit *v, const struct http_reply *reply)
{
	const long status = reply->status;
	const int64_t wait = retry_after(reply, (int64_t)time(NULL));
	const char *kind = "http_status";
	const bool again = status == 408 || status == 425 || status == 429 ||
	    (status >= 500 && status != 501 && status != 505);

	if (status >= 500)
		kind = "server_error";
	else if (status == 404 || status == 410)
		kind = "not_found";
	else if (status == 401 || status == 402 || status == 403 ||
	    status == 407 || status == 451)
		kind = "forbidden";
	else if (status == 408)
		kind = "timeout";
	else if (status == 425 || status == 429)
		kind = "rate_limited";
	if (again && try_again(v, wait))
		return;
	if (v->page == NULL && status >= 400 && status < 500)
		open_origin(v, ORIGIN_KNOWN);	/* there is no robots.txt */
	else
		visit_fail(v, kind, "HTTP %ld", status);
}

/* Keeps in `page` what the headers of a reply say of it. */
static void
note_headers(struct cached *page, const struct visit *v,
    const struct http_reply *reply)
{
	struct span s;

	buf_clear(&page->etag);
	buf_clear(&page->modified);
	if (http_header(reply, "etag", &s) && s.len < 512)
		buf_add(&page->etag, s.p, s.len);
	if (http_header(reply, "last-modified", &s) && s.len < 64)
		buf_add(&page->modified, s.p, s.len);
	page->fetched = (int64_t)time(NULL);
	if (v->hops > 0) {
		buf_clear(&page->moved);
		buf_puts(&page->moved, v->url.text);
	}
}

/* The whole page has come. */
static void
keep_page(struct visit *v, const struct http_reply *reply)
{
	struct cached *page = &v->page->cached;
	struct span type = type_of(reply);

	if (!v->file.open) {
		visit_fail(v, "empty_page", "HTTP %ld without a page",
		    reply->status);
		return;
	}
	if (type.len > 256)
		type.len = 256;
	buf_add(&page->type, type.p, type.len);
	note_headers(page, v, reply);
	if (cache_commit(&v->file, v->trail[0], page) == -1) {
		fetch_stop(v->f, errno);
		return;
	}
	if (v->old.path != NULL && strcmp(v->old.path, page->path) != 0)
		(void)unlink(v->old.path);	/* of another type, unused */
	v->page->from = PAGE_FETCHED;
	v->state = VISIT_DONE;
}

/* The page is as the cache has it. */
static void
renew_page(struct visit *v, const struct http_reply *reply)
{
	struct span s;

	if (!http_header(reply, "etag", &s) &&
	    !http_header(reply, "last-modified", &s))
		v->old.fetched = (int64_t)time(NULL);
	else
		note_headers(&v->old, v, reply);
	if (cache_renew(v->f->options.cache, v->trail[0], &v->old) == -1)
		fetch_stop(v->f, errno);
	else
		use_old(v, PAGE_UNCHANGED);
}

/* Judges the body of a page, or of robots.txt. */
static void
judge_body(struct visit *v, const struct http_reply *reply)
{
	struct span type = media_type(type_of(reply));

	if (type.len > TYPE_SHOWN)
		type.len = TYPE_SHOWN;
	if (v->page == NULL && (reply->fault == HTTP_DONE ||
	    reply->fault == HTTP_STOPPED))
		open_origin(v, ORIGIN_KNOWN);
	else if (v->bad_type)
		visit_fail(v, "bad_type", "its type is %.*s (--type takes it)",
		    (int)type.len, type.p);
	else if (reply->fault == HTTP_DONE)
		keep_page(v, reply);
	else
		judge_fault(v, reply);
}

void
visit_judge(struct visit *v, struct http_reply *reply)
{
	const long status = reply->status;

	if (status != 0)
		v->f->answers++;
	if (v->f->error != 0)
		;	/* below */
	else if (status < 200)	/* none, or an interim one */
		judge_fault(v, reply);
	else if (is_redirect(status))
		follow(v, reply);
	else if (v->page == NULL ? status >= 200 && status < 300 :
	    is_page(status))
		judge_body(v, reply);
	else if (status == 304 && v->page != NULL && v->old.path != NULL)
		renew_page(v, reply);
	else if (status == 204 || status == 205)
		visit_fail(v, "empty_page", "HTTP %ld", status);
	else
		judge_status(v, reply);
	if (v->f->error != 0 && v->state != VISIT_DONE)
		visit_stop(v);
}
