/* wk-text: takes the text out of documents of any kind, a record each. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "converter.h"
#include "reading.h"
#include "sink.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "text/encoding.h"
#include "text/walk.h"

/* Arguments of an option that can be given several times. */
struct strings {
	const char **v;
	size_t n;
};

static struct stage stage = { .name = "wk-text", .say = program_say };
static struct settings settings = { .encoding = ENCODING_AUTO,
    .most = (size_t)1 << 30, .timeout = 60, .field = "text" };
static struct walk_options files;
static struct strings include, exclude;
static const char *source;	/* --source */
static bool unmatched;	/* no file in a directory matched */

static void
put_record(void *arg, struct span bytes)
{
	(void)arg;
	out_bytes(&stage.out, bytes.p, bytes.len);
	out_pace(&stage.out);
}

static void
put_line(void *arg, struct span line)
{
	(void)arg;
	program_say("%.*s", (int)line.len, line.p);
}

static void
put_failure(void *arg, struct span kind, struct span message)
{
	char name[32];

	(void)arg;
	(void)snprintf(name, sizeof(name), "%.*s", (int)kind.len, kind.p);
	stage_count(&stage, name, message);
	if (strcmp(name, "unreadable") != 0)
		return;
	program_say("%.*s", (int)message.len, message.p);
	stage.unread = true;
}

static const struct sink_port port = { put_record, put_line, put_failure,
    NULL };

/* What `source` of the records of a document says. */
static const char *
source_of(const char *path)
{
	return source != NULL ? source : path;
}

static void
read_document(struct sink *k, const char *path)
{
	if (strcmp(path, "-") == 0)
		stage_wait(&stage, "a document");
	reading_run(k, path, source_of(path));
}

/* Adds an argument to the list that is the option's value. */
static void
add(const struct opt *o, const char *arg, struct buf *why)
{
	struct strings *l = o->value;

	(void)why;
	l->v = xreallocarray(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = arg;
}

static void
set_encoding(const struct opt *o, const char *arg, struct buf *why)
{
	(void)o;
	if (!encoding_known(arg))
		buf_printf(why, "-e %s: not known; iconv -l lists encodings",
		    arg);
	settings.encoding = arg;
}

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

/* Reads a size: bytes, or with K, M or G so many times 1024 of them. */
static void
set_size(const struct opt *o, const char *arg, struct buf *why)
{
	static const char units[] = "KMG";
	const char *problem = NULL, *unit = NULL;
	char digits[24] = "";
	size_t n = strlen(arg);
	unsigned shift = 0;
	long long size;

	if (n > 1)
		unit = strchr(units, arg[n - 1]);
	if (unit != NULL) {
		shift = 10 * (unsigned)(unit - units + 1);
		n--;
	}
	(void)snprintf(digits, sizeof(digits), "%.*s", (int)n, arg);
	size = strtonum(digits, 1, (long long)(BUF_MAX >> shift), &problem);
	if (problem != NULL)
		buf_printf(why, "--max-size %s: from 1 to %zuG bytes (K, M and"
		    " G stand for powers of 1024)", arg, BUF_MAX >> 30);
	*(size_t *)o->value = (size_t)size << shift;
}

static const struct opt options[] = {
	{ 'c', "converter", "type=command", "reads this type; repeatable",
	    OPT_CALL, .call = add_converter },
	{ 0, "pages", NULL, "a record a page", OPT_FLAG,
	    .value = &settings.pages },
	{ 0, "rows", NULL, "a record a row of a table", OPT_FLAG,
	    .value = &settings.rows },
	{ 'c', "converter", "type=command", "reads the type; repeatable",
	    OPT_CALL, .call = add_converter },
	{ 0, "include", "glob", "files of a directory (all); repeatable",
	    OPT_CALL, .value = &include, .call = add },
	{ 0, "exclude", "glob", "files of a directory to leave; repeatable",
	    OPT_CALL, .value = &exclude, .call = add },
	{ 0, "recursive", NULL, "look into subdirectories, too", OPT_FLAG,
	    .value = &files.recursive },
	{ 'e', "encoding", "encoding", "encoding of text (detected)",
	    OPT_CALL, .call = set_encoding },
	{ 'f', "field", "field", "field of JSON that is the text (text)",
	    OPT_STRING, .value = &settings.field },
	{ 0, "keep-layout", NULL, "keep the lines of a PDF as they are",
	    OPT_FLAG, .value = &settings.keep_layout },
	{ 0, "source", "name", "write this as source, not the file name",
	    OPT_STRING, .value = &source },
	{ 0, "max-size", "bytes", "of a document, unpacked too (1G)",
	    OPT_CALL, .value = &settings.most, .call = set_size },
	{ 0, "timeout", "seconds", "for a program that reads a document (60)",
	    OPT_SIZE, .value = &settings.timeout, .least = 1,
	    .most = 1000000 },
	{ 'v', "verbose", NULL, "say more on standard error", OPT_FLAG,
	    .value = &stage.verbose, .shared = true },
	{ 'h', "help", NULL, "print this help", OPT_HELP, .shared = true },
	{ 'V', "version", NULL, "print the version", OPT_VERSION,
	    .shared = true }
};

static const struct opt_program program = {
	.name = "wk-text",
	.does = "Takes the text out of documents, a record each.",
	.example = { "wk-text docs | wk-split --jsonl",
	    "wk-text --include '*.txt' docs > texts.jsonl" },
	.operands = "[file ...]",
	.options = options, .n = LEN(options)
};

/* Writes the error record of what cannot be walked into. */
static void
fail_unreadable(struct sink *k, const char *path, const char *why)
{
	sink_begin(k, source_of(path), NULL);
	(void)sink_fail(k, "unreadable", "%s", why);
	sink_end(k, true);
}

/* Tells that a directory has no documents: status 1, and nothing goes on. */
static void
say_nothing_matched(const char *name, const struct walk *walk)
{
	program_say("%s: %s%s", name, walk->why, files.recursive ? "" :
	    " (--recursive takes those below)");
	unmatched = true;
}

static int
read_documents(char *const *operands)
{
	static const char *const all[] = { "*" };
	struct sink sink = { .settings = &settings, .port = &port };
	struct walk walk;
	const char *name;
	int found, status;

	files.include = include.n > 0 ? include.v : all;
	files.ninclude = include.n > 0 ? include.n : LEN(all);
	files.exclude = exclude.v;
	files.nexclude = exclude.n;
	walk_open(&walk, operands, &files);
	while (stage.out.error == 0 && (found = walk_next(&walk, &name)) != 0)
		if (found == 1)
			read_document(&sink, name);
		else if (found == 2)
			say_nothing_matched(name, &walk);
		else
			fail_unreadable(&sink, name, walk.why);
	walk_close(&walk);
	sink_free(&sink);
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
