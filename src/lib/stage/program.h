/*
 * How the programs start, what they say on stderr, and how they end when
 * something is wrong before there is a record to note it in.
 */
#ifndef WK_PROGRAM_H
#define WK_PROGRAM_H

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "opt.h"
#include "stage.h"

static inline void __attribute__((noreturn))
no_memory(void)
{
	errno = ENOMEM;
	err(STATUS_LOCAL, NULL);
}

/* Messages of one kind that are printed; the others are counted. */
#define PROGRAM_SAID 3

/*
 * The kinds of message said so far.  The format tells the kind: messages that
 * differ only in a name or a number are of one kind.
 */
struct program_kind {
	const char *fmt;
	size_t n;
	struct buf first;	/* the first message */
};

static struct program_kind program_kinds[32];
static const struct stage *program_stage;

/* Whether a message is printed; counts it otherwise. */
static inline bool
program_worth(const char *fmt, const struct buf *message)
{
	struct program_kind *k = program_kinds;

	if (*fmt == '%' && strchr(fmt, ' ') == NULL)
		return true;	/* a library's message: of any kind */
	if (program_stage != NULL && program_stage->verbose)
		return true;
	while (k < program_kinds + LEN(program_kinds) && k->fmt != NULL &&
	    strcmp(k->fmt, fmt) != 0)
		k++;
	if (k == program_kinds + LEN(program_kinds))
		return true;
	if (k->fmt == NULL)
		buf_add(&k->first, message->data, message->len);
	k->fmt = fmt;
	return ++k->n <= PROGRAM_SAID;
}

/* At exit: how many messages of each kind were not printed. */
static inline void
program_counts(void)
{
	struct program_kind *k = program_kinds;

	for (; k < program_kinds + LEN(program_kinds); k++) {
		if (k->n > PROGRAM_SAID)
			warnx("%zu more like this (-v prints all): %.*s",
			    k->n - PROGRAM_SAID, (int)k->first.len,
			    k->first.data);
		buf_free(&k->first);
	}
}

/*
 * Appends a message so that a terminal can show it: names of files, and what
 * servers and records say, may hold escape sequences.
 */
static inline void
program_mask(struct buf *b, const char *fmt, va_list ap)
{
	struct buf raw = { 0 };

	buf_vprintf(&raw, fmt, ap);
	utf8_mask(b, raw.data, raw.len, BUF_MAX);
	buf_free(&raw);
}

/* Says something on stderr.  All that programs say goes through here. */
static inline void __attribute__((format(printf, 1, 2)))
program_say(const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	program_mask(&b, fmt, ap);
	va_end(ap);
	if (program_worth(fmt, &b))
		warnx("%.*s", (int)b.len, b.data);
	buf_free(&b);
}

/* The same, and ends the program with STATUS_LOCAL. */
static inline void __attribute__((noreturn, format(printf, 1, 2)))
program_die(const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	program_mask(&b, fmt, ap);
	va_end(ap);
	errx(STATUS_LOCAL, "%.*s", (int)b.len, b.data);
}

/* First thing in main: sets the memory hook, checks the descriptors. */
static inline void
program_start(struct stage *st)
{
	memory_hook = no_memory;
	program_stage = st;
	(void)atexit(program_counts);
	if (stage_start(st) == -1)
		err(STATUS_LOCAL, "stdout");
}

/* Ends the program if something is wrong with what the user said. */
static inline void
complain(const struct buf *why)
{
	if (why->len > 0)
		program_die("%.*s", (int)why->len, why->data);
}

/*
 * Reads the options.  Prints what -h and -V ask for, and what is wrong, and
 * ends the program then.  Returns the operands.
 */
static inline char *const *
program_options(const struct opt_program *p, struct stage *st, int argc,
    char *argv[])
{
	struct buf b = { 0 };

	switch (opt_read(p, argc, argv, &b)) {
	case OPT_GO:
		buf_free(&b);
		return argv + optind;
	case OPT_WRONG:
		program_die("%.*s", (int)b.len, b.data);
	case OPT_ASKED_HELP:
		opt_help(p, &b);
		break;
	case OPT_ASKED_VERSION:
		buf_printf(&b, "%s %s\n", p->name, VERSION);
		break;
	}
	buf_addc(&b, '\0');
	exit(stage_print(st, b.data));
}

#endif
