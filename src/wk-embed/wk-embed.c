/* wk-embed: adds the vector of its text to each record. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "call/pool.h"
#include "chat/request.h"
#include "stage/program.h"
#include "text/sentence.h"
#include "vectors.h"

/* Most texts in a request: what OpenAI takes. */
#define INPUTS_MOST 2048

/* Tokens in a request, as estimated; servers take 16,384 and more. */
#define BATCH_TOKENS 100000

/* Of a text of so many tokens the server's count is compared. */
#define COUNTED_LEAST 256

static struct stage stage = { .name = "wk-embed", .field = "text",
	.sink = true, .answered = true, .say = program_say };
static struct pool_settings settings = POOL_DEFAULTS;
static struct endpoint endpoint;
static struct endpoint_rules rules = { .path = "/embeddings",
	.version = "/v1", .openai = true, .own_url = "WK_EMBED_BASE_URL",
	.own_key = "WK_EMBED_API_KEY",
	.own_key_file = "WK_EMBED_API_KEY_FILE" };
static struct pool_batch batch = { .most = 32, .tokens = BATCH_TOKENS,
	.join = vectors_join, .divide = vectors_divide, .mend = vectors_mend };
static struct vectors vectors = { .batch = &batch };
static const char *prefix = "";
static size_t input_tokens;	/* --input-tokens; 0: whole texts are sent */
static size_t text_tokens;	/* of these, those left by the prefix */
static int f_embedding;

/* Used again for each record. */
static struct buf input, body;
static struct embedding had;

static size_t dimensions;	/* by --dimensions or the first vector, one
				   that a record has or one that came; or 0 */
static bool warned_cut;

/* The beginning of a text that --input-tokens lets through. */
static struct span
allowed(struct span text)
{
	size_t tokens, n;

	if (input_tokens == 0)
		return text;
	while ((tokens = request_estimate_text(text)) > text_tokens) {
		n = utf8_count(text.p, text.len);
		n = (size_t)((double)n * (double)text_tokens /
		    (double)tokens);
		if (n == 0)
			break;
		text.len = sentence_cut(text, n);
	}
	return text;
}

/* Whether the record has the embedding that would be asked for. */
static bool
has_embedding(const struct record *r, struct span text)
{
	const struct json_value *v = record_get(r, f_embedding);
	char of[EMBEDDING_OF + 1];
	struct buf why = { 0 };
	bool same;

	if (v == NULL || v->type == JSON_NULL)
		return false;
	same = embedding_read(&had, v, &why) == 0 &&
	    span_is(buf_span(&had.model), vectors.model) &&
	    span_is(buf_span(&had.prefix), prefix) &&
	    (vectors.dimensions == 0 || had.dimensions == vectors.dimensions);
	buf_free(&why);
	if (!same)
		return false;
	embedding_of(of, text);
	if (strcmp(of, had.of) != 0)
		return false;
	if (dimensions == 0)
		dimensions = had.dimensions;
	return true;
}

/* Asks for the vector of a record's text. */
static void
embed(void *arg, struct pool *pool, struct record *r)
{
	struct span text;

	(void)arg;	/* there is one run, in statics */
	if (!stage_wants(&stage, r) || !stage_text(&stage, r, &text) ||
	    has_embedding(r, text)) {
		pool_pass(pool, r);
		return;
	}
	if (!utf8_has_visible(text)) {
		stage_fail(&stage, r, "no_text", "%s has no visible character",
		    stage.field);
		pool_pass(pool, r);
		return;
	}
	text = allowed(text);
	buf_clear(&input);
	buf_puts(&input, prefix);
	buf_add(&input, text.p, text.len);
	buf_clear(&body);
	vectors_body(&vectors, buf_span(&input), &body);
	if (input.failed || body.failed) {
		stage_fail(&stage, r, "too_long", "the request would be longer"
		    " than %zu MB", BUF_MAX >> 20);
		pool_pass(pool, r);
		return;
	}
	pool_call(pool, r, buf_span(&body),
	    request_estimate_text(buf_span(&input)), 0);
}

static void
judge(struct verdict *verdict, struct buf *reply_body,
    const struct http_reply *reply, int64_t now)
{
	vectors_judge(&vectors, verdict, reply_body, reply, now);
}

static bool
is_good(void *arg, struct span kept)
{
	long long tokens;
	size_t cut;

	(void)arg;
	return vectors_read(&vectors, kept, &tokens, &cut) == 0 &&
	    (dimensions == 0 || vectors.one.dimensions == dimensions) &&
	    embedding_normalise(&vectors.one);
}

/* Warns once if the server counted far fewer tokens than there are. */
static void
look_at_count(size_t estimated, long long counted)
{
	if (warned_cut || estimated < COUNTED_LEAST || counted < 0 ||
	    (size_t)counted >= estimated / 2)
		return;
	warned_cut = true;
	program_say("the server counted %lld tokens in a text of about %zu: it "
	    "may cut texts without saying so; --input-tokens cuts them after a "
	    "sentence, and sets embedding.cut", counted,
	    estimated);
}

/* How many code points of the record's text were sent; 0: all of them. */
static size_t
sent(struct span text, size_t cut)
{
	const struct span part = allowed(text);

	if (cut > vectors.prefix)
		return cut - vectors.prefix;
	return part.len < text.len ? utf8_count(part.p, part.len) : 0;
}

