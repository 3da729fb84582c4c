/* title: the first line of a document that has words, without its marks. */
#include "title.h"

#include <string.h>

#include "base/buf.h"
#include "tap.h"

static void
titled(const char *text, const char *want)
{
	const struct span got = title_of(span_of(text));

	is_mem(got.p, got.len, want, strlen(want), want);
}

int
main(void)
{
	struct buf b = { 0 };
	int i;

	titled("", "");
	titled("Title", "Title");
	titled("\n \t\n  The Title \nmore", "The Title");
	titled("# 标题\n正文", "标题");
	titled("###### Six ######\n", "Six");
	titled("##玩", "玩");
	titled("# On C#\n", "On C#");
	titled("# On C# #", "On C#");
	titled("\xe3\x80\x80\xe3\x80\x80第一章\xe3\x80\x80\r\nx", "第一章");
	titled("One\rTwo", "One");
	titled("\r---\rTwo\r\nThree", "Two");
	titled("#\n##\n---\n***\n——\n=====\nAt last", "At last");
	titled("\xe2\x80\x8b\n2026", "2026");
	titled("...\n!?\n#", "");
	for (i = 0; i < 100; i++)
		buf_puts(&b, i == 79 ? " " : "字");
	buf_addc(&b, '\0');
	/* The 80th is a blank, which does not end a title. */
	ok(title_of(span_of(b.data)).len == (size_t)(TITLE_MOST - 1) * 3,
	    "a long line is cut to 80 code points, then trimmed");
	buf_free(&b);
	return tap_done();
}
