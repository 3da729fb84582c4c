/* The field embedding: what is written is read, and what is none is not. */
#include "stage/embedding.h"

#include <math.h>
#include <string.h>

#include "tap.h"

/* Sets the value that a JSON text is. */
static void
value_of(struct json_value *v, const char *text)
{
	struct json j;

	json_open(&j, text, strlen(text));
	(void)json_read(&j, v);
}

static void
test_written(void)
{
	struct embedding e = { 0 }, back = { 0 };
	struct buf b = { 0 }, why = { 0 };
	struct json_value v;

	value_of(&v, "[3, 0, -4e0, 0.0]");
	ok(embedding_read_vector(&e, &v) == 0 && e.dimensions == 4,
	    "an array of numbers");
	ok(embedding_normalise(&e) && e.v[0] == 0.6f && e.v[2] == -0.8f,
	    "gets the length 1");
	buf_puts(&e.model, "m \"1\"");
	embedding_of(e.of, span_of("悟空"));
	embedding_put(&b, &e);
	ok(span_is(buf_span(&b), "{\"model\":\"m \\\"1\\\"\",\"dimensions\":4,"
	    "\"of\":\"04751a51f96686e1\",\"vector\":"
	    "\"mpkZPwAAAADNzEy/AAAAAA==\"}"), "is written: %.*s", (int)b.len,
	    b.data);
	buf_addc(&b, '\0');
	value_of(&v, b.data);
	ok(embedding_read(&back, &v, &why) == 0 && back.dimensions == 4 &&
	    span_is(buf_span(&back.model), "m \"1\"") && back.cut == 0 &&
	    strcmp(back.of, e.of) == 0 && back.prefix.len == 0 &&
	    memcmp(back.v, e.v, 16) == 0, "and read again");
	buf_puts(&e.prefix, "q: ");
	e.cut = 7;
	buf_clear(&b);
	embedding_put(&b, &e);
	buf_addc(&b, '\0');
	value_of(&v, b.data);
	ok(embedding_read(&back, &v, &why) == 0 && back.cut == 7 &&
	    span_is(buf_span(&back.prefix), "q: "), "with prefix and cut, too");
	ok(why.len == 0, "without a complaint");
	embedding_free(&e);
	embedding_free(&back);
	buf_free(&b);
}

static void
refuses(const char *text)
{
	struct embedding e = { 0 };
	struct json_value v;
	struct buf why = { 0 };

	value_of(&v, text);
	ok(embedding_read(&e, &v, &why) == -1 && why.len > 0, "refused: %s",
	    text);
	embedding_free(&e);
	buf_free(&why);
}

#define FIELD(dimensions, of, vector, more) "{\"model\":\"m\",\"dimensions\":"\
	dimensions ",\"of\":\"" of "\",\"vector\":" vector more "}"
#define OF "0123456789abcdef"

static void
test_refused(void)
{
	refuses("7");
	refuses("null");
	refuses("{}");
	refuses(FIELD("1", OF, "[1]", ""));
	refuses(FIELD("2", OF, "\"AACAPw==\"", ""));
	refuses(FIELD("0", OF, "\"\"", ""));
	refuses(FIELD("1", OF, "\"AACAP\"", ""));
	refuses(FIELD("1", OF, "\"AACAPwA=\"", ""));
	refuses(FIELD("1", OF, "\"AAAAAA==\"", ""));	/* 0 */
	refuses(FIELD("1", OF, "\"AADAfw==\"", ""));	/* NaN */
	refuses(FIELD("1", OF, "\"AACAfw==\"", ""));	/* infinity */
	refuses(FIELD("1", OF, "\"mXaWfg==\"", ""));	/* 1e38 */
	refuses(FIELD("1", OF, "\"YEKiDQ==\"", ""));	/* 1e-30 */
	refuses(FIELD("1", "0123", "\"AACAPw==\"", ""));
	refuses(FIELD("1", OF, "\"AACAPw==\"", ",\"cut\":-1"));
	refuses(FIELD("1", OF, "\"AACAPw==\"", ",\"cut\":\"x\""));
	refuses(FIELD("1.5", OF, "\"AACAPw==\"", ""));
	refuses("{\"model\":\"m\",\"of\":\"" OF "\",\"vector\":"
	    "\"AACAPw==\"}");
}

/* Reads a vector that a server sent.  Whether it is one that counts. */
static void
vector(const char *text, bool read, bool counts)
{
	struct embedding e = { 0 };
	struct json_value v;
	int result;

	value_of(&v, text);
	result = embedding_read_vector(&e, &v);
	ok((result == 0) == read && (!read || embedding_normalise(&e) ==
	    counts), "%s: %s", text, !read ? "no vector" : counts ?
	    "a vector" : "a vector that does not count");
	embedding_free(&e);
}

static void
test_vectors(void)
{
	struct buf b = { 0 };
	size_t i;

	vector("[1]", true, true);
	vector("\"AACAPw\"", true, true);
	vector("\"AACAPw==\"", true, true);
	vector("\"AAC\\u0041Pw==\"", true, true);
	vector("[1e-5, -1e-5]", true, true);
	vector("[1e5, 1e5]", true, true);
	vector("[1e-30, -1e-30]", true, false);
	vector("[1e30, 1e30]", true, false);
	vector("[]", true, false);
	vector("\"\"", true, false);
	vector("[0, 0]", true, false);
	vector("[null, 1]", true, false);
	vector("[1e999]", true, false);
	vector("[1e39]", true, false);
	vector("[[1]]", false, false);
	vector("[\"1\"]", false, false);
	vector("[true]", false, false);
	vector("\"AACA\"", false, false);
	vector("\"....\"", false, false);
	vector("{}", false, false);
	vector("7", false, false);
	for (i = 0; i <= EMBEDDING_MOST; i++)
		buf_puts(&b, i == 0 ? "[1" : ",1");
	buf_puts(&b, "]");
	buf_addc(&b, '\0');
	{
		struct embedding e = { 0 };
		struct json_value v;

		value_of(&v, b.data);
		ok(embedding_read_vector(&e, &v) == -1,
		    "a vector of one number too many");
		embedding_free(&e);
	}
	buf_free(&b);
}

int
main(void)
{
	test_written();
	test_refused();
	test_vectors();
	return tap_done();
}
