/* Writes JSON in one canonical form, for the keys of the journal. */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "json.h"

struct member {
	struct json_value name, value;
	struct span key;	/* the name, decoded */
};

/* The members of the objects that are being written, the innermost last. */
struct sorter {
	struct buf *out;
	struct member *member;
	size_t n, size;
	struct buf scratch;
	const char *const *without;	/* names to leave out, then NULL */
};

static void put_value(struct sorter *s, const struct json_value *v);

static int
by_name(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	size_t len = x->key.len < y->key.len ? x->key.len : y->key.len;
	int order = memcmp(x->key.p, y->key.p, len);

	if (order != 0)
		return order;
	if (x->key.len != y->key.len)
		return x->key.len < y->key.len ? -1 : 1;
	return x->name.p < y->name.p ? -1 : 1;
}

static bool
is_without(const struct sorter *s, const struct json_value *name)
{
	const char *const *w;

	for (w = s->without; w != NULL && *w != NULL; w++)
		if (json_is(name, *w))
			return true;
	return false;
}

static void
push(struct sorter *s, const struct json_value *name,
    const struct json_value *value)
{
	if (s->n == s->size) {
		s->size += s->size / 2 + 16;
		s->member = xreallocarray(s->member, s->size,
		    sizeof(*s->member));
	}
	s->member[s->n++] = (struct member){ .name = *name, .value = *value,
		.key = json_string(name, &s->scratch) };
}

static void
put_string(struct sorter *s, const struct json_value *v)
{
	struct span said;

	if (json_is_shortest(v)) {
		buf_add(s->out, v->p, v->len);
		return;
	}
	buf_clear(&s->scratch);
	said = json_string(v, &s->scratch);
	json_put_string(s->out, said.p, said.len);
}

static void
put_object(struct sorter *s, const struct json_value *v)
{
	size_t first = s->n, last, i;
	struct json_value name, value;
	struct json j;

	/* The keys of one object point into scratch: it must not move. */
	buf_clear(&s->scratch);
	(void)buf_reserve(&s->scratch, v->len);
	json_open(&j, v->p, v->len);
	(void)json_object(&j);
	while (json_member(&j, &name, &value) == 1)
		if (!is_without(s, &name))
			push(s, &name, &value);
	s->without = NULL;
	last = s->n;
	if (last > first)
		qsort(s->member + first, last - first, sizeof(*s->member),
		    by_name);
	buf_addc(s->out, '{');
	for (i = first; i < last; i++) {
		if (i > first)
			buf_addc(s->out, ',');
		name = s->member[i].name;
		value = s->member[i].value;
		put_string(s, &name);
		buf_addc(s->out, ':');
		put_value(s, &value);
	}
	buf_addc(s->out, '}');
	s->n = first;
}

static void
put_array(struct sorter *s, const struct json_value *v)
{
	struct json_value value;
	struct json j;
	bool first = true;

	json_open(&j, v->p, v->len);
	(void)json_array(&j);
	buf_addc(s->out, '[');
	while (json_element(&j, &value) == 1) {
		if (!first)
			buf_addc(s->out, ',');
		first = false;
		put_value(s, &value);
	}
	buf_addc(s->out, ']');
}

/* v has been read before, so it is at most JSON_DEPTH deep. */
static void
put_value(struct sorter *s, const struct json_value *v)
{
	switch (v->type) {
	case JSON_OBJECT:
		put_object(s, v);
		break;
	case JSON_ARRAY:
		s->without = NULL;
		put_array(s, v);
		break;
	case JSON_STRING:
		put_string(s, v);
		break;
	case JSON_NULL: case JSON_FALSE: case JSON_TRUE: case JSON_NUMBER:
		buf_add(s->out, v->p, v->len);
		break;
	}
}

int
canonical_put(struct buf *b, struct span json, const char *const *without)
{
	struct sorter s = { .out = b, .without = without };
	struct json_value v;
	struct json j;

	json_open(&j, json.p, json.len);
	if (json_read(&j, &v) == -1 || json_end(&j) == -1)
		return -1;
	if (json.len > BUF_MAX) {
		b->failed = true;
		return 0;
	}
	put_value(&s, &v);
	free(s.member);
	buf_free(&s.scratch);
	return 0;
}
