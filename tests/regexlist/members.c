/* members: objects in careless lists, what may become which field, limits. */
#include "members.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "json/json.h"
#include "list.h"
#include "stage/record.h"
#include "tap.h"

static struct fields fields;
static int f_name, f_response, f_members, f_items, f_cut, f_strict;

/* Appends an item: its members as they are in JSON, or which one it lacks. */
static void
put_item(struct buf *b, const struct list *l, size_t i)
{
	const struct list_object *o = list_object(l, i);
	const struct list_value *v = l->value + o->first;
	size_t k;

	if (o->lacks != MEMBERS_MAX) {
		buf_printf(b, "%s %s", v[o->lacks].len == 0 ? "\"no" : "\"bad",
		    l->members->member[o->lacks].name);
		buf_addc(b, '"');
		return;
	}
	buf_addc(b, '{');
	for (k = 0; k < l->members->n; k++) {
		if (k > 0)
			buf_puts(b, ", ");
		json_put(b, l->members->member[k].name);
		buf_puts(b, ": ");
		if (v[k].len == 0)
			buf_puts(b, "null");
		else
			buf_add(b, l->text.data + v[k].at, v[k].len);
	}
	buf_addc(b, '}');
}

/* Reads the arguments of --member from an array of JSON. */
static void
read_members(struct members *m, const struct json_value *array)
{
	struct buf arg = { 0 }, why = { 0 };
	struct json_value v;
	struct json j;

	json_open(&j, array->p, array->len);
	(void)json_array(&j);
	while (json_element(&j, &v) == 1) {
		buf_clear(&arg);
		(void)json_add_text(&arg, &v);
		buf_addc(&arg, '\0');
		members_add(m, arg.data, &why);
	}
	if (why.len > 0)
		ok(false, "%.*s", (int)why.len, why.data);
	buf_free(&arg);
	buf_free(&why);
}

static void
run_case(struct record *r)
{
	const struct json_value *want = record_get(r, f_items);
	const struct json_value *named = record_get(r, f_members);
	struct span name, response;
	struct members members = { .n = 0 };
	struct list l = { .members = &members };
	struct buf got = { 0 };
	enum list_found found;
	char title[200];
	size_t i;

	if (record_string(r, f_name, &name) != 1 || want == NULL ||
	    named == NULL || record_string(r, f_response, &response) != 1) {
		ok(false, "a case is not complete");
		return;
	}
	read_members(&members, named);
	found = list_read(&l, response.p, response.len,
	    (record_true(r, f_cut) ? LIST_CUT : 0) |
	    (record_true(r, f_strict) ? LIST_STRICT : 0));
	if (found == LIST_NONE)
		buf_puts(&got, "null");
	else
		buf_addc(&got, '[');
	for (i = 0; i < l.n; i++) {
		if (i > 0)
			buf_puts(&got, ", ");
		put_item(&got, &l, i);
	}
	if (found != LIST_NONE)
		buf_addc(&got, ']');
	(void)snprintf(title, sizeof(title), "%.*s", (int)name.len, name.p);
	is_mem(got.data, got.len, want->p, want->len, title);
	list_free(&l);
	members_free(&members);
	buf_free(&got);
}

static void
run_table(void)
{
	struct record r = { .fields = &fields };
	struct buf b = { 0 };
	struct span rest, line;
	const char path[] = "tests/regexlist/member.jsonl";

	if (!ok(file_read(path, &b) == 0 && b.len > 0, "%s is there", path))
		return;
	rest = buf_span(&b);
	while (span_line(&rest, &line))
		if (record_parse(&r, line) == 0)
			run_case(&r);
		else
			ok(false, "a case is not a JSON object: %.*s",
			    (int)r.why.len, r.why.data);
	buf_free(&b);
	record_free(&r);
}

/* Whether --member takes an argument, behind `question`. */
static void
takes(const char *arg, bool good)
{
	struct members m = { .n = 0 };
	struct buf why = { 0 };

	members_add(&m, "question", &why);
	members_add(&m, arg, &why);
	ok(good ? m.n == 2 && why.len == 0 : m.n == 1 && why.len > 0,
	    "--member %s is %s", arg, good ? "taken" : "refused");
	members_free(&m);
	buf_free(&why);
}

