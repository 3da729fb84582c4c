/* wk-index: puts chunks into a knowledge base. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/plural.h"
#include "base/publish.h"
#include "base/utf8.h"
#include "kb/kb.h"
#include "stage/embedded.h"
#include "stage/program.h"
#include "stage/stage.h"

static struct stage stage = { .name = "wk-index", .field = "text",
	.sink = true, .last = true, .tells = true, .say = program_say };
static struct kb_writer *writer;
static int f_source, f_index, f_start, f_url, f_embedding, f_question,
    f_pair;
static struct embedding embedding;	/* of the chunk at hand */
static bool listing;	/* --list */
static bool merging;	/* --merge */
static bool immutable;	/* --immutable */
static const char *source_name;	/* --source */
static const char **removals;	/* --remove */
static size_t nremovals;
static const char *unrelated_path;	/* --unrelated */
static char *unrelated;	/* the same, as an operand */
static char **all;	/* the operands with it */
static char standard_input[] = "-";
static size_t nunrelated, unembedded;	/* its questions; those skipped */
static const char *rejects_path;
static struct publish rejects;
static size_t chunks, missing;
static size_t thresholds;	/* merged bases that have one for vectors */
static struct buf why, scratch;

/*
 * The file that is being read, the source of its last chunk, and whether the
 * last line was broken.
 */
static const char *file;
static struct buf last;
static bool broken;

/* Prints why the library failed, and ends: the old knowledge base stays. */
static void __attribute__((noreturn))
die(void)
{
	kb_write_close(writer);
	program_die("%.*s", (int)why.len, why.data);
}

static void
must(int result)
{
	if (result == -1)
		die();
}

/*
 * Reads the source of a record, or takes that of --source.  1; 0 if there
 * is none; -1 if it is not a string.
 */
static int
read_source(struct record *r, struct span *source)
{
	int has = record_string(r, f_source, source);

	if (has == 0 && source_name != NULL) {
		*source = span_of(source_name);
		has = 1;
	}
	return has == 1 && source->len == 0 ? 0 : has;
}

/* Reads an integer field, if it is there.  False: it is of another type. */
static bool
read_integer(const struct record *r, int field, bool *there, long long *n)
{
	const struct json_value *v = record_get(r, field);

	*there = v != NULL && v->type != JSON_NULL;
	return !*there || (v->type == JSON_NUMBER && json_integer(v, n) == 0);
}

/* Reads the chunk's embedding.  False: the record now has an error. */
static bool
read_embedding(struct record *r, struct kb_chunk *c)
{
	const int has = embedded_read(&embedding, &stage, r, f_embedding,
	    c->text);

	if (has == 1)
		c->embedding = &embedding;
	return has != -1;
}

/* Reads a chunk.  False: the record is not one, and now has an error. */
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
		return read_embedding(r, c);
	stage_fail(&stage, r, kind, "%s:%zu: %s", stage.file, stage.line,
	    message);
	return false;
}

/* A string in the error that the record came with; if absent, p is NULL. */
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
 * Rejects an error record: its source keeps its old chunks.  A record without
 * a source, which says that a program stopped there, may stand for a chunk of
 * any source: then all sources keep their old chunks.
 */
static void
reject(struct record *r)
{
	struct span source, s;

	broken = of_error(r, "line").p != NULL;
	if (read_source(r, &source) == 1)
		must(kb_write_fail(writer, source, &why));
	else {
		s = of_error(r, "kind");
		if (s.p != NULL && span_is(s, "stopped"))
			must(kb_write_fail(writer, (struct span){ NULL, 0 },
			    &why));
	}
	record_unset(r, f_embedding);
	if (rejects_path != NULL && record_write(r, &rejects.out) == -1) {
		buf_printf(&why, "%s:%zu: the record is too long", stage.file,
		    stage.line);
		die();
	}
}

/*
 * A file whose last line is broken was cut off, probably in the source of
 * the last chunk: that source keeps its old chunks.
 */
static void
end_file(void)
{
	if (broken && last.len > 0)
		must(kb_write_fail(writer, buf_span(&last), &why));
	broken = false;
	buf_clear(&last);
}

/* A question of --unrelated; without an embedding it is skipped. */
static void
add_unrelated(struct record *r)
{
	struct span question;
	long long pair = 0;
	bool paired;

	if (stage_has_error(&stage, r) ||
	    record_string(r, f_question, &question) != 1 ||
	    embedded_read(&embedding, &stage, r, f_embedding, question) != 1) {
		unembedded++;
		return;
	}
	if (!read_integer(r, f_pair, &paired, &pair) || (paired && pair < 1)) {
		buf_printf(&why, "%s:%zu: \"pair\" is not a number from 1",
		    stage.file, stage.line);
		die();
	}
	must(kb_write_unrelated(writer, question, pair, &embedding, &why));
	nunrelated++;
}

