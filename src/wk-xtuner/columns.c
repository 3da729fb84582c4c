/* Compares the keys, types and rows of a file with those before. */
#include "columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The name of the elements of an array; no key is this byte. */
#define ELEMENT "\377"

/* Types that HF datasets tells apart, as bits; 0 goes with all of them. */
static unsigned int
type_bit(enum json_type type)
{
	switch (type) {
	case JSON_FALSE:
	case JSON_TRUE:
		return 1;
	case JSON_NUMBER:
		return 2;
	case JSON_STRING:
		return 4;
	case JSON_ARRAY:
		return 8;
	case JSON_OBJECT:
		return 16;
	case JSON_NULL:
		break;
	}
	return 0;
}

static const char *
type_words(unsigned int bit)
{
	return bit == 1 ? "a bool" : bit == 2 ? "a number" :
	    bit == 4 ? "a string" : bit == 8 ? "an array" : "an object";
}

static uint64_t
hash(uint64_t h, struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)	/* FNV-1a */
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
	return h;
}

static uint64_t
hash_column(size_t parent, struct span name)
{
	return hash(UINT64_C(14695981039346656037) ^
	    (parent + 1) * UINT64_C(0x9e3779b97f4a7c15), name);
}

static struct span
name_of(const struct columns *c, size_t at)
{
	return (struct span){ c->names.data + c->each[at].name,
	    c->each[at].len };
}

/* The place in the table of a column, or a free one for it. */
static size_t *
find(const struct columns *c, size_t parent, struct span name)
{
	size_t i = (size_t)hash_column(parent, name) & (c->tablesize - 1);

	while (c->table[i] != 0 && (c->each[c->table[i]].parent != parent ||
	    !span_same(name_of(c, c->table[i]), name)))
		i = (i + 1) & (c->tablesize - 1);
	return &c->table[i];
}

static void
grow(struct columns *c)
{
	size_t i;

	free(c->table);
	c->tablesize = c->tablesize == 0 ? 64 : c->tablesize * 2;
	c->table = xcalloc(c->tablesize, sizeof(*c->table));
	for (i = 1; i < c->n; i++)
		*find(c, c->each[i].parent, name_of(c, i)) = i;
}

/* Makes room for another column, and for column 0: the rows themselves. */
static void
make_room(struct columns *c)
{
	if (c->n + 1 >= c->size) {
		c->size = c->size == 0 ? 32 : c->size * 2;
		c->each = xreallocarray(c->each, c->size, sizeof(*c->each));
	}
	(void)buf_reserve(&c->names, 1);
	if (c->n == 0)
		c->each[c->n++] = (struct column){ 0 };
	if (c->n * 2 >= c->tablesize)
		grow(c);
}

/* The place of a key; a new one if it has none. */
static size_t
column(struct columns *c, size_t parent, struct span name)
{
	size_t *place;

	make_room(c);
	if (*(place = find(c, parent, name)) != 0)
		return *place;
	c->each[c->n] = (struct column){ .parent = parent,
	    .name = c->names.len, .len = name.len };
	buf_add(&c->names, name.p, name.len);
	return *place = c->n++;
}

/* Appends the way to a column: "conversation[].output". */
static void
put_path(struct columns *c, size_t at, struct buf *b)
{
	struct span name = name_of(c, at);

	if (c->each[at].parent != 0)
		put_path(c, c->each[at].parent, b);
	if (span_is(name, ELEMENT)) {
		buf_puts(b, "[]");
		return;
	}
	if (c->each[at].parent != 0)
		buf_addc(b, '.');
	buf_add(b, name.p, name.len < 40 ? name.len : 40);
}

/* Tells the problem that stands in b. */
static void
tell(struct columns *c, struct buf *b)
{
	buf_addc(b, '\0');
	if (!b->failed)
		c->complain(c->arg, b->data);
	buf_free(b);
}

