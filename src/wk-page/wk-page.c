/* wk-page: fetches the pages behind hits, and writes a record for each. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "fetch.h"
#include "media.h"
#include "sandbox.h"
#include "seen.h"
#include "stage/program.h"

/* Pages that may be under way, or wait for their turn. */
#define AHEAD 1000

/* While input comes without a wait, move pages on once in so many records. */
#define SERVE_EVERY 16

/* Memory, in bytes, besides that for pages. */
#define MEMORY ((size_t)1 << 30)

static struct stage stage = { .name = "wk-page", .field = "url",
	.sink = true, .say = program_say };
static struct cache cache;
static struct allow allow;
static struct nets own;
static struct fetch_options options = { .cache = &cache, .allow = &allow,
	.own = &own, .robots = "wk-page", .jobs = 8, .most = (size_t)10 << 20,
	.redirects = 5, .retries = 2, .retry_delay = 1, .timeout = 60,
	.delay = 1, .max_age = -1 };
static const char *directory, *contact, *ca_file;
static struct opt_strings types;
static size_t want;		/* -n; 0: all hits */
static bool all, use_proxy;
static int f_hits, f_path, f_source, f_moved, f_charset;

static struct fetch *fetch;
static struct seen seen;

/* What is to be written, in its turn. */
struct item {
	struct item *next;
	struct buf line;	/* the record; */
	bool is_page;		/* one that `page` is still to be put into */
	bool done;
	struct page page;
};

static struct item *items, **last = &items;
static size_t waiting;		/* items */
static size_t read_in, came_out, closed, without, again;
static size_t from[PAGE_OLD + 1];
static struct record scratch;

/*
 * The states that a page may help: as in wk-web, the passages gave no answer.
 */
static const char *const helped[] = { "unrelated", "unknown", "bad_answer",
	"no_search_result" };

/* Adds an item for a record as it is now. */
static struct item *
add_item(const struct record *r)
{
	struct item *item = xcalloc(1, sizeof(*item));
	struct out memory = { .fd = OUT_MEMORY };

	if (r != NULL) {
		(void)record_write(r, &memory);
		item->line = memory.buf;
		if (item->line.len > 0)
			item->line.len--;	/* the newline */
	}
	*last = item;
	last = &item->next;
	waiting++;
	return item;
}

/* Puts what has become of a page into its record. */
static void
put_page(struct item *item)
{
	struct page *page = &item->page;
	const struct cached *c = &page->cached;
	struct buf charset = { 0 };
	struct span url = { "", 0 };

	from[page->from]++;
	record_unset(&scratch, f_moved);
	record_unset(&scratch, f_path);
	record_unset(&scratch, f_charset);
	(void)record_string(&scratch, stage.input, &url);
	if (record_get(&scratch, f_source) == NULL)
		record_set_string(&scratch, f_source, url.p, url.len);
	if (page->from == PAGE_FAILED) {
		stage_fail(&stage, &scratch, page->kind, "%.*s",
		    (int)page->message.len, page->message.data);
		return;
	}
	record_set_string(&scratch, f_path, c->path, strlen(c->path));
	if (c->moved.len > 0)
		record_set_string(&scratch, f_moved, c->moved.data,
		    c->moved.len);
	media_charset(&charset, buf_span(&c->type));
	if (charset.len > 0)
		record_set_string(&scratch, f_charset, charset.data,
		    charset.len);
	buf_free(&charset);
}

static void
free_item(struct item *item)
{
	buf_free(&item->line);
	buf_free(&item->page.message);
	cached_free(&item->page.cached);
	free(item);
}

/* Writes the items whose turn has come. */
static void
emit(void)
{
	struct item *item;

	while ((item = items) != NULL && item->done) {
		if (fetch_error(fetch) != 0 && stage.stopped == 0) {
			program_say("%s: %s; nothing more is fetched",
			    directory, strerror(fetch_error(fetch)));
			stage.stopped = STATUS_LOCAL;
		}
		if (record_parse(&scratch, buf_span(&item->line)) == 0) {
			if (item->is_page)
				put_page(item);
			stage_emit(&stage, &scratch);
			came_out++;
		}
		if ((items = item->next) == NULL)
			last = &items;
		waiting--;
		free_item(item);
	}
	(void)out_flush(&stage.out);	/* its error is looked at */
}

