/* Templates: what is a place for a field, and what is put there. */
#include "stage/template.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static const char line[] = "{\"s\":\"a\\n\\u4f60\",\"empty\":\"\","
    "\"nul\":\"x\\u0000y\",\"n\":1.50,\"yes\":true,\"no\":false,"
    "\"null\":null,\"list\":[1, \"\\u4f60\"],\"obj\":{\"a\":{}},"
    "\"\xe6\x96\xb9\xe9\x9d\xa2\":\"v\",\"a-b_1\":\"w\","
    "\"braces\":\"{{s}}\"}";

/* Fills text from the line above; what comes, or "missing: " and a name. */
static void
fills_span(struct span text, struct span want, const char *name)
{
	struct fields fields = { .n = 0 };
	struct template t = { 0 };
	struct record r = { .fields = &fields };
	struct buf why = { 0 }, b = { 0 };
	const char *missing;
	bool parsed = template_parse(&t, text, &fields, &why) == 0;

	if (!parsed)
		buf_printf(&b, "why: %.*s", (int)why.len, why.data);
	else if (record_parse(&r, span_of(line)) == -1)
		buf_puts(&b, "no record");
	else if (template_fill(&t, &r, &b, &missing) == -1) {
		buf_clear(&b);
		buf_printf(&b, "missing: %s", missing);
	}
	is_mem(b.data, b.len, want.p, want.len, name);
	template_free(&t);
	record_free(&r);
	buf_free(&why);
	buf_free(&b);
}

static void
fills(const char *text, const char *want, const char *name)
{
	fills_span(span_of(text), span_of(want), name);
}

static void
test_values(void)
{
	fills("", "", "the empty template");
	fills("plain", "plain", "text alone");
	fills("<{{s}}>", "<a\n\xe4\xbd\xa0>", "a string as what it says");
	fills("{{s}}{{s}}", "a\n\xe4\xbd\xa0" "a\n\xe4\xbd\xa0", "twice");
	fills_span(span_of("{{nul}}"), (struct span){ "x\0y", 3 }, "a NUL");
	fills_span((struct span){ "a\0b{{n}}", 8 },
	    (struct span){ "a\0b1.50", 7 }, "a NUL in the template");
	fills("{{n}} {{yes}} {{no}}", "1.50 true false",
	    "numbers and booleans as they stand");
	fills("{{list}}", "[1, \"\\u4f60\"]", "an array as its JSON");
	fills("{{obj}}", "{\"a\":{}}", "an object as its JSON");
	fills("{{braces}}", "{{s}}", "a value is not filled again");
	fills("{{\xe6\x96\xb9\xe9\x9d\xa2}}", "v", "a name in Chinese");
	fills("{{a-b_1}}", "w", "a name with - and _");
}

static void
test_defaults(void)
{
	fills("{{gone}}", "missing: gone", "a field that is missing");
	fills("x{{s}}{{null}}", "missing: null", "null is missing");
	fills("{{gone|10}}", "10", "a default");
	fills("{{null|10}}", "10", "null takes it");
	fills("{{s|10}}", "a\n\xe4\xbd\xa0", "a value is above it");
	fills("[{{empty|10}}]", "[]", "so is the empty string");
	fills("[{{gone|}}]", "[]", "an empty default");
	fills("{{gone| two words }}", "two words", "blanks around it");
	fills("{{gone|a|b}}", "a|b", "a bar in it");
	fills("{{gone|{x}}", "{x", "a brace in it");
	fills("{{gone|a\nb}}", "a\nb", "a line end in it");
	fills("{{gone|\xe5\x8d\x81}}", "\xe5\x8d\x81", "in Chinese");
	fills("《{{title|一份文档}}》{{style|一两句；原因、比较用一小段：（可以）。}}",
	    "《一份文档》一两句；原因、比较用一小段：（可以）。",
	    "with Chinese punctuation");
	fills("“{{fence|=====}}”最多 {{count|4}} 对{{sep||}}",
	    "“=====”最多 4 对|", "of marks and digits");
	fills("{{gone|（没有）}}{{gone|}}}", "（没有）}", "a brace behind it");
}

static void
test_braces(void)
{
	fills("{{ s }}", "a\n\xe4\xbd\xa0", "blanks around the name");
	fills("{{\t\r\ns\n}}", "a\n\xe4\xbd\xa0", "of any kind");
	fills("{{n }}{{ n| 1}}", "1.501.50", "on either side");
	fills("{n} {{}} {{ }} {{|x}}", "{n} {{}} {{ }} {{|x}}", "no name");
	fills("{{a b}} {{a.b}} {{a:b}}", "{{a b}} {{a.b}} {{a:b}}",
	    "what is no name");
	fills("{{{n}}}", "{1.50}", "braces around a place");
	fills("{\"a\":{\"b\":{{n}}}}", "{\"a\":{\"b\":1.50}}", "JSON");
	fills("\\frac{{n}}{{{n}}}", "\\frac1.50{1.50}", "TeX");
	fills("{{n", "{{n", "not closed");
	fills("{{n}", "{{n}", "half closed");
	fills("{{n|x}", "{{n|x}", "a default not closed");
	fills("{{n {{n}}", "{{n 1.50", "a place after one not closed");
	fills("{", "{", "one brace");
	fills("{{", "{{", "two");
	fills("{{n}}{", "1.50{", "one at the end");
	fills("}}{{n}}}}", "}}1.50}}", "closing ones");
}

