/* Reads the hits of a record, and writes a hit with its relevance. */
#include "order.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

#define RELEVANCE "relevance"

static void
add_hit(struct order *o, struct record *r, const struct json_value *value)
{
	struct order_hit hit = { .value = *value, .place = o->n };
	struct json_value text;

	if (o->n == o->size) {
		o->size = o->size * 2 + 16;
		o->hit = xreallocarray(o->hit, o->size, sizeof(*o->hit));
		o->document = xreallocarray(o->document, o->size,
		    sizeof(*o->document));
	}
	if (json_find(value, "text", &text) && text.type == JSON_STRING)
		hit.text = record_decode(r, &text);
	if (utf8_count_visible(hit.text) == 0)
		hit.text.len = 0;
	o->hit[o->n++] = hit;
}

/* For qsort(3): by text, of equal ones the first found first. */
static int
by_text(const void *one, const void *other)
{
	const struct order_hit *a = *(struct order_hit *const *)one;
	const struct order_hit *b = *(struct order_hit *const *)other;
	const size_t n = a->text.len < b->text.len ? a->text.len :
	    b->text.len;
	const int order = memcmp(a->text.p, b->text.p, n);

	if (order != 0)
		return order;
	if (a->text.len != b->text.len)
		return a->text.len < b->text.len ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

/* Numbers the hits that have a text. */
static void
number(struct order *o)
{
	struct order_hit **sorted;
	size_t i, n = 0;

	if (o->n == 0)
		return;
	sorted = xreallocarray(NULL, o->n, sizeof(struct order_hit *));
	for (i = 0; i < o->n; i++)
		if (o->hit[i].text.len > 0)
			sorted[n++] = &o->hit[i];
	qsort(sorted, n, sizeof(struct order_hit *), by_text);
	for (i = 0; i < n; i++) {
		sorted[i]->number = i;
		o->document[i] = sorted[i]->place;
	}
	o->documents = n;
	free(sorted);
}

int
order_read(struct order *o, struct record *r, int field)
{
	const struct json_value *list = record_get(r, field);
	struct json_value value;
	struct json j;

	o->n = o->documents = 0;
	if (list == NULL || list->type == JSON_NULL)
		return 0;
	json_open_value(&j, list);
	if (json_array(&j) == -1)
		return -1;
	while (json_element(&j, &value) == 1) {
		if (value.type != JSON_OBJECT)
			return -1;
		add_hit(o, r, &value);
	}
	number(o);
	return 0;
}

/* The place behind score and similarity, or else behind the last member. */
static const char *
place_of(const struct json_value *hit)
{
	struct json_value name, value;
	const char *at = NULL, *last = NULL;
	struct json j;

	json_open_value(&j, hit);
	(void)json_object(&j);
	while (json_member(&j, &name, &value) == 1) {
		last = value.p + value.len;
		if (json_is(&name, "score") || json_is(&name, "similarity"))
			at = last;
	}
	return at != NULL ? at : last;
}

/* Appends what stands from *at to `to`, and moves *at there. */
static void
copy_to(struct buf *b, const char **at, const char *to)
{
	if (to > *at) {
		buf_add(b, *at, (size_t)(to - *at));
		*at = to;
	}
}

/* Appends an object with a new value for one member, or without the member. */
static void
put_replaced(struct buf *b, const struct json_value *object,
    const char *member, struct span new)
{
	const char *at = object->p, *end = object->p + object->len;
	const char *before = at;	/* the end of the last one kept */
	struct json_value name, value;
	bool first_gone = false, kept = false;
	struct json j;

	json_open_value(&j, object);
	(void)json_object(&j);
	while (json_member(&j, &name, &value) == 1) {
		if (first_gone)
			at = name.p;
		first_gone = false;
		if (!json_is(&name, member)) {
			before = value.p + value.len;
			kept = true;
			continue;
		}
		if (new.p != NULL) {
			copy_to(b, &at, value.p);
			buf_add(b, new.p, new.len);
			before = value.p + value.len;
			kept = true;
			new.p = NULL;
		} else if (kept)
			copy_to(b, &at, before);
		else {
			copy_to(b, &at, name.p);
			first_gone = true;
		}
		at = value.p + value.len;
	}
	copy_to(b, &at, end);
}

void
order_put_hit(struct buf *b, const struct order_hit *hit)
{
	const char *at = hit->value.p, *end = at + hit->value.len;
	const char *place = place_of(&hit->value);
	struct json_value had;

	if (json_find(&hit->value, RELEVANCE, &had)) {
		put_replaced(b, &hit->value, RELEVANCE, hit->relevance);
		return;
	}
	if (hit->relevance.p != NULL && place != NULL) {
		copy_to(b, &at, place);
		buf_puts(b, ",\"" RELEVANCE "\":");
		buf_add(b, hit->relevance.p, hit->relevance.len);
	}
	copy_to(b, &at, end);
}

void
order_free(struct order *o)
{
	free(o->hit);
	free(o->document);
	*o = (struct order){ 0 };
}
