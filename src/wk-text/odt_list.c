/* Counts the items of OpenDocument's lists and the headings. */
#include "odt_list.h"

#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"
#include "odt_name.h"
#include "odt_number.h"

/* What stands before and behind a number is at most this long. */
#define LONGEST 256

/* Keys of tables that no document has, since XML cannot hold \1. */
#define OUTLINE "\1outline"

/* One level of a list style.  Strings are places in the text, + 1. */
struct odt_level {
	size_t next;		/* another of the style, + 1; 0: none */
	int level;		/* from 0 */
	bool bullet, sync, space;
	long start;
	int display;		/* how many levels its number shows */
	size_t format, prefix, suffix, whole;
};

struct odt_list_style {
	size_t first;		/* of its levels, + 1 */
	size_t n;
};

/* How far a list has counted. */
struct odt_counts {
	long n[ODT_LEVELS];
	bool going[ODT_LEVELS];	/* the level goes on, with n + 1 */
	bool used[ODT_LEVELS];	/* the level has had an item */
};

/* A list that we are in. */
struct odt_list {
	size_t style;		/* + 1; 0: the paragraph says it */
	size_t counts;
	int level;
	bool due;		/* the item at hand has no paragraph yet */
	bool header;		/* it has no label */
	long start;		/* the number it is given, or -1 */
};

/* Makes room for one more of n things. */
static void *
grow(void *p, size_t n, size_t *size, size_t each)
{
	if (n < *size)
		return p;
	*size = *size == 0 ? 16 : *size * 2;
	return xreallocarray(p, *size, each);
}

static size_t
keep(struct odt_lists *t, struct span s)
{
	const size_t at = t->text.len + 1;

	if (s.len == 0 || s.len > LONGEST)
		return 0;
	buf_add(&t->text, s.p, s.len);
	buf_addc(&t->text, '\0');
	return t->text.failed ? 0 : at;
}

static struct span
kept(const struct odt_lists *t, size_t at)
{
	return at == 0 ? (struct span){ "", 0 } :
	    span_of(t->text.data + at - 1);
}

static bool
is_true(struct span s)
{
	return span_is(s, "true");
}

static int
clamp(long n, long most)
{
	return (int)(n < 1 ? 1 : n > most ? most : n);
}

static void
define_style(struct odt_lists *t, struct span name)
{
	t->style = grow(t->style, t->nstyle, &t->style_size,
	    sizeof(*t->style));
	t->style[t->nstyle] = (struct odt_list_style){ 0 };
	keytable_put(&t->styles, name, t->nstyle);
	t->defining = ++t->nstyle;
	t->at = 0;
}

static void
define_level(struct odt_lists *t, const struct xml_element *e, bool bullet)
{
	struct odt_list_style *s;
	struct odt_level *l;

	t->at = 0;
	if (t->defining == 0)
		return;
	s = &t->style[t->defining - 1];
	if (s->n >= ODT_LEVELS)
		return;
	t->level = grow(t->level, t->nlevel, &t->level_size,
	    sizeof(*t->level));
	l = &t->level[t->nlevel];
	*l = (struct odt_level){ .next = s->first, .bullet = bullet,
	    .space = true };
	l->level = clamp(xml_number(e, ODT_LEVEL, 1), ODT_LEVELS) - 1;
	l->start = xml_number(e, ODT_START_VALUE, 1);
	l->display = clamp(xml_number(e, ODT_DISPLAY_LEVELS, 1), ODT_LEVELS);
	l->sync = is_true(xml_attribute(e, ODT_NUM_LETTER_SYNC));
	l->format = keep(t, xml_attribute(e, ODT_NUM_FORMAT));
	l->prefix = keep(t, xml_attribute(e, ODT_NUM_PREFIX));
	l->suffix = keep(t, xml_attribute(e, ODT_NUM_SUFFIX));
	l->whole = keep(t, xml_attribute(e, ODT_NUM_LIST_FORMAT));
	s->first = t->at = ++t->nlevel;
	s->n++;
}

void
odt_lists_define(struct odt_lists *t, const struct xml_element *e)
{
	switch (e->name) {
	case ODT_LIST_STYLE:
		define_style(t, xml_attribute(e, ODT_NAME));
		break;
	case ODT_OUTLINE_STYLE:
		define_style(t, span_of(OUTLINE));
		break;
	case ODT_LEVEL_BULLET:
	case ODT_LEVEL_IMAGE:
		define_level(t, e, true);
		break;
	case ODT_LEVEL_NUMBER:
	case ODT_LEVEL_OUTLINE:
		define_level(t, e, false);
		break;
	case ODT_LABEL_ALIGNMENT:
		if (t->at != 0)
			t->level[t->at - 1].space = !span_is(xml_attribute(e,
			    ODT_LABEL_FOLLOWED_BY), "nothing");
		break;
	default:
		break;
	}
}

