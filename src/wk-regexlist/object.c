/* Reads the objects of a list, with the members that the user named. */
#include "object.h"

#include <string.h>

#include "json/json.h"
#include "noise.h"
#include "quoted.h"
#include "strip.h"
#include "value.h"

struct reader {
	struct list *l;
	const char *p, *end;	/* what is left to read */
	size_t depth;
	bool strict;		/* all of it is valid JSON */
	bool in_string;		/* all of it is in a string */
	struct literal *found;
};

/* What is known of an object whose end has not been read yet. */
struct draft {
	const char *from;	/* where it begins */
	size_t items;		/* items before those that it holds */
	size_t members;		/* how many it has */
	bool holds_empty;	/* one of them is an empty list */
	struct list_object o;
	bool seen[MEMBERS_MAX];
	struct list_value value[MEMBERS_MAX];
};

static bool place(struct reader *r);
static bool inner(struct reader *r);

static struct span
rest(const struct reader *r)
{
	return (struct span){ r->p, (size_t)(r->end - r->p) };
}

static void
skip(struct reader *r)
{
	r->p += quoted_skip(rest(r), &r->found->loose);
}

/* Whether s begins with a brace: an opening one, or a closing one. */
static bool
opens(struct span s)
{
	return span_begins(s, "{") || span_begins(s, "｛");
}

static bool
closes(struct span s)
{
	return span_begins(s, "}") || span_begins(s, "｝");
}

static size_t
colon(struct span s)
{
	return span_begins(s, ":") ? 1 : span_begins(s, "：") ?
	    strlen("：") : 0;
}

bool
objects_whole(const struct list *l, size_t from, size_t to)
{
	for (; from < to; from++)
		if (list_object(l, from)->lacks == MEMBERS_MAX)
			return true;
	return false;
}

/* Whether one of the items in [from, to) has a member that is named. */
static bool
any_named(const struct list *l, size_t from, size_t to)
{
	for (; from < to; from++)
		if (list_object(l, from)->named)
			return true;
	return false;
}

static void
begin(const struct reader *r, struct draft *d, const char *from)
{
	memset(d, 0, sizeof(*d));
	d->from = from;
	d->items = r->l->n;
}

/* Whether all of s is one value of JSON. */
static bool
is_json(struct span s)
{
	struct json_value v;
	struct json j;

	json_open(&j, s.p, s.len);
	return json_read(&j, &v) == 0 && json_end(&j) == 0;
}

/* Whether each member of an object is a number. */
static bool
of_numbers(struct span object)
{
	struct json_value name, value;
	struct json j;

	json_open(&j, object.p, object.len);
	(void)json_object(&j);
	while (json_member(&j, &name, &value) == 1)
		if (value.type != JSON_NUMBER)
			return false;
	return true;
}

/*
 * The first member, in the user's order, that d lacks and must have, or that is
 * of another type; MEMBERS_MAX: none.
 */
static size_t
lacking(const struct draft *d, const struct list *l)
{
	const struct members *m = l->members;
	const struct list_value *v;
	size_t i;

	if (!d->o.named)
		return 0;
	for (i = 0; i < m->n; i++) {
		v = &d->value[i];
		if (v->len == 0 && m->member[i].optional)
			continue;
		if (v->len == 0 || (m->member[i].types & 1U << v->type) == 0 ||
		    (v->type == JSON_OBJECT && (m->member[i].types &
		    MEMBER_STRING) == 0 && !of_numbers((struct span){
		    l->text.data + v->at, v->len })))
			return i;
	}
	return MEMBERS_MAX;
}

/*
 * Appends the text of an item, by which it is compared: its question, or else
 * its members one after the other; all of it if it lacks one.
 */
