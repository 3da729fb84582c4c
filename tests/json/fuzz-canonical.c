/*
 * What comes out of any bytes is JSON if they are, says the same in as many
 * or fewer bytes, comes out of itself unchanged, and has its names sorted.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* The names of the outermost object, and how many there are. */
static size_t
look_at_names(struct span s, bool sorted)
{
	struct json j;
	struct json_value name, value;
	struct buf last = { 0 }, scratch = { 0 };
	struct span said;
	size_t n = 0, len;
	int order;

	json_open(&j, s.p, s.len);
	if (json_object(&j) == -1)
		return 0;
	for (; json_member(&j, &name, &value) == 1; n++) {
		buf_clear(&scratch);
		said = json_string(&name, &scratch);
		len = said.len < last.len ? said.len : last.len;
		order = len == 0 ? 0 : memcmp(last.data, said.p, len);
		must(!sorted || order < 0 ||
		    (order == 0 && last.len <= said.len));
		must(!sorted || json_is_shortest(&name));
		buf_clear(&last);
		buf_add(&last, said.p, said.len);
	}
	buf_free(&last);
	buf_free(&scratch);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const without[] = { "a", NULL };
	struct span in = { (const char *)data, size }, out;
	struct buf one = { 0 }, two = { 0 }, less = { 0 };
	struct json_value v;
	struct json j;
	bool good;

	json_open(&j, in.p, in.len);
	good = json_read(&j, &v) == 0 && json_end(&j) == 0;
	must((canonical_put(&one, in, NULL) == 0) == good);
	out = buf_span(&one);
	must(good ? out.len > 0 && out.len <= in.len : out.len == 0);
	if (good) {
		must(canonical_put(&two, out, NULL) == 0);
		must(two.len == one.len &&
		    memcmp(two.data, one.data, one.len) == 0);
		must(look_at_names(in, false) == look_at_names(out, true));
		must(canonical_put(&less, in, without) == 0);
		must(less.len <= one.len && less.len > 0);
		json_open(&j, less.data, less.len);
		must(json_read(&j, &v) == 0 && json_end(&j) == 0);
		must(!json_find(&v, "a", &v));
	}
	buf_free(&one);
	buf_free(&two);
	buf_free(&less);
	return 0;
}
