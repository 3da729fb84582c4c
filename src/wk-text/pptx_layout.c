/* Reads from layouts and masters which paragraphs of slides have bullets. */
#include "pptx_layout.h"

#include <stdlib.h>

#include "base/memory.h"

/* A layout may have this many placeholders. */
#define PLACES 1000

enum { SP, PH, LST_STYLE, BODY_STYLE, TYPE, IDX };

static const char *const names[] = {
	[SP] = "sp", [PH] = "ph", [LST_STYLE] = "lstStyle",
	[BODY_STYLE] = "bodyStyle", [TYPE] = "type", [IDX] = "idx"
};

struct reading {
	struct pptx_layout *layout;
	struct pptx_place place;	/* of the shape at hand */
	bool in_place;
	struct pptx_levels *to;		/* the styles at hand, or NULL */
	int level;			/* in it */
};

int
pptx_level_of(const char *local)
{
	if (strncmp(local, "lvl", 3) != 0 || local[3] < '1' ||
	    local[3] > '9' || strcmp(local + 4, "pPr") != 0)
		return -1;
	return local[3] - '1';
}

enum pptx_bullet
pptx_bullet_of(const char *local)
{
	if (local[0] != 'b' || local[1] != 'u')
		return PPTX_UNSAID;
	local += 2;
	return strcmp(local, "None") == 0 ? PPTX_PLAIN :
	    strcmp(local, "AutoNum") == 0 ? PPTX_NUMBER :
	    strcmp(local, "Char") == 0 || strcmp(local, "Blip") == 0 ?
	    PPTX_BULLET : PPTX_UNSAID;
}

static void
start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;
	struct span type;
	enum pptx_bullet bullet;
	int level;

	switch (e->name) {
	case SP:
		r->place = (struct pptx_place){ .index = -1 };
		r->in_place = false;
		break;
	case PH:
		type = xml_attribute(e, TYPE);
		r->in_place = true;
		r->place.index = xml_number(e, IDX, -1);
		r->place.body = type.p == NULL || span_is(type, "body") ||
		    span_is(type, "obj");
		break;
	case LST_STYLE:
		r->to = &r->place.levels;
		break;
	case BODY_STYLE:
		r->to = &r->layout->body;
		break;
	default:
		if (r->to == NULL)
			break;
		if ((level = pptx_level_of(e->local)) != -1)
			r->level = level;
		else if ((bullet = pptx_bullet_of(e->local)) != PPTX_UNSAID)
			r->to->level[r->level] = bullet;
	}
}

static void
end(void *arg, int name)
{
	struct reading *r = arg;
	struct pptx_layout *l = r->layout;

	if (name == LST_STYLE || name == BODY_STYLE)
		r->to = NULL;
	if (name != SP || !r->in_place || l->n == PLACES)
		return;
	l->places = xreallocarray(l->places, l->n + 1, sizeof(*l->places));
	l->places[l->n++] = r->place;
	r->in_place = false;
}

/* Fills the levels that `levels` leaves open from `from`. */
static void
inherit(struct pptx_levels *levels, const struct pptx_levels *from)
{
	size_t i;

	for (i = 0; i < PPTX_LEVELS; i++)
		if (levels->level[i] == PPTX_UNSAID)
			levels->level[i] = from->level[i];
}

static void
read_part(struct pptx_layout *layout, struct archive *a, const char *part)
{
	static const struct xml_handler handler = { names, LEN(names), start,
	    end, NULL };
	struct reading r = { .layout = layout };

	archive_xml_optional(a, part, &handler, &r);
}

/* Adds what the master of the layout says. */
static int
read_master(struct pptx_layout *layout, struct archive *a, struct sink *k)
{
	struct pptx_layout master = { 0 };
	struct ooxml_relations r;
	const char *part;
	size_t i;
	int status;

	if ((status = ooxml_relations(a, k, layout->part, &r)) == 0 &&
	    (part = ooxml_first(&r, a, "slideMaster")) != NULL)
		read_part(&master, a, part);
	for (i = 0; i < master.n; i++)
		if (master.places[i].body)
			inherit(&layout->body, &master.places[i].levels);
	inherit(&layout->body, &master.body);
	for (i = 0; i < layout->n; i++)
		inherit(&layout->places[i].levels, &layout->body);
	pptx_layout_free(&master);
	ooxml_free(&r);
	return status;
}

int
pptx_layout_read(struct pptx_layout *layout, struct archive *a,
    struct sink *k, const struct ooxml_relations *of)
{
	const char *part = ooxml_first(of, a, "slideLayout");

	if (part != NULL && layout->part != NULL &&
	    strcmp(part, layout->part) == 0)
		return 0;
	pptx_layout_free(layout);
	if (part == NULL)
		return 0;
	layout->part = xstrdup(part);
	read_part(layout, a, part);
	return read_master(layout, a, k);
}

struct pptx_levels
pptx_layout_levels(const struct pptx_layout *layout, long index)
{
	size_t i;

	for (i = 0; i < layout->n; i++)
		if (layout->places[i].index == index &&
		    (index != -1 || layout->places[i].body))
			return layout->places[i].levels;
	return layout->body;
}

void
pptx_layout_free(struct pptx_layout *layout)
{
	free(layout->part);
	free(layout->places);
	*layout = (struct pptx_layout){ 0 };
}
