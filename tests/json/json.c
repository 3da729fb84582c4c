/* JSON: what is taken, what is refused, and where it is wrong. */
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "base/utf8.h"

#define STR(s) s, sizeof(s) - 1

struct text {
	const char *s;
	size_t n;
};

/* Complete documents. */
static const struct text valid[] = {
	{ STR("null") }, { STR("true") }, { STR("false") }, { STR("0") },
	{ STR("-0") }, { STR("1") }, { STR("-1") }, { STR("10") },
	{ STR("1.5") }, { STR("0.0") }, { STR("-0.0e-0") }, { STR("1e3") },
	{ STR("1E3") }, { STR("1e+3") }, { STR("1e-3") }, { STR("1e003") },
	{ STR("0e0") }, { STR("1.25E-10") }, { STR("1e999999") },
	{ STR("123456789012345678901234567890.123456789e-12345") },
	{ STR("\"\"") }, { STR("\"a\"") }, { STR("\"\177\"") },
	{ STR("\"\344\275\240\345\245\275\"") },
	{ STR("\"\360\237\230\200\"") },
	{ STR("\"\342\200\250\342\200\251\"") },
	{ STR("\"\357\273\277\"") }, { STR("\"\357\277\277\"") },
	{ STR("\"\364\217\277\277\"") },
	{ STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"") },
	{ STR("\"\\u0000\"") }, { STR("\"\\u001f\"") },
	{ STR("\"\\u4f60\"") }, { STR("\"\\uFFFF\"") },
	{ STR("\"\\uaBcD\"") }, { STR("\"\\ud83d\\ude00\"") },
	{ STR("\"\\uDBFF\\uDFFF\"") }, { STR("\"\\ud800\\udc00\"") },
	{ STR("\"\\\\u12\"") }, { STR("\"\\\\\"") }, { STR("\"/\"") },
	{ STR("[]") }, { STR("[ ]") }, { STR("[1]") }, { STR("[1,2]") },
	{ STR("[ 1 , 2 ]") }, { STR("[[]]") }, { STR("[[],[[]]]") },
	{ STR("[null,true,false,0,\"\",[],{}]") },
	{ STR("{}") }, { STR("{ }") }, { STR("{\"a\":1}") },
	{ STR("{\"a\":1,\"b\":2}") }, { STR("{\"a\":{\"a\":{}}}") },
	{ STR("{\"\":0}") }, { STR("{\"a\":1,\"a\":2}") },
	{ STR("{\"\\u0000\":1}") }, { STR(" {\t\"a\"\r:\n1 } ") },
	{ STR("\t[1]\n") }, { STR("\r\n1\r\n") }, { STR("[1\n]") },
	{ STR("{\"a\":[{\"b\":[{}]}],\"c\":[]}") },
	{ STR("[-1,-0,-1.5e1]") }, { STR("[\"]\",\"}\",\",\",\":\"]") },
};

