/* wk-xtuner: turns records into training rows; rejects go to -r. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/plural.h"
#include "finished.h"
#include "holdout.h"
#include "input_template.h"
#include "rows.h"
#include "side.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "stage/template.h"
#include "text/control.h"
#include "turns.h"

/* The tutorial found that shorter answers say "I don't know" or less. */
#define MIN_ANSWER 11

static struct stage stage = { .name = "wk-xtuner", .sink = true,
	.last = true, .tells = true,
	.say = program_say };
static size_t format = ROW_LEGACY;
static bool pretrain, array, checking;
static const char *dataset;
static struct finished finished;	/* --check */
static struct prompt system_prompt;
static struct turns turns = { .min_answer = MIN_ANSWER };
static struct inputs inputs = { .distractors = INPUTS_DISTRACTORS };
static struct holdout holdout;
static struct side rejects, provenance;
static int f_text;

static size_t rows;		/* written */
static size_t unreasoned;	/* those whose reasoning was left out */
static struct buf spare[2];

/* Whether the state lets the record be a row: absent, null or success. */
static bool
state_fits(struct record *r)
{
	static char word[TALLY_WORD];
	struct span s;
	int has;

	if ((has = record_string(r, stage.state, &s)) == 0)
		return true;
	if (has == -1 || !tally_is_kind(s))
		return reason_refuse(&turns.why, "bad_state", "state is not"
		    " one word");
	(void)snprintf(word, sizeof(word), "%.*s", (int)s.len, s.p);
	return strcmp(word, "success") == 0 ||
	    reason_leave_out(&turns.why, word, "state", word);
}

/* Ends the program if the system prompt holds a control token. */
static void
check_system(void)
{
	struct span token;

	if (system_prompt.text.p != NULL &&
	    control_find(system_prompt.text, &token))
		program_die("the system prompt contains the control token "
		    "%.*s", (int)token.len, token.p);
}

/* Writes the row of the turns. */
static void
put_turns(struct out *out)
{
	const struct row_style style = { (enum row_format)format,
		(enum reasoning)turns.reasoning, system_prompt.text };
	size_t i;

	row_write(out, &style, turns.turn, turns.n, spare);
	for (i = 0; turns.reasoning == REASONING_DROP && i < turns.n; i++)
		if (turns.turn[i].reasoning.p != NULL) {
			unreasoned++;
			break;
		}
}

/* Writes the row of a text, or else of the turns, without a newline. */
static void
put_row(const struct json_value *text, struct out *out)
{
	if (text != NULL)
		row_write_text(out, (enum row_format)format, text, spare);
	else
		put_turns(out);
}

/* Holds the row of r out.  If that is one too many, rejects the last. */
static void
hold_out(struct record *r, const struct json_value *text)
{
	static struct out row = { .fd = OUT_MEMORY };
	static struct record last;
	const struct held *over;

	buf_clear(&row.buf);
	put_row(text, &row);
	over = holdout_add(&holdout, buf_span(&row.buf), r);
	if (over == NULL)
		return;
	last.fields = &stage.fields;
	(void)record_parse(&last, buf_span(&over->record));
	stage_refuse(&stage, &last, "held_out", "held out of training, and"
	    " %s has %d rows", holdout.rows.path, HOLDOUT_MOST);
	if (rejects.path != NULL)
		stage_write(&stage, &last, &rejects.file.out);
}

/* Puts the last turn of r into the template, if there is one. */
static bool
fill_input(struct record *r)
{
	struct row_turn *turn = &turns.turn[turns.n - 1];
	struct buf why = { 0 };
	const char *kind;

	if (inputs.prompt.text.p == NULL)
		return true;
	kind = inputs_fill(&inputs, r, turn, &why);
	if (kind != NULL)
		(void)reason_refuse(&turns.why, kind, "%.*s", (int)why.len,
		    why.data);
	buf_free(&why);
	return kind == NULL &&
	    turns_plain(&turns, &turn->input, "", "input");
}

/* Writes the row of r, which has one, to stdout. */
static void
train_on(struct record *r, const struct json_value *text)
{
	if (array)
		out_puts(&stage.out, rows == 0 ? "[\n" : ",\n");
	put_row(text, &stage.out);
	if (array)
		out_pace(&stage.out);
	else
		out_end(&stage.out);
	rows++;
	inputs_keep(&inputs);
	if (provenance.path != NULL)
		stage_write(&stage, r, &provenance.file.out);
}

