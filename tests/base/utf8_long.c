/* utf8_valid, where it looks at many bytes a step: errors at every place. */
#include <stdlib.h>

#include "base/scan.h"
#include "tap.h"
#include "base/utf8.h"

/* What utf8_valid says, by looking at one code point after the other. */
static size_t
plainly_valid(const char *s, size_t n)
{
	size_t i, len;
	uint32_t cp;

	for (i = 0; i < n; i += len)
		if ((len = utf8_decode(s + i, n - i, &cp)) == 0)
			break;
	return i;
}

static const char *const pieces[] = {
	"a", "\303\251", "\344\270\255", "\360\237\220\222",	/* valid */
	"\355\237\277", "\356\200\200", "\364\217\277\277", "\340\240\200",
	"\360\220\200\200", "\302\200", "\337\277", "\357\277\277",
	"\200", "\277", "\300\200", "\301\277", "\302", "\337a",  /* not */
	"\340\200\200", "\340\237\277", "\344\270", "\344a", "\355\240\200",
	"\355\277\277", "\360\200\200\200", "\360\217\277\277", "\360\237\220",
	"\360\237", "\364\220\200\200", "\365\200\200\200", "\370\210\200\200",
	"\376", "\377", "\344\270\255\200", "\360\237\220\222\200", "\360a"
};

static void
each_piece_at_each_place(const char *filler, const char *name)
{
	char text[512];
	size_t i, at, n, wrong = 0, step = strlen(filler), len;

	for (i = 0; i < LEN(pieces); i++)
		for (at = 0; at < 200; at += step) {
			for (n = 0; n < at; n += step)
				memcpy(text + n, filler, step);
			len = strlen(pieces[i]);
			memcpy(text + n, pieces[i], len);
			for (n += len; n + step < 300; n += step)
				memcpy(text + n, filler, step);
			wrong += utf8_valid(text, n) != plainly_valid(text, n);
			/* and cut off right behind the piece */
			n = at + len;
			wrong += utf8_valid(text, n) != plainly_valid(text, n);
		}
	ok(wrong == 0, "each piece at each place among %s", name);
}

static void
random_bytes(void)
{
	char text[400];
	size_t round, i, n, wrong = 0;
	uint32_t x = 12345;

	for (round = 0; round < 20000; round++) {
		for (i = n = 0; n < sizeof(text) - 4; i++) {
			x = x * 1664525 + 1013904223;
			if ((x >> 24) < 250) {
				const char *p = pieces[(x >> 16) % 12];

				memcpy(text + n, p, strlen(p));
				n += strlen(p);
			} else if ((x >> 8 & 3) == 0)
				text[n++] = (char)(x >> 16);
		}
		wrong += utf8_valid(text, n) != plainly_valid(text, n);
	}
	ok(wrong == 0, "20000 random texts");
}

int
main(void)
{
	char text[256];

	each_piece_at_each_place("a", "ASCII");
	each_piece_at_each_place("\344\270\255", "Chinese");
	each_piece_at_each_place("\360\237\220\222", "emoji");
	random_bytes();
	memset(text, 'a', sizeof(text));
	ok(scan_utf8(text, 63) == 0, "less than a step is not looked at");
	ok(scan_utf8(text, 256) == 0 || scan_utf8(text, 256) == 256,
	    "all of it, or nothing on a machine that cannot");
	return tap_done();
}
