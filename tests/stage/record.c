/* Records: random objects, random edits, against a list of members. */
#include "stage/record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "tap.h"
#include "base/utf8.h"

#define STR(s) s, sizeof(s) - 1
#define KNOWN 5
#define MEMBERS 9

static struct fields fields;

static uint32_t seed = 3;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* The record as it is written, without its newline; in out->buf. */
static struct span
written(const struct record *r, struct out *out)
{
	buf_clear(&out->buf);
	if (record_write(r, out) == -1 || out->buf.len == 0 ||
	    out->buf.data[out->buf.len - 1] != '\n')
		return span_of("nothing was written");
	return (struct span){ out->buf.data, out->buf.len - 1 };
}

/* One member of the model: what stands in the line, and what should. */
struct member {
	const char *name, *value;	/* raw JSON */
	int field;			/* number, or -1 */
	bool gone;
};

struct model {
	struct member member[MEMBERS + KNOWN];
	size_t n, read;
	bool unset;			/* something in the line was */
};

static const char *const known_names[KNOWN][2] = {
	{ "\"text\"", "\"\\u0074ext\"" },
	{ "\"answer\"", "\"answ\\u0065r\"" },
	{ "\"state\"", "\"stat\\u0065\"" },
	{ "\"error\"", "\"\\u0065rror\"" },
	{ "\"hits\"", "\"hit\\u0073\"" },
};

/* In the order of the table, with a name that other names begin with. */
static const char *const names[KNOWN] = { "text", "answer", "state",
	"error", "hits" };

static const char *const strange_names[] = { "\"\"", "\"a\"", "\"tex\"",
	"\"texts\"", "\"\\\"text\\\"\"", "\"{\"", "\"},\"", "\"\\\\\"",
	"\"\344\275\240\"", "\"a\"" };

static const char *const values[] = { "1", "\"\"", "\"x,}\\\"\"", "[]",
	"{}", "null", "true", "[1, {\"text\" : \"inner\"} ,2]",
	"-123456789012345678901234567890.5e+999", "\"\\u4f60\"",
	"{\"a\":{\"answer\":[\"]\"]}}", "1.0", "\"\344\275\240\342\200\250\"" };

static const char *
draw_value(void)
{
	return values[draw(LEN(values))];
}

static void
put_space(struct buf *b)
{
	static const char *const spaces[] = { "", "", "", " ", "\t", "  \r " };

	buf_puts(b, spaces[draw(LEN(spaces))]);
}

/* Draws the members of a line: each known field once at most. */
static void
draw_members(struct model *m)
{
	bool used[KNOWN] = { false };
	struct member *at;
	size_t i, n = draw(MEMBERS + 1);

	*m = (struct model){ .n = 0 };
	for (i = 0; i < n; i++) {
		at = &m->member[m->n];
		at->value = draw_value();
		at->field = (int)draw(KNOWN);
		if (draw(2) == 0 || used[at->field]) {
			at->field = -1;
			at->name = strange_names[draw(LEN(strange_names))];
		} else {
			used[at->field] = true;
			at->name = known_names[at->field][draw(4) == 0];
		}
		m->n++;
	}
	m->read = m->n;
}

/* Writes the members down, those that are gone left out. */
static void
put_line(struct buf *b, const struct model *m, uint32_t spacing)
{
	uint32_t saved = seed;
	size_t i, put;

	seed = spacing;
	put_space(b);
	buf_addc(b, '{');
	for (i = put = 0; i < m->n; i++) {
		if (m->member[i].gone)
			continue;
		if (put++ > 0)
			buf_addc(b, ',');
		if (i < m->read)
			put_space(b);
		buf_puts(b, m->member[i].name);
		if (i < m->read)
			put_space(b);
		buf_addc(b, ':');
		if (i < m->read)
			put_space(b);
		buf_puts(b, m->member[i].value);
		if (i + 1 < m->read)
			put_space(b);
	}
	seed = spacing + 1;
	put_space(b);
	buf_addc(b, '}');
	put_space(b);
	seed = saved;
}

/* The place of a field in the model, or m->n. */
static size_t
find_field(const struct model *m, int field)
{
	size_t i;

	for (i = 0; i < m->n && m->member[i].field != field; i++)
		;
	return i;
}

