/* Finds the parts of Office Open XML documents by their relations. */
#include "ooxml.h"

#include <stdlib.h>

#include "base/memory.h"

/* A part may have this many relations. */
#define RELATIONS 1000000

enum { RELATIONSHIP, ID, TYPE, TARGET, TARGET_MODE };

static const char *const names[] = {
	[RELATIONSHIP] = "Relationship", [ID] = "Id", [TYPE] = "Type",
	[TARGET] = "Target", [TARGET_MODE] = "TargetMode"
};

/* The state of reading the relations of a part. */
struct reading {
	struct archive *archive;
	struct ooxml_relations *to;
	const char *part;
	size_t size;		/* relations that there is room for */
	struct buf target;
	bool many;
};

/* Resolves a target; it is decoded unless a part has the name as it is. */
static void
resolve(struct reading *r, struct span target)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < target.len; i++)
		buf_addc(&b, target.p[i] == '\\' ? '/' : target.p[i]);
	buf_clear(&r->target);
	archive_resolve(&r->target, r->part, buf_span(&b), false);
	if (b.len > 0 && memchr(b.data, '%', b.len) != NULL &&
	    !archive_has(r->archive, r->target.data)) {
		buf_clear(&r->target);
		archive_resolve(&r->target, r->part, buf_span(&b), true);
	}
	buf_free(&b);
}

/* The last step of the URI of a type. */
static struct span
last_step(struct span type)
{
	size_t i = type.len;

	while (i > 0 && type.p[i - 1] != '/')
		i--;
	return span_from(type, i);
}

/* Copies three strings into one piece of memory, which id begins. */
static void
copy(struct ooxml_relation *l, struct span id, struct span type,
    struct span target)
{
	char *p = xcalloc(id.len + type.len + target.len + 3, 1);

	l->id = p;
	memcpy(p, id.p, id.len);
	l->type = p += id.len + 1;
	memcpy(p, type.p, type.len);
	l->target = p += type.len + 1;
	memcpy(p, target.p, target.len);
}

static void
start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;
	struct ooxml_relations *to = r->to;
	struct ooxml_relation *l;
	struct span id, type, target;

	if (e->name != RELATIONSHIP)
		return;
	id = xml_attribute(e, ID);
	type = xml_attribute(e, TYPE);
	target = xml_attribute(e, TARGET);
	if (id.p == NULL || type.p == NULL || target.p == NULL)
		return;
	if (to->n == RELATIONS) {
		r->many = true;
		return;
	}
	if (to->n == r->size) {
		r->size = r->size == 0 ? 16 : r->size * 2;
		to->all = xreallocarray(to->all, r->size, sizeof(*to->all));
	}
	l = &to->all[to->n++];
	l->external = span_is(xml_attribute(e, TARGET_MODE), "External");
	if (!l->external) {
		resolve(r, target);
		target = buf_span(&r->target);
	}
	copy(l, id, last_step(type), target);
}

static int
compare(const void *a, const void *b)
{
	const struct ooxml_relation *const *x = a, *const *y = b;
	int order = strcmp((*x)->id, (*y)->id);

	return order != 0 ? order : *x < *y ? -1 : *x > *y;
}

/* Sorts the relations by their ids, for ooxml_find. */
static void
sort(struct ooxml_relations *r)
{
	size_t i;

	if (r->n == 0)
		return;
	r->by_id = xreallocarray(NULL, r->n, sizeof(*r->by_id));
	for (i = 0; i < r->n; i++)
		r->by_id[i] = &r->all[i];
	qsort(r->by_id, r->n, sizeof(*r->by_id), compare);
}

/* Appends the name of the part that holds the relations of a part. */
static void
name_relations(struct buf *b, const char *part)
{
	const char *slash = strrchr(part, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - part) + 1;

	buf_add(b, part, n);
	buf_printf(b, "_rels/%s.rels", part + n);
	buf_addc(b, '\0');
}

int
ooxml_relations(struct archive *a, struct sink *k, const char *part,
    struct ooxml_relations *r)
{
	static const struct xml_handler handler = { .names = names,
	    .n = LEN(names), .start = start };
	struct reading reading = { .archive = a, .to = r, .part = part };
	struct buf name = { 0 };
	int status = 0;

