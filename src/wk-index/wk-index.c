/* wk-index: chunks in; a knowledge base is made or brought up to date. */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kb/kb.h"
#include "base/publish.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "base/utf8.h"

enum {
	OPT_LIST = STAGE_OPT_OWN, OPT_REMOVE, OPT_SOURCE
};

/* As much of the first error as stderr gets, in bytes. */
#define SHOWN 400

static struct stage stage = { .name = "wk-index", .field = "text",
	.sink = true, .say = warnx };
static struct kb_writer *writer;
static int f_source, f_index, f_start, f_url;
static const char *source_name;	/* --source */
static const char **removals;
static size_t nremovals;
static const char *rejects_path;
static struct publish rejects;
static size_t chunks, rejected, missing;
static struct buf why, scratch, first_error;

/* Where the input might end: in the source of `last`, or a broken line. */
static const char *file;
static struct buf last;
static bool broken;

static const char usage[] =
    "usage: wk-index [-Rv] [-f field] [-r file] [-w field] [--lines]\n"
    "                [--remove source] [--source name] kb [file ...]\n"
    "       wk-index --list kb\n"
    "       wk-index -h | -V\n";

/* Says what the library left in why, and ends: the old index stays. */
static void __attribute__((noreturn))
die(void)
{
	kb_write_close(writer);
	errx(STATUS_LOCAL, "%.*s", (int)why.len, why.data);
}

static void
must(int result)
{
	if (result == -1)
		die();
}

static void __attribute__((noreturn))
die_of_memory(void)
{
	buf_clear(&why);
	buf_puts(&why, strerror(ENOMEM));
	die();
}

static struct span
string(const char *s)
{
	return (struct span){ s, strlen(s) };
}

/*
 * The source of a record, or that of --source.  1, 0 if there is none, -1
 * if it is no string.
 */
static int
read_source(struct record *r, struct span *source)
{
	int has = record_string(r, f_source, source);

	if (has == 0 && source_name != NULL) {
		*source = string(source_name);
		has = 1;
	}
	return has == 1 && source->len == 0 ? 0 : has;
}

/* Reads an integer field.  False if it is something else. */
static bool
read_integer(const struct record *r, int field, bool *there, long long *n)
{
	const struct json_value *v = record_get(r, field);

	*there = v != NULL && v->type != JSON_NULL;
	return !*there || (v->type == JSON_NUMBER && json_integer(v, n) == 0);
}

/* Reads a chunk.  False, and the record has an error, if it is none. */
static bool
read_chunk(struct record *r, struct kb_chunk *c)
{
	const char *kind, *message;

	memset(c, 0, sizeof(*c));
	if (read_source(r, &c->source) != 1) {
		kind = "no_source";
		message = "no source (--source gives one)";
	} else if (record_string(r, stage.input, &c->text) != 1) {
		kind = "no_text";
		message = "no text";
	} else if (!read_integer(r, f_index, &c->numbered, &c->index) ||
	    !read_integer(r, f_start, &c->placed, &c->start) ||
	    record_string(r, f_url, &c->url) == -1) {
		kind = "bad_field";
		message = "index, start or url is of a wrong type";
	} else
		return true;
	stage_fail(&stage, r, kind, "%s", message);
	if (first_error.len == 0)
		buf_printf(&first_error, "%s:%zu: %s", stage.file, stage.line,
		    message);
	return false;
}

/* A string of the error that the record came with; p is NULL if none. */
static struct span
of_error(const struct record *r, const char *name)
{
	const struct json_value *error = record_get(r, stage.error);
	struct json_value v;

	buf_clear(&scratch);
	if (error != NULL && error->type == JSON_OBJECT &&
	    json_find(error, name, &v) && v.type == JSON_STRING)
		return json_string(&v, &scratch);
	return (struct span){ NULL, 0 };
}

/*
 * Deals with an error record: its source keeps its old chunks.  One that
 * names none but says that a program stopped there may stand for any, so
 * all do.
 */
static void
reject(struct record *r)
{
	struct span source, s;

	rejected++;
	s = of_error(r, "message");
	if (first_error.len == 0)
		utf8_mask(&first_error, s.p, s.len, SHOWN);
	broken = of_error(r, "line").p != NULL;
	if (read_source(r, &source) == 1)
		must(kb_write_fail(writer, source, &why));
	else {
		s = of_error(r, "kind");
		if (s.len == 7 && memcmp(s.p, "stopped", 7) == 0)
			must(kb_write_fail(writer, (struct span){ NULL, 0 },
			    &why));
	}
	if (rejects_path != NULL && record_write(r, &rejects.out) == -1)
		die_of_memory();
}

/*
 * A file that ends in a broken line was cut off, as far as we can know in
 * the source that came last.
 */
static void
end_file(void)
{
	if (broken && last.len > 0)
		must(kb_write_fail(writer,
		    (struct span){ last.data, last.len }, &why));
	broken = false;
	buf_clear(&last);
}

static void
work(struct record *r)
{
	struct kb_chunk chunk;
	bool bad = stage_has_error(&stage, r);

	if (file != stage.file)
		end_file();
	file = stage.file;
	if (!bad && !stage_wants(&stage, r))
		return;
	bad = bad || !read_chunk(r, &chunk);
	if (r->strings.failed || stage.out.error != 0)
		die_of_memory();
	if (bad) {
		reject(r);
		return;
	}
	must(kb_write_add(writer, &chunk, &why));
	chunks++;
	broken = false;
	buf_clear(&last);
	buf_add(&last, chunk.source.p, chunk.source.len);
}

