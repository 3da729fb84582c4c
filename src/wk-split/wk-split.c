/* wk-split: cuts documents into chunks, a record each. */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "json/json.h"
#include "splitter.h"
#include "stage/encoding_option.h"
#include "stage/id.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "text/document.h"
#include "text/encoding.h"
#include "text/format.h"
#include "text/walk.h"
#include "title.h"

#define SIZE 1024	/* of a chunk, in code points, as the tutorial has it */
#define OVERLAP 50
#define FOR_TEXT "wk-text FILE | wk-split --jsonl"

static struct stage stage = { .name = "wk-split", .say = program_say };
static struct splitter *splitter;
static struct splitter_options how = { .size = SIZE, .overlap = OVERLAP };
static const char *source;
static size_t preset;	/* a place in presets */
static const char *const presets[] = { "tutorial", "langchain", "chinese",
	"markdown", "sentence", NULL };
static size_t keep = SIZE_MAX, newline;	/* places in keeps and newlines */
static struct opt_strings separators, include;
static bool patterns, jsonl, titled, identified;
static bool headings, with_heading;
static size_t most_before;	/* code points of before; 0: it is not set */

static struct document_options decode = { .encoding = ENCODING_AUTO };
static struct walk_options files;
static struct document document;
static struct buf middle;	/* of each line, between its text and index */
static struct buf number;	/* a value of a record that is being written */
static struct span title;	/* for the record; empty if it has its own */
static bool strange;	/* the record has a heading that is no string */
static struct span origin;	/* the source of the chunks, for their ids */
static bool told;	/* that a text is HTML or RTF */
static bool unmatched;	/* no file in a directory matched */

static int f_text, f_source, f_title, f_index, f_start, f_id, f_before;
static int f_embedding;
static size_t begins;	/* of the record's text, in its document */
static int f_page, f_row, f_heading;

/*
 * The last code points of s, as many as --before says; empty if they are
 * blank.
 */
static struct span
tail(struct span s)
{
	size_t n = most_before, from = s.len;
	uint32_t cp;

	for (; n > 0 && from > 0; n--)
		from -= utf8_decode_last(s.p, from, &cp);
	s = span_from(s, from);
	return utf8_strip(s).len == 0 ? span_from(s, s.len) : s;
}

/* Appends a field of the record to `number`, if the record has it. */
static void
add_value(const struct record *r, int field)
{
	const struct json_value *v = record_get(r, field);

	if (v == NULL)
		return;
	buf_addc(&number, '\0');
	buf_puts(&number, r->fields->name[field]);
	buf_add(&number, v->p, v->len);
}

/*
 * Where the text that is split begins in its document: the record's start, if
 * the text is a chunk already, else 0.
 */
static size_t
begins_at(const struct record *r)
{
	const struct json_value *v = record_get(r, f_start);
	long long n;

	return stage.input == f_text && v != NULL &&
	    json_integer(v, &n) == 0 && n > 0 ? (size_t)n : 0;
}

/*
 * Makes the id of a chunk.  The same text may begin at the same place of the
 * same source: in other pages or rows of a record, r, or where --source is
 * one name for all.  So the text counts, too, and the page and row of r.
 */
static void
make_id(char id[ID_LEN + 1], const struct chunk *c, const struct record *r)
{
	char digits[48];

	buf_clear(&number);
	buf_add(&number, c->text.p, c->text.len);
	if (r != NULL) {
		add_value(r, f_page);
		add_value(r, f_row);
	}
	if (c->run)
		(void)snprintf(digits, sizeof(digits), "%zu",
		    begins + c->start);
	else
		(void)snprintf(digits, sizeof(digits), "%zu/%zu", begins,
		    c->index);
	id_of(id, origin, span_of(digits), buf_span(&number));
}