/* Writes the row of a record.  False, with a reason, if it has no row. */
static bool
write_row(struct record *r)
{
	const struct json_value *text = NULL;

	if (stage.gate != -1 && !record_true(r, stage.gate))
		return reason_leave_out(&turns.why, "not_wanted", stage.where,
		    "not true");
	if (!state_fits(r))
		return false;
	if (pretrain) {
		if ((text = turns_text(&turns, &stage, r)) == NULL)
			return false;
	} else if (!turns_read(&turns, &stage, r) || !fill_input(r))
		return false;
	if (holdout.rows.path != NULL && holdout_wants(&holdout, r))
		hold_out(r, text);
	else
		train_on(r, text);
	return true;
}

/* Says once that -p was forgotten, if chunks come where questions should. */
static void
hint_pretrain(const struct record *r)
{
	static bool said;

	if (said || pretrain || strcmp(turns.why.kind, "no_question") != 0 ||
	    record_get(r, f_text) == NULL)
		return;
	said = true;
	program_say("%s:%zu: has a text but no question; -p makes rows of "
	    "texts", stage.file, stage.line);
}

static void
reject(struct record *r)
{
	const struct reason *why = &turns.why;
	bool came = stage_has_error(&stage, r);

	if (!came)
		hint_pretrain(r);
	if (came)
		;	/* counted as it came */
	else if (why->decision)
		stage_refuse(&stage, r, why->kind, "%s", why->message);
	else
		stage_fail(&stage, r, why->kind, "%s", why->message);
	if (rejects.path != NULL)
		stage_write(&stage, r, &rejects.file.out);
}

static void
work(struct record *r)
{
	if (stage_has_error(&stage, r) || !write_row(r))
		reject(r);
}

/*
 * Counts the rejects on stderr, unless a file has them and nothing failed.
 * Returns the status that what was read comes to.
 */
static int
report(void)
{
	const struct failures *f = &stage.failures;
	struct buf line = { 0 };
	int status = f->status;

	if (unreasoned > 0)
		program_say("%zu row%s had reasoning, left out (--reasoning"
		    " keeps it)", unreasoned, plural(unreasoned));
	if (status == STATUS_OK && rows == 0 && f->tally.n + holdout.n > 0)
		status = STATUS_FAILED;
	if (f->tally.n == 0 || (status == STATUS_OK && rejects.path != NULL &&
	    !stage.verbose))
		return status;
	failures_counts(f, &line);
	if (rejects.path == NULL)
		buf_puts(&line, " (-r FILE keeps them)");
	failures_first(f, &line);
	program_say("%zu of %zu records rejected: %.*s", f->tally.n,
	    f->tally.n + holdout.n + rows, (int)line.len, line.data);
	buf_free(&line);
	return status;
}

static void
free_all(void)
{
	turns_free(&turns);
	inputs_free(&inputs);
	buf_free(&spare[0]);
	buf_free(&spare[1]);
	prompt_free(&system_prompt);
}

/* Opens the files beside stdout. */
static void
open_files(void)
{
	const struct side *const all[] = { &rejects, &provenance,
		&holdout.rows, &holdout.records };

	side_open(&rejects);
	side_open(&provenance);
	holdout_open(&holdout, &stage, provenance.path != NULL);
	side_apart(all, LEN(all));
}

static int
convert(char *const *operands)
{
	struct buf why = { 0 };
	struct record *r;
	bool drop;
	int status;

	if (!row_holds((enum row_format)format,
	    (enum reasoning)turns.reasoning, pretrain, &why))
		complain(&why);
	check_system();
	open_files();
	stage.field = stage.field != NULL ? stage.field :
	    pretrain ? "text" : "question";
	f_text = stage_field(&stage, "text");
	turns_open(&turns, &stage);
	if (inputs_open(&inputs, &stage, &why) == -1)
		complain(&why);
	stage_open(&stage, operands);
	while ((r = stage_next(&stage)) != NULL)
		work(r);
	if (array)
		out_puts(&stage.out, rows == 0 ? "[]\n" : "\n]\n");
	status = report();
	holdout_write(&holdout, array, rows);
	status = status_worse(status, stage_end(&stage));
	drop = stage_broken(&stage);
	status = status_worse(status, side_close(&rejects, drop));
	status = status_worse(status, side_close(&provenance, drop));
	status = status_worse(status, holdout_close(&holdout, drop));
	free_all();
	return status;
}

