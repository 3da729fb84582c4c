/* Reads the styles of a DOCX document. */
#include "docx_style.h"

#include <stdlib.h>
#include <strings.h>

#include "base/memory.h"

/* A document may have this many styles; the others count as unknown. */
#define STYLES 65536

/* An id may have this many bytes; Word's have 253 at most. */
#define ID 255

/* So many styles may be based on one another. */
#define CHAIN 64

enum {
	STYLE, TYPE, STYLE_ID, DEFAULT, NAME, BASED_ON, VAL, OUTLINE, NUM_ID,
	ILVL, VANISH, PPR_CHANGE, RPR_CHANGE, TABLE_STYLE
};

static const char *const names[] = {
	[STYLE] = "style", [TYPE] = "type", [STYLE_ID] = "styleId",
	[DEFAULT] = "default", [NAME] = "name", [BASED_ON] = "basedOn",
	[VAL] = "val", [OUTLINE] = "outlineLvl", [NUM_ID] = "numId",
	[ILVL] = "ilvl", [VANISH] = "vanish", [PPR_CHANGE] = "pPrChange",
	[RPR_CHANGE] = "rPrChange", [TABLE_STYLE] = "tblStylePr"
};

struct reading {
	struct docx_styles *styles;
	struct docx_style *style;	/* at hand, or NULL */
	unsigned skipped;	/* elements that do not count, in each other */
};

bool
docx_is_on(struct span value)
{
	return value.p == NULL || !(span_is(value, "0") ||
	    span_is(value, "false") || span_is(value, "off"));
}

static char *
copy(struct span s)
{
	char *p = xcalloc(s.len + 1, 1);

	if (s.len > 0)
		memcpy(p, s.p, s.len);
	return p;
}

static struct docx_style *
add(struct docx_styles *s, struct span id)
{
	struct docx_style *style;

	if (s->n == STYLES || id.p == NULL || id.len > ID)
		return NULL;
	if (s->n == s->size) {
		s->size = s->size == 0 ? 64 : s->size * 2;
		s->all = xreallocarray(s->all, s->size, sizeof(*s->all));
	}
	style = &s->all[s->n++];
	*style = (struct docx_style){ .id = copy(id), .level = DOCX_UNSET,
	    .hidden = DOCX_UNSET, .list = DOCX_UNSET, .depth = DOCX_UNSET };
	return style;
}

/* Takes what the name of a style says; styles have English names inside. */
static void
take_name(struct docx_style *style, struct span name)
{
	static const char heading[] = "heading ";
	const size_t n = sizeof(heading) - 1;

	if (name.len == n + 1 && strncasecmp(name.p, heading, n) == 0 &&
	    name.p[n] >= '1' && name.p[n] <= '9')
		style->level = name.p[n] - '0';
	if (name.len == 11 && strncasecmp(name.p, "toc heading", 11) == 0)
		style->level = 0;	/* though it may be based on one */
	style->title = name.len == 5 && strncasecmp(name.p, "title", 5) == 0;
}

static void
begin_style(struct reading *r, const struct xml_element *e)
{
	const struct span preset = xml_attribute(e, DEFAULT);

	r->style = add(r->styles, xml_attribute(e, STYLE_ID));
	if (r->style != NULL && preset.p != NULL && docx_is_on(preset) &&
	    span_is(xml_attribute(e, TYPE), "paragraph"))
		r->style->is_default = true;
}

