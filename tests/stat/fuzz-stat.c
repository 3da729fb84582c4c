/*
 * Any line, as a record or a row: what is counted of it can be shown, as JSON
 * that is JSON, and the marks of an answer do not depend on what stands
 * behind it in memory.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "counts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* Shows the counts, and frees them. */
static void
show(struct counts *c, bool json)
{
	struct buf b = { 0 };
	struct grid g = { .json = json, .out = &b };
	struct json_value v;
	struct json j;

	counts_show(c, &g);
	must(utf8_valid(b.data, b.len) == b.len);
	if (json) {
		json_open(&j, b.data, b.len);
		must(json_read(&j, &v) == 0 && json_end(&j) == 0);
	}
	buf_free(&b);
	counts_free(c);
}

/* Counts a line, twice; the second is a duplicate if it has a text. */
static void
count(struct span line, bool json)
{
	static char *none[] = { NULL };
	struct stage st = { .name = "wk-stat", .field = "text", .file = "f" };
	struct counts c = { .top = 3, .all = true, .priced = json };
	int times;

	counts_open(&c, &st);
	stage_open(&st, none);
	for (times = 0; times < 2; times++)
		if (record_parse(&st.record, line) == 0)
			counts_add(&c, &st, &st.record);
	must(c.same_rows == (c.records == 2 && c.texts.n > 0));
	show(&c, json);
	record_free(&st.record);
}

/* Finds the marks in memory of the answer's length alone. */
static void
mark(const uint8_t *data, size_t size)
{
	struct marks *m = marks_open();
	struct buf b = { 0 };
	char *exact;

	utf8_repair(&b, (const char *)data, size);
	if (b.len > 0) {
		exact = malloc(b.len);
		must(exact != NULL);
		memcpy(exact, b.data, b.len);
		must(marks_find(m, (struct span){ exact, b.len }) ==
		    marks_find(m, buf_span(&b)));
		free(exact);
	}
	buf_free(&b);
	marks_close(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span line = { (const char *)data, size };

	count(line, false);
	count(line, true);
	mark(data, size);
	return 0;
}
