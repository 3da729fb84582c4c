/* What unit tests of output share: a file to write to, and what it holds. */
#ifndef WRITTEN_H
#define WRITTEN_H

#include <stdlib.h>
#include <unistd.h>

#include "base/out.h"
#include "tap.h"

/* The longest piece that check_pieces writes. */
#define PIECE_MAX 100000

/* A file without a name, open for reading and writing. */
static inline int
scratch_file(void)
{
	FILE *f = tmpfile();

	if (f == NULL)
		abort();
	return dup(fileno(f));
}

/* Replaces what b holds by what the file fd holds. */
static inline void
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

/*
 * Writes pieces of s, which has PIECE_MAX bytes, of all sizes around the
 * buffer's, in three rounds: in the second each piece is flushed, in the third
 * each ends a record.  `add` writes one piece and appends to `want` the bytes
 * that are to arrive.  Three tests.
 */
static inline void
check_pieces(const char *s, void (*add)(struct out *out, struct buf *want,
    const char *s, size_t n), const char *name)
{
	static const size_t sizes[] = { 0, 1, 2, 100, OUT_CHUNK - 1, OUT_CHUNK,
		OUT_CHUNK + 1, 3 * OUT_CHUNK, 5, PIECE_MAX, 7 };
	struct buf want = { 0 }, got = { 0 };
	struct out out = { .fd = scratch_file() };
	size_t i, k;

	for (k = 0; k < 3; k++)
		for (i = 0; i < LEN(sizes); i++) {
			add(&out, &want, s, sizes[i]);
			if (k == 1)
				(void)out_flush(&out);
			if (k == 2) {
				out_end(&out);
				buf_addc(&want, '\n');
			}
		}
	ok(out_flush(&out) == 0, "%s: flushed without an error", name);
	content(out.fd, &got);
	ok(got.len == want.len && memcmp(got.data, want.data, got.len) == 0,
	    "%s: %zu bytes in order", name, want.len);
	ok(out_close(&out) == 0, "%s: closed without an error", name);
	buf_free(&want);
	buf_free(&got);
}

#endif