/* Writes a member of the object that is being written. */
static void
put_member(struct out *out, const char *name, struct span value)
{
	out_bytes(out, ",\"", 2);
	out_bytes(out, name, strlen(name));
	out_bytes(out, "\":", 2);
	json_write_string(out, value.p, value.len);
}

/* Writes a chunk of a document as a line. */
static int
write_chunk(void *arg, const struct chunk *c)
{
	static const char first[] = "{\"text\":", between[] = ",\"start\":";
	const struct span context = tail(c->before);
	struct out *out = arg;
	char id[ID_LEN + 1];

	out_bytes(out, first, sizeof(first) - 1);
	json_write_string(out, c->text.p, c->text.len);
	out_bytes(out, middle.data, middle.len);
	buf_addu(&out->buf, c->index);
	if (c->run) {
		out_bytes(out, between, sizeof(between) - 1);
		buf_addu(&out->buf, c->start);
	}
	if (c->heading.len > 0)
		put_member(out, "heading", c->heading);
	if (identified) {
		make_id(id, c, NULL);
		put_member(out, "id", span_of(id));
	}
	if (context.len > 0)
		put_member(out, "before", context);
	out_bytes(out, "}", 1);
	out_end(out);
	return out->error;
}

/* Writes the error record of a document. */
static void
write_error(const char *name, const char *kind, const char *message)
{
	const struct span none = { 0 };
	struct buf b = { 0 }, text = { 0 };

	buf_printf(&text, "%s: %s", name, message);
	buf_puts(&b, "{\"source\":");
	json_put(&b, name);
	buf_puts(&b, ",\"error\":");
	stage_error(&b, &stage, kind, buf_span(&text), none);
	buf_addc(&b, '}');
	out_bytes(&stage.out, b.data, b.len);
	out_end(&stage.out);
	buf_free(&b);
	stage_count(&stage, kind, buf_span(&text));
	buf_free(&text);
}

static void
write_unreadable(const char *name, const char *why)
{
	program_say("%s: %s", name, why);
	stage.unread = true;
	write_error(name, "unreadable", why);
}

/* Makes what stands between the text and the index of each chunk. */
static void
make_middle(const char *name)
{
	buf_clear(&middle);
	buf_puts(&middle, ",\"source\":");
	json_put(&middle, name);
	if (titled && (title = title_of(document.text)).len > 0) {
		buf_puts(&middle, ",\"title\":");
		json_put_string(&middle, title.p, title.len);
	}
	buf_puts(&middle, ",\"index\":");
}

/* Writes the error record of a document that could not be loaded. */
static void
write_not_loaded(const char *name)
{
	struct buf b = { 0 };

	if (strcmp(document.kind, "unreadable") == 0) {
		write_unreadable(name, document.message);
		return;
	}
	buf_puts(&b, document.message);
	if (document.format != NULL) {
		buf_clear(&b);
		buf_printf(&b, "%s; wk-text reads it: " FOR_TEXT,
		    document.format);
	}
	buf_addc(&b, '\0');
	write_error(name, document.kind, b.data);
	buf_free(&b);
}

/* Tells, once, that a text is full of marks. */
static void
say_marks(const char *name)
{
	const char *format = told ? NULL : format_of_text(document.text);

	if (format == NULL)
		return;
	told = true;
	program_say("%s: %s is cut with its tags; wk-text extracts its text: "
	    FOR_TEXT, name, format);
}

/* Tells of a document that gives no chunk. */
static void
say_empty(struct span name, struct span text)
{
	if (utf8_strip(text).len == 0)
		program_say("%.*s: the document is empty", (int)name.len,
		    name.p);
}