static void
work(struct record *r)
{
	struct kb_chunk chunk;
	bool bad = stage_has_error(&stage, r);

	if (file != stage.file)
		end_file();
	file = stage.file;
	if (unrelated != NULL && file == unrelated) {
		add_unrelated(r);
		return;
	}
	if (!bad && !stage_wants(&stage, r))
		return;
	if (bad || !read_chunk(r, &chunk)) {
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
		must(removed = kb_write_remove(writer, span_of(removals[i]),
		    &why));
		if (removed == 0) {
			program_say("--remove: no source %s", removals[i]);
			missing++;
		}
	}
}

static void
put_source(const struct kb_source *source)
{
	struct buf *line = &stage.out.buf;

	buf_puts(line, "{\"source\":");
	json_put_string(line, source->name.p, source->name.len);
	buf_printf(line, ",\"chunks\":%lld", source->chunks);
	if (source->state != NULL)
		buf_printf(line, ",\"state\":\"%s\"", source->state);
	buf_addc(line, '}');
	out_end(&stage.out);
}

/* Tells how many chunks have no vector, if others or questions have one. */
static void
say_mixed(void)
{
	long long n, vectors;

	must(kb_write_count(writer, &n, &vectors, &why));
	if (vectors == 0 && nunrelated > 0)
		program_say("no chunk has a vector: --unrelated finds no "
		    "threshold; wk-embed adds vectors");
	if (vectors > 0 && vectors < n)
		program_say("%lld of %lld chunks have no vector: they are "
		    "found by words alone", n - vectors, n);
}

/* A greatest threshold is too low: the best of more chunks is better. */
static void
say_threshold(void)
{
	if (thresholds > 1 && nunrelated == 0)
		program_say("the threshold for vectors is the greatest of the "
		    "merged bases, and may be too low; --unrelated measures it "
		    "again");
}

/* Tells which questions vectors do not help, as --unrelated has shown now. */
static void
say_useless(void)
{
	bool chinese, other;

	if (nunrelated == 0)
		return;
	must(kb_write_useless(writer, &chinese, &other, &why));
	if (chinese || other)
		program_say("the model of the vectors does not see which %s "
		    "ask the same: words alone find their chunks; take "
		    "another model (wk-embed -m, WK_EMBED_MODEL), or index "
		    "without wk-embed",
		    !other ? "Chinese questions" : !chinese ?
		    "questions that are not Chinese" : "questions");
}

/* Publishes the rejects, makes the changes and lists them. */
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
	say_mixed();
	say_threshold();
	say_useless();
}

static void
report(void)
{
	const struct failures *f = &stage.failures;
	struct buf line = { 0 };

	if (stage.verbose)
		program_say("%zu chunk%s read", chunks, plural(chunks));
	if (unembedded > 0)
		program_say("%s: no vector in %zu of %zu records; wk-embed -f "
		    "question adds vectors", unrelated, unembedded,
		    nunrelated + unembedded);
	if (f->tally.n == 0)
		return;
	failures_counts(f, &line);
	if (rejects_path == NULL)
		buf_printf(&line, " (-r FILE keeps %s)",
		    f->tally.n == 1 ? "it" : "them");
	failures_first(f, &line);
	program_say("%zu record%s: %.*s", f->tally.n, f->tally.n == 1 ?
	    " is not a chunk" : "s are not chunks", (int)line.len, line.data);
	buf_free(&line);
}

/* The files to read: the operands, the file of --unrelated behind them. */
static char *const *
with_unrelated(char *const *operands)
{
	size_t n = 0;

	if (unrelated_path == NULL)
		return operands;
	unrelated = xstrdup(unrelated_path);
	while (operands[n] != NULL)
		n++;
	all = xcalloc(n + 3, sizeof(*all));
	if (n > 0)
		memcpy(all, operands, n * sizeof(*all));
	if (n == 0 && !merging)
		all[n++] = standard_input;
	all[n] = unrelated;
	return all;
}

/* --merge: adds the chunks of these bases.  Returns the end of the list. */
static char *const *
merge(char *const *paths)
{
	struct kb_merged m;

	for (; *paths != NULL; paths++) {
		must(kb_write_merge(writer, *paths, immutable, &m,
		    &why));
		chunks += (size_t)m.chunks;
		thresholds += m.threshold;
	}
	return paths;
}

