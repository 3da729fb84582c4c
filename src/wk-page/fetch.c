/* Fetches pages: sends requests when their hosts may be asked, and waits. */
#include "fetch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "visit.h"

/* End a reply that brings fewer bytes a second, over so many seconds. */
#define SLOW 200L
#define SLOW_TIME 20L

/* The longest Crawl-delay that is kept to, in seconds. */
#define CRAWL_DELAY_MOST 30

/* Bytes of a reply to the request for robots.txt. */
#define ROBOTS_REPLY ((size_t)16 * 1024 * 1024)

#define ACCEPT "Accept: text/html,application/xhtml+xml,application/pdf," \
    "text/*;q=0.9,*/*;q=0.5"

struct fetch *
fetch_open(const struct fetch_options *options)
{
	struct fetch *f = xcalloc(1, sizeof(*f));

	f->options = *options;
	f->tail = &f->visits;
	if ((f->http = http_open()) == NULL) {
		free(f);
		return NULL;
	}
	return f;
}

void
fetch_stop(struct fetch *f, int error)
{
	if (f->error == 0)
		f->error = error;
}

static struct visit *
new_visit(struct fetch *f)
{
	struct visit *v = xcalloc(1, sizeof(*v));

	v->f = f;
	*f->tail = v;
	f->tail = &v->next;
	return v;
}

static void
free_visit(struct visit *v)
{
	size_t i;

	for (i = 0; i < LEN(v->trail); i++)
		free(v->trail[i]);
	url_free(&v->url);
	host_leave(v->host);
	origin_leave(v->origin);
	origin_leave(v->for_origin);
	cache_abort(&v->file);
	cached_free(&v->old);
	buf_free(&v->header_text);
	buf_free(&v->body);
	free(v);
}

/* Whether a page in the cache is young enough. */
static bool
is_fresh(const struct fetch *f, const struct cached *page)
{
	const double age = (double)time(NULL) - (double)page->fetched;

	return f->options.max_age < 0 || age <= f->options.max_age;
}

/* Takes the page from the cache, if it is there and young enough. */
static void
look_up(struct visit *v)
{
	struct fetch *f = v->f;
	int found = cache_find(f->options.cache, v->trail[0], &v->old);

	if (found == -1) {
		fetch_stop(f, errno);
		visit_stop(v);
	} else if (found == 1 && is_fresh(f, &v->old)) {
		v->page->from = PAGE_CACHED;
		v->page->cached = v->old;
		v->old = (struct cached){ 0 };
		v->state = VISIT_DONE;
	}
}

void
fetch_add(struct fetch *f, struct span url, struct page *page, void *arg)
{
	struct visit *v = new_visit(f);
	const char *why = url_read(&v->url, url, NULL);

	v->page = page;
	v->arg = arg;
	f->busy++;
	if (why != NULL)
		visit_fail(v, "bad_url", "the URL %s", why);
	else {
		v->trail[0] = xstrdup(v->url.text);
		if (f->error != 0)
			visit_stop(v);
		else
			look_up(v);
	}
}

size_t
fetch_busy(const struct fetch *f)
{
	return f->busy;
}

int
fetch_error(const struct fetch *f)
{
	return f->error;
}

bool
fetch_alone(const struct fetch *f)
{
	return f->answers == 0 && f->hosts.seen >= 3;
}

/* Whether a connection to an address may be made (http.h). */
static bool
allowed(void *arg, const struct sockaddr *address)
{
	struct visit *v = arg;
	const struct allow *allow = v->f->options.allow;
	const char *why = address_why_not(address);

	if (why == NULL && nets_have(v->f->options.own, address))
		why = "of this machine or its network";
	if (why == NULL || v->f->options.proxy != NULL ||
	    nets_have(&allow->nets, address) || allow_host(allow, v->url.host))
		return true;
	address_text(v->refused, address);
	v->refused_why = why;
	return false;
}

/*
 * With a proxy we see its address alone: so look at hosts that are written as
 * addresses.
 */