static void
test_arguments(void)
{
	static const char *const good[] = { "answer", "answer:string",
		"evidence", "rejected", "aspect", "type=question_type",
		"scores", "grounded=scores", "grounded=scores:number", "x",
		"x:number", "options:array", "选项:array", "x=y", "type=y",
		"state=model_state", "a:b:string", "url", "STATE",
		"claim?", "claim?=x", "claim?:string", "x?=scores", "a?b",
		"x??" };
	static const char *const bad[] = { "", "=x", "x=", ":string", "text",
		"source", "type", "title", "page", "row", "index", "start",
		"heading", "before", "id", "messages", "prompt", "response",
		"reasoning", "ask", "rag", "item", "sample", "embedding",
		"hits", "references", "cleaned", "origin", "state",
		"duplicate_of", "unsupported", "judge", "turns", "error",
		"?", "?=x", "state?", "x?=question", "x=state",
		"x=hits:array", "state:string", "question", "Question=x",
		"x=question", "answer:number", "answer:array",
		"scores:string", "x=scores:array" };
	size_t i;

	for (i = 0; i < LEN(good); i++)
		takes(good[i], true);
	for (i = 0; i < LEN(bad); i++)
		takes(bad[i], false);
}

static void
test_most(void)
{
	struct members m = { .n = 0 };
	struct buf why = { 0 };
	char name[16];
	int i;

	for (i = 0; i <= MEMBERS_MAX; i++) {
		ok(why.len == 0, "%d members are taken", i);
		(void)snprintf(name, sizeof(name), "m%d", i);
		members_add(&m, name, &why);
	}
	ok(m.n == MEMBERS_MAX && why.len > 0, "and not one more");
	members_free(&m);
	buf_free(&why);
}

/* A text that repeats a piece up to a size, read in good time. */
static void
hostile(const char *piece, const char *tail)
{
	const size_t size = (size_t)1 << 20, n = strlen(piece);
	struct members m = { .n = 0 };
	struct list l = { .members = &m };
	struct buf b = { 0 }, why = { 0 };

	members_add(&m, "question", &why);
	members_add(&m, "answer", &why);
	while (b.len + n <= size)
		buf_add(&b, piece, n);
	buf_puts(&b, tail);
	(void)list_read(&l, b.data, b.len, 0);
	ok(why.len == 0 && !l.text.failed && l.text.size < 64 * size,
	    "a megabyte of '%s'%s", piece, *tail == '\0' ? "" : " and a list");
	members_free(&m);
	list_free(&l);
	buf_free(&b);
}

static void
test_hostile(void)
{
	static const char *const pieces[] = { "[", "{", "{}", "{},", "[{",
		"{\"question\":", "{\"question\":[", "[{\"question\":\"a\",",
		"{\"a\":{", "\"question\":1,", "{\"question\":\"", "{a:",
		"{\"question\":\"a\"},", "{\"question\":\"a\",\"answer\":1}",
		"[1,", "[\"a\",", "[1,[", "{\"q\":[\"a\"],", "{question: a, ",
		"[/*", "{\"a\"", "{\"a\",", ":", "{:", "{\"question\":a,",
		"{\"question\":[a,", "[\"\\", "1. {", "{\"\\u0000\":",
		"[\"[", "{\"a\":\"[", "{\"a\":\"[{\\\"question\\\":1}]\"," };
	size_t i;

	for (i = 0; i < LEN(pieces); i++) {
		hostile(pieces[i], "");
		hostile(pieces[i],
		    "\n[{\"question\": \"a\", \"answer\": \"b\"}]");
	}
}

int
main(void)
{
	f_name = fields_add(&fields, "name");
	f_response = fields_add(&fields, "response");
	f_members = fields_add(&fields, "members");
	f_items = fields_add(&fields, "items");
	f_cut = fields_add(&fields, "cut");
	f_strict = fields_add(&fields, "strict");
	run_table();
	test_arguments();
	test_most();
	test_hostile();
	return tap_done();
}