/* Begins to change the knowledge base. */
static void
begin(const char *path)
{
	f_source = stage_field(&stage, "source");
	f_index = stage_field(&stage, "index");
	f_start = stage_field(&stage, "start");
	f_url = stage_field(&stage, "url");
	f_embedding = stage_field(&stage, "embedding");
	f_question = stage_field(&stage, "question");
	f_pair = stage_field(&stage, "pair");
	if (rejects_path != NULL &&
	    publish_open(&rejects, rejects_path) == -1)
		program_die("%s: %s", rejects_path, strerror(errno));
	if ((writer = kb_write(path, &why)) == NULL)
		die();
	remove_sources();
}

static int
make_index(const char *path, char *const *operands)
{
	struct record *r;
	size_t records = 0;
	bool unchanged, empty;
	int status;

	begin(path);
	operands = with_unrelated(merging ? merge(operands) : operands);
	/* With --remove alone, stdin is not read: it may be a terminal. */
	if ((nremovals == 0 && !merging) || operands[0] != NULL) {
		stage_open(&stage, operands);
		for (; (r = stage_next(&stage)) != NULL; records++)
			work(r);
		end_file();
	}
	unchanged = nremovals == 0 && chunks == 0 && nunrelated == 0 &&
	    stage.failures.tally.n == 0;
	empty = unchanged && records == 0;	/* else all are duplicates */
	if (stage.unread || stage.dead || stage.out.error != 0)
		stage.say("%s: nothing was changed", path);
	else if (unchanged) {
		if (empty)
			stage.say("%s: no chunks in the input; nothing was "
			    "changed",
			    path);
		if (rejects_path != NULL)
			publish_abort(&rejects);
	} else
		commit();
	kb_write_close(writer);
	report();
	status = stage_end(&stage);
	return missing > 0 || empty ? status_worse(status, STATUS_FAILED) :
	    status;
}

static int
list(const char *path)
{
	struct kb *kb;
	struct kb_source source;
	int more;

	if ((kb = kb_open(path, immutable, &why)) == NULL)
		die();
	while ((more = kb_next_source(kb, &source, &why)) == 1)
		put_source(&source);
	must(more);
	kb_close(kb);
	return stage_end(&stage);
}

static void
add_removal(const struct opt *o, const char *arg, struct buf *problem)
{
	(void)o;
	(void)problem;	/* any name may be that of a source */
	removals = xreallocarray(removals, nremovals + 1, sizeof(*removals));
	removals[nremovals++] = arg;
}

static const struct opt options[] = {
	{ 'r', "rejects", "file", "write records that are not chunks to this "
	    "file",
	    OPT_STRING, .value = &rejects_path, .group = OPT_OUTPUT },
	{ 0, "source", "name", "source of the records that lack a source",
	    OPT_STRING, .value = &source_name, .group = OPT_INPUT },
	{ 0, "remove", "source", "remove this source; repeatable",
	    OPT_CALL, .call = add_removal },
	{ 0, "unrelated", "file", "find a threshold from questions about other "
	    "subjects", OPT_STRING, .value = &unrelated_path,
	    .group = OPT_INPUT },
	{ 0, "merge", NULL, "add the chunks of other bases to kb",
	    OPT_FLAG, .value = &merging },
	{ 0, "list", NULL, "list the sources, and change nothing",
	    OPT_FLAG, .value = &listing },
	{ 0, "immutable", NULL, "do not lock the bases; nobody may change them",
	    OPT_FLAG, .value = &immutable },
	STAGE_OPTIONS(stage, "text")
};

/* --merge reads no records. */
static const struct opt_pair apart[] = {
	{ "merge", "list" }, { "merge", "source" }, { "merge", "r" },
	{ "merge", "f" }, { "merge", "w" }, { "merge", "R" },
	{ "merge", "lines" },
};

static const struct opt_program program = {
	.name = "wk-index",
	.does = "Makes a knowledge base of chunks, or brings it up to date.",
	.example = { "wk-split -c 768 -o 32 docs | wk-index kb.db",
	    "wk-index --list kb.db" },
	.operands = "kb [file ...]",
	.job = "Knowledge base",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

int
main(int argc, char *argv[])
{
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	if (operands[0] == NULL)
		program_die("give a knowledge base, as in wk-split docs | "
		    "wk-index kb.db");
	if (listing && operands[1] != NULL)
		program_die("--list takes one knowledge base, and no files");
	if (merging && operands[1] == NULL)
		program_die("--merge needs other bases, as in wk-index --merge "
		    "all.db a.db b.db");
	if (immutable && !listing && !merging)
		program_die("--immutable needs --merge or --list");
	if (unrelated_path != NULL && strcmp(unrelated_path, "-") == 0)
		program_die("--unrelated -: must be a file, not standard "
		    "input");
	status = listing ? list(operands[0]) :
	    make_index(operands[0], operands + 1);
	free(all);
	free(unrelated);
	free(removals);
	buf_free(&why);
	buf_free(&scratch);
	buf_free(&last);
	embedding_free(&embedding);
	return status;
}