/* A page has been fetched, or not. */
static void
page_done(void *arg)
{
	((struct item *)arg)->done = true;
}

/* Moves pages on until there is input; false if output is of no use. */
static bool
serve(void *arg)
{
	bool readable = false;

	(void)arg;
	while (stage.out.error == 0 && !readable) {
		readable = fetch_turn(fetch, stage.lines.fd, -1) != 0;
		emit();
	}
	return readable;
}

/* Takes a page to be fetched, for the record r or, if that is NULL, a hit. */
static void
add_page(const struct record *r, struct span url)
{
	struct buf b = { 0 };
	struct item *item;
	struct url u;

	if (!seen_add(&seen, url_read(&u, url, NULL) == NULL ?
	    span_of(u.text) : url)) {
		again++;
		url_free(&u);
		return;
	}
	url_free(&u);
	while (waiting >= AHEAD && stage.out.error == 0) {
		(void)fetch_turn(fetch, -1, -1);
		emit();
	}
	item = add_item(r);
	item->is_page = true;
	if (r == NULL) {
		buf_puts(&b, "{\"url\":");
		json_put_string(&b, url.p, url.len);
		buf_addc(&b, '}');
		item->line = b;
	}
	fetch_add(fetch, url, &item->page, item);
}

/* Writes a record as it is, in its turn. */
static void
pass(const struct record *r)
{
	add_item(r)->done = true;
}

/* Whether the state of a record leaves something to be fetched for it. */
static bool
is_open(const struct record *r)
{
	const struct json_value *state = record_get(r, stage.state);
	size_t i;

	if (all || state == NULL || state->type == JSON_NULL)
		return true;
	for (i = 0; i < LEN(helped); i++)
		if (state->type == JSON_STRING && json_is(state, helped[i]))
			return true;
	return false;
}

/* Takes the pages of the hits of a record. */
static void
add_hits(struct record *r, const struct json_value *list)
{
	struct json_value hit, url;
	struct buf text = { 0 };
	struct json j;
	size_t n = 0;

	json_open_value(&j, list);
	if (json_array(&j) == -1) {
		stage_fail(&stage, r, "bad_hits",
		    "hits is not an array of objects");
		pass(r);
		return;
	}
	while ((want == 0 || n < want) && json_element(&j, &hit) == 1) {
		if (hit.type != JSON_OBJECT || !json_find(&hit, "url", &url))
			continue;
		buf_clear(&text);
		if (!json_add_text(&text, &url))
			continue;
		n++;
		add_page(NULL, buf_span(&text));
	}
	if (n == 0)
		without++;
	buf_free(&text);
}

/* Takes the pages of a record, or passes it on. */
static void
take(struct record *r)
{
	const struct json_value *hits, *url;
	struct span s;

	if (!stage_wants(&stage, r)) {
		pass(r);
		return;
	}
	if (!is_open(r)) {
		closed++;
		return;
	}
	hits = record_get(r, f_hits);
	url = record_get(r, stage.input);
	if (hits != NULL && hits->type != JSON_NULL)
		add_hits(r, hits);
	else if (url == NULL || url->type == JSON_NULL)
		without++;
	else if (record_string(r, stage.input, &s) == 1)
		add_page(r, s);
	else {
		stage_fail(&stage, r, "bad_field", "%s is %s, not a string",
		    stage.field, json_type_name(url->type));
		pass(r);
	}
}

static void
add_allowed(const struct opt *o, const char *arg, struct buf *why)
{
	if (!allow_add(o->value, arg))
		buf_printf(why, "--%s %s: not a host, address or net", o->name,
		    arg);
}

