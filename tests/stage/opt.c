/* opt: a table of options is read, told of, and what is wrong with one. */
#include "stage/opt.h"

#include <getopt.h>

#include "tap.h"

static bool flag;
static const char *text, *into;
static size_t size, word;
static double real;
static struct buf calls;

static void
call(const struct opt *o, const char *arg, struct buf *why)
{
	if (strcmp(arg, "bad") == 0)
		buf_printf(why, "--%s bad: not good", o->name);
	buf_printf(&calls, "[%s]", arg);
}

static const char *const words[] = { "one", "two", NULL };
static const struct opt options[] = {
	{ 'z', "zone", NULL, "a flag", OPT_FLAG, .value = &flag },
	{ 'T', "text", "text", "a string", OPT_STRING, .value = &text,
	    .group = OPT_OUTPUT },
	{ 'n', "size", "n", "a size (1)", OPT_SIZE, .value = &size,
	    .least = 1, .most = 1000, .required = true },
	{ 0, "real", "x", "a number", OPT_REAL, .value = &real, .least = 0,
	    .most = 2 },
	{ 0, "word", "one|two", "a word", OPT_WORD, .value = &word,
	    .words = words },
	{ 0, "call", "arg", "a call", OPT_CALL, .call = call,
	    .group = OPT_INPUT },
	{ 0, "into", "field", NULL, OPT_STRING, .value = &into },
	{ 0, "zold", NULL, NULL, OPT_FLAG, .value = &flag },
	{ 'h', "help", NULL, "this", OPT_HELP, .group = OPT_GENERAL },
	{ 'V', "version", NULL, "a version", OPT_VERSION,
	    .group = OPT_GENERAL },
	{ 0, "list-options", NULL, NULL, OPT_LIST, .group = OPT_GENERAL },
};
static const struct opt_pair apart[] = { { "z", "word" } };
static const struct opt_program program = {
	.name = "wk-x", .does = "Does it.", .example = { "wk-x a", "wk-x b" },
	.operands = "[file ...]", .job = "Job",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

/* Reads a command line of words with blanks between; OPT_GO is "go". */
static void
reads(const char *line, const char *want)
{
	static const char *const results[] = { "go", "wrong", "help",
	    "version", "list" };
	char copy[128], *argv[16], *rest = copy;
	struct buf why = { 0 }, got = { 0 };
	int argc = 0;

	(void)strlcpy(copy, line, sizeof(copy));
	while ((argv[argc] = strsep(&rest, " ")) != NULL)
		argc++;
	flag = false;
	text = NULL;
	size = word = 0;
	real = -1;
	buf_clear(&calls);
	optind = 0;
	buf_puts(&got, results[opt_read(&program, argc, argv, &why)]);
	if (why.len > 0)
		buf_printf(&got, ": %.*s", (int)why.len, why.data);
	is_mem(got.data, got.len, want, strlen(want), line);
	buf_free(&got);
	buf_free(&why);
}

static void
good_ones(void)
{
	reads("wk-x -zn 7 -T t --real 1.5 f", "go");
	ok(flag && size == 7 && strcmp(text, "t") == 0 && real > 1.4 &&
	    real < 1.6, "each kind of value is set");
	reads("wk-x --size=3 --word two --call a --call b", "go");
	ok(size == 3 && word == 1, "long forms set them, too");
	ok(span_is(buf_span(&calls), "[a][b]"), "a call for each time");
#ifdef __GLIBC__	/* musl's getopt_long calls it ambiguous */
	reads("wk-x -n 1 --zo", "go");
	ok(flag, "the beginning of two names of one option is read");
#endif
	reads("wk-x -n 1 --zold", "go");
	ok(flag, "an option that is not advertised is read");
	reads("wk-x -n 0 -V", "wrong: -n 0: must be from 1 to 1000");
	reads("wk-x -h -n 0", "help");
	reads("wk-x -V", "version");
}

static void
wrong_ones(void)
{
	reads("wk-x -n 1001", "wrong: -n 1001: must be from 1 to 1000");
	reads("wk-x --size x", "wrong: --size x: must be from 1 to 1000");
	reads("wk-x -n 1 --real 3",
	    "wrong: --real 3: not a number from 0 to 2");
	reads("wk-x -n 1 --real nan",
	    "wrong: --real nan: not a number from 0 to 2");
	reads("wk-x -n 1 --word no", "wrong: --word no: not one of one, two");
	reads("wk-x -n 1 --call bad", "wrong: --call bad: not good");
	reads("wk-x -z -n 1 --word one",
	    "wrong: -z and --word cannot be used together");
	reads("wk-x -n 1 --into=",
	    "wrong: --into: the name of the field is empty");
	reads("wk-x -n 1 --text=", "go");
	reads("wk-x -z", "wrong: -n n is missing; try 'wk-x --help'");
	reads("wk-x -T", "wrong: -T: an argument is missing: text; "
	    "try 'wk-x --help'");
	reads("wk-x --zone=1",
	    "wrong: --zone: takes no argument; try 'wk-x --help'");
	reads("wk-x --none", "wrong: --none: no such option; "
	    "try 'wk-x --help'");
	reads("wk-x --w=x -n 1", "wrong: --word x: not one of one, two");
	reads("wk-x -n 1 --real 0x1",
	    "wrong: --real 0x1: not a number from 0 to 2");
	reads("wk-x -q", "wrong: -q: no such option; try 'wk-x --help'");
}

static void
told(void)
{
	static const char want[] = "Does it.\n\n"
	    "usage: wk-x [-z] -n n [-T text] [--call arg] [--real x] "
	    "[--word one|two]\n"
	    "            [file ...]\n\n"
	    "Examples:\n  wk-x a\n  wk-x b\n\n"
	    "Job:\n"
	    "  -z, --zone          a flag\n"
	    "  -n, --size n        a size (1)\n"
	    "      --real x        a number\n"
	    "      --word one|two  a word\n\n"
	    "Input:\n"
	    "      --call arg      a call\n\n"
	    "Output:\n"
	    "  -T, --text text     a string\n\n"
	    "General:\n"
	    "  -h, --help          this\n"
	    "  -V, --version       a version\n\n"
	    "More: man wk-x\n";
	struct buf b = { 0 };

	opt_help(&program, &b);
	is_mem(b.data, b.len, want, sizeof(want) - 1,
	    "--help has the sentence, the usage, examples, options by group");
	buf_free(&b);
}

static void
listed(void)
{
	static const struct opt_program three = {
		.options = options + 1, .n = 4
	};
	static const char want[] = "T\ttext\ttext\t-\ta string\n"
	    "n\tsize\tn\t-\ta size (1)\n"
	    "-\treal\tx\t-\ta number\n"
	    "-\tword\tone|two\tone two\ta word\n";
	struct buf b = { 0 };

	reads("x --list-options", "list");
	opt_list(&three, &b);
	is_mem(b.data, b.len, want, sizeof(want) - 1,
	    "--list-options has a line of five fields for each");
	buf_free(&b);
}

int
main(void)
{
	good_ones();
	wrong_ones();
	told();
	listed();
	buf_free(&calls);
	return tap_done();
}
