/* wk-rag: questions with hits in, the same with answers out. */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "huixiangdou.h"
#include "pool.h"
#include "quote.h"
#include "stage.h"
#include "utf8.h"

/* Code points that a quoted answer is filled up to, by whole sentences. */
#define FILL 120

/* A search gives a handful of passages; more than this are not read. */
#define PASSAGES 64

static const char usage[] =
    "usage: wk-rag -x [-Rv] [-f field] [-l length] [-w field] [--lines]\n"
    "              [file ...]\n"
    "       wk-rag -H url [-RUv] [-f field] [-J journal] [-j jobs]\n"
    "              [-L limits] [-w field] [--breaker n] [--dry-run]\n"
    "              [--last-success] [--lines] [--progress]\n"
    "              [--read-journal journal] [--retries n]\n"
    "              [--retry-delay seconds] [--rpm n]\n"
    "              [--stop-after-requests n] [--stream]\n"
    "              [--timeout seconds] [file ...]\n"
    "       wk-rag -h | -V\n";

static struct stage stage = { .name = "wk-rag", .field = "question",
	.gated = true, .say = warnx };
static size_t fill = FILL;
static int f_hits, f_answer, f_references, f_origin, f_rag;

/* The hits of a record, as they are quoted from. */
static struct quote_passage passages[PASSAGES];
static struct json_value hits[PASSAGES];

/* Reads one hit.  False if it has no text. */
static bool
read_hit(struct record *r, const struct json_value *hit, size_t n)
{
	struct json_value v;

	if (hit->type != JSON_OBJECT || !json_find(hit, "text", &v) ||
	    v.type != JSON_STRING)
		return false;
	hits[n] = *hit;
	passages[n].text = record_decode(r, &v);
	passages[n].score = 1;
	if (json_find(hit, "score", &v) && v.type == JSON_NUMBER)
		passages[n].score = json_number(&v);
	return true;
}

/* Reads the hits.  How many, or -1 if they are none. */
static int
read_hits(struct record *r)
{
	const struct json_value *list = record_get(r, f_hits);
	struct json_value hit;
	struct json j;
	size_t n = 0;

	if (list == NULL || list->type == JSON_NULL)
		return 0;
	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return -1;
	while (n < PASSAGES && json_element(&j, &hit) == 1) {
		if (!read_hit(r, &hit, n))
			return -1;
		n++;
	}
	return (int)n;
}

/*
 * `references`: where the quote stands; its start is the hit's and as many
 * code points as stand before it there.
 */
static void
set_references(struct record *r, const struct quote *quote)
{
	const struct json_value *hit = &hits[quote->passage];
	const char *passage = passages[quote->passage].text.p;
	struct buf b = { 0 };
	struct json_value v;
	long long start;

	buf_puts(&b, "[{\"source\":");
	if (json_find(hit, "source", &v) && v.type == JSON_STRING)
		buf_add(&b, v.p, v.len);
	else
		buf_puts(&b, "\"\"");
	if (json_find(hit, "start", &v) && json_integer(&v, &start) == 0 &&
	    start >= 0)
		buf_printf(&b, ",\"start\":%lld", start + (long long)utf8_count(
		    passage, (size_t)(quote->text.p - passage)));
	if (json_find(hit, "url", &v) && v.type == JSON_STRING) {
		buf_puts(&b, ",\"url\":");
		buf_add(&b, v.p, v.len);
		record_set_string(r, f_origin, "web", 3);
	} else
		record_set_string(r, f_origin, "local", 5);
	buf_puts(&b, "}]");
	if (b.failed)
		err(STATUS_USAGE, NULL);
	record_set(r, f_references, b.data, b.len);
	buf_free(&b);
}

