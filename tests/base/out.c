/* Output: what is written arrives, what fails is remembered. */
#include "base/out.h"

#include <errno.h>
#include <fcntl.h>

#include "tap.h"
#include "written.h"

static void
add_piece(struct out *out, struct buf *want, const char *s, size_t n)
{
	out_bytes(out, s, n);
	buf_add(want, s, n);
	out_puts(out, "--");
	buf_puts(want, "--");
}

static void
test_sizes(void)
{
	static char s[PIECE_MAX];
	size_t i;

	for (i = 0; i < sizeof(s); i++)
		s[i] = (char)('a' + i % 26);
	check_pieces(s, add_piece, "bytes");
}

static void
test_pace(void)
{
	struct out out = { .fd = scratch_file() };
	struct buf got = { 0 };
	size_t i;

	out_puts(&out, "short");
	out_end(&out);
	content(out.fd, &got);
	ok(got.len == 0, "a short record waits");
	for (i = 0; i < OUT_CHUNK / 8; i++) {
		out_puts(&out, "1234567");
		out_end(&out);
	}
	content(out.fd, &got);
	ok(got.len >= OUT_CHUNK && got.data[got.len - 1] == '\n',
	    "many go out together, whole");
	(void)out_close(&out);
	buf_free(&got);
}

static void
test_failures(void)
{
	struct out out = { .fd = open("/dev/full", O_WRONLY) };
	struct out closed = { .fd = -1 };

	if (out.fd == -1)
		printf("ok %d # SKIP no /dev/full\n", ++tap_count);
	else {
		out_puts(&out, "x");
		ok(out.error == 0, "nothing is wrong yet");
		ok(out_flush(&out) == -1 && out.error == ENOSPC, "full");
		out_puts(&out, "y");
		ok(out_close(&out) == -1 && out.error == ENOSPC,
		    "it stays the first failure");
	}
	out_puts(&closed, "x");
	ok(out_close(&closed) == -1 && closed.error == EBADF, "not open");
	out = (struct out){ .fd = scratch_file() };
	out_puts(&out, "x");
	out.buf.failed = true;
	ok(out_flush(&out) == -1 && out.error == EFBIG,
	    "a buffer that passed BUF_MAX is a failure");
	ok(out_close(&out) == -1, "and stays one");
}

int
main(void)
{
	test_sizes();
	test_pace();
	test_failures();
	return tap_done();
}
