/* Reads documents by other programs, the user's or those of a table. */
#include "converter.h"

#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "child.h"
#include "command.h"
#include "csv_cell.h"
#include "rtf.h"
#include "sheet.h"
#include "text/encoding.h"

#define ARGV(...)	((const char *const[]){ __VA_ARGS__, NULL })

/*
 * Characters that mean something to a shell; and those of them by which a word
 * is taken for a script.
 */
#define UNSAFE	" \t\n\r'\"\\`$&|;<>()[]{}*?!~#^"
#define SCRIPT	" \t\n'\"`$&|;<>()"

/*
 * What Debian has.  Where a type has two rows, the second is tried if the
 * first program is absent or fails.  Of Chinese RTF, pandoc alone makes text.
 */
static const struct converter shipped[] = {
	{ "doc", ARGV("antiword", "-m", "UTF-8.txt", "-w", "0", "{}"),
	    "antiword", NULL },
	{ "doc", ARGV("catdoc", "-d", "utf-8", "-w", "{}"), "catdoc", NULL },
	{ "xls", ARGV("xls2csv", "-d", "utf-8", "-c", "\t", "-q", "1", "{}"),
	    "catdoc", NULL },
	{ "ppt", ARGV("catppt", "-d", "utf-8", "{}"), "catdoc", NULL },
	{ "rtf", ARGV("pandoc", "--sandbox", "-f", "rtf", "-t", "plain",
	    "--wrap=none"), "pandoc", NULL },
	{ "fb2", ARGV("pandoc", "--sandbox", "-f", "fb2", "-t", "plain",
	    "--wrap=none"), "pandoc", NULL },
	{ "docbook", ARGV("pandoc", "--sandbox", "-f", "docbook", "-t", "plain",
	    "--wrap=none"), "pandoc", NULL }
};

/* Short names for commands, for -c, and the packages that hold them. */
static const struct {
	const char *said, *command, *packages;
} shorthands[] = {
	{ "tesseract", "tesseract {} - -l chi_sim+eng",
	    "tesseract-ocr and tesseract-ocr-chi-sim" }
};

/* What to do about types that nothing of the table reads. */
static const struct {
	const char *type, *hint;
} hints[] = {
	{ "image", "name a program that reads pictures: -c image=tesseract"
	    " (packages tesseract-ocr, tesseract-ocr-chi-sim)" },
	{ "mobi", "name a program that reads it (-c mobi=COMMAND), or make"
	    " EPUB of it with ebook-convert (package calibre)" }
};

/* A try with one program. */
struct attempt {
	const struct converter *with;
	struct child_end end;
	struct buf text;
	struct buf path;	/* of the document; NUL at the end */
	const char *copy;	/* its name, if it must be copied or linked */
	char *link;		/* the path that it is a link to, or NULL */
};

/* The next row of the table for a type, from `row` on, or NULL. */
static const struct converter *
next_row(const struct converter *row, const char *type)
{
	for (; row < shipped + LEN(shipped); row++)
		if (strcmp(row->type, type) == 0)
			return row;
	return NULL;
}

static const char *
whole_command(const char *said)
{
	size_t i;

	for (i = 0; i < LEN(shorthands); i++)
		if (strcmp(shorthands[i].said, said) == 0)
			return shorthands[i].command;
	return said;
}

/* The user's command for a type, or NULL. */
static struct converter *
find(const struct settings *s, struct span type)
{
	size_t i;

	for (i = 0; i < s->nconverters; i++)
		if (span_is(type, s->converters[i].type))
			return &s->converters[i];
	return NULL;
}

static void
forget(struct converter *c)
{
	union { const char *in; char *out; } memory = { c->memory };
	union { const char *const *in; char **out; } words = { c->words };

	free(memory.out);
	free(words.out);
}

/* Makes a converter of its type and `n` words, which lie in b, NULs between. */
static struct converter
make(struct buf *b, size_t n)
{
	const char **words = xreallocarray(NULL, n + 1, sizeof(*words));
	struct converter c = { b->data, words, NULL, b->data };
	const char *p = b->data;
	size_t i;

	for (i = 0; i < n; i++) {
		p += strlen(p) + 1;
		words[i] = p;
	}
	words[n] = NULL;
	return c;
}

