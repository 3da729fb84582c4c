/* Output: what is written arrives, what fails is remembered. */
#include "base/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

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
		s[i] = (char)('a' + i % 26);
	for (k = 0; k < 3; k++)
		for (i = 0; i < LEN(sizes); i++) {
			out_bytes(&out, s, sizes[i]);
			buf_add(&want, s, sizes[i]);
			out_puts(&out, "--");
			buf_puts(&want, "--");
			if (k == 1)
				(void)out_flush(&out);
			if (k == 2) {
				out_end(&out);
				buf_addc(&want, '\n');
			}
		}
	ok(out_flush(&out) == 0, "all is well");
	content(out.fd, &got);
	ok(got.len == want.len && memcmp(got.data, want.data, got.len) == 0,
	    "%zu bytes in order", want.len);
	ok(out_close(&out) == 0, "closed");
	free(s);
	buf_free(&want);
	buf_free(&got);
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