	*r = (struct ooxml_relations){ 0 };
	name_relations(&name, part);
	if (archive_has(a, name.data))
		status = archive_xml(a, name.data, &handler, &reading);
	if (status == 0 && reading.many)
		status = sink_fail(k, "too_large", "%s in it has over %d"
		    " relations", name.data, RELATIONS);
	sort(r);
	buf_free(&reading.target);
	buf_free(&name);
	return status;
}

const struct ooxml_relation *
ooxml_find(const struct ooxml_relations *r, struct span id)
{
	size_t low = 0, high = r->n, middle;

	while (low < high) {
		struct span at;
		size_t n;
		int order;

		middle = low + (high - low) / 2;
		at = span_of(r->by_id[middle]->id);
		n = at.len < id.len ? at.len : id.len;
		order = n == 0 ? 0 : memcmp(at.p, id.p, n);
		if (order < 0 || (order == 0 && at.len < id.len))
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->n && span_same(id, span_of(r->by_id[low]->id)) ?
	    r->by_id[low] : NULL;
}

const char *
ooxml_target(const struct ooxml_relations *r, struct archive *a,
    struct span id)
{
	const struct ooxml_relation *l = ooxml_find(r, id);

	return l != NULL && !l->external && archive_has(a, l->target) ?
	    l->target : NULL;
}

const char *
ooxml_first(const struct ooxml_relations *r, struct archive *a,
    const char *type)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (!r->all[i].external && strcmp(r->all[i].type, type) == 0 &&
		    archive_has(a, r->all[i].target))
			return r->all[i].target;
	return NULL;
}

void
ooxml_free(struct ooxml_relations *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		free(r->all[i].id);
	free(r->all);
	free(r->by_id);
	*r = (struct ooxml_relations){ 0 };
}

/* The state of reading docProps/core.xml. */
struct properties {
	struct buf *title;
	bool in;
};

static void
property_start(void *arg, const struct xml_element *e)
{
	struct properties *p = arg;

	p->in = e->name == 0;
}

static void
property_end(void *arg, int name)
{
	struct properties *p = arg;

	(void)name;
	p->in = false;
}

static void
property_text(void *arg, struct span s)
{
	struct properties *p = arg;

	if (p->in)
		buf_add(p->title, s.p, s.len);
}

/* Appends the title of the document's properties. */
static void
read_title(struct archive *a, const struct ooxml_relations *r,
    struct buf *title)
{
	static const char *const known[] = { "title" };
	static const struct xml_handler handler = { known, LEN(known),
	    property_start, property_end, property_text };
	struct properties p = { .title = title };
	const char *part = ooxml_first(r, a, "core-properties");

	if (part != NULL)
		archive_xml_optional(a, part, &handler, &p);
}

/* Where most programs put the main part. */
static const char *
usual_part(struct archive *a)
{
	static const char *const usual[] = { "word/document.xml",
	    "xl/workbook.xml", "ppt/presentation.xml" };
	size_t i;

	for (i = 0; i < LEN(usual); i++)
		if (archive_has(a, usual[i]))
			return usual[i];
	return NULL;
}

int
ooxml_main(struct archive *a, struct sink *k, struct buf *part,
    struct buf *title)
{
	struct ooxml_relations r;
	const char *name;
	int status;

	if ((status = ooxml_relations(a, k, "", &r)) == 0) {
		if ((name = ooxml_first(&r, a, "officeDocument")) == NULL)
			name = usual_part(a);
		if (name == NULL)
			status = sink_fail(k, "bad_archive", "its zip archive"
			    " has no main part (officeDocument)");
		else {
			buf_puts(part, name);
			buf_addc(part, '\0');
			part->len--;
		}
		if (status == 0 && title != NULL)
			read_title(a, &r, title);
	}
	ooxml_free(&r);
	return status;
}

struct span
ooxml_id(const struct xml_element *e, int name)
{
	return xml_attribute_in(e, name, "/relationships");
}