static void
make_text(struct list *l, const struct draft *d, struct span source,
    size_t *at, size_t *len)
{
	const struct list_value *v;
	struct json_value string;
	struct span s;
	size_t i, most = 0;

	*at = l->text.len;
	*len = 0;
	if (d->o.lacks != MEMBERS_MAX) {
		buf_add(&l->text, source.p, source.len);
		*len = l->text.len - *at;
		return;
	}
	for (i = 0; i < l->members->n; i++)
		most += d->value[i].len;
	/* The text must not move while it is copied from itself. */
	if (!buf_reserve(&l->text, most))
		return;
	if (l->members->question >= 0) {
		v = &d->value[l->members->question];
		string = (struct json_value){ l->text.data + v->at, v->len,
			JSON_STRING, true };
		s = json_string(&string, &l->text);
		*at = (size_t)(s.p - l->text.data);
		*len = s.len;
		return;
	}
	for (i = 0; i < l->members->n; i++)
		buf_add(&l->text, l->text.data + d->value[i].at,
		    d->value[i].len);
	*len = l->text.len - *at;
}

/* Makes an item of the object that ends at r->p. */
static void
push(struct reader *r, struct draft *d)
{
	size_t at, len;

	r->found->empty = false;
	make_text(r->l, d, (struct span){ d->from,
	    (size_t)(r->p - d->from) }, &at, &len);
	if (r->l->members->question >= 0 && d->o.lacks == MEMBERS_MAX &&
	    !noise_has_word((struct span){ r->l->text.data + at, len }))
		return;	/* a question of dots is no item */
	list_push_object(r->l, at, len, &d->o, d->value);
}

/*
 * Decides whether the object that ends at r->p is an item, or what it holds
 * are items.
 */
static void
finish(struct reader *r, struct draft *d)
{
	struct list *l = r->l;

	d->o.lacks = lacking(d, l);
	if (d->o.lacks != MEMBERS_MAX &&
	    (objects_whole(l, d->items, l->n) ||
	    (!d->o.named && (l->n > d->items || d->holds_empty))))
		return;
	list_drop(l, d->items);
	push(r, d);
}

/*
 * Keeps of an object that the text cuts off the items that it holds, unless
 * it would be an item itself.
 */
static bool
torn(struct reader *r, const struct draft *d)
{
	struct list *l = r->l;

	if (!objects_whole(l, d->items, l->n) && d->o.named)
		list_drop(l, d->items);
	return false;
}

/*
 * Reads, by place or inner, what a member holds that may be a list of items.
 * Of the items of several members, those with named members win.
 */
static bool
nested(struct reader *r, struct draft *d, bool (*read)(struct reader *))
{
	size_t at = r->l->n;
	bool before = any_named(r->l, d->items, at), this, whole;
	bool list = !opens(rest(r)), empty = r->found->empty;

	r->found->empty = true;
	whole = read(r);
	d->holds_empty |= whole && list && r->found->empty;
	r->found->empty &= empty;
	this = any_named(r->l, at, r->l->n);
	if (before && !this)
		list_drop(r->l, at);
	else if (this && !before)
		list_close_up(r->l, d->items, at);
	return whole;
}

/*
 * Reads a string; the text between its quotes goes to *in.  False if its
 * closing quote is missing.
 */
static bool
string(struct reader *r, struct span *in, bool *loose)
{
	const char *end, *from = r->p;

	if (r->strict) {
		end = value_string_end(r->p, r->end);
		*in = (struct span){ from + 1, (size_t)(end - from) - 2 };
	} else
		end = quoted_read(rest(r), in, loose);
	r->p = end == NULL ? r->end : end;
	return end != NULL;
}

/* Whether the inside of a string begins with a bracket. */
static bool
begins_bracket(struct span in)
{
	return quoted_opener(span_from(in, quoted_blanks(in))) > 0;
}

/*
 * Reads a string that is an object or a list of objects,
 * "[{\"question\": …}]", and appends those; "[]" is an empty list.  False,
 * and nothing is read, if r->p begins anything else.
 */
