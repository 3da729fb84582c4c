/* Options from a table: reading them, and telling what there are. */
#include "opt.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define COLUMNS 80
#define HELP_COLUMN 34	/* at most */

/* What getopt_long returns for the long form of the i-th row. */
#define LONG_FORM 0x100

void
opt_add(const struct opt *o, const char *arg, struct buf *why)
{
	struct opt_strings *l = o->value;

	(void)why;
	l->v = xreallocarray(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = arg;
}

void
opt_bytes(const struct opt *o, const char *arg, struct buf *why)
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
		buf_printf(why, "--%s %s: must be from 1 to %zuG bytes (K, M "
		    "and G stand for powers of 1024)", o->name, arg,
		    BUF_MAX >> 30);
	*(size_t *)o->value = (size_t)size << shift;
}

/* The row that getopt_long means by c, or by optopt; NULL: there is none. */
static const struct opt *
find(const struct opt_program *p, int c)
{
	size_t i;

	if (c >= LONG_FORM)
		return &p->options[c - LONG_FORM];
	for (i = 0; i < p->n; i++)
		if (c != 0 && p->options[i].letter == c)
			return &p->options[i];
	return NULL;
}

/* Finds a row by its letter or its long name, as a struct opt_pair has it. */
static size_t
place_of(const struct opt_program *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		const struct opt *o = &p->options[i];

		if (name[1] == '\0' ? o->letter == *name :
		    strcmp(o->name, name) == 0)
			break;
	}
	return i;
}

/* Appends the option as one types it: -c, or --include. */
static void
put_name(const struct opt *o, bool whole, struct buf *b)
{
	if (o->letter != 0 && !whole)
		buf_printf(b, "-%c", o->letter);
	else
		buf_printf(b, "--%s", o->name);
}

void
opt_price(const char *arg, double price[2], struct buf *why)
{
	const char *given = arg;
	char *end;

	price[0] = price[1] = strtod(arg, &end);
	if (end != arg && *end == ',') {
		arg = end + 1;
		price[1] = strtod(arg, &end);
	}
	if (end == arg || *end != '\0' || !(price[0] >= 0) ||
	    !(price[1] >= 0) || price[0] + price[1] > 1e9)
		buf_printf(why, "--price %s: not one or two numbers, as in "
		    "0.5,1.5", given);
}

double
opt_real(const char *option, const char *arg, double least, double most,
    struct buf *why)
{
	char *end;
	double x = strtod(arg, &end);

	if (end == arg || arg[strspn(arg, "0123456789.eE+-")] != '\0' ||
	    *end != '\0' || !(x >= least && x <= most))
		buf_printf(why, "%s %s: not a number from %.15g to %.15g",
		    option, arg, least, most);
	return x;
}

static void
take_size(const struct opt *o, const char *option, const char *arg,
    struct buf *why)
{
	const char *problem;
	long long n = strtonum(arg, o->least, o->most, &problem);

	if (problem != NULL)
		buf_printf(why, "%s %s: must be from %lld to %lld", option, arg,
		    o->least, o->most);
	else
		*(size_t *)o->value = (size_t)n;
}

static void
take_word(const struct opt *o, const char *option, const char *arg,
    struct buf *why)
{
	size_t i;

	for (i = 0; o->words[i] != NULL; i++)
		if (strcmp(o->words[i], arg) == 0) {
			*(size_t *)o->value = i;
			return;
		}
	buf_printf(why, "%s %s: not one of ", option, arg);
	for (i = 0; o->words[i] != NULL; i++)
		buf_printf(why, "%s%s", i == 0 ? "" : ", ", o->words[i]);
}

/* Does what the row says with its argument. */
static void
take(const struct opt *o, bool whole, const char *arg, struct buf *why)
{
	struct buf option = { 0 };

	put_name(o, whole, &option);
	buf_addc(&option, '\0');
	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)o->value = true;
		break;
	case OPT_STRING:
		if (*arg == '\0' && strcmp(o->arg, "field") == 0)
			buf_printf(why, "%s: the name of the field is empty",
			    option.data);
		*(const char **)o->value = arg;
		break;
	case OPT_SIZE:
		take_size(o, option.data, arg, why);
		break;
	case OPT_REAL:
		*(double *)o->value = opt_real(option.data, arg,
		    (double)o->least, (double)o->most, why);
		break;
	case OPT_WORD:
		take_word(o, option.data, arg, why);
		break;
	case OPT_CALL:
		o->call(o, arg, why);
		break;
	case OPT_HELP:
	case OPT_VERSION:
	case OPT_LIST:
		break;
	}
	buf_free(&option);
}

/* Tells what a long option that getopt_long does not know may stand for. */
static void
say_unknown(const struct opt_program *p, const char *typed, struct buf *why)
{
	size_t i, n = strcspn(typed, "="), found = 0;

	buf_add(why, typed, n);
	for (i = 0; n > 2 && i < p->n; i++)
		if (p->options[i].help != NULL &&
		    strncmp(p->options[i].name, typed + 2, n - 2) == 0)
			buf_printf(why, "%s --%s", found++ == 0 ?
			    ": may be" : ",", p->options[i].name);
	if (found == 0)
		buf_puts(why, ": no such option");
}

