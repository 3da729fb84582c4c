/* fence: the same for the same texts, and in none of them. */
#include "stage/fence.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "tap.h"

/*
 * A text that holds the first eight digits of what would be its fence: its
 * 8,192 digits hold many eights, and the number at its end was looked for.
 */
static void
put_catch(struct buf *b)
{
	uint32_t x = 1;
	int i;

	for (i = 0; i < 8192; i++) {
		x = x * 1664525 + 1013904223;
		buf_addc(b, "0123456789abcdef"[x >> 28]);
	}
	buf_puts(b, " 322296");
}

int
main(void)
{
	char fence[FENCE_LEN + 1];
	struct buf b = { 0 };

	/* What printf '\0' | sha256sum prints, and printf '\0x'. */
	fence_make(fence, (struct span){ NULL, 0 });
	is_mem(fence, strlen(fence), "6e340b9cffb37a98", 16, "of no text");
	fence_make(fence, span_of("x"));
	is_mem(fence, strlen(fence), "3c7e9bc930dc93f0", 16, "of a text");
	put_catch(&b);
	ok(memmem(b.data, b.len, "6be765ee", FENCE_SHORT) != NULL,
	    "a text that holds the digits of its hash");
	fence_make(fence, buf_span(&b));
	ok(memcmp(fence, "6be765ee", FENCE_SHORT) != 0 &&
	    memmem(b.data, b.len, fence, FENCE_SHORT) == NULL,
	    "gets a fence of another hash, which it does not hold");
	buf_free(&b);
	return tap_done();
}
