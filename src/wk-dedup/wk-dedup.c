/* wk-dedup: marks records whose text is nearly that of an earlier one. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/memory.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "json/json.h"
#include "near.h"
#include "stage/foreign.h"
#include "stage/program.h"
#include "stage/stage.h"

static struct stage stage = { .name = "wk-dedup", .say = program_say,
    .field = "text", .answered = true };
static struct near_options how = { .threshold = 0.8 };
static const char **against;	/* files */
static size_t nagainst;
static const char *against_field;

static struct near *texts;	/* those that came */
static struct near *others;	/* with --contain, those of --against; else
				   NULL, and they are among the texts */
static size_t duplicates, passed;
static struct buf label;	/* what says which record one is */

static int f_answer, f_duplicate_of;
static int f_label[6];
static const char *const label_names[] = { "id", "question", "source", "page",
	"row", "index" };

static void
die_of_file(void)
{
	program_die("temporary file: %s (TMPDIR names another directory)",
	    strerror(errno));
}

/* Makes the label of a record: the object duplicate_of, without its end. */
static void
make_label(const struct record *r)
{
	const struct json_value *v;
	size_t i;

	buf_clear(&label);
	for (i = 0; i < LEN(f_label); i++) {
		v = record_get(r, f_label[i]);
		if (v == NULL || v->type == JSON_NULL)
			continue;
		buf_puts(&label, label.len == 0 ? "{\"" : ",\"");
		buf_puts(&label, label_names[i]);
		buf_puts(&label, "\":");
		buf_add(&label, v->p, v->len);
	}
	if (label.len > 0)
		return;
	buf_puts(&label, "{\"source\":");
	json_put(&label, stage.file);
	buf_printf(&label, ",\"line\":%zu", stage.line);
}

/* Marks a record as a duplicate of the one that was found. */
static void
mark(struct record *r, const struct near_found *found, const char *how_alike)
{
	buf_clear(&label);
	buf_add(&label, found->label.p, found->label.len);
	buf_printf(&label, ",\"%s\":%.3g}", how_alike, found->similarity);
	record_set(r, f_duplicate_of, label.data, label.len);
	record_set_string(r, stage.state, "duplicate", 9);
	duplicates++;
}

/* Looks for the text of a record. */
static void
compare(struct record *r, struct near_text *text)
{
	struct near_found found = { 0 };

	if (others != NULL && near_find(others, text, &found) == -1)
		die_of_file();
	if (found.similarity > 0) {
		mark(r, &found, "contained");
		return;
	}
	make_label(r);
	text->label = buf_span(&label);
	if (near_find(texts, text, &found) == -1)
		die_of_file();
	if (found.similarity > 0)
		mark(r, &found, "similarity");
	else
		passed++;
}

static void
work(struct record *r)
{
	struct near_text text = { 0 };

	if (!stage_text(&stage, r, &text.text))
		return;
	if (stage.input == f_answer ||
	    record_string(r, f_answer, &text.answer) != 1)
		text.answer.p = NULL;
	compare(r, &text);
}

/* Keeps a text of a file of --against. */
static void
keep_against(struct span text, const char *file, size_t line)
{
	struct near_text t = { .text = text };

	buf_clear(&label);
	buf_puts(&label, "{\"source\":");
	json_put(&label, file);
	buf_printf(&label, ",\"line\":%zu", line);
	t.label = buf_span(&label);
	if (near_add(others != NULL ? others : texts, &t) == -1)
		die_of_file();
}

/* Ends the program if a line of --against cannot be compared with anything. */
static void
check_line(const char *path, size_t number, struct span line)
{
	const char *program = number == 1 ? foreign_compressed(line) : NULL;
	struct span text = span_strip(line);

	if (program != NULL)
		program_die("--against %s: compressed; %s unpacks it",
		    path, program);
	if (number == 1 && foreign_utf16(line))
		program_die("--against %s: UTF-16, not UTF-8; iconv -f UTF-16"
		    " -t UTF-8 converts it", path);
	if (utf8_valid(line.p, line.len) < line.len)
		program_die("%s:%zu: not UTF-8; perhaps iconv -f %s -t UTF-8"
		    " converts the file", path, number,
		    foreign_encoding(line));
	if (number == 1 && span_begins(text, "[") && (text.len == 1 ||
	    span_begins(span_strip(span_from(text, 1)), "{")))
		program_die("%s: an array; jq -c '.[]' makes lines of its"
		    " items", path);
}