void
converter_add(struct settings *s, const char *arg, struct buf *why)
{
	const char *equals = strchr(arg, '=');
	struct span type = { arg, 0 };
	struct converter *there;
	struct buf b = { 0 };
	size_t i, n;

	if (equals == NULL || equals == arg) {
		buf_puts(why, "not TYPE=COMMAND, as in pdf='pdftotext {} -'");
		return;
	}
	type.len = (size_t)(equals - arg);
	for (i = type.p[0] == '.'; i < type.len; i++)
		buf_addc(&b, type.p[i] >= 'A' && type.p[i] <= 'Z' ?
		    (char)(type.p[i] - 'A' + 'a') : type.p[i]);
	buf_addc(&b, '\0');
	if ((n = command_split(&b, whole_command(equals + 1), why)) == 0) {
		buf_free(&b);
		return;
	}
	there = find(s, span_of(b.data));
	if (there == NULL) {
		s->converters = xreallocarray(s->converters,
		    s->nconverters + 1, sizeof(*s->converters));
		there = &s->converters[s->nconverters++];
	} else
		forget(there);
	*there = make(&b, n);
}

const struct converter *
converter_named(const struct settings *s, const char *type)
{
	return find(s, span_of(type));
}

static bool
take_text(void *arg, struct span piece)
{
	struct attempt *a = arg;

	buf_add(&a->text, piece.p, piece.len);
	return !a->text.failed;
}

/* Whether path, perhaps a name for stdin, is of the document's file. */
static bool
is_path_of(const struct source *s, const char *path)
{
	struct stat st, open;

	return stat(path, &st) == 0 && fstat(s->fd, &open) == 0 &&
	    st.st_dev == open.st_dev && st.st_ino == open.st_ino;
}

/* Whether a word of the command is a script that holds the path. */
static bool
has_script(const struct converter *c)
{
	const char *const *word;

	for (word = c->words; *word != NULL; word++)
		if (strstr(*word, "{}") != NULL &&
		    strpbrk(*word, SCRIPT) != NULL)
			return true;
	return false;
}

/*
 * The document's path as the child sees it, from another directory.  Stdin
 * has none, so the child gets a copy, with the ending that a program may ask
 * for; and within a script, a path that a shell would not take as it is
 * (blanks, quotes, a command in its name) is replaced by a link.
 */
static void
find_path(struct attempt *a, const struct source *s, const char *type)
{
	const bool copied = !is_path_of(s, s->name);
	char *here;

	if (!copied) {
		if (s->name[0] != '/' && (here = getcwd(NULL, 0)) != NULL) {
			buf_printf(&a->path, "%s/", here);
			free(here);
		}
		buf_puts(&a->path, s->name);
		buf_addc(&a->path, '\0');
	}
	if (!copied && has_script(a->with) &&
	    strpbrk(a->path.data, UNSAFE) != NULL) {
		a->link = a->path.data;
		a->path = (struct buf){ 0 };
	}
	if (copied || a->link != NULL) {
		buf_printf(&a->path, "document.%s", type);
		buf_addc(&a->path, '\0');
		a->copy = a->path.data;
	}
}

/*
 * The i-th word of the command, with the path for each {} in it; the caller
 * frees it.  A program that is named with a slash becomes whole, for the child
 * is in another directory.
 */
static char *
make_word(const struct attempt *a, size_t i)
{
	const char *word = a->with->words[i], *at;
	struct buf b = { 0 };
	char *here;

	if (i == 0 && word[0] != '/' && strchr(word, '/') != NULL &&
	    (here = getcwd(NULL, 0)) != NULL) {
		buf_printf(&b, "%s/", here);
		free(here);
	}
	for (; (at = strstr(word, "{}")) != NULL; word = at + 2) {
		buf_add(&b, word, (size_t)(at - word));
		buf_puts(&b, a->path.data);
	}
	buf_puts(&b, word);
	buf_addc(&b, '\0');
	return b.data;
}