static bool
is_literal_refused(struct visit *v)
{
	const struct fetch_options *o = &v->f->options;
	const char *why;

	if (o->proxy == NULL || allow_host(o->allow, v->url.host) ||
	    (why = address_literal_why_not(v->url.host)) == NULL)
		return false;
	visit_fail(v, "refused_address", "the address %s is %s (--allow "
	    "allows it)", v->url.host, why);
	return true;
}

/* Has the robots.txt of an origin fetched. */
static void
ask_robots(struct visit *v, struct origin *o)
{
	struct visit *robots = new_visit(v->f);
	const char *why;

	o->state = ORIGIN_ASKED;
	o->users++;
	robots->for_origin = o;
	if ((why = url_of_robots(&robots->url, &v->url)) != NULL) {
		visit_fail(robots, "bad_url", "the URL %s", why);
		return;
	}
	robots->trail[0] = xstrdup(robots->url.text);
}

/* Whether robots.txt lets the visit go on; false also while it is fetched. */
static bool
may_visit(struct visit *v)
{
	struct origin *o = v->origin;

	if (o->state != ORIGIN_ASKED && o->until <= clock_steady())
		o->state = ORIGIN_NEW;
	switch (o->state) {
	case ORIGIN_NEW:
		ask_robots(v, o);
		return false;
	case ORIGIN_ASKED:
		return false;
	case ORIGIN_CLOSED:
		visit_fail(v, o->kind, "%.*s", (int)o->why.len, o->why.data);
		return false;
	case ORIGIN_KNOWN:
	default:
		if (robots_allow(&o->robots, span_of(v->url.target)))
			return true;
		visit_fail(v, "robots", "robots.txt does not allow it");
		return false;
	}
}

/* Looks at the URL of a visit: whether, and from whom, it may be fetched. */
static void
look_at(struct visit *v)
{
	struct fetch *f = v->f;

	origin_leave(v->origin);
	v->origin = NULL;
	if (!url_port_is_usual(v->url.port) &&
	    !allow_host(f->options.allow, v->url.host)) {
		visit_fail(v, "bad_port", "port %u is not one of web pages "
		    "(--allow allows the host)", v->url.port);
		return;
	}
	if (is_literal_refused(v))
		return;
	host_leave(v->host);
	v->host = hosts_get(&f->hosts, v->url.host);
	if (v->page != NULL) {
		v->origin = hosts_origin(&f->hosts, v->url.origin);
		if (!may_visit(v))
			return;
		if (v->origin->robots.delay > v->host->delay)
			v->host->delay = v->origin->robots.delay;
	}
	v->state = VISIT_READY;
}

/* A request has ended. */
static void
done(void *arg, struct http_reply *reply)
{
	struct visit *v = arg;

	v->host->busy = false;
	v->host->last = clock_steady();
	v->f->sent--;
	visit_judge(v, reply);
}

/* Sets the headers of a request. */
static void
set_headers(struct visit *v)
{
	const char **header = v->headers;
	struct buf *b = &v->header_text;
	size_t etag = 0, modified = 0;

	buf_clear(b);
	buf_addc(b, '\0');
	/* A page that was moved has the validators of another URL. */
	if (v->old.path != NULL && v->hops == 0) {
		if (v->old.etag.len > 0) {
			etag = b->len;
			buf_printf(b, "If-None-Match: %.*s%c",
			    (int)v->old.etag.len, v->old.etag.data, 0);
		}
		if (v->old.modified.len > 0) {
			modified = b->len;
			buf_printf(b, "If-Modified-Since: %.*s%c",
			    (int)v->old.modified.len, v->old.modified.data, 0);
		}
	}
	*header++ = ACCEPT;
	if (etag > 0)
		*header++ = b->data + etag;
	if (modified > 0)
		*header++ = b->data + modified;
	*header = NULL;
}

