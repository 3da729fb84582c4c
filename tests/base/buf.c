/* A buffer grows to BUF_MAX, fails beyond, and can be cleared and freed. */
#include "base/buf.h"

#include <string.h>

#include "tap.h"

int
main(void)
{
	struct buf b = { 0 };

	buf_add(&b, NULL, 0);
	ok(b.data == NULL && !b.failed,
	    "nothing added to an empty buffer leaves it empty");
	buf_printf(&b, "%s-%d", "x", 7);
	buf_addc(&b, '\0');
	buf_puts(&b, "");
	is_mem(b.data, b.len, "x-7", 4, "a buffer holds the bytes added");
	ok(!buf_reserve(&b, BUF_MAX) && b.failed,
	    "a buffer that would pass BUF_MAX fails");
	buf_puts(&b, "lost");
	ok(b.len == 4, "a failed buffer takes no bytes");
	ok(!buf_reserve(&b, 0),
	    "a failed buffer makes no room, not even for 0 bytes");
	buf_clear(&b);
	ok(b.len == 0 && !b.failed && b.data != NULL,
	    "a cleared buffer can be used again");
	ok(!buf_reserve(&b, SIZE_MAX),
	    "a buffer fails for SIZE_MAX bytes");
	buf_free(&b);
	ok(b.data == NULL && b.size == 0 && !b.failed,
	    "a freed buffer is empty");
	buf_puts(&b, "again");
	is_mem(b.data, b.len, "again", 5, "a freed buffer can be used again");
	buf_free(&b);
	return tap_done();
}