static const struct opt table[] = {
	{ 'c', "cache", "directory", "keep the pages here", OPT_STRING,
	    .value = &directory, .required = true,
	    .hint = "give -c DIRECTORY, where pages are kept" },
	{ 'n', "hits", "n", "fetch the first n pages of a record (all)",
	    OPT_SIZE, .value = &want, .least = 1, .most = INT32_MAX },
	{ 0, "type", "type", "accept this media type, too; repeatable",
	    OPT_CALL, .value = &types, .call = opt_add },
	{ 0, "max-age", "seconds", "ask again for older pages (never)",
	    OPT_REAL, .value = &options.max_age, .most = 1000000000 },
	{ 0, "all", NULL, "work on records with any state",
	    OPT_FLAG, .value = &all, .group = OPT_INPUT },
	{ 0, "allow", "host|net",
	    "connect to this private host, too; repeatable",
	    OPT_CALL, .value = &allow, .call = add_allowed,
	    .group = OPT_MODEL },
	{ 0, "contact", "text", "add this to User-Agent, such as your address",
	    OPT_STRING, .value = &contact, .group = OPT_MODEL },
	{ 0, "proxy", NULL, "use the proxy that the environment names",
	    OPT_FLAG, .value = &use_proxy, .group = OPT_MODEL },
	{ 0, "ca-file", "file", "trust the certificates in this file",
	    OPT_STRING, .value = &ca_file, .group = OPT_MODEL },
	{ 'j', "jobs", "jobs", "requests at the same time (8)",
	    OPT_SIZE, .value = &options.jobs, .least = 1, .most = 256,
	    .group = OPT_LIMITS },
	{ 0, "delay", "seconds", "wait between requests to a host (1)",
	    OPT_REAL, .value = &options.delay, .most = 86400,
	    .group = OPT_LIMITS },
	{ 0, "max-size", "bytes", "largest page, packed or unpacked (10M)",
	    OPT_CALL, .value = &options.most, .call = opt_bytes,
	    .group = OPT_LIMITS },
	{ 0, "redirects", "n", "most redirects to follow (5)", OPT_SIZE,
	    .value = &options.redirects, .most = FETCH_REDIRECTS,
	    .group = OPT_LIMITS },
	{ 0, "timeout", "seconds", "longest time for a request (60)", OPT_SIZE,
	    .value = &options.timeout, .least = 1, .most = 86400,
	    .group = OPT_LIMITS },
	{ 0, "retries", "n", "retries of a failed request (2)", OPT_SIZE,
	    .value = &options.retries, .most = 100, .group = OPT_LIMITS },
	{ 0, "retry-delay", "seconds", "wait before the first retry (1)",
	    OPT_REAL, .value = &options.retry_delay, .most = 86400,
	    .group = OPT_LIMITS },
	STAGE_OPTIONS(stage, "url")
};

static const struct opt_program program = {
	.name = "wk-page",
	.does = "Fetches the pages behind hits, and writes a record for each.",
	.example = {
	    "wk-web --all unrelated.jsonl | wk-page -c cache -n 1 | "
	    "wk-text --list",
	    "echo https://api.example.com/page/1 | wk-page -c cache --lines" },
	.operands = "[file ...]",
	.job = "Pages",
	.options = table, .n = LEN(table)
};

/* The proxy that the environment names, as curl(1) does; NULL: none. */
static const char *
find_proxy(void)
{
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY",
		"http_proxy", "all_proxy", "ALL_PROXY" };
	const char *value;
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if ((value = getenv(names[i])) != NULL && *value != '\0')
			return value;
	return NULL;
}

/* Makes the User-Agent. */
static char *
make_agent(void)
{
	struct buf b = { 0 };
	const char *p;

	for (p = contact; p != NULL && *p != '\0'; p++)
		if (*p < ' ' || *p == 0x7f || *p == '(' || *p == ')')
			program_die("--contact %s: only ASCII without brackets "
			    "and control characters", contact);
	buf_puts(&b, "wk-page/" VERSION);
	if (contact != NULL)
		buf_printf(&b, " (%s)", contact);
	buf_addc(&b, '\0');
	return b.data;
}

/* Adds what $WK_PAGE_ALLOW lists, with blanks or commas between. */
static void
allow_by_environment(void)
{
	static const char name[] = "WK_PAGE_ALLOW";
	const char *value = getenv(name);
	char *list, *rest, *one;

	if (value == NULL)
		return;
	rest = list = xstrdup(value);
	while ((one = strsep(&rest, ", \t\n")) != NULL)
		if (*one != '\0' && !allow_add(&allow, one))
			program_die("%s: %s: not a host, address or net",
			    name, one);
	free(list);
}