static void
split_document(const char *file)
{
	const char *name = source != NULL ? source : file;

	if (strcmp(file, "-") == 0)
		stage_wait(&stage, "a document");
	if (document_load(&document, file, &decode) == -1) {
		write_not_loaded(name);
		return;
	}
	if (document.doubtful)
		program_say("%s: %s, a guess (-e names another encoding)",
		    name, document.encoding);
	else if (stage.verbose && (document.guessed ||
	    strcmp(document.encoding, "UTF-8") != 0))
		program_say("%s: %s%s", name, document.encoding,
		    document.guessed ? ", a guess" : "");
	say_marks(name);
	make_middle(name);
	origin = span_of(name);
	say_empty(origin, document.text);
	if (splitter_run(splitter, document.text, write_chunk, &stage.out) ==
	    -1)
		write_error(name, "not_split", splitter_why(splitter));
}

/* Tells that a directory has no documents: status 1, and nothing goes on. */
static void
say_nothing_matched(const char *name, const struct walk *walk)
{
	program_say("%s: %s (--include '*.md' or --recursive takes more;"
	    " wk-text reads PDF, DOCX, HTML and others)", name, walk->why);
	unmatched = true;
}

static int
split_documents(char *const *operands)
{
	struct walk walk;
	const char *name;
	int found, status;

	files.include = include.v;
	files.ninclude = include.n;
	walk_open(&walk, operands, &files);
	while (stage.out.error == 0 && (found = walk_next(&walk, &name)) != 0)
		if (found == 1)
			split_document(name);
		else if (found == 2)
			say_nothing_matched(name, &walk);
		else
			write_unreadable(name, walk.why);
	walk_close(&walk);
	document_free(&document);
	buf_free(&middle);
	status = stage_end(&stage);
	return unmatched ? status_worse(status, STATUS_FAILED) : status;
}

/* Sets a field of the record to a number. */
static void
set_number(struct record *r, int field, size_t n)
{
	buf_clear(&number);
	buf_addu(&number, n);
	record_set(r, field, number.data, number.len);
}

/*
 * Sets the text before a chunk.  A text that is a chunk already may have a
 * field before: the text before it.
 */
static void
set_before(struct record *r, const struct chunk *c)
{
	struct span own, s = tail(c->before);

	if (c->before.len / 4 < most_before && stage.input == f_text &&
	    utf8_count(c->before.p, c->before.len) < most_before &&
	    record_string(r, f_before, &own) == 1) {
		buf_clear(&number);
		buf_add(&number, own.p, own.len);
		buf_add(&number, c->before.p, c->before.len);
		s = tail(buf_span(&number));
	}
	if (s.len > 0)
		record_set_string(r, f_before, s.p, s.len);
	else
		record_unset(r, f_before);
}

/*
 * Writes a chunk of a record's text: the record, with the chunk in place of
 * the text.  Ends the splitting if the record is too long, or stdout fails.
 */
static int
write_record(void *arg, const struct chunk *c)
{
	struct record *r = arg;
	char id[ID_LEN + 1];

	record_reset(r);
	if (stage.retry)
		record_unset(r, stage.error);
	if (stage.input != f_text)
		record_unset(r, stage.input);
	record_unset(r, f_embedding);	/* it is of the whole text */
	if (record_get(r, f_source) == NULL)
		record_set_string(r, f_source, source, strlen(source));
	if (title.len > 0)
		record_set_string(r, f_title, title.p, title.len);
	set_number(r, f_index, c->index);
	if (c->run)
		set_number(r, f_start, begins + c->start);
	else
		record_unset(r, f_start);
	if (c->heading.len > 0 && !strange)
		record_set_string(r, f_heading, c->heading.p, c->heading.len);
	if (identified) {
		make_id(id, c, r);
		record_set_string(r, f_id, id, ID_LEN);
	}
	if (most_before > 0)
		set_before(r, c);
	if (record_write_with(r, &stage.out, f_text, c->text) == -1)
		return -1;
	return stage.out.error;
}

/* Finds the title for a record that has none, and is no later chunk. */
static void
find_title(struct record *r, struct span text)
{
	struct span own = { "", 0 };

	title = own;
	if (titled && begins == 0 && record_string(r, f_title, &own) != -1 &&
	    utf8_strip(own).len == 0)
		title = title_of(text);
}

