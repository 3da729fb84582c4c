/*
 * JSON: read whole or step by step the answer is the same, and what is
 * taken can be written again, with strings in their shortest form, and says
 * the same.
 */
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
must(int holds)
{
	if (!holds)
		abort();
}

/* Appends the string v in its shortest form; it must say the same. */
static void
rewrite_string(struct buf *b, const struct json_value *v)
{
	struct buf decoded = { 0 }, again = { 0 };
	size_t from = b->len;
	struct json_value back;
	struct span s, t;
	struct json j;

	s = json_string(v, &decoded);
	must(utf8_valid(s.p, s.len) == s.len && s.len + 2 <= v->len);
	json_put_string(b, s.p, s.len);
	must(b->len - from <= v->len);
	must(json_is_shortest(v) == (b->len - from == v->len &&
	    memcmp(b->data + from, v->p, v->len) == 0));
	json_open(&j, b->data + from, b->len - from);
	must(json_read(&j, &back) == 0 && back.type == JSON_STRING);
	must(json_end(&j) == 0 && json_is_shortest(&back));
	t = json_string(&back, &again);
	must(s.len == t.len && memcmp(s.p, t.p, s.len) == 0);
	buf_free(&decoded);
	buf_free(&again);
}

/* Appends the value v, which has been read, written again. */
static void
rewrite(struct buf *b, const struct json_value *v)
{
	struct json_value name, value;
	struct json j;
	long long n;
	int more;

	json_open(&j, v->p, v->len);
	if (v->type == JSON_OBJECT) {
		must(json_object(&j) == 0);
		buf_addc(b, '{');
		while ((more = json_member(&j, &name, &value)) == 1) {
			if (b->data[b->len - 1] != '{')
				buf_addc(b, ',');
			rewrite_string(b, &name);
			buf_addc(b, ':');
			rewrite(b, &value);
		}
		must(more == 0 && json_end(&j) == 0);
		buf_addc(b, '}');
	} else if (v->type == JSON_ARRAY) {
		must(json_array(&j) == 0);
		buf_addc(b, '[');
		while ((more = json_element(&j, &value)) == 1) {
			if (b->data[b->len - 1] != '[')
				buf_addc(b, ',');
			rewrite(b, &value);
		}
		must(more == 0 && json_end(&j) == 0);
		buf_addc(b, ']');
	} else if (v->type == JSON_STRING)
		rewrite_string(b, v);
	else {
		if (v->type == JSON_NUMBER) {
			double d = json_number(v);

			must(d == d);
			(void)json_integer(v, &n);
		}
		buf_add(b, v->p, v->len);
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const char *s = (const char *)data;
	struct buf once = { 0 }, twice = { 0 };
	struct json_value v;
	struct json j;

	json_open(&j, s, size);
	if (json_read(&j, &v) == -1 || json_end(&j) == -1) {
		must(j.why != NULL && json_at(&j) <= size + 1);
		return 0;
	}
	rewrite(&once, &v);
	json_open(&j, once.data, once.len);
	must(json_read(&j, &v) == 0 && json_end(&j) == 0);
	rewrite(&twice, &v);
	must(once.len == twice.len &&
	    memcmp(once.data, twice.data, once.len) == 0);
	buf_free(&once);
	buf_free(&twice);
	return 0;
}
