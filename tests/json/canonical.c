
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "tap.h"

static void
gives(const char *json, const char *want, const char *name)
{
	static const char *const without[] = { "stream", "other", NULL };
	struct buf b = { 0 };

	buf_puts(&b, ">");
	ok(canonical_put(&b, span_of(json),
	    without) == 0 && !b.failed, "%s: is read", name);
	is_mem(b.data + 1, b.len - 1, want, strlen(want), name);
	buf_free(&b);
}

static void
refuses(const char *json)
{
	struct buf b = { 0 };

	buf_puts(&b, ">");
	ok(canonical_put(&b, span_of(json), NULL) == -1,
	    "refused: %s", json);
	is_mem(b.data, b.len, ">", 1, "nothing is put then");
	buf_free(&b);
}

static void
test_forms(void)
{
	gives("{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}", "members are sorted");
	gives(" { } ", "{}", "an empty object");
	gives("[ 3 , 1,\t2 ,[\n] ]", "[3,1,2,[]]", "arrays keep their order");
	gives("{\"z\":[{\"b\":{\"d\":1,\"c\":2},\"a\":[]}],\"y\":{}}",
	    "{\"y\":{},\"z\":[{\"a\":[],\"b\":{\"c\":2,\"d\":1}}]}",
	    "objects inside are sorted, too");
	gives("[1.0,1e3,-0,123456789012345678901234567890,1E+02]",
	    "[1.0,1e3,-0,123456789012345678901234567890,1E+02]",
	    "numbers stay as they came");
	gives("\"\\u4f60\\/\\u000A\\u001f\\ud83d\\ude00\"",
	    "\"你/\\n\\u001f😀\"", "a string in its shortest form");
	gives("{\"\\u0062\":1,\"a\\u0000\":2,\"a\":3,\"\":4,\"你\":5}",
	    "{\"\":4,\"a\":3,\"a\\u0000\":2,\"b\":1,\"你\":5}",
	    "names are sorted by what they say");
	gives("{\"b\":1,\"a\":2,\"\\u0062\":3,\"b\":0}",
	    "{\"a\":2,\"b\":1,\"b\":3,\"b\":0}",
	    "equal names keep their order");
	gives("{\"stream\":1,\"b\":{\"stream\":2},\"s\\u0074ream\":3,"
	    "\"other\":4}", "{\"b\":{\"stream\":2}}",
	    "left out at the outermost level only");
	gives("[{\"stream\":1}]", "[{\"stream\":1}]", "not within an array");
	gives("true", "true", "a word");
}

static void
test_refused(void)
{
	refuses("");
	refuses("{");
	refuses("{} {}");
	refuses("{\"a\":1,}");
	refuses("[\"\\ud800\"]");
	refuses("\"\xff\"");
}

/* As deep and as wide as can be. */
static void
test_large(void)
{
	struct buf in = { 0 }, want = { 0 }, out = { 0 };
	int i;

	for (i = 0; i < JSON_DEPTH; i++)
		buf_puts(&in, i % 2 == 0 ? "[" : "{\"a\":");
	buf_puts(&in, "0");
	for (i = JSON_DEPTH; i-- > 0;)
		buf_puts(&in, i % 2 == 0 ? "]" : "}");
	ok(canonical_put(&out, buf_span(&in), NULL) == 0,
	    "the deepest value");
	is_mem(out.data, out.len, in.data, in.len, "comes out");

	buf_clear(&in);
	buf_clear(&out);
	buf_addc(&in, '{');
	buf_addc(&want, '{');
	for (i = 0; i < 100000; i++) {
		buf_printf(&in, "%s\"%06d\":%d", i == 0 ? "" : ",",
		    99999 - i, i);
		buf_printf(&want, "%s\"%06d\":%d", i == 0 ? "" : ",", i,
		    99999 - i);
	}
	buf_addc(&in, '}');
	buf_addc(&want, '}');
	(void)canonical_put(&out, buf_span(&in), NULL);
	ok(out.len == want.len && memcmp(out.data, want.data, out.len) == 0,
	    "a hundred thousand members");
	buf_free(&in);
	buf_free(&want);
	buf_free(&out);
}

int
main(void)
{
	test_forms();
	test_refused();
	test_large();
	return tap_done();
}
