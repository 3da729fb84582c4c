/* wk-xtuner: turns records into training rows; rejects go to -r. */
#include <sys/types.h>

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/publish.h"
#include "base/utf8.h"
#include "dataset_info.h"
#include "holdout.h"
#include "input_template.h"
#include "rowcheck.h"
#include "rows.h"
#include "stage/program.h"
#include "stage/template.h"
#include "stage/stage.h"
#include "text/control.h"

/* The tutorial found that shorter answers say "I don't know" or less. */
#define MIN_ANSWER 11

static struct stage stage = { .name = "wk-xtuner", .sink = true,
	.last = true, .tells = true,
	.say = program_say };
static size_t format = ROW_LEGACY, reasoning = REASONING_DROP;
static bool pretrain, array, checking;
static const struct chat_template *template;	/* --template, or NULL */
static struct length length;			/* --max-tokens */
static struct opt_strings journals;		/* --read-journal */
static struct prompt system_prompt;
static size_t min_answer = MIN_ANSWER;
static int f_question, f_answer, f_reasoning, f_text, f_turns;

static const char *rejects_path, *provenance_path, *dataset;
static struct publish rejects, provenance;
static size_t rows;		/* written */
static size_t unreasoned;	/* those whose reasoning was left out */
static struct holdout holdout;
static struct publish held, held_records;
static struct buf held_records_path;	/* ends in a NUL */

static struct inputs inputs = { .distractors = INPUTS_DISTRACTORS };
static struct row_turn *turns;
static size_t turns_size;
static struct buf scratch, spare[2];

/* Why a record is rejected: one word, and a sentence. */
static struct reason {
	bool decision;	/* of the user's, or of an earlier program */
	const char *kind;
	char message[160];
} reason;

static bool __attribute__((format(printf, 2, 3)))
refuse(const char *kind, const char *fmt, ...)
{
	va_list ap;

	reason.decision = false;
	reason.kind = kind;
	va_start(ap, fmt);
	(void)vsnprintf(reason.message, sizeof(reason.message), fmt, ap);
	va_end(ap);
	return false;
}

/* The same for a record that nobody wants as a row, and that did not fail. */
static bool
leave_out(const char *kind, const char *what, const char *is)
{
	(void)refuse(kind, "%s is %s", what, is);
	reason.decision = true;
	return false;
}

/* Whether v is a string that is not "". */
static bool
is_said(const struct json_value *v)
{
	return v->type == JSON_STRING && v->len > 2;
}

/* How many characters of the string v can be seen. */
static size_t
visible(const struct json_value *v)
{
	buf_clear(&scratch);
	return utf8_count_visible(json_string(v, &scratch));
}

/* Whether the string v holds no control token. */
static bool
is_plain(const struct json_value *v, const char *where, const char *what)
{
	struct span token;

	buf_clear(&scratch);
	if (!control_find(json_string(v, &scratch), &token))
		return true;
	return refuse("control_token", "%sthe %s holds the control token %.*s",
	    where, what, (int)token.len, token.p);
}

/* Whether the string v holds no </think>, where trainers cut a message. */
static bool
is_untagged(const struct json_value *v, const char *where, const char *what)
{
	return !reasoning_tagged(v, &scratch) ||
	    refuse("think_tag", "%sthe %s holds %s", where, what,
	    REASONING_TAG);
}

/* Whether the reasoning of a turn can stand in a row, if it is wanted. */
static bool
reasoning_fits(struct row_turn *turn, const char *where)
{
	if (turn->reasoning.p == NULL || turn->reasoning.type == JSON_NULL ||
	    (reasoning == REASONING_DROP &&
	    turn->reasoning.type != JSON_STRING)) {
		turn->reasoning.p = NULL;
		return true;
	}
	if (turn->reasoning.type != JSON_STRING)
		return refuse("bad_reasoning", "%sreasoning is %s, not a"
		    " string", where, json_type_name(turn->reasoning.type));
	if (visible(&turn->reasoning) == 0)
		turn->reasoning.p = NULL;
	return reasoning == REASONING_DROP || turn->reasoning.p == NULL ||
	    (is_untagged(&turn->reasoning, where, "reasoning") &&
	    is_plain(&turn->reasoning, where, "reasoning"));
}

