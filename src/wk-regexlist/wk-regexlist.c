/* wk-regexlist: responses that hold a list in, a record an item out. */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "list.h"
#include "stage/question.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "base/utf8.h"

/* As much of a text without a list as a message shows, in bytes. */
#define SHOWN 120

enum {
	OPT_STRICT = STAGE_OPT_OWN
};

static struct stage stage = { .name = "wk-regexlist", .field = "response",
	.say = warnx };
static const char *output = "question";
static size_t most = SIZE_MAX, longest = SIZE_MAX;
static bool strict, keep_duplicates;
static struct pattern *pattern;
static struct list list;
static struct buf json, scratch;
static struct out sketch = { .fd = OUT_MEMORY };
static int f_reasoning, f_ask, f_output, f_item;

static struct question question;

/* What became of the items. */
static struct counts {
	size_t read, written, past, too_long, twice;
} counts;

static const char usage[] =
    "usage: wk-regexlist [-DRv] [-e regex] [-f field] [-l length] [-n items]\n"
    "                    [-o field] [-w field] [--lines] [--strict]\n"
    "                    [file ...]\n"
    "       wk-regexlist -h | -V\n";

/* What is in `ask` that matters here. */
static struct {
	bool cut;	/* a limit cut the response off */
	bool usage;
} call;

/* Where the member or brace behind a comma begins, or a brace. */
static const char *
behind_comma(const char *p, const char *end)
{
	while (p < end && *p != ',' && *p != '}')
		p++;
	if (p < end && *p == ',')
		p++;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

/*
 * Reads `ask`.  If there is `usage` in it, json becomes `ask` without, so
 * that no token is counted once an item; its other bytes stay.
 */
static void
read_ask(const struct record *r)
{
	const struct json_value *ask = record_get(r, f_ask);
	struct json_value name, value;
	const char *from, *end, *last = NULL;
	struct json j;

	call.cut = call.usage = false;
	if (ask == NULL || ask->type != JSON_OBJECT)
		return;
	json_open(&j, ask->p, ask->len);
	buf_clear(&json);
	(void)json_object(&j);
	from = ask->p;
	end = ask->p + ask->len;
	while (json_member(&j, &name, &value) == 1) {
		if (!json_is(&name, "usage")) {
			last = value.p + value.len;
			if (json_is(&name, "finish"))
				call.cut = json_is(&value, "length");
			continue;
		}
		call.usage = true;
		/* The comma goes too: that before it, if there is one. */
		buf_add(&json, from, (size_t)((last == NULL ? name.p : last) -
		    from));
		from = value.p + value.len;
		if (last == NULL)
			from = behind_comma(from, end);
	}
	if (call.usage)
		buf_add(&json, from, (size_t)(end - from));
	if (json.failed)
		err(STATUS_LOCAL, NULL);
}

/* Takes out of the list what the options do not want. */
static void
choose(void)
{
	size_t i, kept = 0;
	struct span s;

	counts.read += list.n;
	for (i = 0; i < list.n; i++) {
		s = list_text(&list, i);
		/* A code point is a byte or more. */
		if (s.len > longest && utf8_count(s.p, s.len) > longest)
			continue;
		list.item[kept++] = list.item[i];
	}
	counts.too_long += list.n - kept;
	list.n = kept;
	if (!keep_duplicates) {
		counts.twice += list_unique(&list);
		if (list.text.failed)
			errx(STATUS_LOCAL, "out of memory");
	}
	if (list.n > most) {
		counts.past += list.n - most;
		list.n = most;
	}
}

/* Appends a number. */
static void
put_number(struct buf *b, size_t n)
{
	char digits[32], *end = digits + sizeof(digits), *at = end;

	do
		*--at = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	buf_add(b, at, (size_t)(end - at));
}

/*
 * Writes the items.  Their records differ in two values alone, so one is
 * written with bytes for them that no record has.
 */
static void
put_items(struct record *r)
{
	const char *p, *end, *text, *number, *at;
	struct buf *out = &stage.out.buf;
	struct span s;
	size_t i, k;

	record_set(r, f_output, "\"\001\"", 3);
	record_set(r, f_item, "\002", 1);
	buf_clear(&sketch.buf);
	if (record_write(r, &sketch) == -1 || sketch.buf.failed)
		errx(STATUS_LOCAL, "out of memory");
	end = sketch.buf.data + sketch.buf.len;
	text = memchr(sketch.buf.data, '\001', sketch.buf.len);
	number = memchr(sketch.buf.data, '\002', sketch.buf.len);
	for (i = 0; i < list.n; i++) {
		s = list_text(&list, i);
		for (k = 0, p = sketch.buf.data; k < 2; k++, p = at + 1) {
			at = (k == 0) == (text < number) ? text : number;
			buf_add(out, p, (size_t)(at - p));
			if (at == text)
				json_put_inside(out, s.p, s.len);
			else
				put_number(out, i + 1);
		}
		buf_add(out, p, (size_t)(end - p));
		out_pace(&stage.out);
	}
}

static void
emit_items(struct record *r)
{
	if (call.usage)
		record_set(r, f_ask, json.data, json.len);
	record_unset(r, stage.input);
	record_unset(r, f_reasoning);
	question_renew(&question, r);
	counts.written += list.n;
	put_items(r);
}

/* Says in the record that there is no list, and how what there is begins. */
static void
fail(struct record *r, const char *kind, const char *what, struct span text)
{
	buf_clear(&scratch);
	utf8_mask(&scratch, text.p, text.len, SHOWN);
	if (scratch.failed)
		err(STATUS_LOCAL, NULL);
	stage_fail(&stage, r, kind, "%s: '%.*s'", what, (int)scratch.len,
	    scratch.data);
	stage_emit(&stage, r);
}

/* Reads the items of a response into list.  -1: a pattern gave up. */
static int
read_items(struct span text, enum list_found *found)
{
	unsigned int how = (strict ? LIST_STRICT : 0) |
	    (call.cut ? LIST_CUT : 0);
	int status = 0;

	if (pattern == NULL)
		*found = list_read(&list, text.p, text.len, how);
	else {
		status = list_match(&list, pattern, text.p, text.len);
		*found = list.n > 0 ? LIST_FOUND : LIST_NONE;
	}
	if (list.text.failed)
		errx(STATUS_LOCAL, "out of memory");
	return status;
}

static void
work(struct record *r)
{
	enum list_found found;
	struct span text;

	if (record_string(r, stage.input, &text) != 1) {
		stage_fail(&stage, r, "no_response", "no text in %s",
		    stage.field);
		stage_emit(&stage, r);
		return;
	}
	if (r->strings.failed)
		err(STATUS_LOCAL, NULL);
	read_ask(r);
	if (read_items(text, &found) == -1)
		fail(r, "match_limit", "the pattern takes too long", text);
	else if (found == LIST_NONE)
		fail(r, "no_list", "no list", text);
	else if (found == LIST_EMPTY)
		fail(r, "empty_list", "a list of no items", text);
	else {
		choose();
		if (list.n > 0)
			emit_items(r);
		else
			fail(r, "empty_list", "every item is too long", text);
	}
}

static void
report(void)
{
	if (stage.verbose)
		warnx("%zu items, %zu written, %zu past -n, %zu too long, "
		    "%zu duplicates, %zu records failed", counts.read,
		    counts.written, counts.past, counts.too_long, counts.twice,
		    stage.failed);
}

static size_t
parse_number(int letter, const char *arg)
{
	const char *problem;
	long long n;

	n = strtonum(arg, 1, INT_MAX, &problem);
	if (problem != NULL)
		errx(STATUS_LOCAL, "-%c %s: %s", letter, arg, problem);
	return (size_t)n;
}

static const struct option options[] = {
	STAGE_LONG,
	{ "keep-duplicates", no_argument, NULL, 'D' },
	{ "length", required_argument, NULL, 'l' },
	{ "items", required_argument, NULL, 'n' },
	{ "output", required_argument, NULL, 'o' },
	{ "regex", required_argument, NULL, 'e' },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ NULL, 0, NULL, 0 }
};

