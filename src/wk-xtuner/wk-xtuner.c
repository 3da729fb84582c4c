/* wk-xtuner: records in, training rows out; what cannot be one, to -r. */
#include <sys/types.h>

#include <err.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage/program.h"
#include "base/publish.h"
#include "rowcheck.h"
#include "rows.h"
#include "stage/stage.h"
#include "tally.h"
#include "base/utf8.h"

enum {
	OPT_CHECK = STAGE_OPT_OWN, OPT_MIN_ANSWER, OPT_PROVENANCE
};

/* Answers this short say "I don't know" or less, as the tutorial found. */
#define MIN_ANSWER 11

static struct stage stage = { .name = "wk-xtuner", .sink = true,
	.say = warnx };
static enum row_format format = ROW_LEGACY;
static bool pretrain, array;
static struct prompt system_prompt;
static size_t min_answer = MIN_ANSWER;
static int f_question, f_answer, f_turns;

static const char *rejects_path, *provenance_path;
static struct publish rejects, provenance;
static size_t rows;

static struct tally tally;	/* of the records rejected */

static struct row_turn *turns;
static size_t turns_size;
static struct buf scratch;

static const char usage[] =
    "usage: wk-xtuner [-aRv] [-f field] [-o legacy|v1|alpaca|sharegpt]\n"
    "                 [-r file] [-s text | -S file] [-w field] [--lines]\n"
    "                 [--min-answer n] [--provenance file] [file ...]\n"
    "       wk-xtuner -p [-aRv] [-f field] [-o legacy|v1|alpaca|sharegpt]\n"
    "                 [-r file] [-w field] [--lines] [--provenance file]\n"
    "                 [file ...]\n"
    "       wk-xtuner --check [-v] [file ...]\n"
    "       wk-xtuner -h | -V\n";

/* Why a record makes no row: a word, and a sentence if the word is none. */
static struct reason {
	const char *kind;
	char message[160];
} reason;

static bool __attribute__((format(printf, 2, 3)))
refuse(const char *kind, const char *fmt, ...)
{
	va_list ap;

	reason.kind = kind;
	va_start(ap, fmt);
	(void)vsnprintf(reason.message, sizeof(reason.message), fmt, ap);
	va_end(ap);
	return false;
}

/* How many code points the string v says. */
static size_t
characters(const struct json_value *v)
{
	struct span s;

	buf_clear(&scratch);
	s = json_string(v, &scratch);
	if (scratch.failed)
		err(STATUS_LOCAL, NULL);
	return utf8_count(s.p, s.len);
}

/* Looks at one question and answer; where is "" or "turn 2: ". */
static bool
turn_fits(const struct row_turn *turn, const char *where)
{
	size_t len;

	if (turn->input.type != JSON_STRING || turn->input.len == 2)
		return refuse("no_question", "%sno question", where);
	if (turn->output.type != JSON_STRING || turn->output.len == 2)
		return refuse("no_answer", "%sno answer", where);
	if (min_answer > 0 && (len = characters(&turn->output)) < min_answer)
		return refuse("short_answer", "%sthe answer has %zu characters,"
		    " fewer than %zu (--min-answer)", where, len, min_answer);
	return true;
}

static bool
room_for_turns(size_t n)
{
	struct row_turn *more;
	size_t size = turns_size == 0 ? 8 : turns_size * 2;

	if (n <= turns_size)
		return true;
	if ((more = reallocarray(turns, size, sizeof(*turns))) == NULL)
		err(STATUS_LOCAL, NULL);
	turns = more;
	turns_size = size;
	return true;
}

/* Reads `turns` into turns.  How many, or 0 with a reason. */
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
	while (json_element(&j, &v) == 1 && room_for_turns(n + 1)) {
		(void)snprintf(where, sizeof(where), "turn %zu: ", n + 1);
		turns[n] = (struct row_turn){ { 0 }, { 0 } };
		if (v.type != JSON_OBJECT)
			return refuse("bad_turns", "%s%s, not an object",
			    where, json_type_name(v.type));
		(void)json_find(&v, "input", &turns[n].input);
		(void)json_find(&v, "output", &turns[n].output);
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
	const struct json_value none = { .type = JSON_NULL };

	(void)room_for_turns(1);
	turns[0].input = question == NULL ? none : *question;
	turns[0].output = answer == NULL ? none : *answer;
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
	    refuse(word, "state is %s", word);
}

