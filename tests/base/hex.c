/* hex: digits and escapes of code points, at the edges. */
#include "base/hex.h"

#include <string.h>

#include "tap.h"

static void
reads(const char *s, size_t most, size_t digits, uint32_t want)
{
	uint32_t value;
	size_t n = hex_read(s, strlen(s), most, &value);

	ok(n == digits && value == want, "%zu digits of %s", digits, s);
}

static void
escape(const char *s, size_t len, uint32_t want)
{
	uint32_t cp;
	size_t n = hex_escape(s, strlen(s), &cp);

	ok(n == len && (n == 0 || cp == want), "an escape of %zu bytes: %s",
	    len, s);
}

int
main(void)
{
	char digits[6];

	reads("", 4, 0, 0);
	reads("g", 4, 0, 0);
	reads("12", 4, 2, 0x12);
	reads("aFg9", 4, 2, 0xaf);
	reads("4f60", 4, 4, 0x4f60);
	reads("4f601", 4, 4, 0x4f60);
	reads("FFFFffff", 8, 8, UINT32_MAX);
	/* The neighbours of the digits, and what | 0x20 makes of others. */
	reads("/", 4, 0, 0);
	reads(":", 4, 0, 0);
	reads("@", 4, 0, 0);
	reads("`", 4, 0, 0);
	reads("\020", 4, 0, 0);
	reads("\301", 4, 0, 0);

	escape("\\u4f60", 6, 0x4f60);
	escape("\\u4f6", 0, 0);
	escape("\\u4f6g", 0, 0);
	escape("\\x4f60", 0, 0);
	escape("u4f60\\", 0, 0);
	escape("\\ud83d\\ude00", 12, 0x1f600);
	escape("\\uD800\\uDC00", 12, 0x10000);
	escape("\\udbff\\udfff", 12, 0x10ffff);
	escape("\\ud83d", 6, 0xd83d);
	escape("\\ud83d\\ude0", 6, 0xd83d);
	escape("\\ud83d\\ud83d", 6, 0xd83d);
	escape("\\ud83d\\xde00", 6, 0xd83d);
	escape("\\ud83d\\ude0g", 6, 0xd83d);
	escape("\\ude00\\ude00", 6, 0xde00);
	escape("\\ue000\\ude00", 6, 0xe000);

	hex_write(digits, (const unsigned char *)"\x01\xaf\xf0", 5);
	ok(strcmp(digits, "01aff") == 0, "five digits of three bytes");
	hex_write(digits, (const unsigned char *)"", 0);
	ok(strcmp(digits, "") == 0, "no digits");
	return tap_done();
}
