/* Parses a record, changes its fields, and writes it. */
#include "record.h"

#include <string.h>

#include "base/utf8.h"

/* How many bytes of the offending input a message shows. */
#define SHOWN 40

int
fields_add(struct fields *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->name[i], name) == 0)
			return (int)i;
	if (f->n == RECORD_FIELDS)
		return -1;
	f->name[f->n++] = name;
	return (int)i;
}

/* The slot of the field called name, or NULL if the table has none. */
static struct record_slot *
slot_named(struct record *r, const struct json_value *name)
{
	const char first = name->p[1];	/* or the quote that ends "" */
	size_t i;

	for (i = 0; i < r->fields->n; i++)
		if ((r->fields->name[i][0] == first || name->escaped ||
		    first == '"') && json_is(name, r->fields->name[i]))
			return &r->slot[i];
	return NULL;
}

static int
parse_members(struct record *r, struct json *j)
{
	struct json_value name, value;
	struct record_slot *slot;
	int more;

	if (json_object(j) == -1)
		return -1;
	r->open = (size_t)(j->p - r->line.p) - 1;
	while ((more = json_member(j, &name, &value)) == 1) {
		if ((slot = slot_named(r, &name)) == NULL)
			continue;
		if (slot->present) {
			j->p = name.p;
			j->why = "a field stands there twice";
			return -1;
		}
		slot->present = true;
		slot->value = value;
		slot->member = (size_t)(name.p - r->line.p);
	}
	if (more == -1)
		return -1;
	r->close = (size_t)(j->p - r->line.p) - 1;
	return json_end(j);
}

int
record_parse(struct record *r, struct span line)
{
	struct json j;

	r->line = line;
	memset(r->slot, 0, r->fields->n * sizeof(r->slot[0]));
	buf_clear(&r->edits);
	buf_clear(&r->strings);
	json_open(&j, line.p, line.len);
	if (parse_members(r, &j) == 0)
		return 0;
	buf_clear(&r->why);
	buf_printf(&r->why, "byte %zu: %s", json_at(&j), j.why);
	if (j.p < j.end) {
		buf_puts(&r->why, ", at '");
		utf8_mask(&r->why, j.p, (size_t)(j.end - j.p), SHOWN);
		buf_puts(&r->why, "'");
	}
	return -1;
}

const struct json_value *
record_get(const struct record *r, int field)
{
	const struct record_slot *slot = &r->slot[field];

	return slot->present && !slot->unset ? &slot->value : NULL;
}

int
record_string(struct record *r, int field, struct span *s)
{
	const struct json_value *v = record_get(r, field);
	struct record_slot *slot = &r->slot[field];

	if (v == NULL || v->type == JSON_NULL)
		return 0;
	if (v->type != JSON_STRING)
		return -1;
	if (!slot->decoded) {
		slot->text = record_decode(r, v);
		slot->decoded = true;
	}
	*s = slot->text;
	return 1;
}

struct span
record_decode(struct record *r, const struct json_value *v)
{
	/* Room for all strings at once: those given out must not move. */
	if (v->escaped && r->strings.len == 0)
		(void)buf_reserve(&r->strings, r->line.len);
	return json_string(v, &r->strings);
}

bool
record_true(const struct record *r, int field)
{
	const struct json_value *v = record_get(r, field);

	return v != NULL && v->type == JSON_TRUE;
}

void
record_set(struct record *r, int field, const char *json, size_t n)
{
	struct record_slot *slot = &r->slot[field];

	slot->set = true;
	slot->unset = false;
	slot->edit = r->edits.len;
	slot->editlen = n;
	buf_add(&r->edits, json, n);
}

void
record_set_string(struct record *r, int field, const char *s, size_t n)
{
	struct record_slot *slot = &r->slot[field];

	slot->set = true;
	slot->unset = false;
	slot->edit = r->edits.len;
	json_put_string(&r->edits, s, n);
	slot->editlen = r->edits.len - slot->edit;
}

void
record_unset(struct record *r, int field)
{
	r->slot[field].set = false;
	r->slot[field].unset = true;
}

void
record_reset(struct record *r)
{
	size_t i;

	for (i = 0; i < r->fields->n; i++)
		r->slot[i].set = r->slot[i].unset = false;
	buf_clear(&r->edits);
}