/* One edit, on the record and on the model. */
static void
draw_edit(struct record *r, struct model *m, const char *new_value[KNOWN])
{
	int field = (int)draw(KNOWN);
	size_t at = find_field(m, field);
	const char *value;

	if (draw(2) == 0) {
		record_unset(r, field);
		new_value[field] = NULL;
		if (at < m->n) {
			m->member[at].gone = true;
			m->unset = true;
		}
		return;
	}
	value = draw_value();
	record_set(r, field, value, strlen(value));
	if (at < m->n) {
		m->member[at].gone = false;
		m->member[at].value = value;
	} else
		new_value[field] = value;
}

/* New fields stand at the end, in the order of the table. */
static void
append_new(struct model *m, const char *new_value[KNOWN])
{
	int i;

	for (i = 0; i < KNOWN; i++)
		if (new_value[i] != NULL)
			m->member[m->n++] = (struct member){
			    known_names[i][0], new_value[i], i, false };
}

/* Whether the line holds exactly the members that the model has left. */
static bool
same_members(struct span line, const struct model *m)
{
	struct json_value name, value;
	struct json j;
	size_t i = 0;
	int more;

	json_open(&j, line.p, line.len);
	if (json_object(&j) == -1)
		return false;
	while ((more = json_member(&j, &name, &value)) == 1) {
		while (i < m->n && m->member[i].gone)
			i++;
		if (i == m->n || strlen(m->member[i].name) != name.len ||
		    strlen(m->member[i].value) != value.len ||
		    memcmp(m->member[i].name, name.p, name.len) != 0 ||
		    memcmp(m->member[i].value, value.p, value.len) != 0)
			return false;
		i++;
	}
	while (i < m->n && m->member[i].gone)
		i++;
	return more == 0 && i == m->n && json_end(&j) == 0;
}

/* A round: a line, some edits, what is written.  Whether all is well. */
static bool
one_round(struct record *r, struct out *out, struct buf *line,
    struct buf *want)
{
	const char *new_value[KNOWN] = { NULL };
	struct model m;
	uint32_t spacing = draw(1 << 20), edits;
	struct span got;

	draw_members(&m);
	buf_clear(line);
	put_line(line, &m, spacing);
	if (record_parse(r, buf_span(line)) == -1)
		return false;
	got = written(r, out);
	if (got.len != line->len || memcmp(got.p, line->data, got.len) != 0)
		return false;
	for (edits = draw(8); edits > 0; edits--)
		draw_edit(r, &m, new_value);
	append_new(&m, new_value);
	got = written(r, out);
	if (!same_members(got, &m))
		return false;
	if (m.unset)
		return true;
	/* Nothing was taken away: every other byte is where it was. */
	buf_clear(want);
	put_line(want, &m, spacing);
	return want->len == got.len &&
	    memcmp(want->data, got.p, got.len) == 0;
}

static void
test_edits(void)
{
	struct record r = { .fields = &fields };
	struct out out = { .fd = -1 };
	struct buf line = { 0 }, want = { 0 };
	int round;

	for (round = 0; round < 200000; round++)
		if (!one_round(&r, &out, &line, &want)) {
			printf("# line %.*s\n# gave %.*s\n", (int)line.len,
			    line.data, (int)out.buf.len, out.buf.data);
			break;
		}
	ok(round == 200000, "random edits of random records");
	buf_free(&line);
	buf_free(&want);
	buf_free(&out.buf);
	record_free(&r);
}

