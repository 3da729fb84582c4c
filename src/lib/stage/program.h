/*
 * How the programs start, what they say on stderr, and how they end when
 * something is wrong before there is a record to note it in.  Of the library
 * this alone prints and ends the program, and counts what was printed; no
 * other file of it uses this.
 */
#ifndef WK_PROGRAM_H
#define WK_PROGRAM_H

#include "base/buf.h"
#include "opt.h"
#include "stage.h"

/*
 * First thing in main: sets the memory hook, checks the descriptors, and has
 * messages that were not printed counted at the end.
 */
void program_start(struct stage *st);

/*
 * Reads the options.  Prints what -h and -V ask for, and what is wrong, and
 * ends the program then.  Returns the operands.
 */
char *const *program_options(const struct opt_program *p, struct stage *st,
    int argc, char *argv[]);

/*
 * Says something on stderr, as printf would make it of fmt, so that a
 * terminal can show it.  All that programs say goes through here.  Of
 * messages with the same fmt three are printed, and the others counted, unless
 * the stage is verbose.
 */
void program_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same, of messages of one kind, which is any string, instead of fmt. */
void program_say_kind(const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, and ends the program with STATUS_LOCAL. */
void program_die(const char *fmt, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

/* Ends the program if something is wrong with what the user said. */
void complain(const struct buf *why);

#endif
