/* Reads the text of SmartArt: its points, in the order of their tree. */
#include "pptx_slide.h"

#include <stdlib.h>

#include "base/memory.h"

/* A diagram may have this many points or connections. */
#define POINTS 10000

/* Points may stand under one another this deep. */
#define DEPTH 50

enum { PT, CXN, T, P, BR, MODEL_ID, TYPE, SRC_ID, DEST_ID, SRC_ORD };

static const char *const names[] = {
	[PT] = "pt", [CXN] = "cxn", [T] = "t", [P] = "p", [BR] = "br",
	[MODEL_ID] = "modelId", [TYPE] = "type", [SRC_ID] = "srcId",
	[DEST_ID] = "destId", [SRC_ORD] = "srcOrd"
};

struct point {
	char id[40];
	bool root, written;
	struct buf text;
};

/* One point stands under another, as child number `order`. */
struct connection {
	char above[40], below[40];
	long order;
};

struct reading {
	struct point *points;
	size_t n;
	struct connection *connections;
	size_t nconnections;
	bool in_point, in_text;
};

/* Copies an id; one that is too long is cut. */
static void
copy_id(char *to, struct span id)
{
	size_t n = id.len < 39 ? id.len : 39;

	if (n > 0)
		memcpy(to, id.p, n);
	to[n] = '\0';
}

static void
add_point(struct reading *r, const struct xml_element *e)
{
	struct span type = xml_attribute(e, TYPE);
	struct point *p;

	r->in_point = (type.p == NULL || span_is(type, "node") ||
	    span_is(type, "asst") || span_is(type, "doc")) && r->n < POINTS;
	if (!r->in_point)
		return;
	r->points = xreallocarray(r->points, r->n + 1, sizeof(*r->points));
	p = &r->points[r->n++];
	*p = (struct point){ .root = type.p != NULL && span_is(type, "doc") };
	copy_id(p->id, xml_attribute(e, MODEL_ID));
}

static void
add_connection(struct reading *r, const struct xml_element *e)
{
	struct span type = xml_attribute(e, TYPE);
	struct connection *c;

	if ((type.p != NULL && !span_is(type, "parOf")) ||
	    r->nconnections == POINTS)
		return;
	r->connections = xreallocarray(r->connections, r->nconnections + 1,
	    sizeof(*r->connections));
	c = &r->connections[r->nconnections++];
	copy_id(c->above, xml_attribute(e, SRC_ID));
	copy_id(c->below, xml_attribute(e, DEST_ID));
	c->order = xml_number(e, SRC_ORD, 0);
}

static void
start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;

	r->in_text = false;
	if (e->name == PT)
		add_point(r, e);
	else if (e->name == CXN)
		add_connection(r, e);
	else if (r->in_point && (e->name == P || e->name == BR))
		buf_addc(&r->points[r->n - 1].text, ' ');
	else if (e->name == T)
		r->in_text = r->in_point;
}

static void
end(void *arg, int name)
{
	struct reading *r = arg;

	r->in_text = false;
	if (name == PT)
		r->in_point = false;
}

static void
text(void *arg, struct span s)
{
	struct reading *r = arg;
	size_t i;

	for (i = 0; r->in_text && i < s.len; i++)
		buf_addc(&r->points[r->n - 1].text,
		    span_is_blank(s.p[i]) ? ' ' : s.p[i]);
}

static int
compare(const void *a, const void *b)
{
	const struct connection *x = a, *y = b;
	int order = strcmp(x->above, y->above);

	return order != 0 ? order : x->order < y->order ? -1 :
	    x->order > y->order;
}

/* The first connection, in their order, below the point of that id. */
static size_t
first_below(const struct reading *r, const char *id)
{
	size_t low = 0, high = r->nconnections, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(r->connections[middle].above, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
write_point(struct point *p, struct buf *to)
{
	struct span s = span_strip(buf_span(&p->text));

	p->written = true;
	if (s.len == 0)
		return;
	buf_add(to, s.p, s.len);
	buf_addc(to, '\n');
}

/* Writes a point and those under it. */
static void
write_tree(struct reading *r, struct point *p, struct buf *to, unsigned depth)
{
	const char *below;
	size_t i, j;

	if (p->written || depth == DEPTH)
		return;
	write_point(p, to);
	for (i = first_below(r, p->id); i < r->nconnections &&
	    strcmp(r->connections[i].above, p->id) == 0; i++) {
		below = r->connections[i].below;
		for (j = 0; j < r->n; j++)
			if (strcmp(r->points[j].id, below) == 0)
				write_tree(r, &r->points[j], to, depth + 1);
	}
}

void
pptx_diagram_read(struct pptx_diagram *d, struct archive *a,
    const char *part)
{
	static const struct xml_handler handler = { names, LEN(names), start,
	    end, text };
	struct reading r = { 0 };
	size_t i;

	archive_xml_optional(a, part, &handler, &r);
	if (r.nconnections > 0)
		qsort(r.connections, r.nconnections, sizeof(*r.connections),
		    compare);
	for (i = 0; i < r.n; i++)
		if (r.points[i].root)
			write_tree(&r, &r.points[i], &d->text, 0);
	for (i = 0; i < r.n; i++) {
		if (!r.points[i].written)
			write_point(&r.points[i], &d->text);
		buf_free(&r.points[i].text);
	}
	free(r.points);
	free(r.connections);
}