static void
parse_pattern(const char *arg)
{
	struct pattern_error e;

	pattern_free(pattern);
	pattern = pattern_new(span_of(arg), PATTERN_LINES, &e);
	if (pattern == NULL)
		errx(STATUS_LOCAL, "-e %s: byte %zu: %s", arg, e.offset,
		    e.message);
}

/* Takes an option of its own: false if it is none. */
static bool
own_option(int c)
{
	switch (c) {
	case 'D':
		keep_duplicates = true;
		return true;
	case 'e':
		parse_pattern(optarg);
		return true;
	case 'l':
		longest = parse_number(c, optarg);
		return true;
	case 'n':
		most = parse_number(c, optarg);
		return true;
	case 'o':
		output = optarg;
		return true;
	case OPT_STRICT:
		strict = true;
		return true;
	default:
		return stage_option(&stage, c, optarg);
	}
}

static void
name_fields(void)
{
	f_reasoning = stage_field(&stage, "reasoning");
	f_ask = stage_field(&stage, "ask");
	question_open(&question, &stage);
	f_output = stage_field(&stage, output);
	f_item = stage_field(&stage, "item");
}

int
main(int argc, char *argv[])
{
	struct record *r;
	int c, status;

	program_start(&stage);
	while ((c = getopt_long(argc, argv, STAGE_LETTERS "De:l:n:o:",
	    options, NULL)) != -1)
		switch (c) {
		case 'V':
			return stage_print(&stage,
			    "wk-regexlist " VERSION "\n");
		case 'h':
			return stage_print(&stage, usage);
		default:
			if (own_option(c))
				break;
			(void)fputs(usage, stderr);
			return STATUS_LOCAL;
		}
	if (strcmp(output, "item") == 0)
		errx(STATUS_LOCAL, "-o item: that is the number of the item");
	if (strict && pattern != NULL)
		errx(STATUS_LOCAL, "--strict and -e: one of them");
	name_fields();
	stage_open(&stage, argv + optind);
	while ((r = stage_next(&stage)) != NULL)
		work(r);
	status = stage_end(&stage);
	report();
	list_free(&list);
	pattern_free(pattern);
	buf_free(&json);
	buf_free(&scratch);
	buf_free(&sketch.buf);
	return status;
}