static void
remove_sources(void)
{
	size_t i;
	int removed;

	for (i = 0; i < nremovals; i++) {
		must(removed = kb_write_remove(writer, string(removals[i]),
		    &why));
		if (removed == 0) {
			warnx("--remove: no source %s", removals[i]);
			missing++;
		}
	}
}

static void
put_source(const struct kb_source *source)
{
	out_puts(&stage.out, "{\"source\":");
	buf_clear(&scratch);
	json_put_string(&scratch, source->name.p, source->name.len);
	buf_printf(&scratch, ",\"chunks\":%lld", source->chunks);
	if (source->state != NULL)
		buf_printf(&scratch, ",\"state\":\"%s\"", source->state);
	if (scratch.failed)
		stage.out.error = ENOMEM;
	out_bytes(&stage.out, scratch.data, scratch.len);
	out_puts(&stage.out, "}");
	out_end(&stage.out);
}

/* Makes the changes: not if some of the input could not be read. */
static void
commit(void)
{
	struct kb_source source;
	int more;

	if (rejects_path != NULL && publish_commit(&rejects) == -1) {
		buf_printf(&why, "%s: %s", rejects_path, strerror(errno));
		die();
	}
	must(kb_write_commit(writer, &why));
	while ((more = kb_write_next(writer, &source, &why)) == 1)
		put_source(&source);
	must(more);
}

static void
report(void)
{
	if (stage.verbose)
		warnx("%zu chunks read", chunks);
	if (rejected == 0 || (rejects_path != NULL && !stage.verbose))
		return;
	warnx("%zu records are no chunks%s; the first: %.*s", rejected,
	    rejects_path != NULL ? "" : " (-r FILE keeps them)",
	    (int)first_error.len, first_error.data);
}

static int
make_index(const char *path, char *const *operands)
{
	struct record *r;
	int status;

	f_source = stage_field(&stage, "source");
	f_index = stage_field(&stage, "index");
	f_start = stage_field(&stage, "start");
	f_url = stage_field(&stage, "url");
	if (rejects_path != NULL &&
	    publish_open(&rejects, rejects_path) == -1)
		err(STATUS_LOCAL, "%s", rejects_path);
	if ((writer = kb_write(path, &why)) == NULL)
		die();
	remove_sources();
	/* To take sources away is a whole task: stdin may be a terminal. */
	if (nremovals == 0 || operands[0] != NULL) {
		stage_open(&stage, operands);
		while ((r = stage_next(&stage)) != NULL)
			work(r);
		end_file();
	}
	if (stage.unread || stage.dead || stage.out.error != 0)
		stage.say("%s: nothing was changed", path);
	else
		commit();
	kb_write_close(writer);
	status = stage_end(&stage);
	if (status == STATUS_OK && rejected + missing > 0)
		status = STATUS_FAILED;
	report();
	return status;
}

static int
list(const char *path)
{
	struct kb *kb;
	struct kb_source source;
	int more;

	if ((kb = kb_open(path, &why)) == NULL)
		die();
	while ((more = kb_next_source(kb, &source, &why)) == 1)
		put_source(&source);
	must(more);
	kb_close(kb);
	return stage_end(&stage);
}

static void
add_removal(const char *source)
{
	removals = reallocarray(removals, nremovals + 1, sizeof(*removals));
	if (removals == NULL)
		err(STATUS_LOCAL, NULL);
	removals[nremovals++] = source;
}

static const struct option options[] = {
	STAGE_LONG,
	{ "list", no_argument, NULL, OPT_LIST },
	{ "rejects", required_argument, NULL, 'r' },
	{ "remove", required_argument, NULL, OPT_REMOVE },
	{ "source", required_argument, NULL, OPT_SOURCE },
	{ NULL, 0, NULL, 0 }
};

int
main(int argc, char *argv[])
{
	bool listing = false;
	int c, status;

	program_start(&stage);
	while ((c = getopt_long(argc, argv, STAGE_LETTERS "r:", options,
	    NULL)) != -1)
		switch (c) {
		case 'V':
			return stage_print(&stage, "wk-index " VERSION "\n");
		case 'h':
			return stage_print(&stage, usage);
		case 'r':
			rejects_path = optarg;
			break;
		case OPT_LIST:
			listing = true;
			break;
		case OPT_REMOVE:
			add_removal(optarg);
			break;
		case OPT_SOURCE:
			source_name = optarg;
			break;
		default:
			if (stage_option(&stage, c, optarg))
				break;
			(void)fputs(usage, stderr);
			return STATUS_LOCAL;
		}
	argv += optind;
	if (argv[0] == NULL)
		errx(STATUS_LOCAL, "no knowledge base named: "
		    "wk-split docs | wk-index kb.db");
	if (listing && argv[1] != NULL)
		errx(STATUS_LOCAL, "--list: wants one knowledge base alone");
	status = listing ? list(argv[0]) : make_index(argv[0], argv + 1);
	free(removals);
	buf_free(&why);
	buf_free(&scratch);
	buf_free(&first_error);
	buf_free(&last);
	return status;
}
