#include "hits.h"

static bool
read_hit(struct record *r, const struct json_value *value, struct hit *hit)
{
	struct json_value v;

	if (value->type != JSON_OBJECT || !json_find(value, "text", &v) ||
	    v.type != JSON_STRING)
		return false;
	hit->value = *value;
	hit->text = record_decode(r, &v);
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

bool
hits_from_web(const struct hit *hit)
{
	struct json_value v;

	return json_find(&hit->value, "url", &v) && v.type == JSON_STRING;
}

void
hits_put_reference(struct buf *b, const struct hit *hit, size_t before)
{
	struct json_value v;
	long long start;

	buf_puts(b, "{\"source\":");
	if (json_find(&hit->value, "source", &v) && v.type == JSON_STRING)
		buf_add(b, v.p, v.len);
	else
		buf_puts(b, "\"\"");
	if (json_find(&hit->value, "start", &v) &&
	    json_integer(&v, &start) == 0 && start >= 0)
		buf_printf(b, ",\"start\":%lld", start + (long long)before);
	if (json_find(&hit->value, "url", &v) && v.type == JSON_STRING) {
		buf_puts(b, ",\"url\":");
		buf_add(b, v.p, v.len);
	}
	buf_addc(b, '}');
}
