/*
 * Any text, taken as Markdown, gives blocks in their order, and chunks that
 * are not longer than the size and stand where they say.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heading.h"
#include "markdown.h"
#include "splitter.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
look_at_blocks(struct span text)
{
	struct markdown md = { 0 };
	size_t i, last = 0;

	markdown_scan(&md, text);
	for (i = 0; i < md.nheadings; i++) {
		must(md.headings[i].start >= last);
		last = md.headings[i].end;
		must(md.headings[i].start < last && last <= text.len);
		must(md.headings[i].parent == MARKDOWN_NONE ||
		    (md.headings[i].parent < i && md.headings[i].level >
		    md.headings[md.headings[i].parent].level));
	}
	for (i = last = 0; i < md.ntables; i++) {
		must(md.tables[i].start >= last);
		last = md.tables[i].end;
		must(md.tables[i].start < md.tables[i].body);
		must(md.tables[i].start < last && last <= text.len);
		must(md.tables[i].body <= text.len);
	}
	markdown_free(&md);
}

struct whole {
	struct span text;
	size_t size;
};

static int
look_at(void *arg, const struct chunk *c)
{
	const struct whole *w = arg;
	const char *at = w->text.p + c->before.len;

	must(utf8_count(c->text.p, c->text.len) <= w->size);
	must(utf8_valid(c->text.p, c->text.len) == c->text.len);
	must(utf8_valid(c->heading.p, c->heading.len) == c->heading.len);
	must(c->before.len <= w->text.len);
	if (c->run) {
		must(w->text.len - c->before.len >= c->text.len);
		must(memcmp(at, c->text.p, c->text.len) == 0);
		must(c->start == utf8_count(w->text.p, c->before.len));
	}
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const presets[] = { "markdown", "tutorial",
		"langchain", "sentence" };
	struct splitter_options o = { .overlap = 0 };
	struct splitter_error e;
	struct splitter *sp;
	struct buf text = { 0 };
	struct whole w;

	if (size < 2)
		return 0;
	(void)splitter_preset(&o, presets[data[0] & 3]);
	o.markdown = true;
	o.with_heading = (data[0] & 4) != 0;
	o.size = w.size = (size_t)(data[0] >> 3) + 2;
	o.overlap = data[1] % (o.size + 1);
	utf8_repair(&text, (const char *)data + 2, size - 2);
	w.text = buf_span(&text);
	look_at_blocks(w.text);
	sp = splitter_new(&o, &e);
	must(sp != NULL);
	if ((data[1] & 128) != 0)
		splitter_under(sp, span_of("a > b"));
	must(splitter_run(sp, w.text, look_at, &w) == 0);
	splitter_free(sp);
	buf_free(&text);
	return 0;
}