/*
 * The document for pandoc, whose RTF has no bytes of code pages: a file that
 * the caller closes, or NULL.
 */
static FILE *
plain_rtf(const struct source *s)
{
	struct buf in = { 0 }, out = { 0 };
	FILE *file = tmpfile();
	ssize_t n = 1;

	while (n > 0 && buf_reserve(&in, SOURCE_HEAD))
		if ((n = pread(s->fd, in.data + in.len, SOURCE_HEAD,
		    (off_t)in.len)) > 0)
			in.len += (size_t)n;
	rtf_unicode(&out, buf_span(&in));
	if (file != NULL && (n != 0 || fwrite(out.data, 1, out.len, file) <
	    out.len || fflush(file) == EOF)) {
		(void)fclose(file);
		file = NULL;
	}
	buf_free(&in);
	buf_free(&out);
	return file;
}

/* Runs a program on the document.  0 or -1. */
static int
attempt(struct attempt *a, const struct source *s, const struct sink *k)
{
	const char *const *words = a->with->words;
	struct child c = { .in = s->fd, .most = k->settings->most,
	    .timeout = k->settings->timeout, .output = take_text, .arg = a,
	    .named = a->with->package == NULL };
	char **argv;
	size_t i, n = 0;
	FILE *rtf = NULL;
	int status;

	if (!c.named && strcmp(k->type, "rtf") == 0 &&
	    (rtf = plain_rtf(s)) != NULL)
		c.in = fileno(rtf);
	while (words[n] != NULL)
		if (strstr(words[n++], "{}") != NULL)
			c.copy = a->copy;
	c.link = a->link;
	argv = xreallocarray(NULL, n + 1, sizeof(*argv));
	for (i = 0; i < n; i++)
		argv[i] = make_word(a, i);
	argv[n] = NULL;
	c.argv = (const char *const *)argv;
	buf_clear(&a->text);
	status = child_run(&c, &a->end);
	if (a->text.failed)
		a->end.too_long = true;
	for (i = 0; i < n; i++)
		free(argv[i]);
	free(argv);
	if (rtf != NULL)
		(void)fclose(rtf);
	return status;
}

/* Appends what to install for a program that is known, but not there. */
static void
put_packages(struct buf *b, const char *program)
{
	size_t i;

	for (i = 0; i < LEN(shorthands); i++)
		if (strcmp(shorthands[i].said, program) == 0)
			buf_printf(b, ": install %s", shorthands[i].packages);
}

/* Appends why the attempt came to nothing; returns the kind of error. */
static const char *
explain(const struct attempt *a, const struct sink *k, struct buf *b)
{
	const char *program = a->with->words[0];
	const struct child c = { .argv = a->with->words,
	    .most = k->settings->most, .timeout = k->settings->timeout };

	if (a->end.missing && a->with->package != NULL)
		buf_printf(b, "%s reads it: install %s", program,
		    a->with->package);
	else if (a->end.missing) {
		buf_printf(b, "no such program: %s (-c)", program);
		put_packages(b, program);
	} else {
		buf_printf(b, "%s: ", program);
		child_why(&c, &a->end, b);
		return "converter_failed";
	}
	return "no_converter";
}

/* Appends text with \n for line ends, and with form feeds as `pages` says. */
static void
put_text(struct sink *k, struct span s, bool pages)
{
	size_t i, begin = 0, page = 1;

	for (i = 0; i < s.len; i++) {
		if (s.p[i] != '\r' && s.p[i] != '\f')
			continue;
		buf_add(&k->text, s.p + begin, i - begin);
		begin = i + 1;
		if (s.p[i] == '\f' && pages)
			sink_page(k, page++);
		else if (s.p[i] == '\f' || begin == s.len || s.p[begin] != '\n')
			buf_addc(&k->text, '\n');
	}
	buf_add(&k->text, s.p + begin, s.len - begin);
	if (pages && k->settings->pages && k->text.len > 0)
		sink_page(k, page);
}