/* --dataset-info: prints the config that reads a file of such rows. */
static int
print_info(char *const *operands)
{
	const struct dataset_info d = { .name = dataset,
		.format = (enum row_format)format,
		.reasoning = (enum reasoning)turns.reasoning,
		.text = pretrain, .array = array };

	if (*operands != NULL)
		program_die("--dataset-info reads no records; NAME is the file"
		    " of rows");
	return finished_info(&d, &stage);
}

static const struct opt options[] = {
	{ 'o', "format", "format",
	    "legacy v1 alpaca sharegpt openai swift (legacy)",
	    OPT_WORD, .value = &format, .words = row_formats },
	{ 0, "reasoning", "how",
	    "drop inline thinking reasoning_content (drop)",
	    OPT_WORD, .value = &turns.reasoning, .words = reasoning_names },
	{ 's', "system", "text", "the system prompt (none)",
	    OPT_CALL, .value = &system_prompt, .call = prompt_take_text },
	{ 'S', "system-file", "file", "read the system prompt from this file",
	    OPT_CALL, .value = &system_prompt, .call = prompt_take_file },
	{ 0, "input-template", "file", "template of the inputs, with "
	    "{{passages}}",
	    OPT_CALL, .value = &inputs.prompt, .call = prompt_take_file },
	{ 0, "distractors", "n", "wrong passages shown with the right one (3)",
	    OPT_SIZE, .value = &inputs.distractors, .most = HITS_MAX },
	{ 0, "no-passage", "share:file", "share of rows with wrong passages "
	    "only",
	    OPT_CALL, .value = &inputs, .call = inputs_take_refusals },
	{ 'p', "pretrain", NULL, "make rows for pretraining, of text alone",
	    OPT_FLAG, .value = &pretrain },
	{ 'a', "array", NULL, "write one JSON array",
	    OPT_FLAG, .value = &array },
	{ 'r', "rejects", "file", "write rejected records to this file",
	    OPT_STRING, .value = &rejects.path, .group = OPT_OUTPUT },
	{ 0, "provenance", "file", "write the record behind each row to file",
	    OPT_STRING, .value = &provenance.path, .group = OPT_OUTPUT },
	{ 0, "holdout", "share:file", "write this share of the rows to file",
	    OPT_CALL, .value = &holdout, .call = holdout_take,
	    .group = OPT_OUTPUT },
	{ 0, "by", "unit", "hold out by passage or source (passage)",
	    OPT_WORD, .value = &holdout.by, .words = holdout_by,
	    .group = OPT_OUTPUT },
	{ 0, "min-answer", "n", "least visible characters of an answer (11)",
	    OPT_SIZE, .value = &turns.min_answer, .least = 0, .most = INT_MAX },
	{ 0, "dataset-info", "name[:trainer]",
	    "print the config that reads the rows",
	    OPT_STRING, .value = &dataset },
	{ 0, "check", NULL, "check finished rows, and print their faults",
	    OPT_FLAG, .value = &checking },
	{ 0, "template", "name", "with --check: print faults for this template",
	    OPT_CALL, .value = &finished,
	    .call = finished_take_template },
	{ 0, "max-tokens", "n", "with --check: print longer rows",
	    OPT_SIZE, .value = &finished.length.most, .least = 1,
	    .most = INT_MAX },
	{ 0, "read-journal", "journal", "with --max-tokens: estimate by these "
	    "replies",
	    OPT_CALL, .value = &finished.journals, .call = opt_add },
	STAGE_OPTIONS(stage, "question; with -p: text")
};

static const struct opt_pair apart[] = { { "p", "s" }, { "p", "S" },
	{ "p", "input-template" },
	{ "check", "dataset-info" } };

static const struct opt_program program = {
	.name = "wk-xtuner",
	.does = "Turns records into training rows, in the format of a trainer.",
	.example = { "wk-split docs | wk-xtuner -p > pretrain.jsonl",
	    "wk-split docs | wk-xtuner -p | wk-xtuner --check -v" },
	.operands = "[file ...]",
	.job = "Rows",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

int
main(int argc, char *argv[])
{
	char *const *operands;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	if (!checking && (finished.template != NULL ||
	    finished.length.most > 0 || finished.journals.n > 0))
		program_die("--template, --max-tokens and --read-journal need "
		    "--check");
	if (dataset != NULL)
		return print_info(operands);
	return checking ? finished_check(&finished, &stage, operands) :
	    convert(operands);
}