/* Sends the request of a visit. */
static void
send_request(struct visit *v)
{
	const struct fetch_options *o = &v->f->options;
	const struct http_post post = { .url = v->url.text,
		.ca_file = o->trust.file, .ca_path = o->trust.path,
		.headers = v->headers, .timeout = (long)o->timeout,
		.fetch = &v->fetch, .take = visit_take, .done = done,
		.arg = v };

	v->fetch = (struct http_fetch){ .agent = o->agent, .proxy = o->proxy,
		.most = v->page == NULL ? ROBOTS_REPLY : o->most,
		.slow = SLOW, .slow_time = SLOW_TIME,
		.allowed = allowed };
	set_headers(v);
	buf_clear(&v->body);
	v->swallowed = 0;
	v->bad_type = false;
	v->refused_why = NULL;
	if (http_post(v->f->http, &post) == -1) {
		fetch_stop(v->f, ENOMEM);
		return;
	}
	v->state = VISIT_SENT;
	v->host->busy = true;
	v->f->sent++;
}

/* When a host may be asked again, in ms of clock_steady. */
static int64_t
host_due(const struct fetch *f, const struct host *host)
{
	double delay = f->options.delay;
	int64_t due = 0;

	if (host->delay > delay)
		delay = host->delay < CRAWL_DELAY_MOST ? host->delay :
		    CRAWL_DELAY_MOST;
	if (host->last > 0)
		due = host->last + (int64_t)(delay * 1000);
	return due > host->until ? due : host->until;
}

/*
 * Moves a visit on.  Returns the ms until it can be moved on again, 0 if it
 * has moved; -1 if that depends on something else.
 */
static int64_t
step(struct visit *v, int64_t now)
{
	int64_t due = v->due;

	if (v->state == VISIT_NEW) {
		if (due > now)
			return due - now;
		look_at(v);
		if (v->state != VISIT_READY)
			return v->state == VISIT_DONE ? 0 : -1;
	}
	if (v->state != VISIT_READY || v->host->busy ||
	    v->f->sent >= v->f->options.jobs)
		return -1;
	if (due < host_due(v->f, v->host))
		due = host_due(v->f, v->host);
	if (due > now)
		return due - now;
	send_request(v);
	return -1;
}

/* Takes the visits off the list that are done. */
static void
reap(struct fetch *f)
{
	struct visit **at, *v;

	for (at = &f->visits; (v = *at) != NULL;) {
		if (v->state != VISIT_DONE) {
			at = &v->next;
			continue;
		}
		*at = v->next;
		if (v->page != NULL) {
			f->busy--;
			f->options.done(v->arg);
		}
		free_visit(v);
	}
	f->tail = at;
}

/* Moves all visits on.  Returns the ms to wait for, or -1. */
static int64_t
move_on(struct fetch *f)
{
	const int64_t now = clock_steady();
	const int error = f->error;
	int64_t wait, least = -1;
	struct visit *v;

	for (v = f->visits; v != NULL; v = v->next) {
		if (f->error != 0 && v->state != VISIT_DONE &&
		    v->state != VISIT_SENT)
			visit_stop(v);
		wait = v->state == VISIT_DONE ? 0 : step(v, now);
		if (wait >= 0 && (least < 0 || wait < least))
			least = wait;
	}
	/* If all stops now, those before the one at fault stop next. */
	return f->error != error ? 0 : least;
}

int
fetch_turn(struct fetch *f, int fd, int64_t ms)
{
	int64_t wait = move_on(f);
	int readable;

	reap(f);
	if (ms >= 0 && (wait < 0 || ms < wait))
		wait = ms;
	if ((readable = http_wait(f->http, fd, wait)) == -1) {
		fetch_stop(f, errno);
		readable = 0;
	}
	reap(f);
	return readable;
}

void
fetch_close(struct fetch *f)
{
	struct visit *v;

	http_close(f->http);
	while ((v = f->visits) != NULL) {
		f->visits = v->next;
		free_visit(v);
	}
	hosts_free(&f->hosts);
	free(f);
}
