/* wk-stat: prints statistics of records and training rows. */
#include <stdbool.h>

#include "counts.h"
#include "stage/program.h"
#include "stage/stage.h"

static struct stage stage = { .name = "wk-stat", .field = "text",
	.sink = true, .last = true, .rows = true, .say = program_say };
static struct counts counts = { .top = 10 };
static bool json;

/* --price IN,OUT: of a million tokens; OUT is IN if it is left out. */
static void
take_price(const struct opt *o, const char *arg, struct buf *why)
{
	double price[2];

	(void)o;
	opt_price(arg, price, why);
	counts.priced = true;
	counts.price[NAME_IN] = price[0];
	counts.price[NAME_OUT] = price[1];
}

static const struct opt options[] = {
	{ 'a', "all", NULL, "also count the texts of rejected records",
	    OPT_FLAG, .value = &counts.all },
	{ 'n', "top", "n", "show at most n names in long lists (10)",
	    OPT_SIZE, .value = &counts.top, .least = 1, .most = NAMES_MOST },
	{ 0, "json", NULL, "write one JSON object",
	    OPT_FLAG, .value = &json, .group = OPT_OUTPUT },
	{ 0, "price", "in,out", "prices of a million tokens, in and out",
	    OPT_CALL, .call = take_price },
	STAGE_OPTIONS(stage, "text")
};

static const struct opt_program program = {
	.name = "wk-stat",
	.does = "Prints statistics of records and training rows.",
	.example = { "wk-stat questions.jsonl",
	    "wk-split docs | wk-stat --json | jq .characters" },
	.operands = "[file ...]",
	.job = "Counts",
	.options = options, .n = LEN(options)
};

int
main(int argc, char *argv[])
{
	char *const *operands;
	struct record *r;
	struct grid grid = { .out = &stage.out.buf };

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	grid.json = json;
	counts_open(&counts, &stage);
	stage_open(&stage, operands);
	while ((r = stage_next(&stage)) != NULL)
		if (stage.gate == -1 || record_true(r, stage.gate))
			counts_add(&counts, &stage, r);
	counts_show(&counts, &grid);
	counts_free(&counts);
	return stage_end(&stage);
}