/* The definition of a level of a style (+ 1), or NULL. */
static const struct odt_level *
level_of(const struct odt_lists *t, size_t style, int level)
{
	size_t at = style == 0 ? 0 : t->style[style - 1].first;

	while (at != 0 && t->level[at - 1].level != level)
		at = t->level[at - 1].next;
	return at == 0 ? NULL : &t->level[at - 1];
}

/* The style of that name, + 1; or 0. */
static size_t
style_of(struct odt_lists *t, struct span name)
{
	size_t at;

	return name.len > 0 && keytable_get(&t->styles, name, &at) ? at + 1 : 0;
}

static size_t
add_counts(struct odt_lists *t)
{
	t->counts = grow(t->counts, t->ncounts, &t->counts_size,
	    sizeof(*t->counts));
	t->counts[t->ncounts] = (struct odt_counts){ .n = { 0 } };
	return t->ncounts++;
}

/* The counts that go by that name, new ones if there are none. */
static size_t
counts_of(struct odt_lists *t, struct keytable *names, struct span name)
{
	size_t at;

	if (!keytable_get(names, name, &at)) {
		at = add_counts(t);
		keytable_put(names, name, at);
	}
	return at;
}

static void
push(struct odt_lists *t, struct odt_list l)
{
	t->open = grow(t->open, t->nopen, &t->open_size, sizeof(*t->open));
	t->open[t->nopen++] = l;
}

/* The counts of an outermost list that begins. */
static size_t
begin_counts(struct odt_lists *t, const struct xml_element *e)
{
	const struct span style = xml_attribute(e, ODT_STYLE_NAME);
	const struct span before = xml_attribute(e, ODT_CONTINUE_LIST);
	const struct span id = xml_attribute(e, ODT_ID);
	size_t at;

	if ((before.len == 0 || !keytable_get(&t->ids, before, &at)) &&
	    (!is_true(xml_attribute(e, ODT_CONTINUE_NUMBERING)) ||
	    !keytable_get(&t->last, style, &at)))
		at = add_counts(t);
	if (id.len > 0)
		keytable_put(&t->ids, id, at);
	keytable_put(&t->last, style, at);
	return at;
}

void
odt_lists_begin(struct odt_lists *t, const struct xml_element *e)
{
	struct odt_list l = { .start = -1 };
	struct odt_counts *c;

	l.style = style_of(t, xml_attribute(e, ODT_STYLE_NAME));
	if (t->nopen == t->base) {
		l.counts = begin_counts(t, e);
		push(t, l);
		return;
	}
	l.counts = t->open[t->nopen - 1].counts;
	l.level = t->open[t->nopen - 1].level + 1;
	if (l.level >= ODT_LEVELS)
		l.level = ODT_LEVELS - 1;
	if (l.style == 0)
		l.style = t->open[t->nopen - 1].style;
	c = &t->counts[l.counts];
	if (is_true(xml_attribute(e, ODT_CONTINUE_NUMBERING)) &&
	    c->n[l.level] != 0)
		c->going[l.level] = true;
	push(t, l);
}

void
odt_lists_end(struct odt_lists *t)
{
	if (t->nopen > t->base)
		t->nopen--;
}

void
odt_lists_item(struct odt_lists *t, const struct xml_element *e)
{
	struct odt_list *l;

	if (t->nopen == t->base)
		return;
	l = &t->open[t->nopen - 1];
	l->due = true;
	l->header = e->name == ODT_LIST_HEADER;
	l->start = xml_number(e, ODT_START_VALUE, -1);
}

void
odt_lists_numbered(struct odt_lists *t, const struct xml_element *e)
{
	struct odt_list l = { .due = true };

	l.style = style_of(t, xml_attribute(e, ODT_STYLE_NAME));
	l.counts = counts_of(t, &t->ids, xml_attribute(e, ODT_LIST_ID));
	l.level = clamp(xml_number(e, ODT_LEVEL, 1), ODT_LEVELS) - 1;
	l.start = xml_number(e, ODT_START_VALUE, -1);
	push(t, l);
}

unsigned
odt_lists_depth(const struct odt_lists *t)
{
	const struct odt_list *l;
	unsigned depth = 1;
	int i;

	if (t->nopen == t->base)
		return 0;
	l = &t->open[t->nopen - 1];
	for (i = 0; i < l->level; i++)
		depth += t->counts[l->counts].used[i];
	return depth;
}

/* Counts one more at a level. */
static void
count(struct odt_counts *c, int level, long start, const struct odt_level *l)
{
	int i;

	if (start >= 0)
		c->n[level] = start;
	else if (c->going[level])
		c->n[level] += c->n[level] < LONG_MAX;
	else
		c->n[level] = l == NULL ? 1 : l->start;
	c->going[level] = c->used[level] = true;
	for (i = level + 1; i < ODT_LEVELS; i++)
		c->going[i] = false;
}

/* Appends the number that a level has, or would begin with. */
static void
put_level(const struct odt_lists *t, const struct odt_counts *c, size_t style,
    int level, struct buf *label)
{
	const struct odt_level *l = level_of(t, style, level);

	if (l != NULL && !l->bullet)
		odt_number(label, c->going[level] ? c->n[level] : l->start,
		    kept(t, l->format), l->sync);
}