/* Tells what is wrong with the option that getopt_long returned c for. */
static void
say_wrong(const struct opt_program *p, int c, const char *typed,
    struct buf *why)
{
	const struct opt *o = find(p, optopt);

	if (c == ':' && o != NULL) {
		put_name(o, optopt >= LONG_FORM, why);
		buf_printf(why, ": an argument is missing: %s", o->arg);
	} else if (o != NULL && optopt >= LONG_FORM)
		buf_printf(why, "--%s: takes no argument", o->name);
	else if (optopt != 0)
		buf_printf(why, "-%c: no such option", optopt);
	else
		say_unknown(p, typed, why);
	buf_printf(why, "; try '%s --help'", p->name);
}

/*
 * The row of which the i-th is another name: one value for both, and
 * getopt_long does not call what they begin with ambiguous.
 */
static size_t
same_as(const struct opt_program *p, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (p->options[i].help == NULL &&
		    p->options[j].value == p->options[i].value &&
		    p->options[j].kind == p->options[i].kind)
			return j;
	return i;
}

/* What getopt_long wants to have: a list of letters and one of names. */
static void
list_forms(const struct opt_program *p, char *letters, struct option *names)
{
	size_t i;

	*letters++ = ':';	/* getopt prints nothing */
	for (i = 0; i < p->n; i++) {
		const struct opt *o = &p->options[i];

		names[i] = (struct option){ o->name,
		    o->arg == NULL ? no_argument : required_argument, NULL,
		    LONG_FORM + (int)same_as(p, i) };
		if (o->letter == 0)
			continue;
		*letters++ = (char)o->letter;
		if (o->arg != NULL)
			*letters++ = ':';
	}
	*letters = '\0';
	names[p->n] = (struct option){ 0 };
}

/* Whether the options that were given go together, and none is missing. */
static void
check_given(const struct opt_program *p, const bool *given, struct buf *why)
{
	size_t i, one, other;

	for (i = 0; i < p->napart && why->len == 0; i++) {
		one = place_of(p, p->apart[i].one);
		other = place_of(p, p->apart[i].other);
		if (!given[one] || !given[other])
			continue;
		put_name(&p->options[one], false, why);
		buf_puts(why, " and ");
		put_name(&p->options[other], false, why);
		buf_puts(why, " cannot be used together");
	}
	for (i = 0; i < p->n && why->len == 0; i++)
		if (p->options[i].required && !given[i]) {
			put_name(&p->options[i], false, why);
			buf_printf(why, " %s is missing; ", p->options[i].arg);
			if (p->options[i].hint != NULL)
				buf_puts(why, p->options[i].hint);
			else
				buf_printf(why, "try '%s --help'", p->name);
		}
}

enum opt_result
opt_read(const struct opt_program *p, int argc, char *argv[],
    struct buf *why)
{
	struct option names[OPT_MOST + 1];
	char letters[2 * OPT_MOST + 2];
	bool given[OPT_MOST + 1] = { false };
	const struct opt *o;
	int c;

	list_forms(p, letters, names);
	while ((c = getopt_long(argc, argv, letters, names, NULL)) != -1) {
		if (c == '?' || c == ':') {
			say_wrong(p, c, argv[optind - 1], why);
			return OPT_WRONG;
		}
		if ((o = find(p, c)) == NULL)
			continue;	/* getopt returns no other c */
		if (o->kind == OPT_HELP)
			return OPT_ASKED_HELP;
		if (o->kind == OPT_VERSION)
			return OPT_ASKED_VERSION;
		if (o->kind == OPT_LIST)
			return OPT_ASKED_LIST;
		given[o - p->options] = true;
		take(o, c >= LONG_FORM, optarg, why);
		if (why->len > 0)
			return OPT_WRONG;
	}
	check_given(p, given, why);
	return why->len > 0 ? OPT_WRONG : OPT_GO;
}

/* The order of a usage: as in the alphabet, R before r. */
static int
by_letter(const void *a, const void *b)
{
	const struct opt *x = *(const struct opt *const *)a;
	const struct opt *y = *(const struct opt *const *)b;
	int lx = x->letter | 0x20, ly = y->letter | 0x20;

	if (x->letter == y->letter)
		return strcmp(x->name, y->name);
	if (x->letter == 0 || y->letter == 0)
		return x->letter == 0 ? 1 : -1;
	return lx != ly ? lx - ly : x->letter - y->letter;
}

