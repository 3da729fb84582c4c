/*
 * Any text is a template whose parts rise and lie in it, and which says what
 * its parts say; a record without fields takes the defaults.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stage/template.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* Fills it from nothing, and compares with the parts. */
static void
fill(const struct template *t, const struct fields *fields)
{
	struct record r = { .fields = fields };
	struct buf got = { 0 };
	const char *missing = NULL;
	size_t i, at = 0;

	must(record_parse(&r, (struct span){ "{}", 2 }) == 0);
	if (template_fill(t, &r, &got, &missing) == -1) {
		must(missing != NULL && *missing != '\0');
	} else {
		for (i = 0; i < t->n; i++) {
			must(t->part[i].text.len <= got.len - at);
			must(t->part[i].text.len == 0 || memcmp(got.data + at,
			    t->part[i].text.p, t->part[i].text.len) == 0);
			at += t->part[i].text.len;
		}
		must(at == got.len);
	}
	record_free(&r);
	buf_free(&got);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *last = text;
	struct fields fields = { .n = 0 };
	struct template t = { 0 };
	struct buf why = { 0 };
	size_t i;

	if (utf8_valid(text, size) != size)
		return 0;
	if (template_parse(&t, (struct span){ text, size }, &fields, &why) ==
	    -1) {
		must(fields.n == RECORD_FIELDS && why.len > 0);
	} else {
		for (i = 0; i < t.n; i++) {
			must(t.part[i].field < (int)fields.n);
			if (t.part[i].text.len == 0)
				continue;
			must(t.part[i].text.p >= last);
			last = t.part[i].text.p + t.part[i].text.len;
			must(last <= text + size);
		}
		fill(&t, &fields);
	}
	template_free(&t);
	buf_free(&why);
	return 0;
}