/* What is not, for one reason or another. */
static const struct text invalid[] = {
	{ STR("") }, { STR(" ") }, { STR("\n") }, { STR("\0") },
	{ STR("nul") }, { STR("Null") }, { STR("nulll") }, { STR("True") },
	{ STR("tru") }, { STR("truefalse") }, { STR("undefined") },
	{ STR("NaN") }, { STR("Infinity") }, { STR("-Infinity") },
	{ STR("nan") }, { STR("inf") },
	{ STR("-") }, { STR("+1") }, { STR("01") }, { STR("-01") },
	{ STR("00") }, { STR("1.") }, { STR(".5") }, { STR("-.5") },
	{ STR("1.e3") }, { STR("1e") }, { STR("1e+") }, { STR("1e-") },
	{ STR("1e1.5") }, { STR("1ee3") }, { STR("1.2.3") }, { STR("0x10") },
	{ STR("1_000") }, { STR("1,000") }, { STR("1 2") }, { STR("--1") },
	{ STR("0e") }, { STR("1a") }, { STR("\357\274\221") },
	{ STR("-a") }, { STR("1\0") },
	{ STR("\"") }, { STR("\"a") }, { STR("'a'") }, { STR("\"a\"b") },
	{ STR("\"\\") }, { STR("\"\\\"") }, { STR("\"\\a\"") },
	{ STR("\"\\'\"") }, { STR("\"\\x41\"") }, { STR("\"\\0\"") },
	{ STR("\"\\U0041\"") }, { STR("\"\\\n\"") }, { STR("\"\\ \"") },
	{ STR("\"\\u\"") }, { STR("\"\\u1\"") }, { STR("\"\\u12\"") },
	{ STR("\"\\u123\"") }, { STR("\"\\u123g\"") },
	{ STR("\"\\u 123\"") }, { STR("\"\\u+123\"") },
	{ STR("\"\\u00") }, { STR("\"\\u{41}\"") }, { STR("\"\\u") },
	{ STR("\"\\ud800\"") }, { STR("\"\\udc00\"") },
	{ STR("\"\\ud800\\ud800\"") }, { STR("\"\\udc00\\ud800\"") },
	{ STR("\"\\ud800x\"") }, { STR("\"\\ud800\\n\"") },
	{ STR("\"\\ud800\\u0041\"") }, { STR("\"\\ud800\\u\"") },
	{ STR("\"\\ud800\\udc0\"") }, { STR("\"\\ud800\\") },
	{ STR("\"\\ud83d\\\\ude00\"") }, { STR("\"\\uDBFF\\uE000\"") },
	{ STR("\"\\ud83d\\ude00\\ud83d\"") },
	{ STR("\"\n\"") }, { STR("\"\t\"") }, { STR("\"\0\"") },
	{ STR("\"\037\"") }, { STR("\"a\rb\"") },
	{ STR("\"\200\"") }, { STR("\"\377\"") }, { STR("\"\300\200\"") },
	{ STR("\"\355\240\200\"") }, { STR("\"\364\220\200\200\"") },
	{ STR("\"\344\275\"") }, { STR("\"\344\275") },
	{ STR("\"\344\275\\u0020\"") },
	{ STR("[") }, { STR("]") }, { STR("[1") }, { STR("[1,") },
	{ STR("[1,]") }, { STR("[,1]") }, { STR("[,]") }, { STR("[1,,2]") },
	{ STR("[1 2]") }, { STR("[1:2]") }, { STR("[1]]") }, { STR("[[1]") },
	{ STR("[1}") }, { STR("[}") }, { STR("[1;2]") }, { STR("[\"a\":1]") },
	{ STR("[a]") }, { STR("[1],") }, { STR(",[1]") }, { STR("[][]") },
	{ STR("[\v1]") }, { STR("[\f]") }, { STR("[1\0]") }, { STR("[\0]") },
	{ STR("[\302\240]") }, { STR("[\342\200\250]") }, { STR("[*]") },
	{ STR("{") }, { STR("}") }, { STR("{]") }, { STR("{1:2}") },
	{ STR("{a:1}") }, { STR("{'a':1}") }, { STR("{\"a\"}") },
	{ STR("{\"a\":}") }, { STR("{\"a\" 1}") }, { STR("{\"a\",1}") },
	{ STR("{\"a\"::1}") }, { STR("{\"a\":1,}") }, { STR("{,\"a\":1}") },
	{ STR("{\"a\":1,,\"b\":2}") }, { STR("{\"a\":1 \"b\":2}") },
	{ STR("{\"a\":1;\"b\":2}") }, { STR("{\"a\":1]") },
	{ STR("{\"a\":1") }, { STR("{\"a\":1,") }, { STR("{\"a\":") },
	{ STR("{\"a\"") }, { STR("{\"a") }, { STR("{\"a\":1}}") },
	{ STR("{null:1}") }, { STR("{[]:1}") }, { STR("{\"a\":1}#") },
	{ STR("{\"a\":1}{\"b\":2}") }, { STR("{\"\\ud800\":1}") },
	{ STR("{\"a\n\":1}") }, { STR("{\"\377\":1}") },
	{ STR("{\"a\":tru}") }, { STR("{\"a\":[}") }, { STR("{\"a\":{]}") },
	{ STR("// c\n1") }, { STR("/* c */1") }, { STR("1//c") },
	{ STR("[1,#\n2]") }, { STR("\357\273\277[]") },
	{ STR("\357\273\277") }, { STR("\376\377\0[\0]") }, { STR("=1") },
	{ STR("<null>") }, { STR("()") }, { STR("(1)") }, { STR("`1`") },
};