static void
set_embedding(struct record *r, struct span text, size_t cut)
{
	struct embedding *e = &vectors.one;
	struct buf b = { 0 };

	buf_clear(&e->model);
	buf_puts(&e->model, vectors.model);
	buf_clear(&e->prefix);
	buf_puts(&e->prefix, prefix);
	embedding_of(e->of, text);
	e->cut = sent(text, cut);
	embedding_put(&b, e);
	record_set(r, f_embedding, b.data, b.len);
	buf_free(&b);
}

/* Puts a reply into its record (pool.h). */
static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct pool_outcome outcome = { .tokens = -1 };
	struct span text;
	size_t cut;

	(void)arg;	/* there is one run, in statics */
	record_unset(r, f_embedding);
	if (vectors_read(&vectors, kept, &outcome.tokens, &cut) == -1) {
		stage_fail(&stage, r, "bad_reply", "the entry %s of the "
		    "journal is not an embedding", call->key);
		return outcome;
	}
	if (!embedding_normalise(&vectors.one)) {
		stage_fail(&stage, r, "bad_embedding", "the vector is zero, "
		    "not finite, or of no sensible length: the server or its "
		    "model is broken");
		return outcome;
	}
	if (dimensions == 0)
		dimensions = vectors.one.dimensions;
	if (vectors.one.dimensions != dimensions) {
		stage_fail(&stage, r, "bad_embedding", "a vector of %zu "
		    "numbers, after others of %zu", vectors.one.dimensions,
		    dimensions);
		return outcome;
	}
	if (cut == 0)
		look_at_count(call->tokens, outcome.tokens);
	(void)record_string(r, stage.input, &text);
	set_embedding(r, text, cut);
	outcome.good = true;
	return outcome;
}

static const struct opt options[] = {
	{ 'm', "model", "model", "the model's name, else $WK_EMBED_MODEL",
	    OPT_STRING, .value = &vectors.model, .group = OPT_MODEL },
	{ 'u', "url", "url", "the server, else that of $WK_EMBED_BASE_URL",
	    OPT_STRING, .value = &rules.url, .group = OPT_MODEL },
	{ 0, "dimensions", "n", "length of the vectors, if the model has a "
	    "choice", OPT_SIZE, .value = &vectors.dimensions, .least = 1,
	    .most = EMBEDDING_MOST },
	{ 0, "prefix", "text", "put this before each text; some models need it",
	    OPT_STRING, .value = &prefix },
	{ 'n', "inputs", "n", "most texts in a request (32)",
	    OPT_SIZE, .value = &batch.most, .least = 1, .most = INPUTS_MOST },
	{ 0, "input-tokens", "n", "cut texts of more than n tokens (no limit)",
	    OPT_SIZE, .value = &input_tokens, .least = 16,
	    .most = INT_MAX },
	POOL_OPTIONS(settings),
	STAGE_OPTIONS(stage, "text")
};

static const struct opt_pair apart[] = { { "dry-run", "requests" } };

static const struct opt_program program = {
	.name = "wk-embed",
	.does = "Adds the vector of its text to each record.",
	.example = {
	    "wk-split docs | wk-embed -m bge-m3 -J e.journal | wk-index kb.db",
	    "wk-embed -m bge-m3 -f question questions.jsonl > q.jsonl" },
	.operands = "[file ...]",
	.job = "Vectors",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

/* Finds all that can be wrong before the first request. */
static void
prepare(void)
{
	struct buf why = { 0 };

	if (vectors.model == NULL)
		vectors.model = getenv("WK_EMBED_MODEL");
	if (vectors.model == NULL || *vectors.model == '\0')
		program_die("no model: give -m MODEL or set WK_EMBED_MODEL");
	if (utf8_valid(prefix, strlen(prefix)) != strlen(prefix))
		program_die("--prefix: not UTF-8");
	rules.key_file = settings.key_file;
	rules.keyless = settings.requests;
	if (endpoint_find(&endpoint, &rules, &why) == -1)
		complain(&why);
	vectors.prefix = utf8_count(prefix, strlen(prefix));
	text_tokens = request_estimate_text(span_of(prefix));
	if (input_tokens > 0 && text_tokens >= input_tokens)
		program_die("--input-tokens: the prefix alone has about %zu",
		    text_tokens);
	text_tokens = input_tokens - text_tokens;
	dimensions = vectors.dimensions;
	f_embedding = stage_field(&stage, "embedding");
}

int
main(int argc, char *argv[])
{
	const struct pool_setup setup = { .stage = &stage,
		.settings = &settings, .endpoint = &endpoint, .judge = judge,
		.judge_all = true, .good = is_good, .apply = apply,
		.batch = &batch, .arg = &vectors };
	struct buf why = { 0 };
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	prepare();
	stage_open(&stage, operands);
	if ((status = pool_run(&setup, embed, &why)) == -1)
		complain(&why);
	endpoint_free(&endpoint);
	embedding_free(&vectors.one);
	embedding_free(&had);
	buf_free(&input);
	buf_free(&body);
	buf_free(&batch.note);
	return status;
}
