/*
 * Records: the first bytes say what to edit, the rest is the line.  What is
 * written is a record again, with the edits made.
 */
#include "stage/record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
must(int holds)
{
	if (!holds)
		abort();
}

static const char *const names[] = { "a", "text", "error", "" };

#define FIELDS ((int)LEN(names))

/* How many members the object has. */
static size_t
count_members(struct span line)
{
	struct json_value name, value;
	struct json j;
	size_t n = 0;

	json_open(&j, line.p, line.len);
	must(json_object(&j) == 0);
	while (json_member(&j, &name, &value) == 1)
		n++;
	return n;
}

/* Edits as the bits of `edits` say; returns how many members there are. */
static size_t
edit(struct record *r, unsigned int edits, size_t members)
{
	bool present;
	int i;

	for (i = 0; i < FIELDS; i++, edits >>= 2) {
		present = record_get(r, i) != NULL;
		if ((edits & 3) == 1) {
			record_set(r, i, "[7]", 3);
			members += !present;
		} else if ((edits & 3) == 2) {
			record_unset(r, i);
			members -= present;
		} else if ((edits & 3) == 3) {
			record_unset(r, i);
			record_set_string(r, i, "\n", 1);
			members += !present;
		}
	}
	return members;
}

/* Whether a field is in the written record what the bits made of it. */
static void
look(struct record *before, struct record *after, int i, unsigned int bits)
{
	const struct json_value *was = record_get(before, i);
	const struct json_value *is = record_get(after, i);

	if (bits == 2) {
		must(is == NULL);
		return;
	}
	if (bits == 0 && was == NULL) {
		must(is == NULL);
		return;
	}
	must(is != NULL);
	if (bits == 0)
		must(is->len == was->len &&
		    memcmp(is->p, was->p, is->len) == 0);
	else if (bits == 1)
		must(is->len == 3 && memcmp(is->p, "[7]", 3) == 0);
	else
		must(json_is(is, "\n"));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static struct fields fields;
	struct record r = { .fields = &fields }, again = r;
	struct out out = { .fd = -1 };
	struct span line, s;
	unsigned int edits;
	size_t members;
	int i;

	for (i = 0; i < FIELDS; i++)
		(void)fields_add(&fields, names[i]);
	if (size == 0 || size > OUT_CHUNK / 4)
		return 0;
	edits = data[0];
	line = (struct span){ (const char *)data + 1, size - 1 };
	if (record_parse(&r, line) == 0) {
		must(record_write(&r, &out) == 0);
		must(out.buf.len == line.len + 1 &&
		    memcmp(out.buf.data, line.p, line.len) == 0);
		members = edit(&r, edits, count_members(line));
		buf_clear(&out.buf);
		must(record_write(&r, &out) == 0);
		s = buf_span(&out.buf);
		must(record_parse(&again, s) == 0);
		must(count_members(s) == members);
		record_reset(&r);
		for (i = 0; i < FIELDS; i++, edits >>= 2)
			look(&r, &again, i, edits & 3);
		(void)record_string(&r, 1, &s);
	} else
		must(r.why.len > 0 &&
		    memchr(r.why.data, '\n', r.why.len) == NULL);
	record_free(&r);
	record_free(&again);
	buf_free(&out.buf);
	return 0;
}