/* Reads s as a whole document.  0 or -1. */
static int
read_whole(const char *s, size_t n, struct json_value *v)
{
	struct json j;

	json_open(&j, s, n);
	if (json_read(&j, v) == -1 || json_end(&j) == -1) {
		if (j.why == NULL || json_at(&j) > n + 1)
			printf("not ok - an error without a reason\n");
		return -1;
	}
	return 0;
}

/* Steps through a value, member by member.  0 or -1. */
static int
walk(const char *s, size_t n)
{
	struct json_value name, v;
	struct json j;
	int more;

	json_open(&j, s, n);
	if (json_object(&j) == 0)
		while ((more = json_member(&j, &name, &v)) == 1)
			more = walk(v.p, v.len);
	else if (json_array(&j) == 0)
		while ((more = json_element(&j, &v)) == 1)
			more = walk(v.p, v.len);
	else
		more = json_read(&j, &v);
	return more == -1 ? -1 : json_end(&j);
}

/* A copy whose end is the end of memory, so that reading past it shows. */
static char *
exact_copy(const char *s, size_t n)
{
	char *copy;

	if ((copy = malloc(n == 0 ? 1 : n)) == NULL)
		abort();
	memcpy(copy, s, n);
	return copy;
}

static void
test_grammar(const struct text *t, bool good)
{
	struct json_value v;
	struct buf name = { 0 };
	char *s = exact_copy(t->s, t->n);

	buf_addc(&name, ' ');
	utf8_mask(&name, s, t->n, 60);
	ok((read_whole(s, t->n, &v) == 0) == good, "%s:%.*s",
	    good ? "valid" : "invalid", (int)name.len, name.data);
	ok((walk(s, t->n) == 0) == good, "the same, step by step");
	buf_free(&name);
	free(s);
}

/* Cut anywhere, a document that ends in a bracket or quote is none. */
static void
test_cut(void)
{
	static const char s[] = "{\"a\":[1,-2.5e+3,{\"\\ud83d\\ude00\":"
	    "\"\\u4f60\\n\344\275\240\"},true],\"b\":null}";
	struct json_value v;
	size_t n, wrong = 0;
	char *copy;

	for (n = 0; n < sizeof(s) - 1; n++) {
		copy = exact_copy(s, n);
		wrong += read_whole(copy, n, &v) == 0;
		wrong += walk(copy, n) == 0;
		free(copy);
	}
	ok(wrong == 0, "a document cut off is refused, wherever");
	ok(read_whole(s, sizeof(s) - 1, &v) == 0, "and the whole one is not");
}

static void
nest(struct buf *b, const char *open, const char *close, size_t depth)
{
	size_t i;

	buf_clear(b);
	for (i = 0; i < depth; i++)
		buf_puts(b, open);
	buf_puts(b, "1");
	for (i = 0; i < depth; i++)
		buf_puts(b, close);
}

