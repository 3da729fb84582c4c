/* JSON strings, written into a buffer or to an output. */
#include "json/json.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "tap.h"

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

static int
scratch_file(void)
{
	FILE *f = tmpfile();

	if (f == NULL)
		abort();
	return dup(fileno(f));
}

/* What the file fd holds, appended to b. */
static void
content(int fd, struct buf *b)
{
	ssize_t n;

	buf_clear(b);
	if (lseek(fd, 0, SEEK_SET) == -1)
		abort();
	do {
		if (!buf_reserve(b, 65536) ||
		    (n = read(fd, b->data + b->len, 65536)) == -1)
			abort();
		b->len += (size_t)n;
	} while (n > 0);
}

/* Pieces of all sizes around the buffer's come out in order. */
static void
test_sizes(void)
{
	static const size_t sizes[] = { 0, 1, 2, 100, OUT_CHUNK - 1, OUT_CHUNK,
		OUT_CHUNK + 1, 3 * OUT_CHUNK, 5, 100000, 7 };
	struct buf want = { 0 }, got = { 0 };
	struct out out = { .fd = scratch_file() };
	char *s;
	size_t i, k;

	if ((s = malloc(100000)) == NULL)
		abort();
	for (i = 0; i < 100000; i++)
		s[i] = (char)(i % 7 == 0 ? '"' : i % 11 == 0 ? '\n' :
		    'a' + i % 26);
	for (k = 0; k < 3; k++)
		for (i = 0; i < LEN(sizes); i++) {
			out_bytes(&out, s, sizes[i]);
			buf_add(&want, s, sizes[i]);
			out_puts(&out, "--");
			buf_puts(&want, "--");
			json_write_string(&out, s, sizes[i]);
			json_put_string(&want, s, sizes[i]);
			if (k == 1)
				(void)out_flush(&out);
			if (k == 2) {
				out_end(&out);
				buf_addc(&want, '\n');
			}
		}
	ok(out_flush(&out) == 0,
	    "strings and bytes are flushed without an error");
	content(out.fd, &got);
	ok(got.len == want.len && memcmp(got.data, want.data, got.len) == 0,
	    "strings of all sizes among bytes: %zu bytes in order", want.len);
	ok(out_close(&out) == 0, "the output is closed without an error");
	free(s);
	buf_free(&want);
	buf_free(&got);
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
