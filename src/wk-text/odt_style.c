/* Gathers the styles of an OpenDocument file. */
#include "odt_style.h"

#include <stdlib.h>

#include "base/memory.h"
#include "odt_name.h"

/* Styles inherit from one another this deep. */
#define ANCESTORS 30

struct odt_style {
	size_t parent, list;	/* in the text, + 1; 0: none */
	signed char display;		/* 1 shown, -1 hidden, 0 inherited */
	enum odt_kind kind;
	struct odt_look look;	/* what all of it says, found when there */
	size_t known;		/* were so many styles */
};

/* Keeps a string; 0 if there is none. */
static size_t
keep(struct odt_styles *t, struct span s)
{
	const size_t at = t->text.len + 1;

	if (s.p == NULL)
		return 0;
	buf_add(&t->text, s.p, s.len);
	buf_addc(&t->text, '\0');
	return t->text.failed ? 0 : at;
}

static struct span
kept(const struct odt_styles *t, size_t at)
{
	return at == 0 ? (struct span){ NULL, 0 } :
	    span_of(t->text.data + at - 1);
}

static enum odt_kind
kind_of(struct span name)
{
	if (span_is(name, "Title"))
		return ODT_KIND_TITLE;
	if (span_is(name, "Preformatted_20_Text"))
		return ODT_KIND_VERBATIM;
	return ODT_KIND_INHERITED;
}

/* The key of a style: its family and its name. */
static struct span
key_of(struct odt_styles *t, struct span family, struct span name)
{
	buf_clear(&t->key);
	buf_add(&t->key, family.p, family.len);
	buf_addc(&t->key, '/');
	buf_add(&t->key, name.p, name.len);
	return buf_span(&t->key);
}

static void
add_style(struct odt_styles *t, const struct xml_element *e)
{
	const struct span family = xml_attribute(e, ODT_FAMILY);
	const struct span name = xml_attribute(e, ODT_NAME);
	struct odt_style *s;

	if (family.p == NULL || name.p == NULL)
		return;
	if (t->n == t->size) {
		t->size = t->size == 0 ? 64 : t->size * 2;
		t->style = xreallocarray(t->style, t->size,
		    sizeof(*t->style));
	}
	s = &t->style[t->n];
	*s = (struct odt_style){ 0 };
	s->parent = keep(t, xml_attribute(e, ODT_PARENT));
	s->list = keep(t, xml_attribute(e, ODT_LIST_STYLE_NAME));
	s->kind = kind_of(name);
	keytable_put(&t->names, key_of(t, family, name), t->n++);
	t->open = true;
}

/* Whether the properties of a style show or hide what has it. */
static void
set_display(struct odt_styles *t, struct span value)
{
	if (!t->open || value.p == NULL)
		return;
	t->style[t->n - 1].display = span_is(value, "none") ||
	    span_is(value, "false") || span_is(value, "hidden") ? -1 : 1;
}

void
odt_styles_start(struct odt_styles *t, const struct xml_element *e)
{
	switch (e->name) {
	case ODT_STYLE:
		add_style(t, e);
		break;
	case ODT_TEXT_PROPERTIES:
	case ODT_TABLE_PROPERTIES:
		set_display(t, xml_attribute(e, ODT_DISPLAY));
		break;
	case ODT_DRAWING_PAGE_PROPERTIES:
		set_display(t, xml_attribute(e, ODT_VISIBILITY));
		break;
	default:
		if (t->lists != NULL)
			odt_lists_define(t->lists, e);
		break;
	}
}

void
odt_styles_end(struct odt_styles *t, int name)
{
	if (name == ODT_STYLE)
		t->open = false;
}

/* The style of a family, of that name; NULL if there is none. */
static struct odt_style *
find(struct odt_styles *t, const char *family, struct span name)
{
	size_t at;

	return name.len > 0 && keytable_get(&t->names, key_of(t,
	    span_of(family), name), &at) ? &t->style[at] : NULL;
}

struct odt_look
odt_styles_look(struct odt_styles *t, const char *family, struct span name)
{
	struct odt_look look = { .kind = kind_of(name) };
	struct odt_style *first = find(t, family, name);
	const struct odt_style *s;
	signed char display = 0;
	size_t i;

	if (first == NULL)
		return look;
	if (first->known == t->n)
		return first->look;
	for (i = 0, s = first; i < ANCESTORS && s != NULL; i++) {
		if (display == 0)
			display = s->display;
		if (!look.listed && s->list != 0) {
			look.listed = true;
			look.list = kept(t, s->list);
		}
		name = kept(t, s->parent);
		if (look.kind == ODT_KIND_INHERITED)
			look.kind = kind_of(name);
		s = find(t, family, name);
	}
	look.hidden = display < 0;
	first->look = look;
	first->known = t->n;
	return look;
}

void
odt_styles_free(struct odt_styles *t)
{
	keytable_free(&t->names);
	buf_free(&t->text);
	buf_free(&t->key);
	free(t->style);
	t->style = NULL;
	t->n = t->size = 0;
}
