/* md: blocks, lists and tables come out as Markdown. */
#include "md.h"

#include <stdlib.h>

#include "tap.h"

static struct buf out;
static struct md m;

static void
begin(void)
{
	buf_clear(&out);
	md_open(&m, &out);
}

static void
is(const char *want, const char *name)
{
	md_close(&m);
	is_mem(out.data, out.len, want, strlen(want), name);
}

static void
text(const char *s)
{
	md_text(&m, span_of(s));
}

static void
item(unsigned depth, const char *label, const char *s)
{
	md_item(&m, depth, span_of(label));
	text(s);
}

static void
cell(size_t columns, const char *s)
{
	md_cell(&m, columns);
	text(s);
}

static void
blanks(void)
{
	begin();
	text("  one \t two\n");
	text("three");
	text(" ");
	text("\r\n four ");
	is("one two three four", "runs of blanks are one, also across calls");

	begin();
	text("中文\n中文，\n中 文\nabc\n中");
	is("中文中文，中 文 abc 中",
	    "a line end between Han characters is none; a blank stays");

	begin();
	text("한국\n한국");
	is("한국 한국", "Korean has blanks between words");

	begin();
	text("a\302\240b\343\200\200c");
	is("a\302\240b\343\200\200c", "U+00A0 and U+3000 are no blanks");

	begin();
	text("a ");
	md_exact(&m, span_of("  b\n  c "));
	text(" d");
	md_exact(&m, span_of(""));
	is("a   b\n  c d", "exact bytes stay; no blank is added to one");

	begin();
	text("one ");
	md_break(&m);
	text(" two");
	md_break(&m);
	is("one\ntwo", "a line ends within the block, without blanks");

	begin();
	text("a\377b");
	text("\n\344");
	is("a\377b \344", "bytes that are no UTF-8 pass");
}

static void
blocks(void)
{
	begin();
	text("one");
	md_block(&m);
	md_block(&m);
	text(" ");
	md_block(&m);
	text("\302\240\342\200\213");
	md_block(&m);
	text("two");
	is("one\n\ntwo", "blank lines part blocks; what shows nothing is none");

	begin();
	md_heading(&m, 2);
	text("Head");
	md_break(&m);
	text("line");
	md_block(&m);
	text("text");
	md_heading(&m, 9);
	text("deep");
	md_heading(&m, 1);
	is("## Head line\n\ntext\n\n###### deep", "headings are one line");

	begin();
	text("one");
	md_drop(&m);
	text("two");
	is("two", "a block can be dropped");

	begin();
	ok(!md_has_text(&m), "a block has no text at first");
	text(" ");
	ok(!md_has_text(&m), "a blank is none");
	text("x");
	ok(md_has_text(&m), "a letter is");
	md_block(&m);
	ok(!md_has_text(&m), "the next block has none");
	is("x", "so it is written");

	buf_clear(&out);
	buf_puts(&out, "before");
	md_open(&m, &out);
	text("x");
	is("beforex", "what was there before is no block");
}

static void
lists(void)
{
	begin();
	text("before");
	item(1, "-", "one");
	item(2, "1.", "inner");
	md_break(&m);
	text("line");
	item(1, "-", "two");
	md_block(&m);
	text("after");
	item(1, "第一章", "three");
	md_break(&m);
	text("line");
	is("before\n\n- one\n    1. inner\n       line\n- two\n\nafter\n\n"
	    "第一章 three\n    line", "items of one list are not parted");

	begin();
	item(1, "-", "one");
	md_item(&m, 2, span_of(""));
	text("more of one");
	md_break(&m);
	text("line");
	item(1, "-", "");
	item(0, "-", "two");
	is("- one\n    more of one\n    line\n- two",
	    "an item without a label goes on; an empty one is none");
}

static void
verbatim(void)
{
	begin();
	text("a");
	md_verbatim(&m, span_of("\n\n  x |\n\ny  \n\n"));
	md_verbatim(&m, span_of("```\n"));
	md_verbatim(&m, span_of(" \n"));
	is("a\n\n```\n  x |\n\ny\n```\n\n````\n```\n````",
	    "verbatim text is fenced, whatever it holds");
}

