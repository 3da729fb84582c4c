/* wk-web: unanswered questions in, the same with passages of the web out. */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call/pool.h"
#include "stage/program.h"
#include "serper.h"

static const char usage[] =
    "usage: wk-web [-RUv] [-f field] [-J journal] [-j jobs] [-L limits]\n"
    "              [-n results] [-u url] [-w field] [--all] [--breaker n]\n"
    "              [--dry-run] [--key-file file] [--lang auto|zh|en]\n"
    "              [--lines] [--not-site domain] [--progress]\n"
    "              [--read-journal journal] [--recent d|w|m|y]\n"
    "              [--retries n] [--retry-delay seconds] [--rpm n]\n"
    "              [--site domain] [--stop-after-requests n]\n"
    "              [--timeout seconds] [file ...]\n"
    "       wk-web -h | -V\n";

static struct stage stage = { .name = "wk-web", .field = "question",
	.sink = true, .say = warnx };
static struct pool_settings settings = POOL_DEFAULTS;
static struct endpoint endpoint;
static struct endpoint_rules rules = { .path = "/search", .serper = true };
static struct serper_search search = { .results = 10 };
static struct sites preferred, refused;
static bool all;

static int f_hits, f_answer;
/* What belonged to the answer before: wk-records(5). */
static int f_void[4];

/* Used again for each record. */
static struct serper_reply reply;
static size_t cut;	/* questions that were too long */

/* Whether a record is one to search for. */
static bool
is_wanted(const struct record *r)
{
	const struct json_value *state = record_get(r, stage.state);
	const struct json_value *answer = record_get(r, f_answer);

	if (!stage_wants(&stage, r))
		return false;
	if (all && (answer == NULL || answer->type == JSON_NULL))
		return true;
	return state != NULL && state->type != JSON_NULL &&
	    (state->type != JSON_STRING || !json_is(state, "success"));
}

static void
look_up(struct pool *pool, struct record *r, struct buf *body)
{
	struct span question;

	if (!is_wanted(r)) {
		pool_pass(pool, r);
		return;
	}
	buf_clear(body);
	if (record_string(r, stage.input, &question) != 1 ||
	    serper_body(body, &search, question, &cut) == -1) {
		stage_fail(&stage, r, "no_question", "no question in %s",
		    stage.field);
		pool_pass(pool, r);
		return;
	}
	pool_call(pool, r, buf_span(body), 0, 0);
}

static bool
is_good(void *arg, struct span kept)
{
	(void)arg;
	return serper_read(&reply, kept, &preferred, &refused) == 0;
}

static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct pool_outcome outcome = { .tokens = -1 };
	size_t i;

	(void)arg;
	if (serper_read(&reply, kept, &preferred, &refused) == -1) {
		stage_fail(&stage, r, "bad_reply", "the journal has something "
		    "that is no search under %s", call->key);
		return outcome;
	}
	for (i = 0; i < LEN(f_void); i++)
		record_unset(r, f_void[i]);
	if (reply.n > 0) {
		record_set(r, f_hits, reply.hits.data, reply.hits.len);
		record_unset(r, stage.state);
	} else {
		record_unset(r, f_hits);
		record_set_string(r, stage.state, "no_search_result", 16);
	}
	outcome.good = true;
	return outcome;
}

enum { OPT_ALL = POOL_OPT_OWN, OPT_LANG, OPT_NOT_SITE, OPT_RECENT, OPT_SITE };

static const struct option options[] = {
	STAGE_LONG,
	POOL_LONG,
	{ "all", no_argument, NULL, OPT_ALL },
	{ "hits", required_argument, NULL, 'n' },
	{ "lang", required_argument, NULL, OPT_LANG },
	{ "not-site", required_argument, NULL, OPT_NOT_SITE },
	{ "recent", required_argument, NULL, OPT_RECENT },
	{ "site", required_argument, NULL, OPT_SITE },
	{ "url", required_argument, NULL, 'u' },
	{ NULL, 0, NULL, 0 }
};