/* The level that the digits between p and end, one or two, name; 0: none. */
static int
level_named(const char *p, const char *end)
{
	int level = 0;

	for (; p < end && *p >= '0' && *p <= '9'; p++)
		level = level * 10 + (*p - '0');
	return p == end && level <= ODT_LEVELS ? level : 0;
}

/* Appends a label from its pattern: %1% is the number of level 1. */
static void
put_pattern(const struct odt_lists *t, const struct odt_counts *c,
    size_t style, struct span whole, struct buf *label)
{
	const char *end;
	int level;

	for (; whole.len > 0; whole = span_from(whole, 1)) {
		end = whole.p[0] != '%' ? NULL :
		    memchr(whole.p + 1, '%', whole.len - 1);
		if (end == NULL || end == whole.p + 1 || end > whole.p + 3 ||
		    (level = level_named(whole.p + 1, end)) == 0) {
			buf_addc(label, whole.p[0]);
			continue;
		}
		put_level(t, c, style, level - 1, label);
		whole = span_from(whole, (size_t)(end - whole.p));
	}
}

/* Appends what stands before the text at a level that was just counted. */
static void
put_label(const struct odt_lists *t, const struct odt_counts *c, size_t style,
    const struct odt_level *l, struct buf *label)
{
	const struct span prefix = kept(t, l->prefix);
	const struct span suffix = kept(t, l->suffix);
	size_t begin, len;
	int i;

	if (l->whole != 0) {
		put_pattern(t, c, style, kept(t, l->whole), label);
		return;
	}
	buf_add(label, prefix.p, prefix.len);
	begin = label->len;
	i = l->level + 1 - l->display;
	for (i = i < 0 ? 0 : i; i <= l->level; i++) {
		len = label->len;
		if (len > begin)
			buf_addc(label, '.');
		put_level(t, c, style, i, label);
		if (len > begin && label->len == len + 1)
			label->len = len;	/* that level has no number */
	}
	buf_add(label, suffix.p, suffix.len);
}

/* Counts, and appends the label. */
static enum odt_mark
mark(struct odt_lists *t, size_t style, size_t counts, int level, long start,
    struct buf *label, bool *space)
{
	const struct odt_level *l = level_of(t, style, level);
	const size_t begin = label->len;

	count(&t->counts[counts], level, start, l);
	*space = true;
	if (l == NULL || l->bullet)
		return ODT_MARK_BULLET;
	put_label(t, &t->counts[counts], style, l, label);
	while (label->len > begin && span_is_blank(label->data[label->len - 1]))
		label->len--;
	*space = l->space;
	return label->len > begin ? ODT_MARK_NUMBER : ODT_MARK_NONE;
}

enum odt_mark
odt_lists_mark(struct odt_lists *t, struct span style, struct buf *label,
    bool *space)
{
	struct odt_list *l;

	*space = true;
	if (t->nopen == t->base)
		return ODT_MARK_NONE;
	l = &t->open[t->nopen - 1];
	if (l->header)
		return ODT_MARK_NONE;
	if (!l->due)
		return ODT_MARK_MORE;
	l->due = false;
	return mark(t, l->style != 0 ? l->style : style_of(t, style),
	    l->counts, l->level, l->start, label, space);
}

enum odt_mark
odt_lists_heading(struct odt_lists *t, const struct xml_element *e,
    bool listed, struct span style, struct buf *label, bool *space)
{
	const int level = clamp(xml_number(e, ODT_OUTLINE_LEVEL, 1),
	    ODT_LEVELS) - 1;
	long start = xml_number(e, ODT_START_VALUE, -1);
	size_t at, counts;

	*space = true;
	if (is_true(xml_attribute(e, ODT_IS_LIST_HEADER)) ||
	    (listed && style.len == 0))
		return ODT_MARK_NONE;
	if (!listed)
		style = span_of(OUTLINE);
	if ((at = style_of(t, style)) == 0)
		return ODT_MARK_NONE;
	counts = counts_of(t, &t->last, style);
	if (is_true(xml_attribute(e, ODT_RESTART_NUMBERING)))
		t->counts[counts].going[level] = false;
	else
		start = -1;
	return mark(t, at, counts, level, start, label, space);
}

size_t
odt_lists_enter(struct odt_lists *t)
{
	const size_t base = t->base;

	t->base = t->nopen;
	return base;
}

void
odt_lists_leave(struct odt_lists *t, size_t base)
{
	t->nopen = t->base;
	t->base = base;
}

void
odt_lists_free(struct odt_lists *t)
{
	keytable_free(&t->styles);
	keytable_free(&t->ids);
	keytable_free(&t->last);
	buf_free(&t->text);
	free(t->level);
	free(t->style);
	free(t->counts);
	free(t->open);
	*t = (struct odt_lists){ 0 };
}
