/*
 * CSV and JSON: cells come out the same in pieces, and hold all bytes but
 * quotes, separators and blanks; what is written is JSON.
 */
#include "csv_cell.h"
#include "fuzz.h"
#include "readers.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* How many bytes of s no reader of CSV may drop. */
static size_t
weight(struct span s, char separator)
{
	size_t i, n = 0;

	for (i = 0; i < s.len; i++)
		n += strchr("\" \r\n", s.p[i]) == NULL && s.p[i] != separator;
	return n;
}

static void
cells(struct span s, char separator, size_t cut)
{
	struct csv_cell cell, part;
	struct buf scratch = { 0 };
	struct span rest = s;
	size_t got = 0;

	while (rest.len > 0) {
		must(csv_cell_next(rest, true, separator, &cell));
		must(cell.used > 0 && cell.used <= rest.len);
		must((cell.end == CSV_END) <= (cell.used == rest.len));
		got += weight(csv_cell_text(&cell, &scratch), separator);
		if (cut <= rest.len && csv_cell_next((struct span){ rest.p,
		    cut }, false, separator, &part))
			must(part.used == cell.used && part.end == cell.end &&
			    span_same(part.raw, cell.raw));
		rest = span_from(rest, cell.used);
	}
	must(got == weight(s, separator));
	buf_free(&scratch);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span s = { (const char *)data, size };
	struct buf out = { 0 };
	size_t before;

	if (size < 2)
		return 0;
	s = span_from(s, 2);
	(void)csv_separator(s, true, &before);
	(void)csv_separator(s, false, &before);
	cells(s, ",;\t|"[data[0] & 3], data[1]);
	cells(s, CSV_NONE, data[1]);
	fuzz_read(s, csv_read, "a.csv", data[0], &out);
	buf_clear(&out);
	fuzz_read(s, json_read_document, data[1] & 1 ? "a.jsonl" : "a.json",
	    data[0], &out);
	buf_clear(&out);
	fuzz_read(s, markdown_read, "a.md", data[0], &out);
	buf_free(&out);
	return 0;
}