static void
test_depth(void)
{
	static const char *const brackets[][2] = { { "[", "]" },
		{ "{\"a\":", "}" }, { "[{\"a\":", "}]" } };
	struct json_value v, name;
	struct buf b = { 0 };
	struct json j;
	size_t i, per;

	for (i = 0; i < LEN(brackets); i++) {
		per = i == 2 ? 2 : 1;
		nest(&b, brackets[i][0], brackets[i][1], JSON_DEPTH / per);
		ok(read_whole(b.data, b.len, &v) == 0, "256 deep");
		nest(&b, brackets[i][0], brackets[i][1], JSON_DEPTH / per + 1);
		ok(read_whole(b.data, b.len, &v) == -1, "deeper");
	}
	nest(&b, "{\"a\":", "}", JSON_DEPTH);
	json_open(&j, b.data, b.len);
	ok(json_object(&j) == 0 && json_member(&j, &name, &v) == 1,
	    "256 deep, stepped into");
	nest(&b, "{\"a\":", "}", JSON_DEPTH + 1);
	json_open(&j, b.data, b.len);
	ok(json_object(&j) == 0 && json_member(&j, &name, &v) == -1,
	    "257 deep, stepped into");
	nest(&b, "[", "]", JSON_DEPTH + 1);
	json_open(&j, b.data, b.len);
	ok(json_array(&j) == 0 && json_element(&j, &v) == -1,
	    "257 deep, stepped into an array");
	nest(&b, "[", "]", 1000000);
	ok(read_whole(b.data, b.len, &v) == -1, "a million deep");
	buf_free(&b);
}

/* Siblings do not add to the depth. */
static void
test_breadth(void)
{
	struct json_value v;
	struct buf b = { 0 };
	size_t i;

	buf_addc(&b, '[');
	for (i = 0; i < 1000; i++)
		buf_puts(&b, i == 0 ? "[[]]" : ",{\"a\":[[]]}");
	buf_addc(&b, ']');
	ok(read_whole(b.data, b.len, &v) == 0, "a thousand side by side");
	buf_free(&b);
}

static void
test_find(void)
{
	static const char s[] = " {\"a\":1, \"b\" : [2], \"c\":\"x\","
	    "\"\\u0064\":4,\"a\":9} ";
	struct json_value whole, v = { .type = JSON_TRUE };

	(void)read_whole(s, sizeof(s) - 1, &whole);
	ok(whole.type == JSON_OBJECT && whole.p == s + 1 &&
	    whole.len == sizeof(s) - 3, "an object, and where it stands");
	ok(json_find(&whole, "z", &v) == 0 && v.type == JSON_TRUE,
	    "a member that is absent leaves the value alone");
	ok(json_find(&whole, "a", &v) == 1 && v.p == s + 6 && v.len == 1,
	    "the first of two members");
	ok(json_find(&whole, "b", &v) == 1 && v.type == JSON_ARRAY &&
	    v.len == 3, "a member in the middle");
	ok(json_find(&whole, "d", &v) == 1 && v.len == 1 && *v.p == '4',
	    "a member with an escaped name");
	whole = v;
	ok(json_find(&whole, "a", &v) == 0, "a number has no members");
}

static void
test_places(void)
{
	static const struct {
		const char *s;
		size_t at;
		const char *why;
	} cases[] = {
		{ "{\"a\":1,}", 8, "expected a name in quotes" },
		{ "[1 2]", 4, "expected ',' or ']'" },
		{ "\"ab\\x\"", 4, "unknown escape in a string" },
		{ "\"ab\377\"", 4, "not UTF-8" },
		{ "\"a\tb\"", 3, "control character in a string" },
		{ "\"\\ud800\"", 2, "lone surrogate" },
		{ "[\"", 3, "string without an end" },
		{ "{\"a\"", 5, "expected ':'" },
		{ "[1", 3, "ends too early" },
		{ "01", 2, "something follows the value" },
		{ "nope", 1, "expected a value" },
		{ "-x", 2, "malformed number" },
	};
	struct json_value v;
	struct json j;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		json_open(&j, cases[i].s, strlen(cases[i].s));
		if (json_read(&j, &v) == 0)
			(void)json_end(&j);
		if (!ok(j.why != NULL && strcmp(j.why, cases[i].why) == 0 &&
		    json_at(&j) == cases[i].at, "%s", cases[i].why))
			printf("# %s at %zu\n", j.why == NULL ? "" : j.why,
			    json_at(&j));
	}
}

int
main(void)
{
	size_t i;

	for (i = 0; i < LEN(valid); i++)
		test_grammar(&valid[i], true);
	for (i = 0; i < LEN(invalid); i++)
		test_grammar(&invalid[i], false);
	test_cut();
	test_depth();
	test_breadth();
	test_find();
	test_places();
	return tap_done();
}
