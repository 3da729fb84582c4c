/* wk-rerank: sorts the hits of questions with a reranking model. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "call/pool.h"
#include "chat/request.h"
#include "order.h"
#include "ranks.h"
#include "stage/program.h"

/* Bytes of a hit's relevance that a message shows. */
#define SHOWN 20

static struct stage stage = { .name = "wk-rerank", .field = "question",
	.gated = true, .sink = true, .say = program_say };
static struct pool_settings settings = POOL_DEFAULTS;
static struct endpoint endpoint;
static const char *const paths[] = { "/text-rerank", "/reranks",
	"/reranking", "/ranking", NULL };
static struct endpoint_rules rules = { .path = "/rerank",
	.other = "/chat/completions", .paths = paths, .version = "/v1",
	.openai = true, .own_url = "WK_RERANK_BASE_URL",
	.own_key = "WK_RERANK_API_KEY",
	.own_key_file = "WK_RERANK_API_KEY_FILE" };
static struct pool_batch batch = { .most = 1, .join = ranks_join,
	.divide = ranks_divide, .mend = ranks_mend };
static struct ranks ranks = { .batch = &batch };
static size_t api = RANKS_AUTO;
static size_t want;		/* -n; 0: all hits */
static double threshold = NAN;	/* -t; NAN: none */
static int f_hits, f_rerank;

/* Used again for each record. */
static struct order asked, applied;
static struct buf body;

static bool warned_raw;
static size_t unrelated;

/* Reads the hits of a record.  False if they are not an array of objects. */
static bool
read_hits(struct order *o, struct record *r)
{
	if (order_read(o, r, f_hits) == 0)
		return true;
	stage_fail(&stage, r, "bad_hits", "hits is not an array of objects");
	return false;
}

/* The tokens of a request: servers count the question for each document. */
static size_t
estimate(struct span question)
{
	return request_estimate(buf_span(&body)) +
	    (asked.documents - 1) * request_estimate_text(question);
}

/* Makes the request for a record.  False if none is to be sent. */
static bool
make(struct record *r, struct span *question)
{
	if (!stage_wants(&stage, r) || !read_hits(&asked, r) ||
	    asked.documents == 0 || (asked.documents == 1 && isnan(threshold)))
		return false;
	if (record_string(r, stage.input, question) != 1 ||
	    utf8_count_visible(*question) == 0) {
		stage_fail(&stage, r, "no_question", "no question in %s",
		    stage.field);
		return false;
	}
	buf_clear(&body);
	ranks_body(&ranks, *question, &asked, settings.requests, &body);
	if (body.failed)
		stage_fail(&stage, r, "too_long", "the request would be longer"
		    " than %zu MB", BUF_MAX >> 20);
	return !body.failed;
}

/* Has a record's hits ranked, or passes it on. */
static void
rerank(void *arg, struct pool *pool, struct record *r)
{
	struct span question;

	(void)arg;	/* there is one run, in statics */
	if (make(r, &question))
		pool_call(pool, r, buf_span(&body), estimate(question), 0);
	else
		pool_pass(pool, r);
}

static void
judge(struct verdict *v, struct buf *reply_body,
    const struct http_reply *reply, int64_t now)
{
	ranks_judge(&ranks, v, reply_body, reply, now);
}

/* Notes that the call failed: the hits stay as they are. */
static void
failed(void *arg, struct record *r, const char *kind, struct span message)
{
	struct buf b = { 0 };

	(void)arg;
	buf_puts(&b, "{\"model\":");
	json_put(&b, ranks.model);
	buf_puts(&b, ",\"error\":{\"kind\":");
	json_put(&b, kind);
	buf_puts(&b, ",\"message\":");
	json_put_string(&b, message.p, message.len);
	buf_puts(&b, "}}");
	record_set(r, f_rerank, b.data, b.len);
	stage_count(&stage, kind, message);
	buf_free(&b);
}

/* Warns once if -t is between 0 and 1, and the server's scores are not. */
static void
look_at_scale(const struct rank *rank)
{
	const double score = json_number(&(struct json_value){ rank->score.p,
	    rank->score.len, JSON_NUMBER, false });

	if (warned_raw || isnan(threshold) || threshold < 0 ||
	    threshold > 1 || (score >= 0 && score <= 1))
		return;
	warned_raw = true;
	program_say("the server's scores are raw, not between 0 and 1 (%.*s): "
	    "-t %g is compared with them as they are",
	    rank->score.len > SHOWN ? SHOWN : (int)rank->score.len,
	    rank->score.p, threshold);
}

/* Whether a hit stays: without -t all do, ranked or not. */
static bool
reaches(const struct order_hit *hit)
{
	if (isnan(threshold))
		return true;
	return hit->relevance.p != NULL &&
	    json_number(&(struct json_value){ hit->relevance.p,
		hit->relevance.len, JSON_NUMBER, false }) >= threshold;
}

/* Appends a hit to the list b, if it is to stay. */
static void
put_hit(struct buf *b, const struct order_hit *hit, size_t *n)
{
	if ((want > 0 && *n == want) || !reaches(hit))
		return;
	buf_addc(b, (*n)++ == 0 ? '[' : ',');
	order_put_hit(b, hit);
}