/* Each edit of one or two fields, spelled out. */
static void
test_examples(void)
{
	static const struct {
		const char *line, *edits, *want;
	} cases[] = {	/* -t takes text away, +t sets it to 9 */
		{ "{}", "", "{}" },
		{ "{}", "+t", "{\"text\":9}" },
		{ "{ }", "+t", "{\"text\":9 }" },
		{ " { } ", "+t+a", " {\"text\":9,\"answer\":9 } " },
		{ "{}", "-t", "{}" },
		{ "{\"text\":1}", "", "{\"text\":1}" },
		{ "{\"text\":1}", "+t", "{\"text\":9}" },
		{ "{\"text\":1}", "-t", "{}" },
		{ "{\"text\":1}", "-t+t", "{\"text\":9}" },
		{ "{\"text\":1}", "+t-t", "{}" },
		{ "{\"text\":1}", "-t+a", "{\"answer\":9}" },
		{ "{\"x\":1}", "+t", "{\"x\":1,\"text\":9}" },
		{ "{\"x\":1}", "+t-t", "{\"x\":1}" },
		{ "{ \"x\" : 1 }", "+t", "{ \"x\" : 1,\"text\":9 }" },
		{ "{\"text\":1,\"x\":2}", "-t", "{\"x\":2}" },
		{ "{\"x\":2,\"text\":1}", "-t", "{\"x\":2}" },
		{ "{\"x\":2,\"text\":1,\"y\":3}", "-t", "{\"x\":2,\"y\":3}" },
		{ "{\"text\":1,\"answer\":2}", "-t-a", "{}" },
		{ "{\"text\":1,\"answer\":2}", "-t+a", "{\"answer\":9}" },
		{ "{\"text\":1,\"answer\":2}", "+t-a", "{\"text\":9}" },
		{ "{\"text\":1,\"answer\":2,\"x\":3}", "-t-a", "{\"x\":3}" },
		{ "{\"x\":3,\"text\":1,\"answer\":2}", "-t-a", "{\"x\":3}" },
		{ "{\"text\":1,\"x\":3,\"answer\":2}", "-t-a", "{\"x\":3}" },
		{ "{\"text\":1,\"x\":3,\"answer\":2}", "-a-t+s",
		    "{\"x\":3,\"state\":9}" },
		{ "{\"answer\":1,\"text\":2}", "+t",
		    "{\"answer\":1,\"text\":9}" },
		{ "{\"\\u0074ext\":1}", "+t", "{\"\\u0074ext\":9}" },
		{ "{\"\\u0074ext\":1}", "-t", "{}" },
		{ "{\"a\":{\"text\":1}}", "+t",
		    "{\"a\":{\"text\":1},\"text\":9}" },
	};
	struct record r = { .fields = &fields };
	struct out out = { .fd = -1 };
	struct span got;
	const char *e;
	size_t i;
	int field;

	for (i = 0; i < LEN(cases); i++) {
		(void)record_parse(&r, span_of(cases[i].line));
		for (e = cases[i].edits; *e != '\0'; e += 2) {
			field = e[1] == 't' ? 0 : e[1] == 'a' ? 1 : 2;
			if (*e == '-')
				record_unset(&r, field);
			else
				record_set(&r, field, "9", 1);
		}
		got = written(&r, &out);
		is_mem(got.p, got.len, cases[i].want, strlen(cases[i].want),
		    cases[i].want);
	}
	buf_free(&out.buf);
	record_free(&r);
}

static void
test_refused(void)
{
	static const struct {
		struct span line;
		const char *why;
	} cases[] = {
		{ { STR("") }, "byte 1: expected an object" },
		{ { STR("[]") }, "byte 1: expected an object, at '[]'" },
		{ { STR("\"x\"") }, "byte 1: expected an object, at '\"x\"'" },
		{ { STR("{") }, "byte 2: ends too early" },
		{ { STR("{\"a\":1} x") },
		    "byte 9: something follows the value, at 'x'" },
		{ { STR("{\"text\":1,\"text\":1}") },
		    "byte 11: a field stands there twice, at '\"text\":1}'" },
		{ { STR("{\"text\":1,\"\\u0074ext\":1}") },
		    "byte 11: a field stands there twice, at '\"\\u0074ext\""
		    ":1}'" },
		{ { STR("{\"x\":\"\\ud800\"}") },
		    "byte 7: lone surrogate, at '\\ud800\"}'" },
		{ { STR("{\"x\":\"\033[2J\"}") },
		    "byte 7: control character in a string, at '\\x1b[2J\"}'" },
		{ { STR("{\"x\":\"\377\"}") },
		    "byte 7: not UTF-8, at '\\xff\"}'" },
		{ { STR("\357\273\277{}") },
		    "byte 1: expected an object, at '\357\273\277{}'" },
	};
	struct record r = { .fields = &fields };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		ok(record_parse(&r, cases[i].line) == -1, "refused");
		is_mem(r.why.data, r.why.len, cases[i].why,
		    strlen(cases[i].why), cases[i].why);
	}
	ok(record_parse(&r, span_of("{\"x\":1,\"x\":2}")) == 0,
	    "what we do not know may stand there twice");
	record_free(&r);
}

