/* wk-text: extracts the text of documents, and writes a record for each. */
#include <sys/stat.h>

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "converter.h"
#include "crew.h"
#include "paths.h"
#include "sink.h"
#include "summary.h"
#include "stage/encoding_option.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "text/encoding.h"
#include "text/walk.h"

static struct stage stage = { .name = "wk-text", .field = "path",
	.sink = true, .say = program_say };
static struct settings settings = { .encoding = ENCODING_AUTO,
    .most = (size_t)1 << 30, .timeout = 60, .field = "text" };
static struct walk_options files;
static struct opt_strings include, exclude;
static const char *source;	/* --source */
static bool list;	/* --list */
static size_t jobs = 1;
static struct summary summary;	/* of the operand at hand */
static bool unmatched;	/* no file in a directory matched */

static void
put_record(void *arg, struct span bytes)
{
	(void)arg;
	out_bytes(&stage.out, bytes.p, bytes.len);
	out_pace(&stage.out);
}

static void
put_line(void *arg, const char *kind, struct span line)
{
	(void)arg;
	program_say_kind(kind, "%.*s", (int)line.len, line.p);
}

static void
put_failure(void *arg, const char *kind, struct span message)
{
	(void)arg;
	stage_count(&stage, kind, message);
	if (strcmp(kind, "unreadable") != 0)
		return;
	program_say_kind(kind, "%.*s", (int)message.len, message.p);
	stage.unread = true;
}

static const struct sink_port port = { put_record, put_line, put_failure,
    NULL, NULL };

static void
add_converter(const struct opt *o, const char *arg, struct buf *why)
{
	struct buf b = { 0 };

	(void)o;
	converter_add(&settings, arg, &b);
	if (b.len > 0)
		buf_printf(why, "-c %s: %.*s", arg, (int)b.len, b.data);
	buf_free(&b);
}

static const struct opt options[] = {
	{ 0, "pages", NULL, "write a record for each page", OPT_FLAG,
	    .value = &settings.pages },
	{ 0, "rows", NULL, "write a record for each row of a table", OPT_FLAG,
	    .value = &settings.rows },
	{ 'c', "converter", "type=command",
	    "read this type with this program; repeatable",
	    OPT_CALL, .call = add_converter },
	{ 0, "include", "glob",
	    "files to take in a directory (all); repeatable",
	    OPT_CALL, .value = &include, .call = opt_add, .group = OPT_INPUT },
	{ 0, "exclude", "glob", "files to leave out; repeatable",
	    OPT_CALL, .value = &exclude, .call = opt_add, .group = OPT_INPUT },
	{ 0, "recursive", NULL, "also take files in subdirectories", OPT_FLAG,
	    .value = &files.recursive, .group = OPT_INPUT },
	{ 0, "list", NULL, "read records whose path names a document",
	    OPT_FLAG, .value = &list, .group = OPT_INPUT },
	{ 'e', "encoding", "encoding", "encoding of text files (detected)",
	    OPT_CALL, .value = &settings.encoding,
	    .call = encoding_option, .group = OPT_INPUT },
	{ 'f', "field", "field", "in JSON, the field with the text (text)",
	    OPT_STRING, .value = &settings.field, .group = OPT_INPUT },
	{ 0, "keep-layout", NULL, "keep the lines of a PDF as they are",
	    OPT_FLAG, .value = &settings.keep_layout },
	{ 0, "source", "name", "set source to this, not to the file name",
	    OPT_STRING, .value = &source, .group = OPT_OUTPUT },
	{ 0, "max-size", "bytes", "largest document, packed or unpacked (1G)",
	    OPT_CALL, .value = &settings.most, .call = opt_bytes,
	    .group = OPT_LIMITS },
	{ 0, "timeout", "seconds", "longest time to read a document (60)",
	    OPT_SIZE, .value = &settings.timeout, .least = 1,
	    .most = 1000000, .group = OPT_LIMITS },
	{ 'j', "jobs", "n", "documents read at the same time (1)",
	    OPT_SIZE, .value = &jobs, .least = 1, .most = CREW_MOST,
	    .group = OPT_LIMITS },
	OPT_GENERAL_OPTIONS(stage.verbose)
};

static const struct opt_pair apart[] = { { "list", "source" },
	{ "list", "include" }, { "list", "exclude" }, { "list", "recursive" } };

