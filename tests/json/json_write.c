/* JSON strings, written into a buffer or to an output. */
#include "json/json.h"

#include "base/utf8.h"
#include "tap.h"
#include "written.h"

#define STR(s) s, sizeof(s) - 1

static void
test_put(void)
{
	struct buf b = { 0 };

	json_put(&b, "a\"\\\b\f\n\r\t\001\037\177/\344\275\240");
	is_mem(b.data, b.len, STR("\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f"
	    "\177/\344\275\240\""), "a string is put in its shortest form");
	buf_clear(&b);
	json_put_string(&b, STR("a\0b\377\344\275"));
	is_mem(b.data, b.len, STR("\"a\\u0000b" UTF8_REPLACEMENT
	    UTF8_REPLACEMENT UTF8_REPLACEMENT "\""),
	    "NUL is escaped, bytes not UTF-8 are replaced");
	buf_clear(&b);
	json_put_string(&b, "", 0);
	is_mem(b.data, b.len, STR("\"\""), "an empty string is put");
	buf_free(&b);
}

static void
add_piece(struct out *out, struct buf *want, const char *s, size_t n)
{
	out_bytes(out, s, n);
	buf_add(want, s, n);
	out_puts(out, "--");
	buf_puts(want, "--");
	json_write_string(out, s, n);
	json_put_string(want, s, n);
}

static void
test_sizes(void)
{
	static char s[PIECE_MAX];
	size_t i;

	for (i = 0; i < sizeof(s); i++)
		s[i] = (char)(i % 7 == 0 ? '"' : i % 11 == 0 ? '\n' :
		    'a' + i % 26);
	check_pieces(s, add_piece, "strings among bytes");
}

/* Text of more bytes than one step, of characters of three bytes. */
static void
test_han(void)
{
	struct buf text = { 0 }, want = { 0 }, got = { 0 };
	struct out out = { .fd = scratch_file() };
	size_t i;

	for (i = 0; i < 20000; i++)
		buf_puts(&text, i % 1000 == 0 ? "\\" : "\346\202\237");
	json_write_string(&out, text.data, text.len);
	ok(out.buf.len <= 4 * OUT_CHUNK, "a long string takes little memory");
	(void)out_flush(&out);
	json_put_string(&want, text.data, text.len);
	content(out.fd, &got);
	ok(got.len == want.len && memcmp(got.data, want.data, got.len) == 0,
	    "a long string of Han");
	(void)out_close(&out);
	buf_free(&text);
	buf_free(&want);
	buf_free(&got);
}

int
main(void)
{
	test_put();
	test_sizes();
	test_han();
	return tap_done();
}
