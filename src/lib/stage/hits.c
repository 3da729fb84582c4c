/* Reads the hits of a record, and writes references to them. */
#include "hits.h"

#include <stdint.h>
#include <string.h>

static bool
read_hit(struct record *r, const struct json_value *value, struct hit *hit)
{
	struct json_value v;

	if (value->type != JSON_OBJECT || !json_find(value, "text", &v) ||
	    v.type != JSON_STRING)
		return false;
	hit->value = *value;
	hit->text = record_decode(r, &v);
	hit->source = (struct span){ "", 0 };
	if (json_find(value, "source", &v) && v.type == JSON_STRING)
		hit->source = record_decode(r, &v);
	if (!json_find(value, "start", &v) ||
	    json_integer(&v, &hit->start) == -1 || hit->start < 0)
		hit->start = -1;
	hit->score = 1;
	if (json_find(value, "score", &v) && v.type == JSON_NUMBER)
		hit->score = json_number(&v);
	return true;
}

int
hits_read(struct record *r, int field, struct hit hit[HITS_MAX])
{
	const struct json_value *list = record_get(r, field);
	struct json_value value;
	struct json j;
	int n = 0;

	if (list == NULL || list->type == JSON_NULL)
		return 0;
	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return -1;
	while (n < HITS_MAX && json_element(&j, &value) == 1)
		if (!read_hit(r, &value, &hit[n++]))
			return -1;
	return n;
}

const char *
hits_origin(const struct hit *hit)
{
	struct json_value v;

	return json_find(&hit->value, "url", &v) && v.type == JSON_STRING ?
	    "web" : "local";
}

bool
hits_add_once(struct buf *list, const struct buf *value)
{
	list->failed = list->failed || value->failed;
	if (list->failed || memmem(list->data, list->len, value->data,
	    value->len) != NULL)
		return false;
	if (list->len > 1)
		buf_addc(list, ',');
	buf_add(list, value->data, value->len);
	return true;
}

void
hits_add_reference(struct buf *list, const struct hit *hit, size_t before)
{
	struct buf one = { 0 };
	struct json_value v;

	buf_puts(&one, "{\"source\":");
	if (json_find(&hit->value, "source", &v) && v.type == JSON_STRING)
		buf_add(&one, v.p, v.len);
	else
		buf_puts(&one, "\"\"");
	if (hit->start >= 0) {
		buf_puts(&one, ",\"start\":");
		buf_addu(&one, (uint64_t)hit->start + before);
	}
	if (json_find(&hit->value, "url", &v) && v.type == JSON_STRING) {
		buf_puts(&one, ",\"url\":");
		buf_add(&one, v.p, v.len);
	}
	buf_addc(&one, '}');
	(void)hits_add_once(list, &one);
	buf_free(&one);
}
