/*
 * How the programs end when something is wrong before there is a record to
 * note it in.
 */
#ifndef WK_PROGRAM_H
#define WK_PROGRAM_H

#include <err.h>
#include <errno.h>

#include "base/memory.h"
#include "prompt.h"
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

/* Ends the program if a prompt could not be had: the result of prompt.h. */
static inline void
need_prompt(int result, const struct prompt *p)
{
	if (result == 0)
		return;
	if (errno == EILSEQ)
		errx(STATUS_LOCAL, "%s: byte %zu: not UTF-8", p->name, p->bad);
	err(STATUS_LOCAL, "%s", p->name);
}

#endif
