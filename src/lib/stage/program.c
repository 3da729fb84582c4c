/* How the programs start, what they say on stderr, and how they end early. */
#include "program.h"

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/utf8.h"

static const struct stage *stage;

static void __attribute__((noreturn))
no_memory(void)
{
	errno = ENOMEM;
	err(STATUS_LOCAL, NULL);
}

/* Writes a string of one line to stderr, as a handler of signals may. */
static void
write_string(const char *s)
{
	char c;

	for (; (c = *s) != '\0'; s++) {
		if ((unsigned char)c < ' ' || c == 0x7f)
			c = '?';
		if (write(STDERR_FILENO, &c, 1) != 1)
			return;
	}
}

/* A file that is mapped was truncated (map.h). */
static void __attribute__((noreturn))
lost_file(const char *name)
{
	write_string(stage->name);
	write_string(": ");
	write_string(name);
	write_string(": another program truncated it while it was read, or "
	    "its disk failed; replace such files with mv, not with cp, and run "
	    "the same command again");
	(void)!write(STDERR_FILENO, "\n", 1);
	_exit(STATUS_LOCAL);
}

/* Messages of one kind that are printed; the others are counted. */
#define SAID 3

/*
 * The kinds of message said so far.  The format tells the kind, where the
 * caller does not: messages that differ only in a name or a number are of one
 * kind.
 */
struct kind {
	struct buf name;
	size_t n;
	struct buf first;	/* the first message */
};

static struct kind kinds[32];

/* Whether a message is printed; counts it otherwise. */
static bool
is_wanted(const char *name, const struct buf *message)
{
	struct kind *k = kinds;

	if (*name == '%' && strchr(name, ' ') == NULL)
		return true;	/* a library's message: of any kind */
	if (stage != NULL && stage->verbose)
		return true;
	while (k < kinds + LEN(kinds) && k->n > 0 &&
	    !span_is(buf_span(&k->name), name))
		k++;
	if (k == kinds + LEN(kinds))
		return true;
	if (k->n == 0) {
		buf_puts(&k->name, name);
		buf_add(&k->first, message->data, message->len);
	}
	return ++k->n <= SAID;
}

/* At exit: how many messages of each kind were not printed. */
static void
print_counts(void)
{
	struct kind *k = kinds;

	for (; k < kinds + LEN(kinds); k++) {
		if (k->n > SAID)
			warnx("%zu more like this (-v prints all): %.*s",
			    k->n - SAID, (int)k->first.len, k->first.data);
		buf_free(&k->first);
		buf_free(&k->name);
	}
}

/*
 * Appends a message so that a terminal can show it: names of files, and what
 * servers and records say, may hold escape sequences.
 */
static void __attribute__((format(printf, 2, 0)))
mask(struct buf *b, const char *fmt, va_list ap)
{
	struct buf raw = { 0 };

	buf_vprintf(&raw, fmt, ap);
	utf8_mask(b, raw.data, raw.len, BUF_MAX);
	buf_free(&raw);
}

static void __attribute__((format(printf, 2, 0)))
say(const char *kind, const char *fmt, va_list ap)
{
	struct buf b = { 0 };

	mask(&b, fmt, ap);
	if (is_wanted(kind, &b))
		warnx("%.*s", (int)b.len, b.data);
	buf_free(&b);
}

void
program_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, fmt, ap);
	va_end(ap);
}

void
program_say_kind(const char *kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(kind, fmt, ap);
	va_end(ap);
}

void
program_die(const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	mask(&b, fmt, ap);
	va_end(ap);
	errx(STATUS_LOCAL, "%.*s", (int)b.len, b.data);
}

void
program_start(struct stage *st)
{
	memory_hook = no_memory;
	map_hook = lost_file;
	stage = st;
	(void)atexit(print_counts);
	if (stage_start(st) == -1)
		err(STATUS_LOCAL, "stdout");
}

void
complain(const struct buf *why)
{
	if (why->len > 0)
		program_die("%.*s", (int)why->len, why->data);
}

char *const *
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
	case OPT_ASKED_LIST:
		opt_list(p, &b);
		break;
	}
	buf_addc(&b, '\0');
	exit(stage_print(st, b.data));
}
