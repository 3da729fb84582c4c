/* span: what it is asked, at the edges; memory: its hook is called. */
#include "base/span.h"

#include <setjmp.h>

#include "base/buf.h"
#include "base/memory.h"
#include "tap.h"

static jmp_buf back;

static void
jump(void)
{
	longjmp(back, 1);
}

static void
lines_of(const char *text, const char *want)
{
	struct span s = span_of(text), line;
	char got[64] = "";

	while (span_line(&s, &line))
		(void)snprintf(got + strlen(got), sizeof(got) - strlen(got),
		    "[%.*s]", (int)line.len, line.p);
	ok(strcmp(got, want) == 0, "the lines of a span: %s", want);
}

static void
asks(void)
{
	struct span s = span_of("问：what"), none = { 0 };

	ok(span_begins(s, "问：") && !span_begins(s, "答"), "span_begins");
	ok(span_ends(s, "what") && !span_ends(s, "hat?"), "span_ends");
	ok(!span_begins(span_of("ab"), "abc") && !span_ends(span_of("b"), "ab"),
	    "a span does not begin or end with what is longer");
	ok(span_one_of(s, (const char *const[]){ "答：", "问：", "问" }, 3) ==
	    strlen("问：") && span_one_of(s, (const char *const[]){ "答" }, 1)
	    == 0 && span_one_of(none, (const char *const[]){ "答" }, 1) == 0,
	    "span_one_of: the first string that begins the span");
	ok(span_begins(none, "") && span_is(none, ""),
	    "an empty span is the empty string");
	ok(span_take(&s, "问：") && span_is(s, "what"), "span_take takes");
	ok(!span_take(&s, "x") && span_is(s, "what"),
	    "span_take leaves what begins otherwise");
	ok(span_is(span_strip(span_of(" \t\r\n a b\v\f ")), "a b"),
	    "span_strip takes blanks of ASCII from both ends");
	ok(span_strip(span_of(" \n")).len == 0, "span_strip of blanks alone");
	ok(!span_same(span_of("ab"), span_of("abc")),
	    "spans of two lengths differ");
}

static void
numbers(void)
{
	struct buf b = { 0 };

	buf_addu(&b, 0);
	buf_addc(&b, ' ');
	buf_addu(&b, UINT64_MAX);
	ok(span_is(buf_span(&b), "0 18446744073709551615"),
	    "buf_addu writes 0 and the largest number");
	buf_free(&b);
}

int
main(void)
{
	volatile bool called = false;

	asks();
	lines_of("a\nb\r\n\nc", "[a][b][][c]");
	lines_of("", "");
	lines_of("\n", "[]");
	lines_of("\r", "[\r]");
	numbers();
	memory_hook = jump;
	if (setjmp(back) == 0)
		(void)xreallocarray(NULL, SIZE_MAX / 2, 16);
	else
		called = true;
	ok(called, "without memory the hook of the program is called");
	return tap_done();
}
