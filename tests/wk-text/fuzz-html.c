/*
 * Any bytes, taken as HTML, give text in valid UTF-8; the tree is whole; and
 * a page with text gives some, whatever is chosen from it.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "html.h"
#include "html_main.h"
#include "html_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* Each node lies in its parent, and what is text in the tree's text. */
static void
look_at_tree(const struct html_tree *t)
{
	uint32_t i;

	must(t->n > 0 && t->nodes[0].end == t->n);
	for (i = 1; i < t->n; i++) {
		const struct html_node *n = &t->nodes[i];

		must(n->parent < i && n->end > i);
		must(n->end <= t->nodes[n->parent].end);
		if (n->tag == HTML_TEXT)
			must((size_t)n->at + n->len <= t->text.len);
	}
}

/* Writes what is in the tree; whether it is any. */
static bool
write(struct html_tree *t)
{
	struct buf text = { 0 };
	struct md m;
	bool any;

	md_open(&m, &text);
	html_write(t, &m);
	md_close(&m);
	must(utf8_valid(text.data, text.len) == text.len);
	any = text.len > 0;
	buf_free(&text);
	return any;
}

/* Reads the page; whether its main text, or all of it, is any. */
static bool
read_page(struct span page, bool main_text)
{
	struct html_charset c;
	struct html_tree t = { 0 };
	struct buf b = { 0 };
	bool any;

	buf_add(&b, page.p, page.len);
	html_decode(&b, NULL, NULL, &c);
	must(utf8_valid(b.data, b.len) == b.len);
	must(html_parse(&t, &b) == 0);
	look_at_tree(&t);
	if (main_text)
		html_main(&t);
	any = write(&t);
	html_tree_free(&t);
	buf_free(&b);
	return any;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span page = { (const char *)data, size };
	bool all = read_page(page, false);

	must(read_page(page, true) || !all);
	return 0;
}
