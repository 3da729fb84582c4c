/* wk-rag: questions with hits in, the same with answers out. */
#include <err.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage/program.h"
#include "rag.h"

/* Code points that a quoted answer is filled up to, by whole sentences. */
#define FILL 120

/* Code points of passages that a model is given. */
#define CONTEXT 4000

/* Turns of a dialogue: with the prompts, ten messages. */
#define TURNS 4
#define TURNS_MAX 1000

static const char usage[] =
    "usage: wk-rag [-RUv] [-f field] [-J journal] [-j jobs] [-L limits]\n"
    "              [-l tokens] [-m model] [-P file | -p prompt]\n"
    "              [-S file | -s system] [-t temperature] [-u url]\n"
    "              [-w field] [--body file] [--breaker n] [--cite]\n"
    "              [--context n] [--dry-run] [--frequency-penalty x]\n"
    "              [--history] [--key-file file] [--lang language]\n"
    "              [--lines] [--presence-penalty x] [--progress]\n"
    "              [--read-journal journal] [--retries n]\n"
    "              [--retry-delay seconds] [--rpm n] [--seed n]\n"
    "              [--stop text] [--stop-after-requests n]\n"
    "              [--stop-after-tokens n] [--stream] [--timeout seconds]\n"
    "              [--top-k n] [--top-p x] [--tpm n] [--turns n]\n"
    "              [file ...]\n"
    "       wk-rag -x [-Rv] [-f field] [-l length] [-w field] [--lines]\n"
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
static struct pool_settings settings = POOL_DEFAULTS;
static struct rag rag = { .stage = &stage, .settings = &settings };
static struct rag_huixiangdou huixiangdou;
static struct request request;
static struct prompt system_prompt, user_prompt;
static struct rag_model model = { .request = &request,
	.system = &system_prompt, .user = &user_prompt, .lang = RAG_AUTO,
	.context = CONTEXT };
static size_t turns = TURNS;
static const char *length;	/* -l: of a quote, or in tokens */
static bool extract, history;

enum {
	OPT_CITE = POOL_OPT_OWN, OPT_CONTEXT, OPT_HISTORY, OPT_LANG,
	OPT_LAST_SUCCESS, OPT_TURNS
};

static const struct option options[] = {
	STAGE_LONG,
	POOL_LONG,
	REQUEST_LONG,
	{ "cite", no_argument, NULL, OPT_CITE },
	{ "context", required_argument, NULL, OPT_CONTEXT },
	{ "extract", no_argument, NULL, 'x' },
	{ "history", no_argument, NULL, OPT_HISTORY },
	{ "huixiangdou", required_argument, NULL, 'H' },
	{ "lang", required_argument, NULL, OPT_LANG },
	{ "last-success", no_argument, NULL, OPT_LAST_SUCCESS },
	{ "length", required_argument, NULL, 'l' },
	{ "prompt", required_argument, NULL, 'p' },
	{ "prompt-file", required_argument, NULL, 'P' },
	{ "system", required_argument, NULL, 's' },
	{ "system-file", required_argument, NULL, 'S' },
	{ "turns", required_argument, NULL, OPT_TURNS },
	{ "url", required_argument, NULL, 'u' },
	{ NULL, 0, NULL, 0 }
};

static size_t
number(const char *option, const char *arg, long long least, long long most)
{
	const char *problem;
	long long n = strtonum(arg, least, most, &problem);

	if (problem != NULL)
		errx(STATUS_LOCAL, "%s %s: %s", option, arg, problem);
	return (size_t)n;
}