/* Tells the splitter under which headings the text of a record stands. */
static void
set_outer(struct record *r)
{
	struct span outer = { "", 0 };

	if (!how.markdown)
		return;
	strange = record_string(r, f_heading, &outer) == -1;
	splitter_under(splitter, strange ? span_of("") : utf8_strip(outer));
}

static void
split_record(struct record *r)
{
	struct span text;
	int status;

	if (!stage_text(&stage, r, &text)) {
		stage_emit(&stage, r);
		return;
	}
	if (record_string(r, f_source, &origin) != 1)
		origin = span_of(source);
	say_empty(origin, text);
	begins = begins_at(r);
	find_title(r, text);
	set_outer(r);
	status = splitter_run(splitter, text, write_record, r);
	if (status == 0 || stage.out.error != 0)
		return;
	record_reset(r);
	if (status == -1)
		stage_fail(&stage, r, "not_split", "%s",
		    splitter_why(splitter));
	else
		stage_fail(&stage, r, "too_long", "the record of a chunk"
		    " would be too long");
	stage_emit(&stage, r);
}

static int
split_records(char *const *operands)
{
	const char *given = source;
	struct record *r;

	if (stage.field == NULL)
		stage.field = "text";
	f_text = stage_field(&stage, "text");
	f_source = stage_field(&stage, "source");
	f_index = stage_field(&stage, "index");
	f_start = stage_field(&stage, "start");
	f_embedding = stage_field(&stage, "embedding");
	if (titled)
		f_title = stage_field(&stage, "title");
	if (identified) {
		f_id = stage_field(&stage, "id");
		f_page = stage_field(&stage, "page");
		f_row = stage_field(&stage, "row");
	}
	if (how.markdown)
		f_heading = stage_field(&stage, "heading");
	if (most_before > 0)
		f_before = stage_field(&stage, "before");
	stage_open(&stage, operands);
	while ((r = stage_next(&stage)) != NULL) {
		source = given != NULL ? given :
		    strcmp(stage.file, "stdin") == 0 ? "-" : stage.file;
		split_record(r);
	}
	return stage_end(&stage);
}

/* Makes the splitter that -p, -s, -E and --keep describe together. */
static void
choose_splitter(void)
{
	struct splitter_error e;

	(void)splitter_preset(&how, presets[preset]);
	if (patterns && separators.n == 0)
		program_die("-E needs -s SEPARATOR");
	if (keep != SIZE_MAX && how.sentences)
		program_die("--keep: -p sentence has no separators");
	if (how.overlap > how.size)
		program_die("the overlap (-o %zu) is more than the size"
		    " (-c %zu)", how.overlap, how.size);
	if (separators.n > 0) {
		how.separators = separators.v;
		how.n = separators.n;
		how.patterns = patterns;
	}
	if (keep != SIZE_MAX)
		how.keep = (enum splitter_keep)keep;
	how.with_heading = with_heading;
	how.markdown = how.markdown || headings || with_heading;
	decode.keep_newlines = newline == 1;
	if ((splitter = splitter_new(&how, &e)) != NULL)
		return;
	if (separators.n == 0 || e.which >= separators.n)
		program_die("%s", e.message);
	program_die("-s '%s': at byte %zu: %s", separators.v[e.which],
	    e.offset + 1, e.message);
}

/* Refuses options for documents where records are read, and the reverse. */
static void
refuse_strangers(bool records)
{
	const char *only_files = include.n > 0 ? "--include" :
	    files.recursive ? "--recursive" :
	    newline > 0 ? "--newline" :
	    strcmp(decode.encoding, ENCODING_AUTO) != 0 ? "-e" : NULL;
	const char *only_records = stage.field != NULL ? "-f" :
	    stage.where != NULL ? "-w" : stage.retry ? "-R" : NULL;

	if (records && only_files != NULL)
		program_die("%s cannot be used with --jsonl or --lines",
		    only_files);
	if (!records && only_records != NULL)
		program_die("%s needs --jsonl or --lines",
		    only_records);
}