static void
test_limits(void)
{
	struct fields fields = { .n = 0 };
	struct template t = { 0 };
	struct buf text = { 0 }, why = { 0 }, want = { 0 };
	int i;

	for (i = 0; i < 2000; i++) {
		buf_printf(&text, "{{n}}%d{{gone%d|d}}", i, i % 30);
		buf_printf(&want, "1.50%dd", i);
	}
	fills_span(buf_span(&text),
	    buf_span(&want), "thousands of places");
	buf_clear(&text);
	for (i = 0; i <= RECORD_FIELDS; i++)
		buf_printf(&text, "{{f%d}}", i);
	ok(template_parse(&t, buf_span(&text), &fields,
	    &why) == -1, "one field too many");
	is_mem(why.data, why.len, "more than 48 fields, at {{f48}}", 31,
	    "which it was");
	template_free(&t);
	buf_clear(&text);
	for (i = 0; i < 200000; i++)
		buf_puts(&text, "{{a|");
	fills_span(buf_span(&text),
	    buf_span(&text), "many that never close");
	buf_puts(&text, "}} {{b}}");
	fills_span((struct span){ text.data, text.len - 6 },
	    (struct span){ text.data + 4, text.len - 12 },
	    "all of them are the default of the first");
	buf_clear(&text);
	for (i = 0; i < 200000; i++)
		buf_puts(&text, "{{a b ");
	buf_puts(&text, "}}");
	fills_span(buf_span(&text),
	    buf_span(&text), "many with one end");
	buf_free(&text);
	buf_free(&want);
	buf_free(&why);
}

/* The same name, in the program's own table or twice, is one field. */
static void
test_table(void)
{
	struct fields fields = { .n = 0 };
	struct template t = { 0 }, u = { 0 };
	struct buf why = { 0 };

	fields_add(&fields, "prompt");
	template_parse(&t, span_of("{{x}}{{prompt}}{{x}}"), &fields, &why);
	template_parse(&u, span_of("{{prompt}}{{x}}{{y}}"), &fields, &why);
	ok(fields.n == 3, "three fields in all");
	ok(t.n == 3 && t.part[0].field == 1 && t.part[1].field == 0 &&
	    t.part[2].field == 1, "numbers of the first");
	ok(u.n == 3 && u.part[0].field == 0 && u.part[2].field == 2,
	    "and of the second");
	ok(strcmp(fields.name[1], "x") == 0, "a name ends where it ends");
	template_free(&t);
	template_free(&u);
	ok(t.part == NULL && t.n == 0, "freed it is empty");
	buf_free(&why);
}

/* What template_values gathers, with a bar for each NUL. */
static void
gathers(const char *text, const char *want)
{
	struct fields fields = { .n = 0 };
	struct template t = { 0 };
	struct record r = { .fields = &fields };
	struct buf why = { 0 }, b = { 0 };
	size_t i;

	(void)template_parse(&t, span_of(text), &fields, &why);
	if (record_parse(&r, span_of(line)) == 0)
		template_values(&t, &r, template_place(&t, &fields, "fence"),
		    &b);
	for (i = 0; i < b.len; i++)
		if (b.data[i] == '\0')
			b.data[i] = '|';
	is_mem(b.data, b.len, want, strlen(want), text);
	template_free(&t);
	record_free(&r);
	buf_free(&b);
}

static void
test_gather(void)
{
	struct fields fields = { .n = 0 };
	struct template t = { 0 };
	struct buf why = { 0 };

	gathers("no place", "");
	gathers("a{{n}}b{{s}}", "|1.50|a\n\xe4\xbd\xa0");
	gathers("{{list}}{{empty}}{{yes}}", "|[1, \"\\u4f60\"]||true");
	gathers("{{gone|default}}{{null|x}}{{n}}", "|1.50");
	gathers("{{fence|==}}{{n}}{{fence}}", "|1.50");
	(void)template_parse(&t, span_of("fence {{a}}{{b|fence}}"), &fields,
	    &why);
	ok(template_place(&t, &fields, "fence") == -1, "no place is no field");
	ok(template_place(&t, &fields, "b") == 1, "a place and its field");
	template_free(&t);
}

int
main(void)
{
	test_values();
	test_defaults();
	test_braces();
	test_limits();
	test_table();
	test_gather();
	return tap_done();
}
