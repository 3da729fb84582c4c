/*
 * How the programs end when something is wrong before there is a record to
 * note it in.
 */
#ifndef WK_PROGRAM_H
#define WK_PROGRAM_H

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "base/memory.h"
#include "opt.h"
#include "stage.h"

static inline void __attribute__((noreturn))
no_memory(void)
{
	errno = ENOMEM;
	err(STATUS_LOCAL, NULL);
}

/* First thing in main: what every program of the suite sees to. */
static inline void
program_start(struct stage *st)
{
	memory_hook = no_memory;
	if (stage_start(st) == -1)
		err(STATUS_LOCAL, "stdout");
}

/* Ends the program if something is wrong with what the user said. */
static inline void
complain(const struct buf *why)
{
	if (why->failed)
		no_memory();
	if (why->len > 0)
		errx(STATUS_LOCAL, "%.*s", (int)why->len, why->data);
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
		errx(STATUS_LOCAL, "%.*s", (int)b.len, b.data);
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