static const char *const keeps[] = { "none", "start", "end", NULL };
static const char *const newlines[] = { "translate", "keep", NULL };

static const struct opt options[] = {
	{ 'c', "chunk-size", "size", "longest chunk, in characters (1024)",
	    OPT_SIZE, .value = &how.size, .least = 1, .most = INT_MAX },
	{ 'o', "chunk-overlap", "overlap",
	    "characters repeated from the chunk before (50)",
	    OPT_SIZE, .value = &how.overlap, .least = 0, .most = INT_MAX },
	{ 'p', "preset", "preset",
	    "tutorial, langchain, chinese, markdown, sentence",
	    OPT_WORD, .value = &preset, .words = presets },
	{ 's', "separator", "separator",
	    "cut at this; repeatable, coarse to fine",
	    OPT_CALL, .value = &separators, .call = opt_add },
	{ 'E', "pattern", NULL, "separators are regular expressions",
	    OPT_FLAG, .value = &patterns },
	{ 0, "keep", "none|start|end", "drop the separator, or keep it here",
	    OPT_WORD, .value = &keep, .words = keeps },
	{ 'e', "encoding", "encoding", "encoding of the documents (detected)",
	    OPT_CALL, .value = &decode.encoding, .call = encoding_option,
	    .group = OPT_INPUT },
	{ 0, "newline", "translate|keep",
	    "turn \\r\\n into \\n, or keep it (translate)",
	    OPT_WORD, .value = &newline, .words = newlines,
	    .group = OPT_INPUT },
	{ 0, "include", "glob",
	    "files to take in a directory (*.txt); repeatable",
	    OPT_CALL, .value = &include, .call = opt_add, .group = OPT_INPUT },
	{ 0, "recursive", NULL, "also take files in subdirectories",
	    OPT_FLAG, .value = &files.recursive, .group = OPT_INPUT },
	{ 0, "source", "name", "set source to this, not to the file name",
	    OPT_STRING, .value = &source, .group = OPT_OUTPUT },
	{ 0, "heading", NULL, "Markdown: set heading; cut tables between rows",
	    OPT_FLAG, .value = &headings },
	{ 0, "with-heading", NULL,
	    "--heading, and put headings before the text",
	    OPT_FLAG, .value = &with_heading },
	{ 0, "title", NULL, "set title to the document's first line",
	    OPT_FLAG, .value = &titled, .group = OPT_OUTPUT },
	{ 0, "before", "n", "set before to the n characters before a chunk",
	    OPT_SIZE, .value = &most_before, .least = 1, .most = INT_MAX,
	    .group = OPT_OUTPUT },
	{ 0, "id", NULL, "set id to a hash, the same in every run",
	    OPT_FLAG, .value = &identified, .group = OPT_OUTPUT },
	{ 0, "jsonl", NULL, "read records, and split their text",
	    OPT_FLAG, .value = &jsonl, .group = OPT_INPUT },
	STAGE_OPTIONS(stage, "text")
};

static const struct opt_pair apart[] = { { "p", "s" } };

static const struct opt_program program = {
	.name = "wk-split",
	.does = "Cuts documents into chunks, and writes a record for each.",
	.example = { "wk-split docs | wk-xtuner -p > pretrain.jsonl",
	    "wk-split -c 768 -o 32 docs | wk-index kb.db" },
	.operands = "[file ...]",
	.job = "Chunks",
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
	refuse_strangers(jsonl || stage.plain);
	choose_splitter();
	status = jsonl || stage.plain ? split_records(operands) :
	    split_documents(operands);
	splitter_free(splitter);
	free(separators.v);
	free(include.v);
	buf_free(&number);
	return status;
}
