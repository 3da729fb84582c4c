/* Reads HTML: the main text of a page. */
#include "html_main.h"
#include "html_tree.h"
#include "readers.h"

int
html_read(struct source *s, struct sink *k)
{
	struct html_charset c;
	struct html_tree t = { 0 };
	struct buf b = { 0 };
	struct md m;
	int status;

	if ((status = source_read(s, &b, k)) == 0) {
		html_decode(&b, k->settings->encoding, &c);
		if (c.replaced > 0)
			sink_warn(k, "%zu %s not %s: replaced by U+FFFD",
			    c.replaced, c.replaced == 1 ? "byte is" :
			    "bytes are", c.name);
		if (html_parse(&t, &b) == -1)
			status = sink_fail(k, "too_large",
			    "more than %zu elements", HTML_NODES);
	}
	buf_free(&b);
	if (status == 0) {
		html_main(&t);
		md_open(&m, &k->text);
		html_write(&t, &m);
		md_close(&m);
		buf_add(&k->title, t.title.data, t.title.len);
	}
	html_tree_free(&t);
	return status;
}