static bool
inner(struct reader *r)
{
	struct literal found = { .empty = true };
	const char *from = r->p;
	struct reader sub = *r;
	size_t at = r->l->n;
	struct span in;
	bool loose = false;

	if (r->in_string || r->l->strict || !quoted_begins(rest(r)) ||
	    !string(r, &in, &loose) || !begins_bracket(in))
		goto none;
	in = list_strip(value_text(&r->l->inner, in));
	if (quoted_opener(in) == 0)
		goto none;
	sub.p = in.p;
	sub.end = in.p + in.len;
	sub.in_string = true;
	sub.strict = is_json(in);
	sub.found = &found;
	if (place(&sub) && sub.p == sub.end &&
	    (any_named(r->l, at, r->l->n) || (r->l->n == at && found.empty &&
	    !opens(in)))) {
		r->found->empty &= found.empty;
		return true;
	}
none:
	list_drop(r->l, at);
	r->p = from;
	return false;
}

/* Reads a value that nobody wants. */
static bool
pass(struct reader *r)
{
	size_t mark = r->l->text.len;
	struct value v;
	bool whole = value_read(&r->l->text, rest(r), LITERAL_DEPTH -
	    r->depth, r->strict, &v);

	r->l->text.len = mark;
	r->p += v.used;
	r->found->loose |= v.loose;
	return whole;
}

/* Reads the value of the member that has number k. */
static bool
named(struct reader *r, struct draft *d, size_t k)
{
	unsigned int types = r->l->members->member[k].types;
	bool brackets = quoted_opener(rest(r)) > 0, brace = opens(rest(r));
	struct list_value *this = &d->value[k];
	size_t at;
	struct value v;
	bool whole;

	d->seen[k] = true;
	if (brackets && (types & (brace ? MEMBER_OBJECT : MEMBER_ARRAY)) == 0) {
		/* It is of another type, or the list of the items. */
		if (!nested(r, d, place))
			return false;
		*this = (struct list_value){ r->l->text.len, 1, brace ?
			JSON_OBJECT : JSON_ARRAY };
		buf_addc(&r->l->text, '0');
		d->o.named = true;
		return true;
	}
	at = r->l->text.len;
	whole = value_read(&r->l->text, rest(r), LITERAL_DEPTH - r->depth,
	    r->strict, &v);
	r->p += v.used;
	r->found->loose |= v.loose;
	if (!whole)
		return false;
	if (v.type != JSON_NULL) {
		*this = (struct list_value){ at, r->l->text.len - at, v.type };
		d->o.named = true;
	}
	return true;
}

/* Reads a key.  False if its closing quote is missing. */
static bool
read_key(struct reader *r, struct span *key)
{
	const char *from = r->p;

	if (r->strict || quoted_begins(rest(r)))
		return string(r, key, &r->found->loose);
	r->found->loose = true;
	while (r->p < r->end && memchr(":\n,}\"", *r->p, 5) == NULL &&
	    colon(rest(r)) == 0)
		r->p++;
	*key = (struct span){ from, (size_t)(r->p - from) };
	/* question": has lost its opening quote alone. */
	if (r->p < r->end && *r->p == '"')
		r->p++;
	return true;
}

/* The number of the member that is named by a key; or -1. */
static int
find_member(struct list *l, struct span key)
{
	size_t mark = list_copy(l, key, CLEAN_ESCAPES | CLEAN_ONLY);
	int k = members_find(l->members, list_strip(span_from(
	    buf_span(&l->text), mark)));

	l->text.len = mark;
	return k;
}

/* Reads one member of an object.  False if it is cut off. */
static bool
member(struct reader *r, struct draft *d)
{
	const char *from = r->p;
	bool quoted = quoted_begins(rest(r));
	struct span key;
	size_t len;
	int k;

	d->members++;
	if (!read_key(r, &key))
		return false;
	skip(r);
	if ((len = colon(rest(r))) == 0) {
		r->found->loose = true;
		return quoted;	/* an element of a set, {"a", "b"} */
	}
	r->found->loose |= len > 1;
	r->p += len;
	skip(r);
	k = find_member(r->l, key);
	if (k >= 0 && d->seen[k]) {
		/* The braces between two objects are missing. */
		const char *p = r->p;

		r->found->loose = true;
		r->p = from;
		finish(r, d);
		r->p = p;
		begin(r, d, from);
	}
	if (k >= 0)
		return named(r, d, (size_t)k);
	d->o.others++;
	return quoted_opener(rest(r)) > 0 ? nested(r, d, place) :
	    nested(r, d, inner) || pass(r);
}