/* Writes a sheet, whose cells tabs part. */
static void
put_sheet(struct span part, struct sink *k)
{
	const struct span unnamed = { "", 0 };
	struct sheet sheet = { 0 };
	struct csv_cell cell;
	struct buf scratch = { 0 };
	size_t column = 0;

	sheet_begin(&sheet, k, unnamed);
	while (part.len > 0 && csv_cell_next(part, true, '\t', &cell)) {
		sheet_cell(&sheet, column++, csv_cell_text(&cell, &scratch));
		if (cell.end != CSV_SEPARATOR) {
			sheet_row(&sheet);
			column = 0;
		}
		part = span_from(part, cell.used);
	}
	sheet_end(&sheet);
	buf_free(&scratch);
}

/* Writes what xls2csv wrote: sheets that form feeds part. */
static int
put_sheets(struct span text, struct sink *k)
{
	const char *feed;
	struct span part;

	for (; text.len > 0; text = span_from(text, part.len +
	    (feed != NULL))) {
		feed = memchr(text.p, '\f', text.len);
		part = (struct span){ text.p, feed == NULL ? text.len :
		    (size_t)(feed - text.p) };
		put_sheet(part, k);
	}
	return 0;
}

/* Makes text of what the program wrote. */
static int
decode(struct attempt *a, struct sink *k)
{
	const char *program = a->with->words[0];
	struct encoding e = { 0 };
	struct span text;

	if (encoding_decode(&a->text, ENCODING_AUTO, &e) != ENCODING_OK)
		return sink_fail(k, "converter_failed", "%s: what it wrote is"
		    " not text", program);
	text = e.text;
	if (a->with->package != NULL && strcmp(k->type, "xls") == 0)
		return put_sheets(text, k);
	text = utf8_strip(text);
	if (!utf8_has_visible(text))
		return sink_fail(k, "scanned", "%s found no text in it",
		    program);
	put_text(k, text, strcmp(k->type, "pdf") == 0 ||
	    strcmp(k->type, "image") == 0);
	return 0;
}

/* A part of a language that tesseract does without, silently. */
static bool
lacks_language(const struct attempt *a)
{
	return a->end.errors.len > 0 && memmem(a->end.errors.data,
	    a->end.errors.len, "Failed loading language", 23) != NULL;
}

/*
 * Has the document read by one program, or by the rows of the table for its
 * type, in turn; of several failures the first is told.
 */
static int
convert(struct attempt *a, struct source *s, struct sink *k)
{
	const struct converter *row = a->with;
	const char *kind = NULL;
	struct buf message = { 0 };
	int status = -1;

	do {
		a->with = row;
		if ((status = attempt(a, s, k)) == -1 && kind == NULL)
			kind = explain(a, k, &message);
		row = row->package == NULL ? NULL : next_row(row + 1, k->type);
	} while (status == -1 && row != NULL);
	if (status == -1)
		(void)sink_fail(k, kind, "%.*s", (int)message.len,
		    message.data);
	else if (lacks_language(a))
		status = sink_fail(k, "no_converter", "tesseract lacks the"
		    " language: install tesseract-ocr-chi-sim");
	else
		status = decode(a, k);
	buf_free(&message);
	return status;
}

/* Fails, since nothing reads the type, and says how the user can help. */
static int
say_how(struct sink *k)
{
	size_t i;

	for (i = 0; i < LEN(hints); i++)
		if (strcmp(hints[i].type, k->type) == 0)
			return sink_fail(k, "no_converter", "%s",
			    hints[i].hint);
	return sink_fail(k, "no_converter", "name a program that reads it:"
	    " -c %s=COMMAND", k->type);
}

int
converter_read(struct source *s, struct sink *k)
{
	struct attempt a = { .with = converter_named(k->settings, k->type) };
	int status;

	if (a.with == NULL)
		a.with = next_row(shipped, k->type);
	if (a.with == NULL)
		return say_how(k);
	find_path(&a, s, k->type);
	status = convert(&a, s, k);
	buf_free(&a.path);
	free(a.link);
	buf_free(&a.text);
	buf_free(&a.end.errors);
	return status;
}

void
converter_free(struct settings *s)
{
	while (s->nconverters > 0)
		forget(&s->converters[--s->nconverters]);
	free(s->converters);
	s->converters = NULL;
}