/* What was given out stays while other fields are decoded. */
static void
test_strings(void)
{
	struct record r = { .fields = &fields };
	struct span line, s, first, last;
	struct buf b = { 0 };
	size_t i;
	char *p;

	buf_puts(&b, "{\"text\":\"\\u4f60\",\"state\":\"plain\","
	    "\"error\":null,\"hits\":1,\"answer\":\"");
	for (i = 0; i < 5000; i++)
		buf_puts(&b, "\\n");
	buf_puts(&b, "\"}");
	/* Where the memory that is moved cannot be mistaken for the same. */
	if ((p = malloc(b.len)) == NULL)
		abort();
	memcpy(p, b.data, b.len);
	line = (struct span){ p, b.len };
	ok(record_parse(&r, line) == 0, "a record of strings");
	ok(record_string(&r, 0, &first) == 1, "the first");
	ok(record_string(&r, 1, &last) == 1 && last.len == 5000, "the last");
	is_mem(first.p, first.len, STR("\344\275\240"),
	    "the first is still there");
	for (i = 0; i < 100; i++)
		(void)record_string(&r, 1, &s);
	ok(s.p == last.p, "asked again it is the same");
	is_mem(first.p, first.len, STR("\344\275\240"), "and so is the first");
	ok(record_string(&r, 2, &s) == 1 && s.p > p && s.p < p + b.len,
	    "without escapes it lies in the line");
	ok(record_string(&r, 3, &s) == 0, "null is no string, nor an error");
	ok(record_string(&r, 4, &s) == -1, "a number is an error");
	record_unset(&r, 0);
	ok(record_string(&r, 0, &s) == 0, "unset it is absent");
	record_reset(&r);
	ok(record_string(&r, 0, &s) == 1 && s.len == 3, "reset it is back");
	free(p);
	buf_free(&b);
	record_free(&r);
}

static void
test_rest(void)
{
	struct record r = { .fields = &fields };
	struct out out = { .fd = -1 };
	struct span got;

	(void)record_parse(&r, span_of("{\"text\":true,\"answer\":\"true\","
	    "\"x\":1e400}"));
	ok(record_true(&r, 0), "true is true");
	ok(!record_true(&r, 1), "\"true\" is not");
	ok(!record_true(&r, 2), "nor is what is absent");
	record_set_string(&r, 2, STR("a\"\377"));
	got = written(&r, &out);
	is_mem(got.p, got.len, STR("{\"text\":true,\"answer\":\"true\","
	    "\"x\":1e400,\"state\":\"a\\\"" UTF8_REPLACEMENT "\"}"),
	    "a string is set, and repaired");
	record_set(&r, 2, STR("false"));
	buf_clear(&out.buf);
	ok(record_write_with(&r, &out, 0, span_of("a\nb")) == 0, "with a text");
	is_mem(out.buf.data, out.buf.len, STR("{\"text\":\"a\\nb\",\"answer\":"
	    "\"true\",\"x\":1e400,\"state\":false}\n"), "in its place");
	record_unset(&r, 0);
	buf_clear(&out.buf);
	ok(record_write_with(&r, &out, 4, span_of("h")) == 0,
	    "with a new field");
	is_mem(out.buf.data, out.buf.len, STR("{\"answer\":\"true\","
	    "\"x\":1e400,\"state\":false,\"hits\":\"h\"}\n"), "at the end");
	record_reset(&r);
	got = written(&r, &out);
	is_mem(got.p, got.len, STR("{\"text\":true,\"answer\":\"true\","
	    "\"x\":1e400}"), "reset it is as it came");
	r.edits.failed = true;
	buf_clear(&out.buf);
	ok(record_write(&r, &out) == -1 && out.buf.len == 0,
	    "a record with an edit past BUF_MAX is not written");
	buf_free(&out.buf);
	record_free(&r);
}

static void
test_fields(void)
{
	static const char letters[RECORD_FIELDS + 1][2] = { "a", "b", "c",
		"d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o",
		"p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "A",
		"B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N",
		"O", "P", "Q", "R", "S", "T", "U", "V", "W" };
	struct fields f = { .n = 0 };
	int i, wrong = 0;

	for (i = 0; i < RECORD_FIELDS; i++)
		wrong += fields_add(&f, letters[i]) != i;
	for (i = 0; i < RECORD_FIELDS; i++)
		wrong += fields_add(&f, letters[i]) != i;
	ok(wrong == 0, "the same name gets the same number");
	ok(fields_add(&f, letters[RECORD_FIELDS]) == -1,
	    "no more names than there is room for");
}

int
main(void)
{
	size_t i;

	for (i = 0; i < KNOWN; i++)
		(void)fields_add(&fields, names[i]);
	test_fields();
	test_edits();
	test_examples();
	test_refused();
	test_strings();
	test_rest();
	return tap_done();
}