/* Appends a word of the usage, on a new line if it does not fit. */
static void
put_word(struct buf *b, size_t *column, size_t indent, const char *word)
{
	size_t n = strlen(word);

	if (*column + 1 + n >= COLUMNS) {
		buf_printf(b, "\n%*s", (int)indent, "");
		*column = indent;
	} else {
		buf_addc(b, ' ');
		*column += 1;
	}
	buf_add(b, word, n);
	*column += n;
}

/* The word of an option in the usage. */
static void
put_usage(const struct opt *o, struct buf *word)
{
	buf_clear(word);
	if (!o->required)
		buf_addc(word, '[');
	put_name(o, false, word);
	if (o->arg != NULL)
		buf_printf(word, " %s", o->arg);
	if (!o->required)
		buf_addc(word, ']');
	buf_addc(word, '\0');
}

/* Appends the usage, in 80 columns. */
static void
put_synopsis(const struct opt_program *p, struct buf *b)
{
	const struct opt *sorted[OPT_MOST] = { NULL };
	struct buf word = { 0 };
	size_t i, n = 0, indent, column;

	for (i = 0; i < p->n; i++)
		if (p->options[i].help != NULL &&
		    p->options[i].kind != OPT_HELP &&
		    p->options[i].kind != OPT_VERSION)
			sorted[n++] = &p->options[i];
	qsort(sorted, n, sizeof(*sorted), by_letter);
	buf_printf(b, "usage: %s", p->name);
	indent = column = strlen("usage: ") + strlen(p->name);
	indent++;
	buf_puts(&word, "[-");
	for (i = 0; i < n; i++)
		if (sorted[i]->letter != 0 && sorted[i]->arg == NULL)
			buf_addc(&word, (char)sorted[i]->letter);
	buf_puts(&word, "]");
	buf_addc(&word, '\0');
	put_word(b, &column, indent, word.data);
	for (i = 0; i < n; i++) {
		if (sorted[i]->letter != 0 && sorted[i]->arg == NULL)
			continue;
		put_usage(sorted[i], &word);
		put_word(b, &column, indent, word.data);
	}
	put_word(b, &column, indent, p->operands);
	buf_addc(b, '\n');
	buf_free(&word);
}

/* Appends the forms of an option, as --help has them. */
static void
put_forms(const struct opt *o, struct buf *b)
{
	if (o->letter != 0)
		buf_printf(b, "  -%c, --%s", o->letter, o->name);
	else
		buf_printf(b, "      --%s", o->name);
	if (o->arg != NULL)
		buf_printf(b, " %s", o->arg);
	buf_puts(b, "  ");
}

/* The column at which --help tells what each option does. */
static size_t
help_column(const struct opt_program *p)
{
	struct buf b = { 0 };
	size_t i, widest = 0;

	for (i = 0; i < p->n; i++) {
		if (p->options[i].help == NULL)
			continue;
		buf_clear(&b);
		put_forms(&p->options[i], &b);
		if (b.len > widest && b.len <= HELP_COLUMN)
			widest = b.len;
	}
	buf_free(&b);
	return widest;
}

/* A title, and a line of --help for each advertised option of this group. */
static void
put_group(const struct opt_program *p, enum opt_group group,
    const char *title, struct buf *b)
{
	size_t i, begin, column = help_column(p);
	bool titled = false;

	for (i = 0; i < p->n; i++) {
		const struct opt *o = &p->options[i];

		if (o->help == NULL || o->group != group)
			continue;
		if (!titled)
			buf_printf(b, "\n%s:\n", title);
		titled = true;
		begin = b->len;
		put_forms(o, b);
		while (b->len - begin < column)
			buf_addc(b, ' ');
		buf_printf(b, "%s\n", o->help);
	}
}

void
opt_help(const struct opt_program *p, struct buf *b)
{
	static const char *const titles[OPT_GROUPS] = { "Options", "Input",
	    "Server and model", "Limits", "Journal", "Output", "General" };
	size_t i;

	buf_printf(b, "%s\n\n", p->does);
	put_synopsis(p, b);
	buf_printf(b, "\nExamples:\n  %s\n  %s\n", p->example[0],
	    p->example[1]);
	for (i = 0; i < OPT_GROUPS; i++)
		put_group(p, (enum opt_group)i,
		    i == OPT_JOB && p->job != NULL ? p->job : titles[i], b);
	buf_printf(b, "\nMore: man %s\n", p->name);
}

void
opt_list(const struct opt_program *p, struct buf *b)
{
	size_t i, j;

	for (i = 0; i < p->n; i++) {
		const struct opt *o = &p->options[i];

		if (o->help == NULL)
			continue;
		buf_printf(b, "%c\t%s\t%s\t",
		    o->letter != 0 ? o->letter : '-', o->name,
		    o->arg != NULL ? o->arg : "-");
		if (o->kind != OPT_WORD)
			buf_addc(b, '-');
		for (j = 0; o->kind == OPT_WORD && o->words[j] != NULL; j++)
			buf_printf(b, "%s%s", j > 0 ? " " : "", o->words[j]);
		buf_printf(b, "\t%s\n", o->help);
	}
}