static void
answer(struct record *r)
{
	struct quote quote;
	struct span question;
	int n;

	if (record_string(r, stage.input, &question) != 1) {
		stage_fail(&stage, r, "no_question", "no question in %s",
		    stage.field);
		return;
	}
	if ((n = read_hits(r)) == -1) {
		stage_fail(&stage, r, "bad_hits",
		    "hits is not an array of objects that have a text");
		return;
	}
	if (r->strings.failed)
		err(STATUS_USAGE, NULL);
	switch (quote_find(question, passages, (size_t)n, fill, &quote)) {
	case -1:
		err(STATUS_USAGE, NULL);
	case 0:
		record_set_string(r, stage.state, "unknown", 7);
		break;
	default:
		record_set_string(r, f_answer, quote.text.p, quote.text.len);
		set_references(r, &quote);
		record_set_string(r, stage.state, "success", 7);
	}
}

/* Quotes, with no model and no network. */
static int
run_quotes(char *const *files)
{
	struct record *r;

	stage_open(&stage, files);
	while ((r = stage_next(&stage)) != NULL) {
		answer(r);
		stage_emit(&stage, r);
	}
	return stage_end(&stage);
}

/* A HuixiangDou server. */
static struct pool_settings settings = POOL_DEFAULTS;
static struct endpoint endpoint;
static bool last_success;
static struct huixiangdou_reply reply;

/* `rag`: what is to be known of the call. */
static void
set_rag(struct record *r, const struct pool_call *call)
{
	struct buf b = { 0 };

	buf_printf(&b, "{\"key\":\"%s\",\"state\":", call->key);
	json_put_string(&b, reply.said.data, reply.said.len);
	if (reply.repaired > 0)
		buf_printf(&b, ",\"repaired\":%zu", reply.repaired);
	buf_addc(&b, '}');
	if (b.failed)
		err(STATUS_USAGE, NULL);
	record_set(r, f_rag, b.data, b.len);
	buf_free(&b);
}

static void
set_answer(struct record *r)
{
	record_set_string(r, stage.state, reply.state, strlen(reply.state));
	if (strcmp(reply.state, "success") != 0)
		return;
	record_set_string(r, f_answer, reply.answer.data, reply.answer.len);
	record_set_string(r, f_origin, "huixiangdou", 11);
	if (reply.references.len > 0)
		record_set(r, f_references, reply.references.data,
		    reply.references.len);
	else
		record_unset(r, f_references);
}

static struct pool_outcome
apply(struct record *r, struct span kept, const struct pool_call *call)
{
	struct pool_outcome outcome = { .good = true, .tokens = -1 };

	if (huixiangdou_read(&reply, kept, last_success) == -1 &&
	    !reply.failed) {
		stage_fail(&stage, r, "bad_reply", "the journal has something "
		    "that is no reply of HuixiangDou under %s", call->key);
		outcome.good = false;
		return outcome;
	}
	if (reply.failed) {
		errno = ENOMEM;
		err(STATUS_USAGE, NULL);
	}
	set_rag(r, call);
	if (reply.state != NULL)
		set_answer(r);
	else {
		stage_fail(&stage, r, "server_failed", "HuixiangDou says: %.*s",
		    (int)reply.said.len, reply.said.data);
		outcome.good = false;
	}
	return outcome;
}

/* Asks the server for one record. */
static void
ask(struct pool *pool, struct record *r, struct buf *body)
{
	struct span question;

	if (!stage_wants(&stage, r)) {
		pool_pass(pool, r);
		return;
	}
	if (record_string(r, stage.input, &question) != 1) {
		stage_fail(&stage, r, "no_question", "no question in %s",
		    stage.field);
		pool_pass(pool, r);
		return;
	}
	buf_clear(body);
	huixiangdou_body(body, question);
	if (body->failed)
		err(STATUS_USAGE, NULL);
	pool_call(pool, r, (struct span){ body->data, body->len }, 0, 0);
}

/* The URL as it was pasted, without the path of either call. */
static char *
without_call(const char *url)
{
	static const char *const call[] = { "/huixiangdou_inference",
		"/huixiangdou_stream" };
	size_t i, len = strlen(url), n;
	char *base;

	while (len > 0 && url[len - 1] == '/')
		len--;
	for (i = 0; i < LEN(call); i++)
		if (len >= (n = strlen(call[i])) &&
		    memcmp(url + len - n, call[i], n) == 0)
			len -= n;
	if ((base = strndup(url, len)) == NULL)
		err(STATUS_USAGE, NULL);
	return base;
}

