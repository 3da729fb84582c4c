/* list: the responses in tests/regexlist/list, duplicates, patterns, limits. */
#include "list.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "json/json.h"
#include "stage/record.h"
#include "tap.h"
#include "base/utf8.h"

static struct fields fields;
static int f_name, f_response, f_items, f_cut, f_strict;

/* The items as a JSON array; null if there is no list. */
static void
put_items(struct buf *b, const struct list *l, enum list_found found)
{
	struct span s;
	size_t i;

	if (found == LIST_NONE) {
		buf_puts(b, "null");
		return;
	}
	buf_addc(b, '[');
	for (i = 0; i < l->n; i++) {
		if (i > 0)
			buf_puts(b, ", ");
		s = list_text(l, i);
		json_put_string(b, s.p, s.len);
	}
	buf_addc(b, ']');
}

static void
run_case(struct record *r, const char *file)
{
	const struct json_value *want = record_get(r, f_items);
	struct span name, response;
	struct buf got = { 0 };
	struct list l = { 0 };
	enum list_found found;
	char title[200];

	if (record_string(r, f_name, &name) != 1 || want == NULL ||
	    record_string(r, f_response, &response) != 1) {
		ok(false, "%s: a case is not complete", file);
		return;
	}
	found = list_read(&l, response.p, response.len,
	    (record_true(r, f_cut) ? LIST_CUT : 0) |
	    (record_true(r, f_strict) ? LIST_STRICT : 0));
	put_items(&got, &l, found);
	(void)snprintf(title, sizeof(title), "%s: %.*s", file, (int)name.len,
	    name.p);
	is_mem(got.data, got.len, want->p, want->len, title);
	list_free(&l);
	buf_free(&got);
}

/* Runs each case of a file. */
static void
run_table(const char *file)
{
	struct record r = { .fields = &fields };
	struct buf b = { 0 };
	char path[256];
	const char *p, *nl;

	(void)snprintf(path, sizeof(path), "tests/regexlist/list/%s", file);
	if (!ok(file_read(path, &b) == 0 && b.len > 0, "%s is there", path))
		return;
	for (p = b.data; p < b.data + b.len; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(b.data + b.len - p));
		if (nl == NULL)
			break;
		if (record_parse(&r, (struct span){ p,
		    (size_t)(nl - p) }) == 0)
			run_case(&r, file);
		else
			ok(false, "%s: a case is not a JSON object", file);
	}
	buf_free(&b);
	record_free(&r);
}

static void
test_unique(void)
{
	static const char text[] = "[\"a\",\"b\",\"a\",\"c\",\"b\",\"a\"]";
	struct list l = { 0 };
	struct buf got = { 0 };

	ok(list_read(&l, text, strlen(text), 0) == LIST_FOUND && l.n == 6,
	    "a list of six items");
	ok(list_unique(&l) == 3, "three items stand in the list before");
	put_items(&got, &l, LIST_FOUND);
	is_mem(got.data, got.len, "[\"a\", \"b\", \"c\"]", 15,
	    "list_unique keeps the others in their order");
	list_free(&l);
	buf_free(&got);
}

static void
pattern_gives(const char *pattern, const char *text, const char *want)
{
	struct buf got = { 0 };
	struct list l = { 0 };
	struct pattern_error e;
	struct pattern *p = pattern_new(span_of(pattern), PATTERN_LINES, &e);

	if (!ok(p != NULL, "%s compiles", pattern))
		return;
	ok(list_match(&l, p, text, strlen(text)) == 0, "%s runs", pattern);
	put_items(&got, &l, LIST_FOUND);
	is_mem(got.data, got.len, want, strlen(want), pattern);
	pattern_free(p);
	list_free(&l);
	buf_free(&got);
}

