/* Reads PPTX: its slides in order, without the hidden ones. */
#include <stdlib.h>

#include "archive.h"
#include "base/memory.h"
#include "base/plural.h"
#include "md.h"
#include "ooxml.h"
#include "pptx_layout.h"
#include "pptx_slide.h"
#include "readers.h"

enum { SLD_ID_LST, SLD_ID, ID };

static const char *const names[] = { [SLD_ID_LST] = "sldIdLst",
	[SLD_ID] = "sldId", [ID] = "id" };

/* What slides have that is not read, in words for -v. */
static const struct {
	const char *type;	/* of the relation of a slide to it */
	const char *what;
} left[] = {
	{ "notesSlide", "notes" },
	{ "comments", "comments" },
	{ "chart", "charts" },
	{ "chartEx", "charts" }
};

struct reading {
	struct archive *archive;
	struct sink *sink;
	struct buf ids;		/* of relations to slides, each with a NUL */
	size_t n;		/* slides */
	bool in_list, listed;	/* the list of slides has begun, ended */
	struct ooxml_relations relations;
	struct pptx_layout layout;
	size_t shown;		/* slides so far */
	size_t hidden;
	size_t left[LEN(left)];	/* slides with it */
};

static void
start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;
	struct span id;

	/* Sections list the slides again, by other ids. */
	if (e->name == SLD_ID_LST)
		r->in_list = !r->listed;
	if (e->name != SLD_ID || !r->in_list)
		return;
	id = ooxml_id(e, ID);
	buf_add(&r->ids, id.p, id.len);
	buf_addc(&r->ids, '\0');
	r->n++;
}

static void
end(void *arg, int name)
{
	struct reading *r = arg;

	if (name == SLD_ID_LST) {
		r->in_list = false;
		r->listed = true;
	}
}

/* Reads all diagrams of a slide. */
static struct pptx_diagram *
read_diagrams(struct reading *r, const struct ooxml_relations *of, size_t *n)
{
	struct pptx_diagram *all = NULL;
	size_t i;

	for (*n = i = 0; i < of->n; i++) {
		const struct ooxml_relation *l = &of->all[i];

		if (l->external || strcmp(l->type, "diagramData") != 0 ||
		    !archive_has(r->archive, l->target))
			continue;
		all = xreallocarray(all, *n + 1, sizeof(*all));
		all[*n] = (struct pptx_diagram){ .id = l->id };
		pptx_diagram_read(&all[(*n)++], r->archive, l->target);
	}
	return all;
}

/* Writes a slide: its title is a heading. */
static void
write_slide(struct reading *r, const struct pptx_slide *slide)
{
	struct buf *b = &r->sink->text;
	struct span title = span_strip(buf_span(&slide->title));
	struct md md;

	md_open(&md, b);
	md_heading(&md, r->shown == 0 && slide->opening ? 1 : 2);
	md_text(&md, title);
	md_close(&md);
	if (title.len > 0 && slide->body.len > 0)
		buf_puts(b, "\n\n");
	buf_add(b, slide->body.data, slide->body.len);
	if (r->shown++ == 0 && title.len > 0) {
		buf_clear(&r->sink->title);
		md_open(&md, &r->sink->title);
		md_text(&md, title);
		md_close(&md);
	}
}

/* Reads a slide, number `number`, which has these relations. */
static int
read_slide(struct reading *r, const char *part, size_t number,
    const struct ooxml_relations *of)
{
	struct pptx_slide slide = { 0 };
	struct pptx_diagram *diagrams;
	size_t i, n;
	int status;

	diagrams = read_diagrams(r, of, &n);
	status = pptx_slide_read(&slide, r->archive, part, &r->layout,
	    diagrams, n);
	if (status == 0 && slide.hidden) {
		r->hidden++;
		sink_note(r->sink, "left out: slide %zu, which is hidden",
		    number);
	} else if (status == 0) {
		write_slide(r, &slide);
		sink_page(r->sink, number);
		for (i = 0; i < LEN(left); i++)
			if (ooxml_first(of, r->archive, left[i].type) != NULL)
				r->left[i]++;
	}
	for (i = 0; i < n; i++)
		buf_free(&diagrams[i].text);
	free(diagrams);
	buf_free(&slide.title);
	buf_free(&slide.body);
	return status;
}

static int
read_slides(struct reading *r)
{
	const char *id = r->ids.data, *part;
	struct ooxml_relations of;
	size_t i;
	int status = 0;

	if (r->n > archive_count(r->archive))
		return sink_fail(r->sink, "bad_archive", "it lists %zu slides,"
		    " more than its zip archive has parts", r->n);
	for (i = 0; i < r->n && status == 0; i++, id += strlen(id) + 1) {
		part = ooxml_target(&r->relations, r->archive, span_of(id));
		if (part == NULL) {
			sink_page_error(r->sink, i + 1, "bad_archive",
			    "there is no such slide in the archive");
			continue;
		}
		status = ooxml_relations(r->archive, r->sink, part, &of);
		if (status == 0)
			status = pptx_layout_read(&r->layout, r->archive,
			    r->sink, &of);
		if (status == 0)
			status = read_slide(r, part, i + 1, &of);
		ooxml_free(&of);
	}
	return status;
}

int
pptx_read(struct source *s, struct sink *k)
{
	static const struct xml_handler handler = { names, LEN(names), start,
	    end, NULL };
	struct reading r = { .sink = k };
	struct buf part = { 0 };
	size_t i;
	int status = -1;

	if ((r.archive = archive_open(s, k)) == NULL)
		return -1;
	if (ooxml_main(r.archive, k, &part, &k->title) == 0 &&
	    archive_xml(r.archive, part.data, &handler, &r) == 0 &&
	    ooxml_relations(r.archive, k, part.data, &r.relations) == 0)
		status = read_slides(&r);
	if (status == 0)
		status = archive_scanned(r.archive);
	for (i = 0; status == 0 && i < LEN(left); i++)
		if (r.left[i] > 0)
			sink_note(k, "left out: %s of %zu slide%s",
			    left[i].what, r.left[i], plural(r.left[i]));
	pptx_layout_free(&r.layout);
	ooxml_free(&r.relations);
	buf_free(&r.ids);
	buf_free(&part);
	archive_close(r.archive);
	return status;
}
