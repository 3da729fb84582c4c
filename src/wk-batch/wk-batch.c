/* wk-batch: sends requests as batches, and fetches the replies. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fetch.h"
#include "polling.h"
#include "send.h"
#include "stage/program.h"

static struct stage stage = { .name = "wk-batch", .field = "key",
	.sink = true, .say = program_say };
static struct server_settings server = { .window = "24h", .timeout = 3600 };
static struct send_settings sending = {
	.file = { .lines = 5000, .bytes = (size_t)95 << 20, .inputs = 50000 },
	.start = { .settle = 60 },
	.retries = 2
};
static struct fetch_settings fetching;

/* Reads --price in,out. */
static void
set_price(const struct opt *o, const char *arg, struct buf *why)
{
	(void)o;
	fetching.priced = true;
	opt_price(arg, fetching.price, why);
}

static const struct opt options[] = {
	{ 0, "window", "time", "longest time for a batch (24h)",
	    OPT_STRING, .value = &server.window },
	{ 'u', "url", "url", "the server, else that of $WK_BASE_URL",
	    OPT_STRING, .value = &server.url, .group = OPT_MODEL },
	{ 0, "endpoint", "path", "path of the requests (the end of their URL)",
	    OPT_STRING, .value = &server.endpoint, .group = OPT_MODEL },
	{ 0, "max-lines", "n", "most requests in a file (5000)",
	    OPT_SIZE, .value = &sending.file.lines, .least = 1, .most = 1000000,
	    .group = OPT_LIMITS },
	{ 0, "max-inputs", "n", "most texts to embed in a file (50000)",
	    OPT_SIZE, .value = &sending.file.inputs, .least = 1,
	    .most = 10000000, .group = OPT_LIMITS },
	{ 0, "max-bytes", "bytes", "most bytes in a file (95M)",
	    OPT_CALL, .value = &sending.file.bytes, .call = opt_bytes,
	    .group = OPT_LIMITS },
	{ 'R', "retry", NULL, "send: also send requests that were refused",
	    OPT_FLAG, .value = &sending.retry },
	{ 0, "retries", "n", "send: retries of a request that failed (2)",
	    OPT_SIZE, .value = &sending.retries, .most = 200,
	    .group = OPT_LIMITS },
	{ 0, "settle", "seconds", "send: wait before starting a batch "
	    "again (60)", OPT_SIZE, .value = &sending.start.settle,
	    .most = 86400, .group = OPT_LIMITS },
	{ 0, "all", NULL, "fetch: fetch all batches again",
	    OPT_FLAG, .value = &fetching.all },
	{ 0, "give-up", NULL, "fetch: treat a missing file as empty",
	    OPT_FLAG, .value = &fetching.give_up },
	{ 'J', "journal", "journal", "fetch: write to this journal, not to "
	    "stdout", OPT_STRING, .value = &fetching.journal,
	    .group = OPT_JOURNAL },
	{ 0, "again", NULL, "send: start an uncertain batch again",
	    OPT_FLAG, .value = &sending.start.again },
	{ 0, "delete", NULL, "fetch: then delete the files on the server",
	    OPT_FLAG, .value = &fetching.remove },
	{ 0, "price", "in,out", "fetch: price of a million tokens, to "
	    "print the savings", OPT_CALL, .call = set_price },
	{ 0, "timeout", "seconds", "longest time for a call (3600)",
	    OPT_SIZE, .value = &server.timeout, .least = 1, .most = 86400,
	    .group = OPT_LIMITS },
	{ 0, "key-file", "file", "read the API key from this file",
	    OPT_STRING, .value = &server.key_file, .group = OPT_MODEL },
	{ 0, "ca-file", "file", "trust the CA certificates in this file",
	    OPT_STRING, .value = &server.ca_file, .group = OPT_MODEL },
	OPT_GENERAL_OPTIONS(stage.verbose)
};

static const struct opt_program program = {
	.name = "wk-batch",
	.does = "Sends requests as batches, at half the price.",
	.example = {
	    "wk-ask -f question --requests questions.jsonl | "
	    "wk-batch send ask.batch",
	    "wk-find -k kb.db questions.jsonl | wk-rag --requests | "
	    "wk-batch send rag.batch" },
	.operands = "send|poll|fetch state [file ...]",
	.job = "Batches",
	.options = options, .n = LEN(options)
};

/* Opens the state file; ends the program if that cannot be. */
static void
open_state(struct state *state, const char *path, bool create)
{
	struct buf why = { 0 };
	const int opened = state_open(state, path, create, &why);

	if (opened == 1) {
		program_say("%.*s", (int)why.len, why.data);
		exit(STATUS_AGAIN);
	}
	complain(&why);
}

int
main(int argc, char *argv[])
{
	struct state state;
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	if (operands[0] == NULL || operands[1] == NULL)
		program_die("give send, poll or fetch, and a state file; try "
		    "'wk-batch --help'");
	if (strcmp(operands[1], "-") == 0)
		program_die("-: not a state file: it needs a name");
	if (strcmp(operands[0], "send") == 0) {
		open_state(&state, operands[1], true);
		stage_open(&stage, operands + 2);
		status = send_all(&stage, &state, &server, &sending);
		(void)stage_end(&stage);
	} else if (operands[2] != NULL)
		program_die("%s: too many operands", operands[2]);
	else if (strcmp(operands[0], "poll") == 0) {
		open_state(&state, operands[1], false);
		status = poll_all(&stage, &state, &server);
	} else if (strcmp(operands[0], "fetch") == 0) {
		open_state(&state, operands[1], false);
		status = fetch_all(&stage, &state, &server, &fetching);
	} else
		program_die("%s: not send, poll or fetch", operands[0]);
	state_close(&state);
	return status;
}
