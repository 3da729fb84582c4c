/* UTF-8: the ways of looking at the same bytes agree. */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
must(int holds)
{
	if (!holds)
		abort();
}

/* The code points of valid text, one by one, forwards and backwards. */
static void
walk(const char *s, size_t n)
{
	size_t i, len, count = 0, back = n;
	uint32_t cp, last;
	char out[4];

	for (i = 0; i < n; i += len, count++) {
		must(utf8_skip(s, n, count) == i);
		len = utf8_decode(s + i, n - i, &cp);
		must(len > 0 && utf8_encode(out, cp) == len);
		must(memcmp(out, s + i, len) == 0);
		must(utf8_decode_last(s, i + len, &last) == len);
		must(last == cp);
	}
	must(utf8_count(s, n) == count);
	must(utf8_skip(s, n, count) == n);
	while (back > 0) {
		len = utf8_decode_last(s, back, &cp);
		must(len > 0);
		back -= len;
		count--;
	}
	must(count == 0);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const char *s = (const char *)data;
	struct buf b = { 0 };
	struct span stripped;
	size_t good;
	uint32_t cp;

	if (size > 4096)
		return 0;
	good = utf8_valid(s, size);
	must(good <= size);
	must(good == size || utf8_decode(s + good, size - good, &cp) == 0);
	walk(s, good);
	stripped = utf8_strip((struct span){ s, good });
	must(stripped.len <= good);
	if (stripped.len > 0) {
		must(utf8_decode(stripped.p, stripped.len, &cp) > 0);
		must(!utf8_isspace(cp));
	}
	utf8_repair(&b, s, size);
	must(utf8_valid(b.data, b.len) == b.len);
	must(good < size || b.len == size);
	buf_clear(&b);
	utf8_mask(&b, s, size, size / 2);
	must(utf8_valid(b.data, b.len) == b.len);
	buf_free(&b);
	return 0;
}