static int
run_server(const char *url, bool stream, char *const *files)
{
	char *base = without_call(url);
	const struct endpoint_rules rules = { .url = base, .port = "23333",
		.path = stream ? "/huixiangdou_stream" :
		    "/huixiangdou_inference" };
	const struct pool_setup setup = { .stage = &stage,
		.settings = &settings, .endpoint = &endpoint,
		.judge = huixiangdou_judge, .judge_all = true,
		.apply = apply };
	struct buf why = { 0 }, body = { 0 };
	struct record *r;
	struct pool *pool;
	int status;

	if (endpoint_find(&endpoint, &rules, &why) == -1)
		errx(STATUS_USAGE, "%.*s", (int)why.len, why.data);
	stage.sink = true;
	f_rag = stage_field(&stage, "rag");
	stage_open(&stage, files);
	if ((pool = pool_open(&setup, &why)) == NULL)
		errx(STATUS_USAGE, "%.*s", (int)why.len, why.data);
	while ((r = stage_next(&stage)) != NULL)
		ask(pool, r, &body);
	buf_free(&body);
	status = pool_close(pool);
	huixiangdou_free(&reply);
	endpoint_free(&endpoint);
	free(base);
	return status;
}

enum { OPT_LAST_SUCCESS = POOL_OPT_OWN, OPT_STREAM };

static const struct option options[] = {
	STAGE_LONG,
	POOL_LONG,
	{ "extract", no_argument, NULL, 'x' },
	{ "huixiangdou", required_argument, NULL, 'H' },
	{ "last-success", no_argument, NULL, OPT_LAST_SUCCESS },
	{ "length", required_argument, NULL, 'l' },
	{ "stream", no_argument, NULL, OPT_STREAM },
	{ NULL, 0, NULL, 0 }
};

static size_t
number(const char *arg)
{
	const char *problem;
	long long n = strtonum(arg, 0, INT_MAX, &problem);

	if (problem != NULL)
		errx(STATUS_USAGE, "-l %s: %s", arg, problem);
	return (size_t)n;
}

/* An option that other programs have as well. */
static void
shared_option(int c)
{
	struct buf why = { 0 };

	if (stage_option(&stage, c, optarg))
		return;
	switch (pool_option(&settings, c, optarg, &why)) {
	case -1:
		errx(STATUS_USAGE, "%.*s", (int)why.len, why.data);
	case 0:
		(void)fputs(usage, stderr);
		exit(STATUS_USAGE);
	default:
		buf_free(&why);
	}
}

int
main(int argc, char *argv[])
{
	const char *url = NULL;
	bool extract = false, stream = false;
	int c;

	if (stage_start(&stage) == -1)
		err(STATUS_USAGE, "stdout");
	while ((c = getopt_long(argc, argv, STAGE_LETTERS POOL_LETTERS "H:l:x",
	    options, NULL)) != -1)
		switch (c) {
		case 'H':
			url = optarg;
			break;
		case 'V':
			return stage_print(&stage, "wk-rag " VERSION "\n");
		case 'h':
			return stage_print(&stage, usage);
		case 'l':
			fill = number(optarg);
			break;
		case 'x':
			extract = true;
			break;
		case OPT_LAST_SUCCESS:
			last_success = true;
			break;
		case OPT_STREAM:
			stream = true;
			break;
		default:
			shared_option(c);
		}
	if (extract == (url != NULL))
		errx(STATUS_USAGE, "%s", extract ? "-x and -H: one of them" :
		    "nothing to answer with: give -x to quote from the hits, "
		    "or -H URL of a HuixiangDou server");
	f_hits = stage_field(&stage, "hits");
	f_answer = stage_field(&stage, "answer");
	f_references = stage_field(&stage, "references");
	f_origin = stage_field(&stage, "origin");
	return url == NULL ? run_quotes(argv + optind) :
	    run_server(url, stream, argv + optind);
}
