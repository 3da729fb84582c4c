/* wk-text: takes the text out of documents of any kind, a record each. */
#include <stdint.h>

#include "base/memory.h"
#include "sink.h"
#include "source.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "text/encoding.h"
#include "text/walk.h"
#include "type.h"

static struct stage stage = { .name = "wk-text", .say = program_say };
static struct settings settings = { .encoding = ENCODING_AUTO,
    .most = (size_t)1 << 30, .timeout = 60, .field = "text" };

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
	(void)arg;
	(void)kind;
	stage_count(&stage, "failed", message);
}

static const struct sink_port port = { put_record, put_line, put_failure,
    NULL };

static void
read_document(struct sink *k, const char *path)
{
	struct source s = { 0 };
	const struct type *type;
	bool failed = true;

	sink_begin(k, path, NULL);
	if (source_open(&s, path, k) == 0) {
		if ((type = type_of(&s, k)) != NULL) {
			sink_type(k, type->name);
			failed = type->read(&s, k) == -1;
		}
		source_close(&s);
	}
	sink_end(k, failed);
}

static const struct opt options[] = {
	{ 0, "pages", NULL, "a record a page",
	    OPT_FLAG, .value = &settings.pages },
	{ 0, "rows", NULL, "a record a row of a table",
	    OPT_FLAG, .value = &settings.rows },
	{ 'v', "verbose", NULL, "say more on standard error",
	    OPT_FLAG, .value = &settings.verbose },
	{ 'h', "help", NULL, "print this help", OPT_HELP, .shared = true },
	{ 'V', "version", NULL, "print the version", OPT_VERSION,
	    .shared = true }
};

static const struct opt_program program = {
	.name = "wk-text",
	.does = "Takes the text out of documents, a record each.",
	.example = { "wk-text docs | wk-split --jsonl",
	    "wk-text --pages report.pdf" },
	.operands = "[file ...]",
	.options = options, .n = LEN(options)
};

int
main(int argc, char *argv[])
{
	struct sink sink = { .settings = &settings, .port = &port };
	struct walk_options files = { 0 };
	const char *name, *all[] = { "*" };
	char *const *operands;
	struct walk walk;
	int found;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	files.include = all;
	files.ninclude = 1;
	walk_open(&walk, operands, &files);
	while ((found = walk_next(&walk, &name)) != 0)
		if (found == 1)
			read_document(&sink, name);
	walk_close(&walk);
	sink_free(&sink);
	return stage_end(&stage);
}