/* Sets the hits in their new order, or the state if none is left. */
static void
set_hits(struct record *r)
{
	struct order_hit *hit;
	struct buf b = { 0 };
	size_t i, n = 0;

	for (i = 0; i < ranks.n; i++) {
		hit = &applied.hit[applied.document[ranks.rank[i].index]];
		hit->relevance = ranks.rank[i].score;
		look_at_scale(&ranks.rank[i]);
		put_hit(&b, hit, &n);
	}
	for (i = 0; i < applied.n; i++)
		if (applied.hit[i].relevance.p == NULL)
			put_hit(&b, &applied.hit[i], &n);
	buf_addc(&b, ']');
	if (n == 0) {
		record_unset(r, f_hits);
		record_set_string(r, stage.state, "unrelated", 9);
		unrelated++;
	} else if (b.failed)
		stage_fail(&stage, r, "too_long", "the hits are too long");
	else
		record_set(r, f_hits, b.data, b.len);
	buf_free(&b);
}

/* Sets `rerank`: facts about the call. */
static void
set_rerank(struct record *r, const struct pool_call *call)
{
	struct buf b = { 0 };

	buf_puts(&b, "{\"model\":");
	if (ranks.model_said.p != NULL && ranks.model_said.len > 2)
		buf_add(&b, ranks.model_said.p, ranks.model_said.len);
	else
		json_put(&b, ranks.model);
	buf_printf(&b, ",\"key\":\"%s\",\"usage\":", call->key);
	if (ranks.tokens >= 0)
		buf_printf(&b, "{\"prompt_tokens\":%lld}", ranks.tokens);
	else
		buf_puts(&b, "null");
	if (ranks.cut > 0)
		buf_printf(&b, ",\"cut\":%zu", ranks.cut);
	buf_addc(&b, '}');
	record_set(r, f_rerank, b.data, b.len);
	buf_free(&b);
}

/* Puts a reply into its record (pool.h). */
static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	static const char bad[] = "the journal has an entry that does not rank "
	    "these hits";
	struct pool_outcome outcome = { .tokens = -1 };

	(void)order_read(&applied, r, f_hits);	/* it was read before */
	if (ranks_read(&ranks, kept, applied.documents) != NULL) {
		failed(arg, r, "bad_reply", span_of(bad));
		return outcome;
	}
	outcome.tokens = ranks.tokens;
	outcome.good = true;
	set_rerank(r, call);
	set_hits(r);
	return outcome;
}

static bool
is_good(void *arg, struct span kept)
{
	(void)arg;
	return ranks_read(&ranks, kept, asked.documents) == NULL;
}

static const struct opt options[] = {
	{ 'm', "model", "model", "the model's name, else $WK_RERANK_MODEL",
	    OPT_STRING, .value = &ranks.model, .group = OPT_MODEL },
	{ 'u', "url", "url", "the server's URL, else $WK_RERANK_BASE_URL",
	    OPT_STRING, .value = &rules.url, .group = OPT_MODEL },
	{ 'n', "hits", "n", "keep the best n hits (all)",
	    OPT_SIZE, .value = &want, .least = 1, .most = INT_MAX },
	{ 't', "threshold", "threshold",
	    "drop hits below this relevance (keep all)",
	    OPT_REAL, .value = &threshold, .least = -1000000,
	    .most = 1000000 },
	{ 0, "api", "auto|jina|tei|nvidia|dashscope", "form of the requests "
	    "(auto)", OPT_WORD, .value = &api, .words = ranks_apis,
	    .group = OPT_MODEL },
	POOL_OPTIONS(settings),
	STAGE_OPTIONS(stage, "question")
};

static const struct opt_pair apart[] = { { "dry-run", "requests" } };

static const struct opt_program program = {
	.name = "wk-rerank",
	.does = "Sorts the hits of questions with a reranking model.",
	.example = {
	    "wk-find -k kb.db -n 50 questions.jsonl | wk-rerank -m bge -n 5",
	    "wk-find -k kb.db questions.jsonl | wk-rerank -m bge -J journal" },
	.operands = "[file ...]",
	.job = "Order",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

/* Finds all that can be wrong before the first request. */
static void
prepare(void)
{
	struct buf why = { 0 };

	if (ranks.model == NULL)
		ranks.model = getenv("WK_RERANK_MODEL");
	if (ranks.model == NULL || *ranks.model == '\0')
		program_die("no model: give -m MODEL or set WK_RERANK_MODEL");
	rules.key_file = settings.key_file;
	rules.keyless = settings.requests;
	if (endpoint_find(&endpoint, &rules, &why) == -1)
		complain(&why);
	ranks_open(&ranks, (enum ranks_api)api, endpoint.url);
	f_hits = stage_field(&stage, "hits");
	f_rerank = stage_field(&stage, "rerank");
}

int
main(int argc, char *argv[])
{
	const struct pool_setup setup = { .stage = &stage,
		.settings = &settings, .endpoint = &endpoint, .judge = judge,
		.judge_all = true, .good = is_good, .apply = apply,
		.failed = failed, .batch = &batch, .arg = &ranks };
	struct buf why = { 0 };
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	prepare();
	stage_open(&stage, operands);
	if ((status = pool_run(&setup, rerank, &why)) == -1)
		complain(&why);
	if (stage.verbose && !isnan(threshold))
		program_say("%zu unrelated", unrelated);
	endpoint_free(&endpoint);
	ranks_free(&ranks);
	order_free(&asked);
	order_free(&applied);
	buf_free(&body);
	buf_free(&batch.note);
	return status;
}