static void
start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;
	struct docx_style *style = r->style;
	const bool skips = e->name == PPR_CHANGE || e->name == RPR_CHANGE ||
	    e->name == TABLE_STYLE;
	long n;

	if (r->skipped > 0 || skips)
		r->skipped += skips;
	else if (e->name == STYLE)
		begin_style(r, e);
	else if (e->name == VANISH) {
		if (style == NULL)
			r->styles->hidden = docx_is_on(xml_attribute(e, VAL));
		else
			style->hidden = docx_is_on(xml_attribute(e, VAL));
		r->styles->hide = true;
	} else if (style == NULL)
		return;
	else if (e->name == NAME)
		take_name(style, xml_attribute(e, VAL));
	else if (e->name == BASED_ON && style->based_on == NULL &&
	    xml_attribute(e, VAL).len <= ID)
		style->based_on = copy(xml_attribute(e, VAL));
	else if (e->name == NUM_ID)
		style->list = xml_number(e, VAL, DOCX_UNSET);
	else if (e->name == ILVL)
		style->depth = xml_number(e, VAL, DOCX_UNSET);
	else if (e->name == OUTLINE && style->level <= 0) {
		n = xml_number(e, VAL, 9);
		style->level = n >= 0 && n < 9 ? (int)n + 1 : 0;
	}
}

static void
end(void *arg, int name)
{
	struct reading *r = arg;

	if (name == STYLE)
		r->style = NULL;
	else if (r->skipped > 0 && (name == PPR_CHANGE || name == RPR_CHANGE ||
	    name == TABLE_STYLE))
		r->skipped--;
}

static int
compare(const void *a, const void *b)
{
	const struct docx_style *x = *(struct docx_style *const *)a;
	const struct docx_style *y = *(struct docx_style *const *)b;

	return strcmp(x->id, y->id);
}

static int
compare_id(const void *key, const void *element)
{
	const struct span id = *(const struct span *)key;
	const struct docx_style *style =
	    *(struct docx_style *const *)element;
	const int order = strncmp(id.p, style->id, id.len);

	return order != 0 ? order : style->id[id.len] == '\0' ? 0 : -1;
}

const struct docx_style *
docx_style_find(const struct docx_styles *s, struct span id)
{
	struct docx_style *const *found;

	if (s->n == 0 || id.p == NULL || id.len > ID)
		return NULL;
	found = bsearch(&id, s->by_id, s->n, sizeof(struct docx_style *),
	    compare_id);
	return found == NULL ? NULL : *found;
}

/* Gives a style what it does not say itself and its bases do. */
static void
inherit(const struct docx_styles *s, struct docx_style *style)
{
	const struct docx_style *base = style;
	int i;

	if (style->list != DOCX_UNSET)
		style->lists = style;
	for (i = 0; i < CHAIN && base->based_on != NULL; i++) {
		base = docx_style_find(s, span_of(base->based_on));
		if (base == NULL)
			break;
		if (style->level == DOCX_UNSET)
			style->level = base->level;
		if (style->hidden == DOCX_UNSET)
			style->hidden = base->hidden;
		if (style->depth == DOCX_UNSET)
			style->depth = base->depth;
		if (style->list == DOCX_UNSET && base->list != DOCX_UNSET) {
			style->list = base->list;
			style->lists = base->lists != NULL ? base->lists :
			    base;
		}
	}
}

/* Puts the styles in order, and lets them inherit. */
static void
finish(struct docx_styles *s)
{
	size_t i;

	if (s->n == 0)
		return;
	s->by_id = xreallocarray(NULL, s->n, sizeof(struct docx_style *));
	for (i = 0; i < s->n; i++)
		s->by_id[i] = &s->all[i];
	qsort(s->by_id, s->n, sizeof(struct docx_style *), compare);
	for (i = 0; i < s->n; i++)
		inherit(s, &s->all[i]);
	for (i = 0; i < s->n; i++) {
		if (s->all[i].level == DOCX_UNSET)
			s->all[i].level = 0;
		if (s->all[i].is_default)
			s->paragraph = &s->all[i];
	}
}

int
docx_styles_read(struct docx_styles *s, struct archive *a, const char *part)
{
	static const struct xml_handler handler = { names, LEN(names), start,
	    end, NULL };
	struct reading r = { .styles = s };

	if (archive_xml(a, part, &handler, &r) == -1)
		return -1;
	finish(s);
	return 0;
}

void
docx_styles_free(struct docx_styles *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->all[i].id);
		free(s->all[i].based_on);
	}
	free(s->all);
	free(s->by_id);
	*s = (struct docx_styles){ 0 };
}