/* Writes the row that the record makes.  False, with a reason, if none. */
static bool
write_row(struct record *r)
{
	const struct json_value *v;
	size_t n = 0;

	if (stage.gate != -1 && !record_true(r, stage.gate))
		return refuse("not_wanted", "%s is not true", stage.where);
	if (!state_fits(r))
		return false;
	if (pretrain) {
		v = record_get(r, stage.input);
		if (v == NULL || v->type != JSON_STRING || v->len == 2)
			return refuse("no_text", "no text in %s", stage.field);
	} else {
		v = record_get(r, f_turns);
		n = v != NULL && v->type != JSON_NULL ?
		    read_turns(v) : read_question(r);
		if (n == 0)
			return false;
		v = NULL;
	}
	if (array)
		out_puts(&stage.out, rows == 0 ? "[\n" : ",\n");
	if ((v != NULL ? row_write_text(&stage.out, format, v, &scratch) :
	    row_write(&stage.out, format, system_prompt.text, turns, n,
	    &scratch)) == -1)
		err(STATUS_LOCAL, NULL);
	if (array)
		out_pace(&stage.out);
	else
		out_end(&stage.out);
	rows++;
	return true;
}

/* Counts a record that came with an error, by the kind that it names. */
static void
count_error(const struct record *r)
{
	const struct json_value *error = record_get(r, stage.error);
	struct json_value kind;
	struct span s = { "error", 5 };

	buf_clear(&scratch);
	if (error->type == JSON_OBJECT && json_find(error, "kind", &kind) &&
	    kind.type == JSON_STRING)
		s = json_string(&kind, &scratch);
	tally_add(&tally, s);
}

static void
reject(struct record *r)
{
	if (stage_has_error(&stage, r))
		count_error(r);
	else {
		tally_add(&tally, (struct span){ reason.kind,
		    strlen(reason.kind) });
		stage_fail(&stage, r, reason.kind, "%s", reason.message);
	}
	if (rejects_path != NULL && record_write(r, &rejects.out) == -1)
		err(STATUS_LOCAL, NULL);
}

static void
work(struct record *r)
{
	if (stage_has_error(&stage, r) || !write_row(r)) {
		reject(r);
		return;
	}
	if (provenance_path != NULL && record_write(r, &provenance.out) == -1)
		err(STATUS_LOCAL, NULL);
}

/* Tells what was rejected, if nothing else does. */
static void
report(void)
{
	struct buf line = { 0 };

	if (tally.n == 0 || (rejects_path != NULL && !stage.verbose))
		return;
	tally_print(&tally, &line);
	warnx("%zu of %zu records rejected: %.*s%s", tally.n,
	    tally.n + rows, (int)line.len, line.data,
	    rejects_path != NULL ? "" : " (-r FILE keeps them)");
	buf_free(&line);
}

static void
open_file(struct publish *p, const char *path)
{
	if (path != NULL && publish_open(p, path) == -1)
		err(STATUS_LOCAL, "%s", path);
}

/* Publishes a file, or drops it if the rows did not get out either. */
static int
close_file(struct publish *p, const char *path, int status)
{
	if (path == NULL)
		return status;
	if (status == STATUS_LOCAL) {
		publish_abort(p);
		return status;
	}
	if (publish_commit(p) == 0)
		return status;
	warn("%s", path);
	return STATUS_LOCAL;
}

static int
convert(char *const *operands)
{
	struct record *r;
	int status;

	open_file(&rejects, rejects_path);
	open_file(&provenance, provenance_path);
	stage.field = stage.field != NULL ? stage.field :
	    pretrain ? "text" : "question";
	f_answer = stage_field(&stage, "answer");
	f_turns = stage_field(&stage, "turns");
	stage_open(&stage, operands);
	f_question = stage.input;
	while ((r = stage_next(&stage)) != NULL)
		work(r);
	if (array)
		out_puts(&stage.out, rows == 0 ? "[]\n" : "\n]\n");
	status = stage_end(&stage);
	status = close_file(&rejects, rejects_path, status);
	status = close_file(&provenance, provenance_path, status);
	if (status == STATUS_OK && tally.n > 0)
		status = STATUS_FAILED;
	report();
	free(turns);
	buf_free(&scratch);
	prompt_free(&system_prompt);
	return status;
}

