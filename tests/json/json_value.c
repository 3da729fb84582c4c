/* JSON: what strings and numbers say. */
#include "json/json.h"

#include <math.h>
#include <string.h>

#include "tap.h"
#include "base/utf8.h"

#define STR(s) s, sizeof(s) - 1

struct text {
	const char *s;
	size_t n;
};

/* Reads s as a whole document.  0 or -1. */
static int
read_whole(const char *s, size_t n, struct json_value *v)
{
	struct json j;

	json_open(&j, s, n);
	return json_read(&j, v) == -1 || json_end(&j) == -1 ? -1 : 0;
}

/* What strings say, and whether they are as short as can be. */
static void
test_strings(void)
{
	static const struct {
		struct text raw, says;
		bool shortest;
	} cases[] = {
		{ { STR("\"\"") }, { STR("") }, true },
		{ { STR("\"a\"") }, { STR("a") }, true },
		{ { STR("\"\\n\"") }, { STR("\n") }, true },
		{ { STR("\"\\\"\\\\\\b\\f\\n\\r\\t\"") },
		    { STR("\"\\\b\f\n\r\t") }, true },
		{ { STR("\"\\/\"") }, { STR("/") }, false },
		{ { STR("\"\\u000a\"") }, { STR("\n") }, false },
		{ { STR("\"\\u0008\"") }, { STR("\b") }, false },
		{ { STR("\"\\u0000\"") }, { STR("\0") }, true },
		{ { STR("\"\\u000b\"") }, { STR("\v") }, true },
		{ { STR("\"\\u000B\"") }, { STR("\v") }, false },
		{ { STR("\"\\u001f\"") }, { STR("\037") }, true },
		{ { STR("\"\\u0020\"") }, { STR(" ") }, false },
		{ { STR("\"\\u0022\"") }, { STR("\"") }, false },
		{ { STR("\"\\u005c\"") }, { STR("\\") }, false },
		{ { STR("\"\\u007f\"") }, { STR("\177") }, false },
		{ { STR("\"\\u0080\"") }, { STR("\302\200") }, false },
		{ { STR("\"\\u07ff\"") }, { STR("\337\277") }, false },
		{ { STR("\"\\u0800\"") }, { STR("\340\240\200") }, false },
		{ { STR("\"\\u4f60\"") }, { STR("\344\275\240") }, false },
		{ { STR("\"\\u4F60x\"") }, { STR("\344\275\240x") }, false },
		{ { STR("\"\\ud7ff\"") }, { STR("\355\237\277") }, false },
		{ { STR("\"\\ue000\"") }, { STR("\356\200\200") }, false },
		{ { STR("\"\\uffff\"") }, { STR("\357\277\277") }, false },
		{ { STR("\"\\ud800\\udc00\"") },
		    { STR("\360\220\200\200") }, false },
		{ { STR("\"\\uD83D\\uDE00!\"") },
		    { STR("\360\237\230\200!") }, false },
		{ { STR("\"\\udbff\\udfff\"") },
		    { STR("\364\217\277\277") }, false },
		{ { STR("\"\\\\u4f60\"") }, { STR("\\u4f60") }, true },
		{ { STR("\"\\\\\\u4f60\"") }, { STR("\\\344\275\240") },
		    false },
		{ { STR("\"\\\\/\"") }, { STR("\\/") }, true },
		{ { STR("\"\342\200\250\"") }, { STR("\342\200\250") }, true },
		{ { STR("\"\\n\\u2028\"") }, { STR("\n\342\200\250") },
		    false },
	};
	struct buf scratch = { 0 }, again = { 0 };
	struct json_value v;
	struct span got;
	size_t i;
	bool same;

	for (i = 0; i < LEN(cases); i++) {
		buf_clear(&scratch);
		buf_clear(&again);
		if (!ok(read_whole(cases[i].raw.s, cases[i].raw.n, &v) == 0,
		    "string %zu reads", i))
			continue;
		got = json_string(&v, &scratch);
		is_mem(got.p, got.len, cases[i].says.s, cases[i].says.n,
		    "what it says");
		json_put_string(&again, got.p, got.len);
		same = again.len == v.len &&
		    memcmp(again.data, v.p, v.len) == 0;
		ok(json_is_shortest(&v) == cases[i].shortest &&
		    same == cases[i].shortest, "its shortest form");
	}
	buf_free(&scratch);
	buf_free(&again);
}

