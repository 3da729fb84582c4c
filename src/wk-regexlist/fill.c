/* Sets the fields of a record from the members of an object. */
#include "fill.h"

#include <string.h>

#include "json/json.h"

void
fill_open(struct fill *f, const struct members *m, struct stage *st)
{
	size_t i;

	f->members = m;
	for (i = 0; i < m->n; i++)
		f->field[i] = stage_field(st, m->member[i].field);
}

/* The JSON of member number k of an object. */
static struct span
json_of(const struct list *l, const struct list_object *o, size_t k)
{
	const struct list_value *v = &l->value[o->first + k];

	return (struct span){ l->text.data + v->at, v->len };
}

/* Appends a member to an object that is not closed yet. */
static void
put_member(struct buf *b, struct span name, struct span value)
{
	if (b->len > 1)
		buf_addc(b, ',');
	buf_add(b, name.p, name.len);
	buf_addc(b, ':');
	buf_add(b, value.p, value.len);
}

/*
 * Appends the members of the object v to b, without those that stand in
 * `without`, an object or NULL.
 */
static void
put_members(struct buf *b, const struct json_value *v,
    const struct json_value *without)
{
	struct json_value name, value, other, its;
	struct json j, k;
	bool same;

	json_open(&j, v->p, v->len);
	if (json_object(&j) == -1)
		return;
	while (json_member(&j, &name, &value) == 1) {
		same = false;
		if (without != NULL) {
			json_open(&k, without->p, without->len);
			(void)json_object(&k);
			while (!same && json_member(&k, &other, &its) == 1)
				same = span_same((struct span){ name.p,
				    name.len }, (struct span){ other.p,
				    other.len });
		}
		if (!same)
			put_member(b, (struct span){ name.p, name.len },
			    (struct span){ value.p, value.len });
	}
}

/* Appends the scores of an object: numbers, and objects of numbers. */
static void
put_scores(const struct fill *f, struct buf *b, const struct list *l,
    const struct list_object *o)
{
	struct buf name = { 0 };
	struct json_value v;
	struct span json;
	size_t k;

	buf_addc(b, '{');
	for (k = 0; k < f->members->n; k++) {
		if (strcmp(f->members->member[k].field, "scores") != 0)
			continue;
		json = json_of(l, o, k);
		if (json.len == 0)
			continue;
		if (l->value[o->first + k].type == JSON_OBJECT) {
			v = (struct json_value){ json.p, json.len,
				JSON_OBJECT, false };
			put_members(b, &v, NULL);
			continue;
		}
		buf_clear(&name);
		json_put(&name, f->members->member[k].name);
		put_member(b, buf_span(&name), json);
	}
	buf_addc(b, '}');
	buf_free(&name);
}

/* Adds the scores of an object to those that the record has. */
static void
set_scores(struct fill *f, struct record *r, int field, const struct list *l,
    const struct list_object *o)
{
	const struct json_value *had = record_get(r, field);
	struct buf new = { 0 };
	struct json_value v;

	put_scores(f, &new, l, o);
	v = (struct json_value){ new.data, new.len, JSON_OBJECT, false };
	buf_clear(&f->scores);
	buf_addc(&f->scores, '{');
	if (!new.failed) {
		if (had != NULL)
			put_members(&f->scores, had, &v);
		put_members(&f->scores, &v, NULL);
	}
	buf_addc(&f->scores, '}');
	record_set(r, field, f->scores.data, f->scores.len);
	buf_free(&new);
}

void
fill_record(struct fill *f, struct record *r, const struct list *l, size_t i)
{
	const struct list_object *o = list_object(l, i);
	bool scored = false;
	struct span json;
	size_t k;

	for (k = 0; k < f->members->n; k++) {
		if (strcmp(f->members->member[k].field, "scores") == 0) {
			if (!scored)
				set_scores(f, r, f->field[k], l, o);
			scored = true;
			continue;
		}
		json = json_of(l, o, k);
		if (json.len == 0)
			record_unset(r, f->field[k]);
		else
			record_set(r, f->field[k], json.p, json.len);
	}
}

/* What a member must be, for messages. */
static const char *
wanted(unsigned int types)
{
	switch (types) {
	case MEMBER_STRING:
		return "a string";
	case MEMBER_NUMBER:
		return "a number";
	case MEMBER_ARRAY:
		return "an array";
	default:
		return "a number or an object of numbers";
	}
}

const char *
fill_why(const struct list *l, size_t i, struct buf *why)
{
	const struct list_object *o = list_object(l, i);
	const struct member *m = &l->members->member[o->lacks];
	const struct list_value *v = &l->value[o->first + o->lacks];

	if (o->other)
		buf_printf(why, "item %zu is not an object", i + 1);
	else if (v->len == 0)
		buf_printf(why, "item %zu has no %s", i + 1, m->name);
	else {
		buf_printf(why, "item %zu: %s is %s, not %s", i + 1, m->name,
		    json_type_name(v->type), wanted(m->types));
		return "bad_member";
	}
	return "missing_member";
}

void
fill_free(struct fill *f)
{
	buf_free(&f->scores);
}