/* Whether a turn can stand in a row; where is "" or "turn 2: ". */
static bool
turn_fits(struct row_turn *turn, const char *where)
{
	size_t len;

	if (!is_said(&turn->input) || visible(&turn->input) == 0)
		return refuse("no_question", "%sno question", where);
	if (!is_said(&turn->output))
		return refuse("no_answer", "%sno answer", where);
	len = visible(&turn->output);
	if (len == 0)
		return refuse("short_answer", "%sthe answer has no visible"
		    " character", where);
	if (len < min_answer)
		return refuse("short_answer", "%sthe answer has %zu visible"
		    " characters, fewer than %zu (--min-answer)", where, len,
		    min_answer);
	return is_plain(&turn->input, where, "question") &&
	    is_plain(&turn->output, where, "answer") &&
	    is_untagged(&turn->output, where, "answer") &&
	    reasoning_fits(turn, where);
}

static void
room_for_turns(size_t n)
{
	if (n <= turns_size)
		return;
	turns_size = turns_size == 0 ? 8 : turns_size * 2;
	turns = xreallocarray(turns, turns_size, sizeof(*turns));
}

/* Reads the list into turns.  Returns how many, or 0 with a reason. */
static size_t
read_turns(const struct json_value *list)
{
	struct json_value v;
	struct json j;
	char where[32];
	size_t n = 0;

	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return refuse("bad_turns", "turns is %s, not an array",
		    json_type_name(list->type));
	while (json_element(&j, &v) == 1) {
		room_for_turns(n + 1);
		(void)snprintf(where, sizeof(where), "turn %zu: ", n + 1);
		turns[n] = (struct row_turn){ .input = { 0 } };
		if (v.type != JSON_OBJECT)
			return refuse("bad_turns", "%s%s, not an object",
			    where, json_type_name(v.type));
		(void)json_find(&v, "input", &turns[n].input);
		(void)json_find(&v, "output", &turns[n].output);
		(void)json_find(&v, "reasoning", &turns[n].reasoning);
		if (!turn_fits(&turns[n], where))
			return 0;
		n++;
	}
	if (n == 0)
		return refuse("bad_turns", "turns is empty");
	return n;
}

static size_t
read_question(const struct record *r)
{
	const struct json_value *question = record_get(r, f_question);
	const struct json_value *answer = record_get(r, f_answer);
	const struct json_value *thought = record_get(r, f_reasoning);
	const struct json_value none = { .type = JSON_NULL };

	room_for_turns(1);
	turns[0].input = question == NULL ? none : *question;
	turns[0].output = answer == NULL ? none : *answer;
	turns[0].reasoning = thought == NULL ? none : *thought;
	return turn_fits(&turns[0], "");
}

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
		return refuse("bad_state", "state is not one word");
	(void)snprintf(word, sizeof(word), "%.*s", (int)s.len, s.p);
	return strcmp(word, "success") == 0 ||
	    leave_out(word, "state", word);
}

/* Ends the program if the system prompt holds a control token. */
static void
check_system(void)
{
	struct span token;

	if (system_prompt.text.p != NULL &&
	    control_find(system_prompt.text, &token))
		program_die("the system prompt holds the control token"
		    " %.*s", (int)token.len, token.p);
}

/* The text of -p, or NULL with a reason. */
static const struct json_value *
read_text(const struct record *r)
{
	const struct json_value *v = record_get(r, stage.input);

	if (v != NULL && is_said(v) && visible(v) > 0)
		return v;
	(void)refuse("no_text", "no text in %s", stage.field);
	return NULL;
}

/* Writes a row of n turns. */
static void
write_turns(size_t n, struct out *out)
{
	const struct row_style style = { (enum row_format)format,
		(enum reasoning)reasoning, system_prompt.text };
	size_t i;

	row_write(out, &style, turns, n, spare);
	for (i = 0; reasoning == REASONING_DROP && i < n; i++)
		if (turns[i].reasoning.p != NULL) {
			unreasoned++;
			break;
		}
}

/* Writes the row of a text, or else of the n turns, without a newline. */
static void
put_row(const struct json_value *text, size_t n, struct out *out)
{
	if (text != NULL)
		row_write_text(out, (enum row_format)format, text, &scratch);
	else
		write_turns(n, out);
}

