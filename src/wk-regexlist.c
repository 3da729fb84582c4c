/* wk-regexlist: responses that hold a list in, a record an item out. */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "list.h"
#include "stage.h"
#include "utf8.h"

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
static struct list_pattern *pattern;
static struct list list;
static struct buf json, scratch;
static struct out sketch = { .fd = OUT_MEMORY };
static int f_reasoning, f_ask, f_output, f_item;

/* What belonged to the question before. */
static const char *const old[] = { "hits", "answer", "references", "origin",
	"rag" };
static int f_old[LEN(old)];

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

static void
read_ask(const struct record *r)
{
	const struct json_value *ask = record_get(r, f_ask);
	struct json_value name, value;
	struct json j;

	call.cut = call.usage = false;
	if (ask == NULL || ask->type != JSON_OBJECT)
		return;
	json_open(&j, ask->p, ask->len);
	(void)json_object(&j);
	while (json_member(&j, &name, &value) == 1) {
		if (json_is(&name, "finish"))
			call.cut = json_is(&value, "length");
		else if (json_is(&name, "usage"))
			call.usage = true;
	}
}

/*
 * Takes `usage` out of `ask`, so that no token is counted once an item; its
 * other bytes stay.
 */
static void
drop_usage(struct record *r)
{
	const struct json_value *ask = record_get(r, f_ask);
	struct json_value name, value;
	const char *from, *end, *last = NULL;
	struct json j;

	if (!call.usage)
		return;
	json_open(&j, ask->p, ask->len);
	buf_clear(&json);
	(void)json_object(&j);
	from = ask->p;
	end = ask->p + ask->len;
	while (json_member(&j, &name, &value) == 1) {
		if (!json_is(&name, "usage")) {
			last = value.p + value.len;
			continue;
		}
		/* The comma goes too: that before it, if there is one. */
		buf_add(&json, from, (size_t)((last == NULL ? name.p : last) -
		    from));
		from = value.p + value.len;
		if (last != NULL)
			continue;
		while (from < end && *from != ',' && *from != '}')
			from++;
		if (*from == ',')
			from++;
		while (from < end && (*from == ' ' || *from == '\t'))
			from++;
	}
	buf_add(&json, from, (size_t)(end - from));
	if (json.failed)
		err(STATUS_USAGE, NULL);
	record_set(r, f_ask, json.data, json.len);
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
			errx(STATUS_USAGE, "out of memory");
	}
	if (list.n > most) {
		counts.past += list.n - most;
		list.n = most;
	}
}

/* Writes n to the end of a buffer.  Returns where it begins. */
static char *
decimal(char *digits, size_t size, size_t n)
{
	char *at = digits + size;

	do
		*--at = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return at;
}

/* Writes the record with one item. */
static void
emit_item(struct record *r, struct out *to, size_t number, struct span text)
{
	char digits[32], *at;

	at = decimal(digits, sizeof(digits), number);
	record_set(r, f_item, at, (size_t)(digits + sizeof(digits) - at));
	if (record_write_with(r, to, f_output, text) == -1)
		stage.out.error = ENOMEM;
}

/* Where two texts that are not the same differ, from a place on. */
static size_t
difference(const struct buf *a, size_t half, size_t from)
{
	while (a->data[from] == a->data[half + from])
		from++;
	return from;
}

/* Copies bytes for which put_item made room. */
static void
put(const char *p, size_t n)
{
	struct buf *b = &stage.out.buf;

	memcpy(b->data + b->len, p, n);
	b->len += n;
}

/* A record in the making: its bytes, and where the two values stand. */
struct mould {
	const char *p;
	size_t len, text, number;
};