/* A field whose value is this text; field -1 stands for no field. */
struct with {
	int field;
	struct span text;
};

static void
put_value(const struct record *r, struct out *out, int field,
    const struct with *with)
{
	const struct record_slot *slot = &r->slot[field];

	if (field == with->field)
		json_write_string(out, with->text.p, with->text.len);
	else
		out_bytes(out, r->edits.data + slot->edit, slot->editlen);
}

/* The first changed field in the line at or after a place, or -1. */
static int
changed_after(const struct record *r, size_t at, const struct with *with)
{
	const struct record_slot *slot;
	size_t i, best = SIZE_MAX;
	int found = -1;

	for (i = 0; i < r->fields->n; i++) {
		slot = &r->slot[i];
		if (slot->present && slot->member >= at &&
		    slot->member < best &&
		    (slot->set || slot->unset || (int)i == with->field)) {
			best = slot->member;
			found = (int)i;
		}
	}
	return found;
}

/* The end of line[from..to) without the blanks at its end. */
static size_t
trim(const struct record *r, size_t from, size_t to)
{
	while (to > from && json_is_blank(r->line.p[to - 1]))
		to--;
	return to;
}

/* The copying of a line: all before `from` is copied or left out. */
struct copy {
	const struct record *r;
	struct out *out;
	size_t from;
	bool kept;	/* a member has been copied */
};

static void
copy_until(struct copy *c, size_t to)
{
	if (to > c->from)
		c->kept = true;
	out_bytes(c->out, c->r->line.p + c->from, to - c->from);
	c->from = to;
}

/*
 * Leaves a member out with the comma before it; with the comma behind it as
 * long as no member has been copied.
 */
static void
leave_out(struct copy *c, size_t member, size_t end)
{
	const char *line = c->r->line.p;
	size_t before = trim(c->r, c->from, member);

	if (before > c->from && line[before - 1] == ',')
		copy_until(c, before - 1);
	c->from = end;
	if (c->kept)
		return;
	while (json_is_blank(line[end]))
		end++;
	if (line[end] == ',')
		for (end++; json_is_blank(line[end]); end++)
			;
	c->from = end;
}

/* Appends the new fields: those that are set but not in the line. */
static void
put_new(struct copy *c, const struct with *with)
{
	const struct record *r = c->r;
	size_t i;

	for (i = 0; i < r->fields->n; i++) {
		if (r->slot[i].present ||
		    (!r->slot[i].set && (int)i != with->field))
			continue;
		if (c->kept)
			out_bytes(c->out, ",", 1);
		c->kept = true;
		json_write_string(c->out, r->fields->name[i],
		    strlen(r->fields->name[i]));
		out_bytes(c->out, ":", 1);
		put_value(r, c->out, (int)i, with);
	}
}

static int
write_record(const struct record *r, struct out *out, const struct with *with)
{
	const struct record_slot *slot;
	struct copy c = { .r = r, .out = out, .from = r->open + 1 };
	size_t at, end;
	int field;

	if (r->edits.failed || r->strings.failed)
		return -1;
	out_bytes(out, r->line.p, c.from);
	at = c.from;
	while ((field = changed_after(r, at, with)) != -1) {
		slot = &r->slot[field];
		at = (size_t)(slot->value.p - r->line.p);
		end = at + slot->value.len;
		if (slot->set || field == with->field) {
			copy_until(&c, at);
			put_value(r, out, field, with);
			c.from = end;
		} else
			leave_out(&c, slot->member, end);
		at = end;
	}
	copy_until(&c, trim(r, c.from, r->close));
	put_new(&c, with);
	out_bytes(out, r->line.p + c.from, r->line.len - c.from);
	out_end(out);
	return 0;
}

int
record_write(const struct record *r, struct out *out)
{
	const struct with none = { .field = -1 };

	return write_record(r, out, &none);
}

int
record_write_with(const struct record *r, struct out *out, int field,
    struct span s)
{
	const struct with with = { field, s };

	return write_record(r, out, &with);
}

void
record_free(struct record *r)
{
	buf_free(&r->edits);
	buf_free(&r->strings);
	buf_free(&r->why);
}