/* Reads a file of --against: JSON lines, or lines of text. */
static void
read_against(const char *path)
{
	struct lines lines = { 0 };
	struct buf scratch = { 0 };
	struct json_value top, v;
	struct span line;
	struct json j;
	int fd, got;

	fd = strcmp(path, "-") == 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		program_die("--against %s: %s", path, strcmp(path, "-") == 0 ?
		    "must be a file" : strerror(errno));
	lines_open(&lines, fd);
	while ((got = lines_next(&lines, &line, NULL)) == 1) {
		check_line(path, lines.number, line);
		if (span_strip(line).len == 0)
			continue;
		if (span_strip(line).p[0] != '{') {
			keep_against(line, path, lines.number);
			continue;
		}
		json_open(&j, line.p, line.len);
		if (json_read(&j, &top) == -1 || json_end(&j) == -1)
			program_die("%s:%zu: at byte %zu: not a JSON object",
			    path, lines.number, json_at(&j));
		if (json_find(&top, against_field, &v) == 0 ||
		    v.type != JSON_STRING)
			program_die("%s:%zu: no string in %s (--against-field "
			    "reads another field)", path, lines.number,
			    against_field);
		buf_clear(&scratch);
		keep_against(json_string(&v, &scratch), path, lines.number);
	}
	if (got == -1)
		program_die("%s: %s", path, strerror(errno));
	lines_free(&lines);
	buf_free(&scratch);
	(void)close(fd);
}

static void
add_against(const struct opt *o, const char *arg, struct buf *why)
{
	(void)o;
	(void)why;
	against = xreallocarray(against, nagainst + 1, sizeof(*against));
	against[nagainst++] = arg;
}

static void
take_threshold(const struct opt *o, const char *arg, struct buf *why)
{
	(void)o;
	how.threshold = opt_real("-t", arg, NEAR_LEAST, 1, why);
}

static const struct opt options[] = {
	{ 't', "threshold", "share",
	    "least similarity of duplicates (0.8)",
	    OPT_CALL, .call = take_threshold },
	{ 0, "exact", NULL, "mark only texts with the same letters and digits",
	    OPT_FLAG, .value = &how.exact },
	{ 0, "against", "file", "also mark texts that are in file; repeatable",
	    OPT_CALL, .call = add_against },
	{ 0, "against-field", "field", "field of the records in file (that of "
	    "-f)",
	    OPT_STRING, .value = &against_field },
	{ 0, "contain", NULL, "also mark texts that contain one of --against",
	    OPT_FLAG, .value = &how.contain },
	STAGE_OPTIONS(stage, "text")
};

static const struct opt_pair apart[] = { { "exact", "contain" },
	{ "exact", "t" } };

static const struct opt_program program = {
	.name = "wk-dedup",
	.does = "Marks records whose text repeats that of an earlier record.",
	.example = { "wk-split docs | wk-dedup | wk-xtuner -p > rows.jsonl",
	    "wk-dedup -f question questions.jsonl > marked.jsonl" },
	.operands = "[file ...]",
	.job = "Duplicates",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

static void
start(void)
{
	struct near_options own = how;
	size_t i;

	if (how.contain && nagainst == 0)
		program_die("--contain needs --against FILE");
	if (against_field == NULL)
		against_field = stage.field;
	f_answer = stage_field(&stage, "answer");
	f_duplicate_of = stage_field(&stage, "duplicate_of");
	for (i = 0; i < LEN(f_label); i++)
		f_label[i] = stage_field(&stage, label_names[i]);
	own.contain = false;
	if ((texts = near_open(&own)) == NULL ||
	    (how.contain && (others = near_open(&how)) == NULL))
		die_of_file();
	for (i = 0; i < nagainst; i++)
		read_against(against[i]);
}

int
main(int argc, char *argv[])
{
	char *const *operands;
	struct record *r;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	start();
	stage_open(&stage, operands);
	while ((r = stage_next(&stage)) != NULL) {
		work(r);
		stage_emit(&stage, r);
	}
	status = stage_end(&stage);
	if (stage.verbose)
		program_say("%zu passed, %zu duplicate%s; %zu bytes of memory"
		    " for %zu text%s", passed, duplicates, plural(duplicates),
		    near_memory(texts), near_count(texts),
		    plural(near_count(texts)));
	near_close(texts);
	near_close(others);
	buf_free(&label);
	free(against);
	return status;
}