/* Writes the item number i, from 0. */
static void
put_item(const struct mould *m, size_t i)
{
	struct span s = list_text(&list, i);
	size_t text = m->text, number = m->number, n;
	char digits[32], *at = decimal(digits, sizeof(digits), i + 1);

	n = (size_t)(digits + sizeof(digits) - at);
	/* A byte of text is \uXXXX at worst. */
	if (!buf_reserve(&stage.out.buf, m->len + 6 * s.len + 32))
		return;
	if (text < number) {
		put(m->p, text);
		json_put_inside(&stage.out.buf, s.p, s.len);
		put(m->p + text + 1, number - text - 1);
		put(at, n);
		put(m->p + number + 1, m->len - number - 1);
	} else {
		put(m->p, number);
		put(at, n);
		put(m->p + number + 1, text - number - 1);
		json_put_inside(&stage.out.buf, s.p, s.len);
		put(m->p + text + 1, m->len - text - 1);
	}
	out_pace(&stage.out);
}

/*
 * Writes all items.  Their records are alike: what two with other values
 * do not have in common is where the values stand.
 */
static void
emit_alike(struct record *r)
{
	const struct buf *b = &sketch.buf;
	size_t i, half, first, second;
	struct mould m;

	buf_clear(&sketch.buf);
	emit_item(r, &sketch, 1, (struct span){ "a", 1 });
	half = b->len;
	emit_item(r, &sketch, 2, (struct span){ "b", 1 });
	if (b->failed || half == 0 || b->len != 2 * half)
		errx(STATUS_USAGE, "out of memory");
	first = difference(b, half, 0);
	second = difference(b, half, first + 1);
	m = b->data[first] == 'a' ?
	    (struct mould){ b->data, half, first, second } :
	    (struct mould){ b->data, half, second, first };
	for (i = 0; i < list.n; i++)
		put_item(&m, i);
}

static void
emit_items(struct record *r)
{
	size_t i;

	drop_usage(r);
	record_unset(r, stage.input);
	record_unset(r, f_reasoning);
	record_unset(r, stage.state);
	record_unset(r, stage.error);
	for (i = 0; i < LEN(old); i++)
		record_unset(r, f_old[i]);
	counts.written += list.n;
	if (list.n > 2)
		emit_alike(r);
	else
		for (i = 0; i < list.n; i++)
			emit_item(r, &stage.out, i + 1, list_text(&list, i));
}

/* Says in the record that there is no list, and how what there is begins. */
static void
fail(struct record *r, const char *kind, const char *what, struct span text)
{
	buf_clear(&scratch);
	utf8_mask(&scratch, text.p, text.len, SHOWN);
	if (scratch.failed)
		err(STATUS_USAGE, NULL);
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
		status = list_pattern_read(pattern, &list, text.p, text.len);
		*found = list.n > 0 ? LIST_FOUND : LIST_NONE;
	}
	if (list.text.failed)
		errx(STATUS_USAGE, "out of memory");
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
		err(STATUS_USAGE, NULL);
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
		errx(STATUS_USAGE, "-%c %s: %s", letter, arg, problem);
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
	list_pattern_free(pattern);
	pattern = list_pattern_new(arg, &scratch);
	if (pattern == NULL)
		errx(STATUS_USAGE, "-e %s: %.*s", arg, (int)scratch.len,
		    scratch.data);
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
	size_t i;

	f_reasoning = stage_field(&stage, "reasoning");
	f_ask = stage_field(&stage, "ask");
	for (i = 0; i < LEN(old); i++)
		f_old[i] = stage_field(&stage, old[i]);
	f_output = stage_field(&stage, output);
	f_item = stage_field(&stage, "item");
}

int
main(int argc, char *argv[])
{
	struct record *r;
	int c, status;

	if (stage_start(&stage) == -1)
		err(STATUS_USAGE, "stdout");
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
			return STATUS_USAGE;
		}
	if (strcmp(output, "item") == 0)
		errx(STATUS_USAGE, "-o item: that is the number of the item");
	if (strict && pattern != NULL)
		errx(STATUS_USAGE, "--strict and -e: one of them");
	name_fields();
	stage_open(&stage, argv + optind);
	while ((r = stage_next(&stage)) != NULL)
		work(r);
	status = stage_end(&stage);
	report();
	list_free(&list);
	list_pattern_free(pattern);
	buf_free(&json);
	buf_free(&scratch);
	buf_free(&sketch.buf);
	return status;
}
