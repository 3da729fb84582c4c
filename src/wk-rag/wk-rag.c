/* wk-rag: answers the questions of records from their hits. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rag.h"
#include "stage/program.h"

/* Code points that a quoted answer is filled up to, by whole sentences. */
#define FILL 120

/* Code points of passages that a model is given. */
#define CONTEXT 4000

/* Turns of a dialogue: with the prompts, ten messages. */
#define TURNS 4
#define TURNS_MAX 1000

static struct stage stage = { .name = "wk-rag", .field = "question",
	.gated = true, .say = program_say };
static struct pool_settings settings = POOL_DEFAULTS;
static struct rag rag = { .stage = &stage, .settings = &settings };
static struct rag_huixiangdou huixiangdou;
static struct request request;
static struct prompt system_prompt, user_prompt;
static struct rag_model model = { .request = &request,
	.system = &system_prompt, .user = &user_prompt, .context = CONTEXT };
static size_t lang = RAG_AUTO, turns;
static const char *length;	/* -l: of a quote, or in tokens */
static bool extract, history;

static const char *const langs[] = { [RAG_ZH] = "zh", [RAG_EN] = "en",
	[RAG_AUTO] = "auto", NULL };

static const struct opt options[] = {
	{ 'x', "extract", NULL, "quote the answer from the passages; no model",
	    OPT_FLAG, .value = &extract },
	{ 'l', "length", "length", "with -x: lengthen quotes to this (120)",
	    OPT_STRING, .value = &length },
	{ 'H', "huixiangdou", "url", "let this HuixiangDou server answer",
	    OPT_STRING, .value = &huixiangdou.url },
	{ 0, "last-success", NULL, "with -H: use the last successful step",
	    OPT_FLAG, .value = &huixiangdou.last_success },
	{ 'u', "url", "url", "base URL of the server, else $WK_BASE_URL",
	    OPT_STRING, .value = &model.server.url, .group = OPT_MODEL },
	PROMPT_OPTIONS(user_prompt, system_prompt),
	{ 0, "lang", "auto|zh|en", "language of the built-in prompts (auto)",
	    OPT_WORD, .value = &lang, .words = langs },
	{ 0, "context", "n", "most characters of passages to send (4000)",
	    OPT_SIZE, .value = &model.context, .least = 1, .most = INT_MAX },
	{ 0, "cite", NULL, "keep citation marks like [1] in the answer",
	    OPT_FLAG, .value = &model.cite, .group = OPT_OUTPUT },
	{ 0, "history", NULL, "also send the last 4 turns of the dialogue",
	    OPT_FLAG, .value = &history },
	{ 0, "turns", "n", "also send the last n turns",
	    OPT_SIZE, .value = &turns, .least = 1, .most = TURNS_MAX },
	{ 'l', "max-tokens", "tokens",
	    "longest reply, in tokens, else the server's",
	    OPT_STRING, .value = &length, .group = OPT_MODEL },
	REQUEST_OPTIONS(request),
	POOL_OPTIONS(settings),
	STAGE_OPTIONS(stage, "question")
};

/* Requests that are printed are a model's, for wk-batch: without streams. */
static const struct opt_pair apart[] = { { "x", "H" }, { "m", "x" },
	{ "m", "H" }, { "dry-run", "requests" }, { "stream", "requests" },
	{ "H", "requests" }, { "x", "requests" } };

static const struct opt_program program = {
	.name = "wk-rag",
	.does = "Answers questions from the passages that were found for them.",
	.example = {
	    "wk-find -k kb.db questions.jsonl | wk-rag -J journal > out.jsonl",
	    "wk-find -k kb.db questions.jsonl | wk-rag -x > quotes.jsonl" },
	.operands = "[file ...]",
	.job = "Answer",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

/* The length that -x fills quotes up to. */
static size_t
fill(void)
{
	const char *problem;
	long long n;

	if (length == NULL)
		return FILL;
	n = strtonum(length, 0, INT_MAX, &problem);
	if (problem != NULL)
		program_die("-l %s: must be from 0 to %d", length, INT_MAX);
	return (size_t)n;
}

/* Ends the program if there is no model to ask. */
static void
need_model(void)
{
	const char *name = getenv("WK_MODEL");

	if (request.model == NULL && !request.has_merge &&
	    (name == NULL || *name == '\0'))
		program_die("no model: give -m MODEL or set WK_MODEL; "
		    "or give -x to quote from the hits, or -H URL of a "
		    "HuixiangDou server");
}

static int
run(char *const *files, struct buf *why)
{
	const struct opt max_tokens = { .letter = 'l', .value = &request };

	if (extract)
		return rag_quote(&rag, fill(), files);
	if (huixiangdou.url != NULL) {
		huixiangdou.stream = request.stream;
		return rag_huixiangdou(&rag, &huixiangdou, files, why);
	}
	need_model();
	if (length != NULL) {
		request_max_tokens(&max_tokens, length, why);
		complain(why);
	}
	model.lang = (enum rag_lang)lang;
	model.turns = turns > 0 ? turns : history ? TURNS : 0;
	model.server.key_file = settings.key_file;
	model.server.keyless = settings.requests;
	return rag_model(&rag, &model, files, why);
}

int
main(int argc, char *argv[])
{
	struct buf why = { 0 };
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	status = run(operands, &why);
	if (status == -1)
		complain(&why);
	request_free(&request);
	prompt_free(&system_prompt);
	prompt_free(&user_prompt);
	buf_free(&why);
	return status;
}
