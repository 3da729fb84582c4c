/* wk-web: searches the web for questions without an answer. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/plural.h"
#include "call/pool.h"
#include "serper.h"
#include "stage/program.h"

static struct stage stage = { .name = "wk-web", .field = "question",
	.sink = true, .say = program_say };
static struct pool_settings settings = POOL_DEFAULTS;
static struct endpoint endpoint;
static struct endpoint_rules rules = { .path = "/search", .serper = true };
static struct serper_search search = { .results = 10 };
static struct sites preferred, refused;
static size_t lang = SERPER_AUTO, recent = SIZE_MAX;
static bool all;

static int f_hits, f_answer;
/* The fields of an earlier answer, which go: wk-records(5). */
static int f_stale[4];

/* Used again for each record. */
static struct serper_reply reply;
static size_t cut;	/* questions that were too long */

/*
 * The states that a search may help: the passages, or another search, gave no
 * answer.  The other states are gates that a program or person has closed.
 */
static const char *const helped[] = { "unrelated", "unknown", "bad_answer",
	"no_search_result" };

static bool
is_absent(const struct json_value *v)
{
	return v == NULL || v->type == JSON_NULL;
}

/* Whether a record is one to search for. */
static bool
is_wanted(const struct record *r)
{
	const struct json_value *state = record_get(r, stage.state);
	size_t i;

	if (!stage_wants(&stage, r))
		return false;
	if (is_absent(state))
		return all && is_absent(record_get(r, f_answer));
	for (i = 0; i < LEN(helped); i++)
		if (state->type == JSON_STRING && json_is(state, helped[i]))
			return true;
	return false;
}

static void
look_up(void *arg, struct pool *pool, struct record *r)
{
	struct buf *body = arg;
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
		stage_fail(&stage, r, "bad_reply", "the entry %s of the "
		    "journal is not the result of a search", call->key);
		return outcome;
	}
	for (i = 0; i < LEN(f_stale); i++)
		record_unset(r, f_stale[i]);
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

/* Adds the argument to a list of sites, the option's value. */
static void
add_site(const struct opt *o, const char *arg, struct buf *why)
{
	if (sites_add(o->value, arg) == 0)
		return;
	if (errno == E2BIG)
		buf_printf(why, "--%s %s: more than %d domains", o->name, arg,
		    SITES_MAX);
	else
		buf_printf(why, "--%s %s: not a domain", o->name, arg);
}

static const char *const langs[] = { [SERPER_AUTO] = "auto",
	[SERPER_ZH] = "zh", [SERPER_EN] = "en", NULL };
static const char *const spans[] = { "d", "w", "m", "y", NULL };

static const struct opt options[] = {
	{ 'n', "hits", "results", "results to ask for (10)", OPT_SIZE,
	    .value = &search.results, .least = 1, .most = SERPER_RESULTS_MAX },
	{ 0, "all", NULL, "also search for records without a state",
	    OPT_FLAG, .value = &all },
	{ 0, "site", "domain",
	    "put hits from this domain first; repeatable",
	    OPT_CALL, .value = &preferred, .call = add_site },
	{ 0, "not-site", "domain",
	    "leave out hits from this domain; repeatable",
	    OPT_CALL, .value = &refused, .call = add_site },
	{ 0, "recent", "d|w|m|y",
	    "only pages of the last day, week, month, year",
	    OPT_WORD, .value = &recent, .words = spans },
	{ 0, "lang", "auto|zh|en", "language and country of the search (auto)",
	    OPT_WORD, .value = &lang, .words = langs },
	{ 'u', "url", "url", "the search server, else $SERPER_URL",
	    OPT_STRING, .value = &rules.url, .group = OPT_MODEL },
	POOL_OPTIONS(settings),
	STAGE_OPTIONS(stage, "question")
};

static const struct opt_pair apart[] = { { "dry-run", "requests" } };

static const struct opt_program program = {
	.name = "wk-web",
	.does = "Searches the web for questions that have no answer yet.",
	.example = {
	    "wk-find -k kb.db unrelated.jsonl | wk-rag -x | wk-web | wk-rag -x",
	    "wk-web --all --site example.org unrelated.jsonl > found.jsonl" },
	.operands = "[file ...]",
	.job = "Search",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

/* Finds all that can be wrong before the first request. */
static void
prepare(void)
{
	static const char *const earlier[] = { "answer", "references",
		"origin", "rag" };
	struct buf why = { 0 };
	size_t i;

	/* With --lines records have no state, so search for every line. */
	all = all || stage.plain;
	search.lang = (enum serper_lang)lang;
	if (recent != SIZE_MAX)
		search.recent = *spans[recent];
	rules.key_file = settings.key_file;
	rules.keyless = settings.requests;
	if (endpoint_find(&endpoint, &rules, &why) == -1)
		complain(&why);
	f_hits = stage_field(&stage, "hits");
	f_answer = stage_field(&stage, "answer");
	for (i = 0; i < LEN(f_stale); i++)
		f_stale[i] = stage_field(&stage, earlier[i]);
}

int
main(int argc, char *argv[])
{
	struct buf body = { 0 };
	const struct pool_setup setup = { .stage = &stage,
		.settings = &settings, .endpoint = &endpoint,
		.judge = serper_judge, .good = is_good, .apply = apply,
		.arg = &body };
	struct buf why = { 0 };
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	prepare();
	stage_open(&stage, operands);
	if ((status = pool_run(&setup, look_up, &why)) == -1)
		complain(&why);
	if (cut > 0)
		program_say("%zu question%s longer than %d characters: only "
		    "the beginning was searched for", cut, plural(cut),
		    SERPER_QUERY_MAX);
	buf_free(&body);
	serper_free(&reply);
	sites_free(&preferred);
	sites_free(&refused);
	endpoint_free(&endpoint);
	return status;
}
