/* csv_cell: the cells that a text has, and its separator. */
#include "csv_cell.h"

#include <stdlib.h>

#include "tap.h"

/* A text on one line, for the name of a test. */
static const char *
shown(const char *text)
{
	static char line[100];
	size_t i;

	for (i = 0; text[i] != '\0' && i + 1 < sizeof(line); i++)
		line[i] = text[i] == '\n' || text[i] == '\r' ? '/' : text[i];
	line[i] = '\0';
	return line;
}

/* The cells of a text: | between them, / between rows. */
static void
cells(const char *text, char separator, const char *want)
{
	struct span s = span_of(text), t;
	struct buf got = { 0 }, scratch = { 0 };
	struct csv_cell cell = { .end = CSV_LINE };

	while (s.len > 0 && csv_cell_next(s, true, separator, &cell)) {
		t = csv_cell_text(&cell, &scratch);
		buf_add(&got, t.p, t.len);
		if (cell.end != CSV_END)
			buf_addc(&got, cell.end == CSV_LINE ? '/' : '|');
		s = span_from(s, cell.used);
	}
	is_mem(got.data, got.len, want, strlen(want), shown(text));
	buf_free(&got);
	buf_free(&scratch);
}

static void
quotes(void)
{
	cells("a,b\nc,d\n", ',', "a|b/c|d/");
	cells("a,\r\n,d\r,\n", ',', "a|/|d/|/");
	cells("\"a,b\",\"c\nd\"\n", ',', "a,b|c\nd/");
	cells("\"say \"\"hi\"\"\",\"\"\n", ',', "say \"hi\"|/");
	cells("\"a\r\nb\rc\",d", ',', "a\nb\nc|d");
	cells("\"a\" , \"b, c\" \n", ',', "a|b, c/");
	cells("5\" pipe,a\"\"b\n", ',', "5\" pipe|a\"\"b/");
	cells("\"\"\"\",\"\"\"\"\"\"\n", ',', "\"|\"\"/");
	cells(" a , b \n", ',', " a | b /");
}

/* Quotes as they should not be: nothing is lost, and the next row is whole. */
static void
odd_quotes(void)
{
	cells("\"a \"b\" c, d\",e\n", ',', "a \"b\" c, d|e/");
	cells("\"Hi\" he said,\"foo\"\nx\n", ',', "\"Hi\" he said|foo/x/");
	cells("a,\"open\nb,c\n", ',', "a|\"open/b|c/");
	cells("a,\"open\nb,\"c\",d\n", ',', "a|\"open/b|c|d/");
	cells("\"open\n\"b\"\n", ',', "\"open/b/");
	cells("\"a\"b\nc\"\n", ',', "\"a\"b/c\"/");
	cells("\"", ',', "\"");
	cells("\"a", ',', "\"a");
	cells("\"\"x\n", ',', "\"\"x/");
}

/* What bytes behind the end would decide is not decided. */
static void
more(void)
{
	static const char *const cut[] = { "a", "\"a\"", "\"a\" ", "\"a", "a\r",
	    "", " ", "\"a\"\"" };
	static const char *const whole[] = { "a,", "\"a\",", "\"a\" \n", "a\rb",
	    "a\n" };
	struct csv_cell cell;
	size_t i;

	for (i = 0; i < LEN(cut); i++)
		ok(!csv_cell_next(span_of(cut[i]), false, ',', &cell),
		    "the cell may go on behind: %s",
		    shown(cut[i]));
	for (i = 0; i < LEN(whole); i++)
		ok(csv_cell_next(span_of(whole[i]), false, ',', &cell),
		    "the cell is whole: %s", shown(whole[i]));
}

/* A quote that nothing closes does not swallow a long text. */
static void
swallow(void)
{
	struct buf b = { 0 };
	struct csv_cell cell;

	buf_puts(&b, "\"open\n");
	while (b.len < CSV_QUOTED + 100)
		buf_puts(&b, "more text, and more\n");
	ok(csv_cell_next(buf_span(&b), false, ',', &cell) && cell.used == 6,
	    "a quote that is not closed within the limit is plain");
	ok(cell.odd && span_is(cell.raw, "\"open"), "the quote is in the cell");
	buf_free(&b);
}

static void
separator(const char *text, char want)
{
	size_t before;
	char got = csv_separator(span_of(text), true, &before);

	ok(got == want, "separator %d, not %d, of: %s", want, got,
	    shown(text));
}

static void
separators(void)
{
	separator("a,b\n1,2\n", ',');
	separator("a\tb\n1,5\t2,5\n", '\t');
	separator("preis;menge\n1,50;2\n2,50;3\n", ';');
	separator("1,50;2,30\n1,20;3,40\n", ';');
	separator("a|b, c|d\n1|2, 3|4\n", '|');
	separator("id,tags\n1,x;y\n2,y;z;w\n", ',');
	separator("id,text\n1,\"a; b; c\"\n2,\"d; e; f\"\n", ',');
	separator("a,b,c\n1,2\n3\n4,5,6,7\n", ',');
	separator("Report of May\na;b;c\n1;2;3\n4;5;6\n7;8;9\n", ';');
	separator("a;b\n1,5;x\n2,5;y;z\n3,1\n", ';');
	separator("text\nHello, world\nbye\nAnd so, on, and on\n", CSV_NONE);
	separator("one\ntwo\n", CSV_NONE);
	separator("", CSV_NONE);
	separator("\n\n", CSV_NONE);
	separator("\"a\nb\",c\n\n1,2\n", ',');
	separator("\"a;b\",\"c;d\"\n\"e;f\",\"g;h\"\n", ',');
}

int
main(void)
{
	quotes();
	odd_quotes();
	more();
	swallow();
	separators();
	return tap_done();
}