/* Finds all that can be wrong before the first request. */
static void
prepare(void)
{
	struct buf why = { 0 };

	allow_by_environment();
	if (utf8_valid(directory, strlen(directory)) != strlen(directory))
		program_die("-c %s: the name must be UTF-8, as it is written "
		    "to the records",
		    directory);
	f_hits = stage_field(&stage, "hits");
	f_path = stage_field(&stage, "path");
	f_source = stage_field(&stage, "source");
	f_moved = stage_field(&stage, "moved");
	f_charset = stage_field(&stage, "charset");
	options.types = types.v;
	options.ntypes = types.n;
	options.agent = make_agent();
	options.done = page_done;
	if (use_proxy && (options.proxy = find_proxy()) == NULL)
		program_die("--proxy: set https_proxy to its URL");
	if (!trust_find(&options.trust, ca_file, true, &why))
		complain(&why);
	if (own_read(&own) == -1)
		program_say("the addresses of this machine are unknown: %s",
		    strerror(errno));
	if (cache_open(&cache, directory) == -1 ||
	    (fetch = fetch_open(&options)) == NULL)
		program_die("%s: %s", directory, strerror(errno));
	sandbox_enter(directory, MEMORY + options.jobs * (options.most / 8 +
	    ((size_t)4 << 20)), &why);
	if (why.len > 0)
		program_say("the sandbox lacks %.*s", (int)why.len, why.data);
	if (options.proxy != NULL)
		program_say("with a proxy, wk-page cannot check the addresses "
		    "that it connects to");
	buf_free(&why);
}

/* Says what was done, and what may have gone wrong. */
static void
say_summary(void)
{
	const size_t pages = from[PAGE_FETCHED] + from[PAGE_CACHED] +
	    from[PAGE_UNCHANGED] + from[PAGE_OLD] + from[PAGE_FAILED];

	if (from[PAGE_OLD] > 0)
		program_say("%zu page%s could not be fetched again: older "
		    "copies in %s are used", from[PAGE_OLD],
		    plural(from[PAGE_OLD]), directory);
	if (stage.verbose)
		program_say("%zu page%s: %zu fetched, %zu from %s, %zu "
		    "unchanged, %zu failed; %zu named again; %zu record%s "
		    "without a URL, %zu closed by their state", pages,
		    plural(pages), from[PAGE_FETCHED], from[PAGE_CACHED],
		    directory, from[PAGE_UNCHANGED], from[PAGE_FAILED], again,
		    without, plural(without), closed);
	if (from[PAGE_FAILED] > 0 && fetch_alone(fetch) &&
	    options.proxy == NULL && find_proxy() != NULL)
		program_say("no host answers; --proxy uses the proxy that the "
		    "environment names");
}

/* Ends the run; its status. */
static int
finish(void)
{
	const bool stopped = stage.stopped != 0;
	const bool lonely = fetch_alone(fetch);
	int status;

	say_summary();
	status = stage_end(&stage);
	if (stopped)
		return status_worse(status, STATUS_LOCAL);
	if (lonely && status == STATUS_FAILED) {
		program_say("no host answers: run the same command again");
		return STATUS_AGAIN;
	}
	if (read_in > 0 && came_out == 0 && status == STATUS_OK) {
		program_say("no page: no record has hits with a url (run "
		    "wk-web first), or all have an answer (--all)");
		return STATUS_FAILED;
	}
	return status;
}

int
main(int argc, char *argv[])
{
	char *const *operands;
	struct record *r;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	prepare();
	scratch.fields = &stage.fields;
	stage_open(&stage, operands);
	stage.lines.idle = serve;
	while ((r = stage_next(&stage)) != NULL) {
		take(r);
		if (++read_in % SERVE_EVERY == 0)
			(void)fetch_turn(fetch, -1, 0);
		emit();
	}
	while (waiting > 0 && stage.out.error == 0) {
		emit();
		if (waiting > 0)
			(void)fetch_turn(fetch, -1, -1);
		emit();
	}
	status = finish();
	fetch_close(fetch);
	record_free(&scratch);
	seen_free(&seen);
	allow_free(&allow);
	nets_free(&own);
	return status;
}
