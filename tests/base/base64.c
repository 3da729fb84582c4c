/* base64: the vectors of RFC 4648, and what is none. */
#include "base/base64.h"

#include <string.h>

#include "tap.h"

static void
both(const char *bytes, const char *digits)
{
	struct buf b = { 0 };

	base64_put(&b, bytes, strlen(bytes));
	ok(span_is(buf_span(&b), digits), "'%s' is written %s", bytes, digits);
	buf_clear(&b);
	ok(base64_add(&b, span_of(digits)) && span_is(buf_span(&b), bytes),
	    "%s is read", digits);
	buf_free(&b);
}

static void
reads(const char *digits, const char *want)
{
	struct buf b = { 0 };
	bool good;

	buf_puts(&b, "before");
	good = base64_add(&b, span_of(digits));
	ok(good == (want != NULL) && span_is(buf_span(&b), good ? want :
	    "before"), "'%s' is %s", digits, good ? "read" : "refused");
	buf_free(&b);
}

static void
test_all_bytes(void)
{
	unsigned char bytes[257];
	struct buf b = { 0 }, back = { 0 };
	size_t i, n;
	bool good = true;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 167 + 13);
	for (n = 0; n <= sizeof(bytes); n++) {
		buf_clear(&b);
		buf_clear(&back);
		base64_put(&b, bytes, n);
		good = good && b.len == (n + 2) / 3 * 4 &&
		    base64_add(&back, buf_span(&b)) && back.len == n &&
		    (n == 0 || memcmp(back.data, bytes, n) == 0);
	}
	ok(good, "0 to 257 bytes come back as they were");
	buf_free(&b);
	buf_free(&back);
}

int
main(void)
{
	both("", "");
	both("f", "Zg==");
	both("fo", "Zm8=");
	both("foo", "Zm9v");
	both("foob", "Zm9vYg==");
	both("fooba", "Zm9vYmE=");
	both("foobar", "Zm9vYmFy");
	both("\xfb\xff\xbf", "+/+/");
	reads("Zm9vYg", "beforefoob");
	reads("Zm9vYmE", "beforefooba");
	reads("Z", NULL);
	reads("Zm9vY", NULL);
	reads("Zm9v\n", NULL);
	reads("Zm 9v", NULL);
	reads("Zm=v", NULL);
	reads("Zm-_", NULL);
	reads("Zm9\xc3", NULL);
	test_all_bytes();
	return tap_done();
}
