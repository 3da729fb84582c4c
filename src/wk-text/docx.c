/* Reads DOCX: the main part, with the numbers that lists have. */
#include <stdlib.h>
#include <strings.h>

#include "base/memory.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "docx_body.h"
#include "html.h"
#include "mht.h"
#include "ooxml.h"
#include "readers.h"


struct reading {
	struct archive *archive;
	struct sink *sink;
	struct ooxml_relations relations;
	struct docx_styles styles;
	struct docx_lists lists;
	struct buf *chunks;	/* for each relation, the document that stands
				   in this one as a whole; or empty */
	struct buf title;
};

/* Writes a plain text, a paragraph a line. */
static void
write_plain(struct md *m, struct span s)
{
	struct span line;

	while (span_line(&s, &line)) {
		md_exact(m, line);
		md_block(m);
	}
}

/* Writes HTML; its name is for what is said of it. */
static void
write_html(struct docx *d, struct span s, const char *charset,
    const char *name)
{
	struct reading *r = d->arg;

	if (html_fragment(s, charset, docx_md(d),
	    &d->left[DOCX_FOOTNOTES]) == -1)
		sink_warn(r->sink, "%s in it is not read whole", name);
	md_block(docx_md(d));
}

/* Writes the web page of a file of MIME; false if it has none. */
static bool
write_mht(struct docx *d, struct span s, const char *name)
{
	struct buf html = { 0 }, charset = { 0 };
	const bool found = mht_page(s, &html, &charset);

	if (found)
		write_html(d, buf_span(&html), charset.len > 0 ? charset.data :
		    NULL, name);
	buf_free(&html);
	buf_free(&charset);
	return found;
}

/* Writes the chunk of that id, where it stands first. */
static void
write_chunk(struct docx *d, struct span id)
{
	struct reading *r = d->arg;
	const struct ooxml_relation *l = id.p == NULL ? NULL :
	    ooxml_find(&r->relations, id);
	struct buf *chunk;
	struct span s;

	if (l == NULL)
		return;
	chunk = &r->chunks[l - r->relations.all];
	s = span_strip(buf_span(chunk));
	(void)span_take(&s, UTF8_BOM);
	if (span_begins(s, "<"))
		write_html(d, s, NULL, l->target);
	else if (write_mht(d, s, l->target))
		;
	else if (span_begins(s, "PK\3\4") || span_begins(s, "{\\rtf") ||
	    (s.len >= 13 && strncasecmp(s.p, "MIME-Version:", 13) == 0) ||
	    utf8_valid(s.p, s.len) < s.len)
		sink_warn(r->sink, "%s in it, a document of its own, is not"
		    " read", l->target);
	else
		write_plain(docx_md(d), s);
	buf_free(chunk);
}

/* Reads the parts that stand in the main one as a whole (altChunk). */
static int
read_chunks(struct reading *r)
{
	const struct ooxml_relation *l;
	size_t i;

	if (r->relations.n == 0)
		return 0;
	r->chunks = xcalloc(r->relations.n, sizeof(*r->chunks));
	for (i = 0; i < r->relations.n; i++) {
		l = &r->relations.all[i];
		if (strcmp(l->type, "aFChunk") != 0)
			continue;
		if (l->external || !archive_has(r->archive, l->target))
			sink_warn(r->sink, "the document %s in it is not"
			    " there", l->target);
		else if (archive_read(r->archive, l->target,
		    &r->chunks[i]) == -1)
			return -1;
	}
	return 0;
}

/* Reads the styles and the lists. */
static int
read_tables(struct reading *r)
{
	const char *part;

	part = ooxml_first(&r->relations, r->archive, "styles");
	if (part != NULL &&
	    docx_styles_read(&r->styles, r->archive, part) == -1)
		return -1;
	part = ooxml_first(&r->relations, r->archive, "numbering");
	return part == NULL ? 0 : docx_lists_read(&r->lists, r->archive, part,
	    &r->styles);
}

static size_t
count_relations(const struct reading *r, const char *type)
{
	size_t i, n = 0;

	for (i = 0; i < r->relations.n; i++)
		n += strcmp(r->relations.all[i].type, type) == 0;
	return n;
}

static void
put_count(struct buf *b, size_t n, const char *what)
{
	if (n > 0)
		buf_printf(b, "%s%zu %s%s", b->len > 0 ? ", " : "", n, what,
		    plural(n));
}

/* Reports the parts that were not read. */
static void
tell_left(const struct reading *r, const struct docx *d)
{
	static const char *const what[] = {
		[DOCX_FOOTNOTES] = "footnote", [DOCX_ENDNOTES] = "endnote",
		[DOCX_COMMENTS] = "comment", [DOCX_CHARTS] = "chart",
		[DOCX_DIAGRAMS] = "diagram",
		[DOCX_EMBEDDED] = "embedded object",
		[DOCX_CONTENTS] = "contents list"
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < DOCX_LEFT; i++)
		put_count(&b, d->left[i], what[i]);
	put_count(&b, count_relations(r, "header"), "header");
	put_count(&b, count_relations(r, "footer"), "footer");
	if (b.len > 0)
		sink_note(r->sink, "left out: %.*s", (int)b.len, b.data);
	buf_free(&b);
	if (d->endless)
		sink_warn(r->sink, "its table of contents has no end: the text"
		    " behind it is left out");
	if ((i = count_relations(r, "subDocument")) > 0)
		sink_warn(r->sink, "%zu of its parts are files of their own,"
		    " and are not read", i);
}

/* Whether a title is one, and not what Word writes by itself. */
static bool
is_title(struct span s)
{
	return s.len > 0 && !span_begins(s, "Microsoft Word") &&
	    !span_ends(s, ".doc") && !span_ends(s, ".docx");
}

static int
read_body(struct reading *r, const char *part)
{
	struct sink *k = r->sink;
	struct buf shown = { 0 };	/* the title in the text */
	struct docx d = { .styles = &r->styles, .lists = &r->lists,
	    .title = &shown, .chunk = write_chunk, .arg = r };
	struct span title = span_strip(buf_span(&r->title));
	int status;

	docx_begin(&d, &k->text);
	status = archive_xml(r->archive, part, &docx_handler, &d);
	docx_end(&d);
	if (status == 0) {
		tell_left(r, &d);
		if (!is_title(title))
			title = buf_span(&shown);
		buf_add(&k->title, title.p, title.len);
	} else
		buf_clear(&k->text);
	buf_free(&shown);
	return status;
}

int
docx_read(struct source *s, struct sink *k)
{
	struct reading r = { .sink = k };
	struct buf part = { 0 };
	int status = -1;
	size_t i;

	if ((r.archive = archive_open(s, k)) != NULL &&
	    ooxml_main(r.archive, k, &part, &r.title) == 0 &&
	    ooxml_relations(r.archive, k, part.data, &r.relations) == 0 &&
	    read_tables(&r) == 0 && read_chunks(&r) == 0)
		status = read_body(&r, part.data);
	if (status == 0)
		status = archive_scanned(r.archive);
	for (i = 0; r.chunks != NULL && i < r.relations.n; i++)
		buf_free(&r.chunks[i]);
	free(r.chunks);
	docx_lists_free(&r.lists);
	docx_styles_free(&r.styles);
	ooxml_free(&r.relations);
	archive_close(r.archive);
	buf_free(&r.title);
	buf_free(&part);
	return status;
}
