/* Reads HTML: the main text of a page. */
#include <string.h>

#include "html_main.h"
#include "html_tree.h"
#include "readers.h"

/* The text of the page's first h1. */
static void
get_h1(const struct html_tree *t, struct buf *b)
{
	uint32_t i, k = 0;

	for (i = 0; i < t->n && t->nodes[i].tag != HTML_H1; i++)
		;
	if (i < t->n)
		for (k = i + 1; k < t->nodes[i].end; k++)
			if (t->nodes[k].tag == HTML_TEXT)
				buf_add(b, t->text.data + t->nodes[k].at,
				    t->nodes[k].len);
}

/* Adds s, runs of blanks as one, none at the ends. */
static void
add_tidy(struct buf *b, struct span s)
{
	size_t i;

	s = span_strip(s);
	for (i = 0; i < s.len; i++)
		if (!span_is_blank(s.p[i]))
			buf_addc(b, s.p[i]);
		else if (!span_is_blank(s.p[i - 1]))
			buf_addc(b, ' ');
}

/*
 * Sets the title: what the title element says, without the name of the site
 * if og:title or the h1 is a part of it.
 */
static void
set_title(struct sink *k, const struct html_tree *t)
{
	struct buf title = { 0 }, part = { 0 }, h1 = { 0 };

	add_tidy(&title, buf_span(&t->title));
	add_tidy(&part, buf_span(&t->og_title));
	if (part.len == 0 || (title.len > 0 && memmem(title.data, title.len,
	    part.data, part.len) == NULL)) {
		buf_clear(&part);
		get_h1(t, &h1);
		add_tidy(&part, buf_span(&h1));
	}
	/* A short part of the title may be the name of the site. */
	if (title.len == 0 || (part.len * 2 >= title.len && memmem(title.data,
	    title.len, part.data, part.len) != NULL))
		buf_add(&k->title, part.data, part.len);
	else
		buf_add(&k->title, title.data, title.len);
	buf_free(&title);
	buf_free(&part);
	buf_free(&h1);
}

int
html_read(struct source *s, struct sink *k)
{
	struct html_charset c;
	struct html_tree t = { 0 };
	struct buf b = { 0 };
	struct md m;
	int status;

	if ((status = source_read(s, &b, k)) == 0) {
		html_decode(&b, k->settings->encoding, s->charset, &c);
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
		set_title(k, &t);
		if (t.notes > 0)
			sink_note(k, "footnotes left out: %zu", t.notes);
		html_main(&t);
		md_open(&m, &k->text);
		html_write(&t, &m);
		md_close(&m);
	}
	html_tree_free(&t);
	return status;
}