static void
test_pattern(void)
{
	struct list l = { 0 };
	struct pattern_error e;
	struct pattern *p;
	char text[64];

	pattern_gives("<q>(.*?)</q>", "<q>云泽？</q> <q> 听\n芦 </q>",
	    "[\"云泽？\"]");
	pattern_gives("(?s)<q>(.*?)</q>", "<q>1. 云泽？</q> <q> 听\n芦 </q>",
	    "[\"1. 云泽？\", \"听 芦\"]");
	pattern_gives("^问(.+)$", "问甲\n答乙\n问丙", "[\"甲\", \"丙\"]");
	pattern_gives("[^，]*", "甲，乙，，丙", "[\"甲\", \"乙\", \"丙\"]");
	pattern_gives("(a)|b", "aba", "[\"a\", \"a\"]");
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = 'b';
	p = pattern_new(span_of("^(a+)+$"), PATTERN_LINES, &e);
	ok(p != NULL && list_match(&l, p, text, sizeof(text)) == -1,
	    "a pattern that takes too long is given up");
	pattern_free(p);
	list_free(&l);
}

/* A text that repeats a piece up to a size, read in good time. */
static void
hostile(const char *piece, const char *tail)
{
	const size_t size = (size_t)1 << 20, n = strlen(piece);
	struct buf b = { 0 }, name = { 0 };
	struct list l = { 0 };
	size_t i;
	bool good = true;

	while (b.len + n <= size)
		buf_add(&b, piece, n);
	buf_puts(&b, tail);
	(void)list_read(&l, b.data, b.len, 0);
	for (i = 0; i < l.n && good; i++)
		good = list_text(&l, i).len > 0;
	utf8_mask(&name, piece, n, n);
	ok(good && !l.text.failed && l.text.size < 64 * size,
	    "a megabyte of '%.*s'%s", (int)name.len, name.data,
	    *tail == '\0' ? "" : " and a list");
	buf_free(&name);
	list_free(&l);
	buf_free(&b);
}

static void
test_hostile(void)
{
	static const char *const pieces[] = { "[", "{", "(", "【", "\"", "'",
		"[\"", "[\"a", "[[\"a\",", "{\"a\":", "{\"a\":\"b\",", "\\",
		"[\\\"", "&", "&quot;", "*", "**", "**a ", "1. ", "1. a？2. ",
		"- ", "\n", "1.\n", "<", "<think>", "</think>", "```\n",
		"<q>", "|", "|a？", "“", "[“", "[a,", "[1,", "[1 ", " ",
		"　", "\" #", "\" ,", "\"  \n", "a\"]", "(\"a\",", "😀", "（",
		"[（", "1.1.", "答案：", "问题1：", "？**", "\\u", "\\ud83d",
		",", "[,", "'s ", "[ ]", "[x](y)", "x[\"a\"]", "<br>",
		"①②", "一、二、", "问题一：", "\"\"\"", "/*", "\",a",
		"[/*", "[\"a\":", "[a\",", "\"a\":1\n",
		"\"questions\":\"a\",", "\"a\",\"b\":" };
	size_t i;

	for (i = 0; i < LEN(pieces); i++) {
		hostile(pieces[i], "");
		hostile(pieces[i], "\n[\"a\", \"b\"]");
	}
}

int
main(void)
{
	f_name = fields_add(&fields, "name");
	f_response = fields_add(&fields, "response");
	f_items = fields_add(&fields, "items");
	f_cut = fields_add(&fields, "cut");
	f_strict = fields_add(&fields, "strict");
	run_table("literal.jsonl");
	run_table("object.jsonl");
	run_table("around.jsonl");
	run_table("cut.jsonl");
	run_table("lines.jsonl");
	run_table("careless.jsonl");
	run_table("inline.jsonl");
	run_table("noise.jsonl");
	run_table("note.jsonl");
	run_table("strict.jsonl");
	run_table("traditional.jsonl");
	run_table("inner.jsonl");
	test_unique();
	test_pattern();
	test_hostile();
	return tap_done();
}