static const struct opt_program program = {
	.name = "wk-text",
	.does = "Extracts the text of documents, and writes a record for each.",
	.example = { "wk-text docs | wk-split --jsonl",
	    "wk-text --include '*.txt' docs > texts.jsonl" },
	.operands = "[file ...]",
	.job = "Documents",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

/* A document has ended. */
static void
count(void *arg, const char *type, const char *error)
{
	(void)arg;
	summary_add(&summary, span_of(type), span_of(error));
}

static bool
is_directory(const char *name)
{
	struct stat st;

	return strcmp(name, "-") != 0 && stat(name, &st) == 0 &&
	    S_ISDIR(st.st_mode);
}

/*
 * All documents of an operand have ended: says how many there were, of a file
 * only with -v.
 */
static void
say_summary(void *arg, const char *name, const char *rest)
{
	struct buf b = { 0 };

	(void)arg;
	summary_print(&summary, &b);
	if (summary.n > 0 && (stage.verbose || is_directory(name)))
		program_say("%s: %.*s%s", name, (int)b.len, b.data, rest);
	summary = (struct summary){ 0 };
	buf_free(&b);
}

static void
flush(void *arg)
{
	(void)arg;
	(void)out_flush(&stage.out);	/* its error is looked at */
}

/* Has a document read, whose records get the members `more`. */
static void
read_as(struct crew *crew, const char *path, const char *name,
    struct span more)
{
	if (crew_read(crew, path, name, "", more) == 0)
		return;
	program_say("no process can be started: %s", strerror(errno));
	stage_stop(&stage);
}

static void
read_document(struct crew *crew, const char *path)
{
	if (strcmp(path, "-") == 0)
		stage_wait(&stage, "a document");
	read_as(crew, path, source != NULL ? source : path, span_of(""));
}

/* Tells that a directory has no documents: status 1, and nothing goes on. */
static void
say_nothing_matched(const char *name, const struct walk *walk)
{
	program_say("%s: %s%s", name, walk->why, files.recursive ||
	    walk->directories == 0 ? "" : " (--recursive also reads "
	    "subdirectories)");
	unmatched = true;
}

static bool
may_go_on(void)
{
	return stage.out.error == 0 && stage.stopped == 0;
}

/* Has the documents of an operand summed up when they have ended. */
static void
mark(struct crew *crew, const char *operand, size_t directories)
{
	struct buf b = { 0 };

	if (directories > 0)
		buf_printf(&b, "; %zu director%s below %s not read"
		    " (--recursive)", directories,
		    directories == 1 ? "y" : "ies",
		    directories == 1 ? "is" : "are");
	buf_addc(&b, '\0');
	crew_mark(crew, operand, b.data);
	buf_free(&b);
}

/* Has the documents of an operand read. */
static void
read_operand(struct crew *crew, char *operand)
{
	char *operands[] = { operand, NULL };
	const char *name;
	struct walk walk;
	int found;

	walk_open(&walk, operands, &files);
	while (may_go_on() && (found = walk_next(&walk, &name)) != 0)
		if (found == 1)
			read_document(crew, name);
		else if (found == 2)
			say_nothing_matched(name, &walk);
		else
			crew_fail(crew, source != NULL ? source : name,
			    "unreadable", walk.why);
	mark(crew, operand, files.recursive ? 0 : walk.directories);
	walk_close(&walk);
}

static int
read_documents(char *const *operands)
{
	static char dash[] = "-";
	static char *const only_stdin[] = { dash, NULL };
	static const char *const all[] = { "*" };
	const struct crew_options how = { .settings = &settings,
	    .workers = jobs, .out = &port, .ended = count,
	    .marked = say_summary, .idle = flush };
	struct crew *crew = crew_new(&how);
	int status;

	files.include = include.n > 0 ? include.v : all;
	files.ninclude = include.n > 0 ? include.n : LEN(all);
	files.exclude = exclude.v;
	files.nexclude = exclude.n;
	if (list)
		paths_read(crew, &stage, operands);
	else if (*operands == NULL)
		operands = only_stdin;
	for (; !list && *operands != NULL; operands++)
		read_operand(crew, *operands);
	while (may_go_on() && crew_wait(crew))
		;
	crew_free(crew);
	status = stage_end(&stage);
	return unmatched ? status_worse(status, STATUS_FAILED) : status;
}

int
main(int argc, char *argv[])
{
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	settings.verbose = stage.verbose;
	status = read_documents(operands);
	free(include.v);
	free(exclude.v);
	converter_free(&settings);
	return status;
}