/* --check: reports on stdout what a trainer would refuse or mangle. */
static void
tell(void *arg, const char *file, size_t line, const char *problem)
{
	struct buf *b = arg;

	buf_clear(b);
	utf8_mask(b, file, strlen(file), PATH_MAX);
	buf_printf(b, ":%zu: ", line);
	utf8_mask(b, problem, strlen(problem), BUF_MAX);
	if (b->failed)
		err(STATUS_LOCAL, NULL);
	out_bytes(&stage.out, b->data, b->len);
	out_end(&stage.out);
	stage.failed++;
}

static int
check(char *const *operands)
{
	static char dash[] = "-";
	static char *const only_stdin[] = { dash, NULL };
	struct rowcheck c = { .complain = tell, .arg = &scratch };
	bool unread = false;
	int status;

	if (*operands == NULL)
		operands = only_stdin;
	for (; *operands != NULL; operands++) {
		if (rowcheck_file(&c, *operands) == -1) {
			warn("%s", *operands);
			unread = true;
		} else if (stage.verbose)
			warnx("%s: %zu rows, %s", c.file, c.rows,
			    c.format == NULL ? "no format" : c.format);
	}
	status = stage_end(&stage);
	buf_free(&scratch);
	return unread ? STATUS_LOCAL : status;
}

/* Ends the program if the system prompt could not be had. */
static const struct option options[] = {
	STAGE_LONG,
	{ "array", no_argument, NULL, 'a' },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "format", required_argument, NULL, 'o' },
	{ "min-answer", required_argument, NULL, OPT_MIN_ANSWER },
	{ "pretrain", no_argument, NULL, 'p' },
	{ "provenance", required_argument, NULL, OPT_PROVENANCE },
	{ "rejects", required_argument, NULL, 'r' },
	{ "system", required_argument, NULL, 's' },
	{ "system-file", required_argument, NULL, 'S' },
	{ NULL, 0, NULL, 0 }
};

int
main(int argc, char *argv[])
{
	const char *problem;
	bool checking = false;
	int c;

	program_start(&stage);
	while ((c = getopt_long(argc, argv, STAGE_LETTERS "S:ao:pr:s:",
	    options, NULL)) != -1)
		switch (c) {
		case 'S':
			need_prompt(prompt_read(&system_prompt, optarg),
			    &system_prompt);
			break;
		case 'V':
			return stage_print(&stage, "wk-xtuner " VERSION "\n");
		case 'a':
			array = true;
			break;
		case 'h':
			return stage_print(&stage, usage);
		case 'o':
			if (row_format(optarg, &format) == -1)
				errx(STATUS_LOCAL, "-o %s: not one of legacy,"
				    " v1, alpaca, sharegpt", optarg);
			break;
		case 'p':
			pretrain = true;
			break;
		case 'r':
			rejects_path = optarg;
			break;
		case 's':
			need_prompt(prompt_set(&system_prompt, "-s", optarg),
			    &system_prompt);
			break;
		case OPT_CHECK:
			checking = true;
			break;
		case OPT_MIN_ANSWER:
			min_answer = (size_t)strtonum(optarg, 0, INT_MAX,
			    &problem);
			if (problem != NULL)
				errx(STATUS_LOCAL, "--min-answer %s: %s",
				    optarg, problem);
			break;
		case OPT_PROVENANCE:
			provenance_path = optarg;
			break;
		default:
			if (stage_option(&stage, c, optarg))
				break;
			(void)fputs(usage, stderr);
			return STATUS_LOCAL;
		}
	if (pretrain && system_prompt.text.p != NULL)
		errx(STATUS_LOCAL, "-p: a pretraining row has no system prompt"
		    "; leave out -s and -S");
	return checking ? check(argv + optind) : convert(argv + optind);
}