static enum rag_lang
language(const char *arg)
{
	static const char *const names[] = { [RAG_ZH] = "zh", [RAG_EN] = "en",
		[RAG_AUTO] = "auto" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (strcmp(arg, names[i]) == 0)
			return (enum rag_lang)i;
	errx(STATUS_LOCAL, "--lang %s: not auto, zh or en", arg);
}

/* An option that other programs have as well. */
static void
shared_option(int c)
{
	struct buf why = { 0 };
	bool known = stage_option(&stage, c, optarg) ||
	    pool_option(&settings, c, optarg, &why) != 0 ||
	    request_option(&request, c, optarg, &why) != 0;

	complain(&why);
	buf_free(&why);
	if (known)
		return;
	(void)fputs(usage, stderr);
	exit(STATUS_LOCAL);
}

/* An option of a run with a model. */
static void
model_option(int c)
{
	switch (c) {
	case 'P':
		need_prompt(prompt_read(&user_prompt, optarg), &user_prompt);
		break;
	case 'S':
		need_prompt(prompt_read(&system_prompt, optarg),
		    &system_prompt);
		break;
	case 'p':
		need_prompt(prompt_set(&user_prompt, "-p", optarg),
		    &user_prompt);
		break;
	case 's':
		need_prompt(prompt_set(&system_prompt, "-s", optarg),
		    &system_prompt);
		break;
	case 'u':
		model.server.url = optarg;
		break;
	case OPT_CITE:
		model.cite = true;
		break;
	case OPT_CONTEXT:
		model.context = number("--context", optarg, 1, INT_MAX);
		break;
	case OPT_HISTORY:
		history = true;
		break;
	case OPT_LANG:
		model.lang = language(optarg);
		break;
	case OPT_TURNS:
		turns = number("--turns", optarg, 1, TURNS_MAX);
		history = true;
		break;
	default:
		shared_option(c);
	}
}

static void
parse_options(int argc, char *argv[])
{
	int c;

	while ((c = getopt_long(argc, argv, STAGE_LETTERS POOL_LETTERS
	    REQUEST_LETTERS "H:P:S:p:s:u:x", options, NULL)) != -1)
		switch (c) {
		case 'H':
			huixiangdou.url = optarg;
			break;
		case 'V':
			exit(stage_print(&stage, "wk-rag " VERSION "\n"));
		case 'h':
			exit(stage_print(&stage, usage));
		case 'l':
			length = optarg;
			break;
		case 'x':
			extract = true;
			break;
		case OPT_LAST_SUCCESS:
			huixiangdou.last_success = true;
			break;
		default:
			model_option(c);
		}
}

/* Whether there is a model to ask, if not why. */
static void
look_for_model(void)
{
	const char *name = getenv("WK_MODEL");

	if (request.model == NULL && !request.has_merge &&
	    (name == NULL || *name == '\0'))
		errx(STATUS_LOCAL, "nothing to answer with: give -m MODEL (or "
		    "set WK_MODEL), give -x to quote from the hits, or -H URL "
		    "of a HuixiangDou server");
	if (request.json || request.schema.len > 0)
		errx(STATUS_LOCAL, "--json and --schema: an answer is text");
}

static int
run(char *const *files, struct buf *why)
{
	if (extract && huixiangdou.url != NULL)
		errx(STATUS_LOCAL, "-x and -H: one of them");
	if ((extract || huixiangdou.url != NULL) && request.model != NULL)
		errx(STATUS_LOCAL, "-m and -%c: one of them",
		    extract ? 'x' : 'H');
	if (extract)
		return rag_quote(&rag, length == NULL ? FILL :
		    number("-l", length, 0, INT_MAX), files);
	if (huixiangdou.url != NULL) {
		huixiangdou.stream = request.stream;
		return rag_huixiangdou(&rag, &huixiangdou, files, why);
	}
	look_for_model();
	if (length != NULL &&
	    request_option(&request, 'l', length, why) == -1)
		return -1;
	model.server.key_file = settings.key_file;
	model.turns = history ? turns : 0;
	return rag_model(&rag, &model, files, why);
}

int
main(int argc, char *argv[])
{
	struct buf why = { 0 };
	int status;

	program_start(&stage);
	parse_options(argc, argv);
	status = run(argv + optind, &why);
	if (status == -1)
		complain(&why);
	request_free(&request);
	prompt_free(&system_prompt);
	prompt_free(&user_prompt);
	buf_free(&why);
	return status;
}