static void
set_lang(const char *arg)
{
	if (strcmp(arg, "auto") == 0)
		search.lang = SERPER_AUTO;
	else if (strcmp(arg, "zh") == 0)
		search.lang = SERPER_ZH;
	else if (strcmp(arg, "en") == 0)
		search.lang = SERPER_EN;
	else
		errx(STATUS_LOCAL, "--lang %s: none of auto, zh, en", arg);
}

static void
set_recent(const char *arg)
{
	if (strlen(arg) != 1 || strchr("dwmy", *arg) == NULL)
		errx(STATUS_LOCAL, "--recent %s: none of d, w, m, y", arg);
	search.recent = *arg;
}

static void
add_domain(struct sites *d, const char *name, const char *arg)
{
	if (sites_add(d, arg) == 0)
		return;
	if (errno == E2BIG)
		errx(STATUS_LOCAL, "%s %s: one too many (%d)", name, arg,
		    SITES_MAX);
	errx(STATUS_LOCAL, "%s %s: no domain", name, arg);
}

static void
own_option(int c, const char *arg)
{
	const char *problem;

	switch (c) {
	case 'n':
		search.results = (unsigned)strtonum(arg, 1, SERPER_RESULTS_MAX,
		    &problem);
		if (problem != NULL)
			errx(STATUS_LOCAL, "-n %s: %s", arg, problem);
		break;
	case 'u':
		rules.url = arg;
		break;
	case OPT_ALL:
		all = true;
		break;
	case OPT_LANG:
		set_lang(arg);
		break;
	case OPT_NOT_SITE:
		add_domain(&refused, "--not-site", arg);
		break;
	case OPT_RECENT:
		set_recent(arg);
		break;
	case OPT_SITE:
		add_domain(&preferred, "--site", arg);
		break;
	default:
		(void)fputs(usage, stderr);
		exit(STATUS_LOCAL);
	}
}

static void
parse_options(int argc, char *argv[])
{
	struct buf why = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, STAGE_LETTERS POOL_LETTERS "n:u:",
	    options, NULL)) != -1) {
		if (c == 'V')
			exit(stage_print(&stage, "wk-web " VERSION "\n"));
		if (c == 'h')
			exit(stage_print(&stage, usage));
		if (!stage_option(&stage, c, optarg) &&
		    pool_option(&settings, c, optarg, &why) == 0)
			own_option(c, optarg);
		complain(&why);
	}
	buf_free(&why);
	/* A line of plain text has no state that could want a search. */
	all = all || stage.plain;
}

/* Everything that can be wrong is, before the first request. */
static void
prepare(void)
{
	static const char *const earlier[] = { "answer", "references",
		"origin", "rag" };
	struct buf why = { 0 };
	size_t i;

	rules.key_file = settings.key_file;
	if (endpoint_find(&endpoint, &rules, &why) == -1)
		complain(&why);
	f_hits = stage_field(&stage, "hits");
	f_answer = stage_field(&stage, "answer");
	for (i = 0; i < LEN(f_void); i++)
		f_void[i] = stage_field(&stage, earlier[i]);
}

int
main(int argc, char *argv[])
{
	const struct pool_setup setup = { .stage = &stage,
		.settings = &settings, .endpoint = &endpoint,
		.judge = serper_judge, .good = is_good, .apply = apply };
	struct buf why = { 0 }, body = { 0 };
	struct record *r;
	struct pool *pool;
	int status;

	program_start(&stage);
	parse_options(argc, argv);
	prepare();
	stage_open(&stage, argv + optind);
	if ((pool = pool_open(&setup, &why)) == NULL)
		errx(STATUS_LOCAL, "%.*s", (int)why.len, why.data);
	while ((r = stage_next(&stage)) != NULL)
		look_up(pool, r, &body);
	status = pool_close(pool);
	if (cut > 0)
		warnx("%zu questions are longer than %d characters: the search "
		    "was for their beginning", cut, SERPER_QUERY_MAX);
	buf_free(&body);
	serper_free(&reply);
	sites_free(&preferred);
	sites_free(&refused);
	endpoint_free(&endpoint);
	return status;
}