static uint32_t seed = 7;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* Appends the same code point, in one of the ways there are to write it. */
static void
put_somehow(struct buf *b, uint32_t cp)
{
	char s[4];
	size_t len = utf8_encode(s, cp);

	if (draw(2) == 0)
		json_put_inside(b, s, len);
	else if (cp < 0x10000)
		buf_printf(b, draw(2) == 0 ? "\\u%04x" : "\\u%04X",
		    (unsigned int)cp);
	else
		buf_printf(b, "\\u%04x\\u%04X",
		    (unsigned int)(0xd7c0 + (cp >> 10)),
		    (unsigned int)(0xdc00 + (cp & 0x3ff)));
}

static uint32_t
draw_code_point(void)
{
	static const uint32_t below[] = { 0x20, 0x80, 0x800, 0x10000,
		0x110000 };
	uint32_t cp;

	do
		cp = draw(below[draw(LEN(below))]);
	while (cp >= 0xd800 && cp <= 0xdfff);
	return cp;
}

/* Random strings, written somehow: read back they are the same. */
static void
test_random_strings(void)
{
	struct buf text = { 0 }, raw = { 0 }, scratch = { 0 }, put = { 0 };
	struct json_value v;
	struct span got;
	int round, wrong = 0;
	uint32_t cp, n;
	char s[4];

	for (round = 0; round < 20000; round++) {
		buf_clear(&text);
		buf_clear(&raw);
		buf_clear(&scratch);
		buf_clear(&put);
		buf_addc(&text, '.');	/* never NULL */
		buf_puts(&raw, "\".");
		for (n = draw(40); n > 0; n--) {
			cp = draw_code_point();
			buf_add(&text, s, utf8_encode(s, cp));
			put_somehow(&raw, cp);
		}
		buf_addc(&raw, '"');
		if (read_whole(raw.data, raw.len, &v) == -1) {
			wrong++;
			continue;
		}
		got = json_string(&v, &scratch);
		wrong += got.len != text.len ||
		    memcmp(got.p, text.data, text.len) != 0;
		json_put_string(&put, text.data, text.len);
		wrong += json_is_shortest(&v) != (put.len == raw.len &&
		    memcmp(put.data, raw.data, raw.len) == 0);
		wrong += put.len > raw.len;
		if (memchr(text.data, '\0', text.len) == NULL) {
			buf_addc(&text, '\0');
			wrong += !json_is(&v, text.data);
		}
	}
	ok(wrong == 0, "random strings: %d wrong", wrong);
	buf_free(&text);
	buf_free(&raw);
	buf_free(&scratch);
	buf_free(&put);
}

static void
test_is(void)
{
	static const struct {
		const char *raw, *s;
		bool is;
	} cases[] = {
		{ "\"text\"", "text", true },
		{ "\"text\"", "tex", false },
		{ "\"text\"", "texts", false },
		{ "\"\\u0074ext\"", "text", true },
		{ "\"tex\\u0074\"", "tex", false },
		{ "\"\\u0074ext\"", "texts", false },
		{ "\"\\u4f60\"", "\344\275\240", true },
		{ "\"\\u4f60\"", "\344\275", false },
		{ "\"a\\u0000b\"", "a", false },
		{ "\"\"", "", true },
		{ "\"\"", "a", false },
		{ "1", "1", false },
		{ "null", "null", false },
	};
	struct json_value v;
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		ok(read_whole(cases[i].raw, strlen(cases[i].raw), &v) == 0 &&
		    json_is(&v, cases[i].s) == cases[i].is, "%s is%s %s",
		    cases[i].raw, cases[i].is ? "" : " not", cases[i].s);
}