static void
tables(void)
{
	begin();
	text("a");
	md_table(&m);
	md_row(&m);
	cell(1, "x|y");
	cell(1, "z");
	md_row(&m);
	cell(1, "1");
	md_block(&m);
	item(1, "-", "2");
	md_break(&m);
	text("3");
	md_row(&m);
	cell(1, "");
	cell(1, "4");
	cell(1, "5");
	md_table_end(&m);
	text("b");
	is("a\n\n| x\\|y | z | |\n| --- | --- | --- |\n| 1 - 2 3 | | |\n"
	    "| | 4 | 5 |\n\nb", "rows are as wide as the widest");

	begin();
	md_table(&m);
	md_row(&m);
	cell(3, "wide");
	cell(1, "x");
	md_row(&m);
	cell(1, "1");
	cell(2, "2");
	md_table_end(&m);
	is("| wide | | | x |\n| --- | --- | --- | --- |\n| 1 | 2 | | |",
	    "merged cells stand once, empty cells behind them");

	begin();
	md_table(&m);
	md_row(&m);
	cell(1, "a");
	md_table(&m);
	md_row(&m);
	cell(1, "b");
	cell(1, "c");
	md_row(&m);
	cell(1, "d");
	md_table_end(&m);
	text("e");
	cell(1, "f");
	md_verbatim(&m, span_of("g\nh"));
	md_heading(&m, 1);
	text("i");
	md_table_end(&m);
	is("| a b c d e | f g h i |\n| --- | --- |",
	    "tables, code and headings in a cell are flat");
}

static void
odd_tables(void)
{
	size_t i;

	begin();
	text("a");
	md_table(&m);
	md_row(&m);
	cell(1, "one");
	md_block(&m);
	text("two");
	md_table_end(&m);
	is("a\n\none\n\ntwo", "a table of one cell is paragraphs");

	begin();
	md_table(&m);
	md_row(&m);
	cell(1, "\302\240");
	cell(4, "");
	md_table_end(&m);
	md_table_end(&m);
	text("b");
	is("b", "a table without text is none; nor is the end of none");

	begin();
	md_table(&m);
	text("first");
	md_row(&m);
	text("stray");
	cell(1, "x");
	md_row(&m);
	cell(1, "y");
	is("| first |\n| --- |\n| stray x |\n| y |",
	    "text outside of cells is kept; md_close ends a table");

	begin();
	md_table(&m);
	cell(1, "x");
	cell(1, "y");
	md_table_end(&m);
	is("| x | y |\n| --- | --- |", "a cell without a row begins one");

	begin();
	md_table(&m);
	md_row(&m);
	for (i = 0; i < MD_COLUMNS + 2; i++)
		cell(1, "x");
	md_row(&m);
	cell(MD_COLUMNS * 9, "y");
	md_table_end(&m);
	md_close(&m);
	ok(span_begins(buf_span(&out), "| x | x |") && memmem(out.data,
	    out.len, " x | x x x |\n", 13) != NULL,
	    "cells beyond the limit are written together");
	ok(out.len < 20 * MD_COLUMNS, "and a wide cell ends at the limit");

	begin();
	md_table(&m);
	for (i = 0; i < 3 * MD_PADDING / MD_COLUMNS; i++) {
		md_row(&m);
		cell(i == 0 ? MD_COLUMNS : 1, "x");
	}
	md_table_end(&m);
	md_close(&m);
	ok(out.len < 3 * MD_PADDING && span_ends(buf_span(&out),
	    "| x |\n| x |"), "many short rows are not all filled up");

	begin();
	md_table(&m);
	md_row(&m);
	md_cell(&m, 1);
	md_exact(&m, (struct span){ "a\0b\1c\td\r\ne", 10 });
	cell(1, "f");
	md_table_end(&m);
	is("| abc d e | f |\n| --- | --- |",
	    "bytes that would part cells are left out");
}

int
main(void)
{
	blanks();
	blocks();
	lists();
	verbatim();
	tables();
	odd_tables();
	buf_free(&out);
	return tap_done();
}