/* Holds the row of r out.  If that is one too many, rejects the last. */
static void
hold_out(struct record *r, const struct json_value *text, size_t n)
{
	static struct out row = { .fd = OUT_MEMORY };
	static struct record last;
	const struct held *over;

	buf_clear(&row.buf);
	put_row(text, n, &row);
	over = holdout_add(&holdout, buf_span(&row.buf), r);
	if (over == NULL)
		return;
	last.fields = &stage.fields;
	(void)record_parse(&last, buf_span(&over->record));
	stage_refuse(&stage, &last, "held_out", "held out of training, and"
	    " %s has %d rows", holdout.path, HOLDOUT_MOST);
	if (rejects_path != NULL)
		stage_write(&stage, &last, &rejects.out);
}

/* Puts the last of n turns of r into the template, if there is one. */
static bool
fill_input(struct record *r, size_t n)
{
	struct buf why = { 0 };
	const char *kind;

	if (inputs.prompt.text.p == NULL)
		return true;
	kind = inputs_fill(&inputs, r, &turns[n - 1], &why);
	if (kind != NULL)
		(void)refuse(kind, "%.*s", (int)why.len, why.data);
	buf_free(&why);
	return kind == NULL && is_plain(&turns[n - 1].input, "", "input");
}

/* Writes the row of a record.  False, with a reason, if it has no row. */
static bool
write_row(struct record *r)
{
	const struct json_value *v, *text = NULL;
	size_t n = 0;

	if (stage.gate != -1 && !record_true(r, stage.gate))
		return leave_out("not_wanted", stage.where, "not true");
	if (!state_fits(r))
		return false;
	if (pretrain)
		text = read_text(r);
	else {
		v = record_get(r, f_turns);
		n = v != NULL && v->type != JSON_NULL ?
		    read_turns(v) : read_question(r);
	}
	if (text == NULL && (n == 0 || !fill_input(r, n)))
		return false;
	if (holdout.path != NULL && holdout_wants(&holdout, r)) {
		hold_out(r, text, n);
		return true;
	}
	if (array)
		out_puts(&stage.out, rows == 0 ? "[\n" : ",\n");
	put_row(text, n, &stage.out);
	if (array)
		out_pace(&stage.out);
	else
		out_end(&stage.out);
	rows++;
	inputs_keep(&inputs);
	if (provenance_path != NULL)
		stage_write(&stage, r, &provenance.out);
	return true;
}

/* Says once that -p was forgotten, if chunks come where questions should. */
static void
hint_pretrain(const struct record *r)
{
	static bool said;

	if (said || pretrain || strcmp(reason.kind, "no_question") != 0 ||
	    record_get(r, f_text) == NULL)
		return;
	said = true;
	program_say("%s:%zu: a text and no question: -p makes rows of chunks",
	    stage.file, stage.line);
}

static void
reject(struct record *r)
{
	bool came = stage_has_error(&stage, r);

	if (!came)
		hint_pretrain(r);
	if (came)
		;	/* counted as it came */
	else if (reason.decision)
		stage_refuse(&stage, r, reason.kind, "%s", reason.message);
	else
		stage_fail(&stage, r, reason.kind, "%s", reason.message);
	if (rejects_path != NULL)
		stage_write(&stage, r, &rejects.out);
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
		    " keeps it)", unreasoned, unreasoned == 1 ? "" : "s");
	if (status == STATUS_OK && rows == 0 && f->tally.n + holdout.n > 0)
		status = STATUS_FAILED;
	if (f->tally.n == 0 || (status == STATUS_OK && rejects_path != NULL &&
	    !stage.verbose))
		return status;
	failures_counts(f, &line);
	if (rejects_path == NULL)
		buf_puts(&line, " (-r FILE keeps them)");
	failures_first(f, &line);
	program_say("%zu of %zu records rejected: %.*s", f->tally.n,
	    f->tally.n + holdout.n + rows, (int)line.len, line.data);
	buf_free(&line);
	return status;
}

static void
open_file(struct publish *p, const char *path)
{
	if (path != NULL && publish_open(p, path) == -1)
		program_die("%s: %s", path, strerror(errno));
}

/* Publishes a file, or drops it if the rows were not written either. */
static int
close_file(struct publish *p, const char *path)
{
	if (path == NULL)
		return STATUS_OK;
	if (stage_broken(&stage)) {
		publish_abort(p);
		return STATUS_OK;
	}
	if (publish_commit(p) == 0)
		return STATUS_OK;
	program_say("%s: %s", path, strerror(errno));
	return STATUS_LOCAL;
}

