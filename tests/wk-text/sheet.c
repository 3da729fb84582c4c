/* sheet: rows to a table or to records. */
#include "sheet.h"

#include <stdlib.h>

#include "tap.h"

static struct buf out;

static void
take_record(void *arg, struct span bytes)
{
	(void)arg;
	buf_add(&out, bytes.p, bytes.len);
}

static void
take_line(void *arg, const char *kind, struct span line)
{
	(void)arg;
	(void)kind;
	(void)line;
}

static void
take_failure(void *arg, const char *kind, struct span message)
{
	(void)arg;
	(void)kind;
	(void)message;
}

static struct settings settings;
static const struct sink_port port = { .record = take_record,
    .say = take_line, .fail = take_failure };
static struct sink sink = { .settings = &settings, .port = &port };
static struct sheet t;

static void
begin(bool rows, const char *name)
{
	settings.rows = rows;
	buf_clear(&out);
	sink_begin(&sink, "s", "t");
	sheet_begin(&t, &sink, span_of(name));
}

/* Adds a row: cells between |. */
static void
row(const char *cells)
{
	size_t column, n;

	for (column = 0;; column++, cells += n + 1) {
		n = strcspn(cells, "|");
		sheet_cell(&t, column, (struct span){ cells, n });
		if (cells[n] == '\0')
			break;
	}
	sheet_row(&t);
}

static void
end(void)
{
	sheet_end(&t);
	sink_end(&sink, false);
}

static void
is(const char *want, const char *name)
{
	end();
	is_mem(out.data, out.len, want, strlen(want), name);
}

static void
tables(void)
{
	begin(false, "Name");
	row("a|b|c");
	row("1||3");
	row("||");
	row("4");
	row("5|6|7|8");
	is("{\"text\":\"## Name\\n\\n| a | b | c |\\n| --- | --- | --- |\\n"
	    "| 1 | | 3 |\\n| 4 | | |\\n| 5 | 6 | 7 | 8 |\","
	    "\"source\":\"s\",\"type\":\"t\"}\n",
	    "a table with its name; rows without text are left out");

	begin(false, "");
	row("|b");
	sheet_cell(&t, 0, (struct span){ "x|\ty\r\nz\0w\v", 10 });
	is("{\"text\":\"| | b |\\n| --- | --- |\\n| x\\\\| y zw  | |\","
	    "\"source\":\"s\",\"type\":\"t\"}\n",
	    "a cell is one line; the end of a sheet ends its row");

	begin(false, "One");
	row("a");
	sheet_end(&t);
	sheet_begin(&t, &sink, span_of("Empty"));
	row("");
	sheet_end(&t);
	sheet_begin(&t, &sink, span_of("Two"));
	row("b");
	is("{\"text\":\"## One\\n\\n| a |\\n| --- |\\n\\n## Two\\n\\n| b |\\n"
	    "| --- |\",\"source\":\"s\",\"type\":\"t\"}\n",
	    "an empty sheet between two others is not named");

	begin(false, "Empty");
	is("{\"text\":\"\",\"source\":\"s\",\"type\":\"t\"}\n",
	    "an empty sheet is an empty record");
}

static void
records(void)
{
	begin(true, "Name");
	row(" a |b||d");
	row("1|x\ny");
	row("");
	sheet_at(&t, 7);
	row("||3|4|5");
	sheet_at(&t, 2);
	row("6");
	is("{\"text\":\"a: 1\\nb: x\\ny\",\"source\":\"s\",\"type\":\"t\","
	    "\"row\":2,\"title\":\"Name\"}\n"
	    "{\"text\":\"3\\nd: 4\\n5\",\"source\":\"s\",\"type\":\"t\","
	    "\"row\":7,\"title\":\"Name\"}\n"
	    "{\"text\":\"a: 6\",\"source\":\"s\",\"type\":\"t\","
	    "\"row\":8,\"title\":\"Name\"}\n",
	    "a record a row: named cells, and the number of the row");

	begin(true, "");
	sheet_at(&t, 3);
	row("a|b");
	is("{\"text\":\"a\\nb\",\"source\":\"s\",\"type\":\"t\",\"row\":3}\n",
	    "a header alone is a row");

	begin(true, "");
	is("{\"text\":\"\",\"source\":\"s\",\"type\":\"t\"}\n",
	    "no row at all is an empty record");
}

static void
odd(void)
{
	size_t i;

	begin(true, "");
	row("a|b|c");
	sheet_cell(&t, 1, span_of("x"));
	sheet_cell(&t, 1, span_of("y"));
	is("{\"text\":\"b: x\\nc: y\",\"source\":\"s\",\"type\":\"t\","
	    "\"row\":2}\n", "a second cell of one column is the next");

	begin(true, "");
	row("a");
	for (i = 0; i < SHEET_COLUMNS + 2; i++)
		sheet_cell(&t, i, span_of("x"));
	sheet_cell(&t, SIZE_MAX, span_of("last"));
	end();
	ok(memmem(out.data, out.len, "\\nx\\nx x x last\"", 15) != NULL,
	    "cells beyond the limit stand in the last one");

	begin(false, "");
	for (i = 0; i < 100000; i++)
		row("some|cells");
	end();
	ok(sink.record.size < (size_t)2 << 20 && out.len > 1800000 &&
	    span_ends(buf_span(&out), "| some | cells |\",\"source\":\"s\","
	    "\"type\":\"t\"}\n"), "a long table takes little memory");
}

int
main(void)
{
	tables();
	records();
	odd();
	buf_free(&out);
	sink_free(&sink);
	return tap_done();
}