/*
 * Reads an object that begins at from, up to its brace.  False if the text
 * ends before: then the object is no item, but whole objects in it are.
 */
static bool
object(struct reader *r, const char *from, bool opened)
{
	struct draft d;
	size_t len;
	bool comma = true;

	begin(r, &d, from);
	for (;;) {
		skip(r);
		if (r->p == r->end)
			return torn(r, &d);
		if ((len = quoted_comma(rest(r))) > 0) {
			r->found->loose |= len > 1 || *r->p == ';';
			r->p += len;
			comma = true;
			continue;
		}
		if ((len = quoted_closer(rest(r))) > 0) {
			r->found->loose |= len > 1 || !closes(rest(r));
			if (opened || closes(rest(r)))
				r->p += len;
			break;
		}
		if (opens(rest(r)) && d.members > 0)
			break;	/* the closing brace is missing */
		r->found->loose |= !comma;
		comma = false;
		if (!member(r, &d))
			return torn(r, &d);
	}
	finish(r, &d);
	return true;
}

/* Reads a string, a number or a word in the place of an item. */
static bool
scalar(struct reader *r)
{
	static const struct list_value none[MEMBERS_MAX];
	struct list_object o = { .other = true };
	const char *from = r->p;
	bool quoted = quoted_begins(rest(r));
	size_t at;

	if (!pass(r))
		return false;
	r->found->empty = false;
	if (!quoted)
		return true;
	at = r->l->text.len;
	buf_add(&r->l->text, from, (size_t)(r->p - from));
	list_push_object(r->l, at, (size_t)(r->p - from), &o, none);
	return true;
}

/* Drops the items from number `from` on if none of them is an object. */
static void
drop_scalars(struct list *l, size_t from)
{
	size_t i;

	for (i = from; i < l->n; i++)
		if (!list_object(l, i)->other)
			return;
	list_drop(l, from);
}

/* Reads elements up to a closing bracket.  False if that is missing. */
static bool
elements(struct reader *r)
{
	size_t len, from = r->l->n;
	bool whole = true, comma = true;

	for (;;) {
		skip(r);
		whole = r->p < r->end;
		if (!whole)
			break;
		if ((len = quoted_comma(rest(r))) > 0) {
			r->found->loose |= len > 1 || *r->p == ';';
			r->p += len;
			comma = true;
			continue;
		}
		if ((len = quoted_closer(rest(r))) > 0) {
			r->found->loose |= len > 1 || *r->p == '}';
			r->p += len;
			break;
		}
		r->found->loose |= !comma;
		comma = false;
		if (r->strict || !quoted_member(rest(r)))
			whole = place(r);
		else
			whole = r->depth < LITERAL_DEPTH &&
			    object(r, r->p, false);
		if (!whole)
			break;
	}
	drop_scalars(r->l, from);
	return whole;
}

/* Reads any value where items may stand.  False if it is cut off. */
static bool
place(struct reader *r)
{
	const char *from = r->p;
	bool brace, whole;
	size_t len;

	if (r->p == r->end)
		return false;
	if ((len = quoted_opener(rest(r))) == 0)
		return inner(r) || scalar(r);
	if (r->depth == LITERAL_DEPTH)
		return false;
	brace = opens(rest(r));
	r->found->loose |= len > 1;
	r->p += len;
	r->depth++;
	whole = brace ? object(r, from, true) : elements(r);
	r->depth--;
	return whole;
}

void
objects_read(struct list *l, struct span s, bool whole,
    struct literal *found)
{
	struct reader r = { .l = l, .p = s.p, .end = s.p + s.len,
		.strict = whole && is_json(s), .found = found };

	if (quoted_opener(s) > 0)
		found->closed = place(&r);
	else {
		found->loose = true;
		r.depth = 1;
		found->closed = elements(&r);
	}
	found->used = (size_t)(r.p - s.p);
}