/* Notes the type of a value; complains, once a type, of another one. */
static void
note_type(struct columns *c, size_t at, enum json_type type, bool loose)
{
	struct buf b = { 0 };
	struct column *here = &c->each[at];
	unsigned int bit = type_bit(type), before = here->types;

	here->types |= bit;
	if (before == 0) {
		here->first = bit;
		here->line = c->line;
	}
	if (bit == 0 || before == 0 || (before & bit) != 0 || loose)
		return;
	put_path(c, at, &b);
	buf_printf(&b, " is %s here and %s on line %zu: HF datasets refuses"
	    " the file", type_words(bit), type_words(here->first),
	    here->line);
	tell(c, &b);
}

static void
tell_twice(struct columns *c, size_t at)
{
	struct buf b = { 0 };

	put_path(c, at, &b);
	buf_puts(&b, " occurs twice in one object: readers differ in which one "
	    "they use");
	tell(c, &b);
}

static bool
is_loose(const struct columns *c, const struct json_value *name)
{
	const char *const *word;

	for (word = c->loose; *word != NULL; word++)
		if (json_is(name, *word))
			return true;
	return false;
}

/* Looks at a value in the column `at`, and at what it holds. */
static void
walk(struct columns *c, const struct json_value *v, size_t at, bool loose)
{
	struct json_value name, value;
	struct json j;
	size_t object, child;
	bool vary;

	json_open(&j, v->p, v->len);
	if (v->type == JSON_ARRAY && json_array(&j) == 0) {
		child = column(c, at, span_of(ELEMENT));
		while (json_element(&j, &value) == 1) {
			note_type(c, child, value.type, loose);
			walk(c, &value, child, loose);
		}
	} else if (v->type == JSON_OBJECT && json_object(&j) == 0) {
		object = ++c->objects;
		while (json_member(&j, &name, &value) == 1) {
			buf_clear(&c->scratch);
			child = column(c, at, json_string(&name, &c->scratch));
			if (c->each[child].object == object)
				tell_twice(c, child);
			c->each[child].object = object;
			vary = loose || is_loose(c, &name);
			note_type(c, child, value.type, vary);
			walk(c, &value, child, vary);
		}
	}
}

/* The place of a hash in the table of rows, or a free one for it. */
static struct seen *
find_seen(const struct columns *c, uint64_t h)
{
	size_t i = (size_t)(h ^ h >> 32) & (c->seensize - 1);

	while (c->seen[i].line != 0 && c->seen[i].hash != h)
		i = (i + 1) & (c->seensize - 1);
	return &c->seen[i];
}

static void
grow_seen(struct columns *c)
{
	struct seen *old = c->seen;
	size_t i, oldsize = c->seensize;

	c->seensize = oldsize == 0 ? 256 : oldsize * 2;
	c->seen = xcalloc(c->seensize, sizeof(*c->seen));
	for (i = 0; i < oldsize; i++)
		if (old[i].line != 0)
			*find_seen(c, old[i].hash) = old[i];
	free(old);
}

/* Complains if the same row has been seen. */
static void
compare_row(struct columns *c, const struct json_value *row)
{
	struct seen *seen;
	struct buf b = { 0 };
	uint64_t h;

	buf_clear(&c->canonical);
	if (canonical_put(&c->canonical, (struct span){ row->p, row->len },
	    NULL) == -1 || c->canonical.failed)
		return;
	h = hash_column(0, buf_span(&c->canonical));
	if (c->nseen * 2 >= c->seensize)
		grow_seen(c);
	seen = find_seen(c, h);
	if (seen->line != 0) {
		buf_printf(&b, "the same row as on line %zu", seen->line);
		tell(c, &b);
		return;
	}
	*seen = (struct seen){ h, c->line };
	c->nseen++;
}

void
columns_add(struct columns *c, const struct json_value *row, size_t line,
    const char *const *loose)
{
	c->line = line;
	c->loose = loose;
	walk(c, row, 0, false);
	compare_row(c, row);
}

void
columns_free(struct columns *c)
{
	free(c->each);
	free(c->table);
	free(c->seen);
	buf_free(&c->names);
	buf_free(&c->scratch);
	buf_free(&c->canonical);
	*c = (struct columns){ 0 };
}