/* Members of the elements of an array, and what is no object among them. */
static void
test_elements(void)
{
	static const char *const names[] = { "a", "b" };
	static const char text[] = "[ {\"b\":1,\"c\":[{\"a\":2}],"
	    "\"a\":\"x\"}, 7,{},[{\"a\":1}],{\"a\":3,\"a\":4}] ";
	static const char *const want[][2] = { { "\"x\"", "1" }, { NULL, NULL },
		{ NULL, NULL }, { NULL, NULL }, { "3", NULL } };
	static const char *const bad[] = { "[{\"a\":1]", "[{\"a\"}]",
		"[{\"a\":1},]", "[{\"a\":1} 2]", "[", "[{\"a\":1}" };
	struct json_value v[2];
	struct json j;
	size_t i, k;
	bool right = true;
	int more;

	json_open(&j, text, sizeof(text) - 1);
	(void)json_array(&j);
	for (i = 0; json_element_all(&j, names, v, 2) == 1; i++)
		for (k = 0; k < 2; k++)
			right = right && i < 5 && (want[i][k] == NULL ?
			    v[k].p == NULL : v[k].p != NULL &&
			    v[k].len == strlen(want[i][k]) &&
			    memcmp(v[k].p, want[i][k], v[k].len) == 0);
	ok(right && i == 5 && json_end(&j) == 0, "members of elements");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		json_open(&j, bad[i], strlen(bad[i]));
		(void)json_array(&j);
		while ((more = json_element_all(&j, names, v, 2)) == 1)
			;
		ok(more == -1, "members of malformed elements: %s", bad[i]);
	}
}

static void
test_integers(void)
{
	static const struct {
		const char *raw;
		int result;
		long long n;
	} cases[] = {
		{ "0", 0, 0 }, { "-0", 0, 0 }, { "42", 0, 42 },
		{ "-7", 0, -7 },
		{ "9223372036854775807", 0, 9223372036854775807LL },
		{ "-9223372036854775808", 0, -9223372036854775807LL - 1 },
		{ "9223372036854775808", -1, 0 },
		{ "-9223372036854775809", -1, 0 },
		{ "1.0", -1, 0 }, { "1e3", -1, 0 }, { "1E0", -1, 0 },
		{ "100000000000000000000000000000000000000000", -1, 0 },
		{ "\"1\"", -1, 0 }, { "null", -1, 0 }, { "[1]", -1, 0 },
	};
	struct json_value v;
	long long n;
	size_t i;
	int result;

	for (i = 0; i < LEN(cases); i++) {
		(void)read_whole(cases[i].raw, strlen(cases[i].raw), &v);
		n = 0;
		result = json_integer(&v, &n);
		ok(result == cases[i].result && (result == -1 ||
		    n == cases[i].n), "integer %s", cases[i].raw);
	}
}

static void
test_numbers(void)
{
	static const struct {
		const char *raw;
		double n;
	} cases[] = {
		{ "0", 0 }, { "1", 1 }, { "-1.5", -1.5 }, { "0.85", 0.85 },
		{ "1e3", 1e3 }, { "1E+3", 1e3 }, { "25e-2", 0.25 },
		{ "1e-7", 1e-7 }, { "123456.789", 123456.789 },
		{ "1e300", 1e300 }, { "1e-300", 1e-300 }, { "1e-5000", 0 },
		{ "0e999999999999", 0 }, { "0e-999999999999", 0 },
		{ "0.000000000000000000000000001e27", 1 },
		{ "100000000000000000000000000000e-29", 1 },
		{ "3.14159265358979323846264338327950288419716939937510",
		    3.14159265358979323846 },
		{ "1e400", HUGE_VAL }, { "-1e999999999999", -HUGE_VAL },
	};
	struct buf b = { 0 };
	struct json_value v;
	size_t i;
	double n;

	for (i = 0; i < LEN(cases); i++) {
		(void)read_whole(cases[i].raw, strlen(cases[i].raw), &v);
		n = json_number(&v);
		ok(n == cases[i].n || (!isinf(n) && fabs(n - cases[i].n) <=
		    fabs(cases[i].n) * 1e-13), "number %s", cases[i].raw);
	}
	buf_puts(&b, "0.");
	for (i = 0; i < 1000; i++)
		buf_puts(&b, "1");
	(void)read_whole(b.data, b.len, &v);
	ok(fabs(json_number(&v) - 1.0 / 9) < 1e-13, "a thousand digits");
	buf_free(&b);
}

int
main(void)
{
	test_strings();
	test_random_strings();
	test_is();
	test_elements();
	test_integers();
	test_numbers();
	return tap_done();
}