/* Opens the files of --holdout. */
static void
open_holdout(void)
{
	if (holdout.path == NULL)
		return;
	holdout_open(&holdout, &stage);
	open_file(&held, holdout.path);
	if (provenance_path == NULL)
		return;
	buf_printf(&held_records_path, "%s.records", holdout.path);
	buf_addc(&held_records_path, '\0');
	open_file(&held_records, held_records_path.data);
}

/*
 * Writes them, and tells how many rows they have: all that may need memory,
 * before a file is published.
 */
static void
write_holdout(void)
{
	struct buf line = { 0 };

	if (holdout.path == NULL)
		return;
	holdout_rows(&holdout, array, &held.out);
	if (provenance_path != NULL)
		holdout_records(&holdout, &held_records.out);
	holdout_tell(&holdout, &line);
	if (rows == 0 && holdout.n > 0)
		buf_puts(&line, "; no row is left to train on");
	if (rows + holdout.n > 0)
		program_say("%.*s", (int)line.len, line.data);
	buf_free(&line);
	holdout_free(&holdout);
}

static int
convert(char *const *operands)
{
	struct buf why = { 0 };
	struct record *r;
	int status;

	if (!row_holds((enum row_format)format, (enum reasoning)reasoning,
	    pretrain, &why))
		complain(&why);
	check_system();
	open_file(&rejects, rejects_path);
	open_file(&provenance, provenance_path);
	open_holdout();
	stage.field = stage.field != NULL ? stage.field :
	    pretrain ? "text" : "question";
	f_text = stage_field(&stage, "text");
	f_answer = stage_field(&stage, "answer");
	f_reasoning = stage_field(&stage, "reasoning");
	f_turns = stage_field(&stage, "turns");
	if (inputs_open(&inputs, &stage, &why) == -1)
		complain(&why);
	stage_open(&stage, operands);
	f_question = stage.input;
	while ((r = stage_next(&stage)) != NULL)
		work(r);
	if (array)
		out_puts(&stage.out, rows == 0 ? "[]\n" : "\n]\n");
	status = report();
	write_holdout();
	status = status_worse(status, stage_end(&stage));
	status = status_worse(status, close_file(&rejects, rejects_path));
	status = status_worse(status, close_file(&provenance,
	    provenance_path));
	status = status_worse(status, close_file(&held, holdout.path));
	status = status_worse(status, close_file(&held_records,
	    held_records_path.data));
	buf_free(&held_records_path);
	free(turns);
	inputs_free(&inputs);
	buf_free(&scratch);
	buf_free(&spare[0]);
	buf_free(&spare[1]);
	prompt_free(&system_prompt);
	return status;
}

/* --check: writes a problem of a row to stdout. */
static void
tell(void *arg, const char *file, size_t line, const char *problem)
{
	struct buf *b = arg;

	buf_clear(b);
	utf8_mask(b, file, strlen(file), PATH_MAX);
	buf_printf(b, ":%zu: ", line);
	utf8_mask(b, problem, strlen(problem), BUF_MAX);
	out_bytes(&stage.out, b->data, b->len);
	out_end(&stage.out);
	stage_count(&stage, "fault", buf_span(b));
}

static int
check(char *const *operands)
{
	static char dash[] = "-";
	static char *const only_stdin[] = { dash, NULL };
	struct rowcheck c = { .complain = tell, .arg = &scratch,
	    .template = template, .length = &length };
	struct buf first = { 0 };
	bool unread = false;
	size_t n;
	int status;

	if (*operands == NULL)
		operands = only_stdin;
	for (n = 0; n < journals.n; n++)
		if (length_measure(&length, journals.v[n], &first) == -1)
			program_die("%.*s", (int)first.len, first.data);
	for (; *operands != NULL; operands++) {
		if (strcmp(*operands, "-") == 0)
			stage_wait(&stage, "training rows");
		if (rowcheck_file(&c, *operands) == -1) {
			program_say("%s: %s", *operands, strerror(errno));
			unread = true;
		} else if (stage.verbose)
			program_say("%s: %zu row%s, %s", c.file, c.rows,
			    c.rows == 1 ? "" : "s", rowcheck_name(&c));
	}
	rowcheck_sum(&c, program_say_kind);
	n = stage.failures.tally.n;
	failures_first(&stage.failures, &first);
	status = stage_end(&stage);
	if (n > 0)
		program_say("%zu problem%s%.*s", n, n == 1 ? "" : "s",
		    (int)first.len, first.data);
	buf_free(&first);
	buf_free(&scratch);
	free(journals.v);
	return unread ? STATUS_LOCAL : status;
}

