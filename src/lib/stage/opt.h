/*
 * The options of a program, from one table: what getopt_long(3) takes, the
 * usage, --help, and what is said of a wrong option.
 *
 *	static size_t jobs = 8;
 *	static const struct opt options[] = {
 *		{ 'j', "jobs", "n", "calls at once (8)",
 *		    OPT_SIZE, .value = &jobs, .least = 1, .most = 1000 },
 *		STAGE_OPTIONS(stage)
 *	};
 *	static const struct opt_program program = {
 *		.name = "wk-x", .does = "Does this and that.",
 *		.example = { "wk-x file", "wk-x -j 4 file" },
 *		.operands = "[file ...]",
 *		.options = options, .n = LEN(options)
 *	};
 *	...
 *	operands = program_options(&program, &stage, argc, argv);
 *
 * (program_options stands in program.c, as it prints and exits.)
 */
#ifndef WK_OPT_H
#define WK_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum opt_kind {
	OPT_FLAG,	/* value is a bool *, set to true */
	OPT_STRING,	/* value is a const char ** */
	OPT_SIZE,	/* value is a size_t *, from least to most */
	OPT_REAL,	/* value is a double *, from least to most */
	OPT_WORD,	/* value is a size_t *: the place among words */
	OPT_CALL,	/* call is called */
	OPT_HELP,	/* ends the reading of options */
	OPT_VERSION,	/* likewise */
	OPT_LIST	/* likewise */
};

/* The parts in which --help and the pages list the options, in this order. */
enum opt_group {
	OPT_JOB,	/* what this program does, and no other */
	OPT_INPUT,	/* what is read, and which records are worked on */
	OPT_MODEL,	/* the server, the model and its parameters */
	OPT_LIMITS,	/* pace, retries, time, when to stop */
	OPT_JOURNAL,	/* replies that are kept */
	OPT_OUTPUT,	/* what is written, and where */
	OPT_GENERAL,	/* -v, -h, -V */
	OPT_GROUPS	/* how many there are */
};

struct opt {
	int letter;		/* 0: it has none */
	const char *name;	/* the long form, without its dashes */
	const char *arg;	/* what its argument is; NULL: it takes none */
	const char *help;	/* one line; NULL: it is not advertised */
	enum opt_kind kind;
	void *value;
	long long least, most;
	const char *const *words;	/* OPT_WORD: NULL at the end */
	/*
	 * OPT_CALL: takes an argument (NULL if the option has none).  Where
	 * it does not do, the reason is appended to why.
	 */
	void (*call)(const struct opt *o, const char *arg, struct buf *why);
	bool required;		/* must be given; the usage shows no brackets */
	const char *hint;	/* for a user who left it out; or NULL */
	enum opt_group group;	/* where --help and the page list it */
};

/* The arguments of an option that can be given several times. */
struct opt_strings {
	const char **v;
	size_t n;
};

/* For OPT_CALL: adds arg to the opt_strings that o->value points to. */
void opt_add(const struct opt *o, const char *arg, struct buf *why);

/*
 * For OPT_CALL: reads a number of bytes, from 1 to BUF_MAX, into the size_t
 * that o->value points to; K, M and G behind it stand for powers of 1024.
 */
void opt_bytes(const struct opt *o, const char *arg, struct buf *why);

/* Names of two options (letters as "p") that cannot be used together. */
struct opt_pair {
	const char *one, *other;
};

struct opt_program {
	const char *name;
	const char *does;	/* one sentence */
	const char *example[2];	/* command lines that work */
	const char *operands;	/* as the usage shows them */
	const char *job;	/* the name of OPT_JOB; NULL: "Options" */
	const struct opt *options;
	size_t n;
	const struct opt_pair *apart;
	size_t napart;
};

/* The rows that every program has; v is the bool of -v. */
#define OPT_GENERAL_OPTIONS(v) \
	{ 'v', "verbose", NULL, "print more on standard error", \
	    OPT_FLAG, .value = &(v), .group = OPT_GENERAL }, \
	{ 'h', "help", NULL, "print this help", \
	    OPT_HELP, .group = OPT_GENERAL }, \
	{ 'V', "version", NULL, "print the version", \
	    OPT_VERSION, .group = OPT_GENERAL }, \
	{ 0, "list-options", NULL, NULL, OPT_LIST, .group = OPT_GENERAL }

/* As many options as a program has, at most. */
#define OPT_MOST 64

enum opt_result {
	OPT_GO, OPT_WRONG, OPT_ASKED_HELP, OPT_ASKED_VERSION, OPT_ASKED_LIST
};

/*
 * Reads the options and sets what the table says.  OPT_GO: the operands are
 * argv + optind (getopt_long(3)'s).  OPT_WRONG: why holds a sentence for the
 * user, without a newline.  The others: -h, -V or --list-options was given.
 */
enum opt_result opt_read(const struct opt_program *p, int argc, char *argv[],
    struct buf *why);

/*
 * For OPT_CALL: reads arg, a number from least to most; else says why not, and
 * names the option as it was typed.
 */
double opt_real(const char *option, const char *arg, double least, double most,
    struct buf *why);

/*
 * For OPT_CALL: reads IN,OUT, what a million tokens cost; OUT is IN if it is
 * left out.  Where arg is something else, why says so.
 */
void opt_price(const char *arg, double price[2], struct buf *why);

/* Appends all that --help prints. */
void opt_help(const struct opt_program *p, struct buf *b);

/*
 * Appends what --list-options prints, for src/completions.sh: a line for each
 * advertised option, of five fields parted by tabs: its letter, its name, its
 * argument, the words that the argument is one of (parted by blanks), and what
 * it does.  What an option does not have is "-".
 */
void opt_list(const struct opt_program *p, struct buf *b);

#endif