static void
take_template(const struct opt *o, const char *arg, struct buf *why)
{
	(void)o;
	if ((template = template_find(arg)) != NULL)
		return;
	buf_printf(why, "--template %s: not one of ", arg);
	template_names(why);
}

/* --dataset-info: prints the config that reads a file of such rows. */
static int
print_info(char *const *operands)
{
	const struct dataset_info d = { .name = dataset,
		.format = (enum row_format)format,
		.reasoning = (enum reasoning)reasoning,
		.text = pretrain, .array = array };
	struct buf b = { 0 }, why = { 0 };
	const char *note = NULL;

	if (*operands != NULL)
		program_die("--dataset-info reads no records; NAME is the file"
		    " of rows");
	if (!row_holds(d.format, d.reasoning, d.text, &why) ||
	    dataset_info(&d, &b, &note, &why) == -1)
		complain(&why);
	if (note != NULL)
		program_say("%s", note);
	out_bytes(&stage.out, b.data, b.len);
	buf_free(&b);
	return stage_end(&stage);
}

static const struct opt options[] = {
	{ 'o', "format", "format",
	    "legacy v1 alpaca sharegpt openai swift (legacy)",
	    OPT_WORD, .value = &format, .words = row_formats },
	{ 0, "reasoning", "how",
	    "drop inline thinking reasoning_content (drop)",
	    OPT_WORD, .value = &reasoning, .words = reasoning_names },
	{ 's', "system", "text", "the system prompt",
	    OPT_CALL, .value = &system_prompt, .call = prompt_take_text },
	{ 'S', "system-file", "file", "the file of the system prompt",
	    OPT_CALL, .value = &system_prompt, .call = prompt_take_file },
	{ 0, "input-template", "file", "inputs with {{passages}}, {{question}}",
	    OPT_CALL, .value = &inputs.prompt, .call = prompt_take_file },
	{ 0, "distractors", "n", "other passages beside the own one (3)",
	    OPT_SIZE, .value = &inputs.distractors, .most = HITS_MAX },
	{ 0, "no-passage", "share:file", "other passages alone, and a refusal",
	    OPT_CALL, .value = &inputs, .call = inputs_take_refusals },
	{ 'p', "pretrain", NULL, "rows for pretraining: a text alone",
	    OPT_FLAG, .value = &pretrain },
	{ 'a', "array", NULL, "write one JSON array",
	    OPT_FLAG, .value = &array },
	{ 'r', "rejects", "file", "write rejected records to this file",
	    OPT_STRING, .value = &rejects_path, .group = OPT_OUTPUT },
	{ 0, "provenance", "file", "write the records of the rows, too",
	    OPT_STRING, .value = &provenance_path, .group = OPT_OUTPUT },
	{ 0, "holdout", "share:file", "hold rows out of training, in this file",
	    OPT_CALL, .value = &holdout, .call = holdout_take,
	    .group = OPT_OUTPUT },
	{ 0, "by", "unit", "hold out by passage or source (passage)",
	    OPT_WORD, .value = &holdout.by, .words = holdout_by,
	    .group = OPT_OUTPUT },
	{ 0, "min-answer", "n", "least visible characters of an answer (11)",
	    OPT_SIZE, .value = &min_answer, .least = 0, .most = INT_MAX },
	{ 0, "dataset-info", "name[:trainer]",
	    "print the config that reads the rows",
	    OPT_STRING, .value = &dataset },
	{ 0, "check", NULL, "read finished rows, and tell their faults",
	    OPT_FLAG, .value = &checking },
	{ 0, "template", "name", "with --check: what this template does",
	    OPT_CALL, .call = take_template },
	{ 0, "max-tokens", "n", "with --check: tell of longer rows",
	    OPT_SIZE, .value = &length.most, .least = 1, .most = INT_MAX },
	{ 0, "read-journal", "journal", "count tokens as its replies do",
	    OPT_CALL, .value = &journals, .call = opt_add },
	STAGE_OPTIONS(stage)
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
	if (!checking && (template != NULL || length.most > 0 ||
	    journals.n > 0))
		program_die("--template, --max-tokens and --read-journal go"
		    " with --check");
	if (dataset != NULL)
		return print_info(operands);
	return checking ? check(operands) : convert(operands);
}
