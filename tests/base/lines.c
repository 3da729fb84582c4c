/* Lines of every shape, handed over in pieces of every size. */
#include "base/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

#define STR(s) s, sizeof(s) - 1

/*
 * A descriptor from which s can be read, written by a child in pieces of
 * at most `piece` bytes.
 */
static int
source(const char *s, size_t n, size_t piece)
{
	int fds[2];
	size_t part;

	if (pipe(fds) == -1)
		abort();
	switch (fork()) {
	case -1:
		abort();
	case 0:
		(void)close(fds[0]);
		for (; n > 0; s += part, n -= part) {
			part = n < piece ? n : piece;
			if (write(fds[1], s, part) != (ssize_t)part)
				_exit(1);
		}
		_exit(0);
	default:
		(void)close(fds[1]);
		return fds[0];
	}
}

/* The lines of s, each in brackets, a torn one with a '!'. */
static void
read_lines(struct lines *l, const char *s, size_t n, size_t piece,
    struct buf *got)
{
	struct span line;
	bool torn;
	int fd = source(s, n, piece), more;

	buf_clear(got);
	buf_addc(got, '<');
	lines_open(l, fd);
	while ((more = lines_next(l, &line, &torn)) == 1) {
		buf_addc(got, '[');
		buf_add(got, line.p, line.len);
		buf_puts(got, torn ? "]!" : "]");
	}
	buf_puts(got, more == 0 ? ">" : "error");
	(void)close(fd);
	(void)wait(NULL);
}

static void
test_shapes(void)
{
	static const struct {
		const char *s;
		size_t n;
		const char *want;
		size_t wantlen;
	} cases[] = {
		{ STR(""), STR("<>") },
		{ STR("\n"), STR("<[]>") },
		{ STR("\n\n\n"), STR("<[][][]>") },
		{ STR("a"), STR("<[a]!>") },
		{ STR("a\n"), STR("<[a]>") },
		{ STR("a\nb"), STR("<[a][b]!>") },
		{ STR("a\r\nb\r\n"), STR("<[a][b]>") },
		{ STR("a\r\n\r\nb"), STR("<[a][][b]!>") },
		{ STR("a\rb\n"), STR("<[a\rb]>") },
		{ STR("a\r\r\n"), STR("<[a\r]>") },
		{ STR("\r\n"), STR("<[]>") },
		{ STR("\357\273\277a\n"), STR("<[a]>") },
		{ STR("\357\273\277"), STR("<[]!>") },
		{ STR("\357\273\277\r\n"), STR("<[]>") },
		{ STR("\357\273\277\357\273\277a\n"),
		    STR("<[\357\273\277a]>") },
		{ STR("a\n\357\273\277b\n"), STR("<[a][\357\273\277b]>") },
		{ STR("\357\273"), STR("<[\357\273]!>") },
		{ STR("a\0b\n\0\n"), STR("<[a\0b][\0]>") },
		{ STR("a\342\200\250b\302\205c\vd\f\n"),
		    STR("<[a\342\200\250b\302\205c\vd\f]>") },
		{ STR("\377\376\n"), STR("<[\377\376]>") },
	};
	static const size_t pieces[] = { 1, 2, 3, 4096 };
	struct buf got = { 0 };
	struct lines l = { .fd = -1 };
	size_t i, k;
	bool same;

	for (i = 0; i < LEN(cases); i++) {
		for (k = 0, same = true; k < LEN(pieces); k++) {
			read_lines(&l, cases[i].s, cases[i].n, pieces[k],
			    &got);
			same = same && got.len == cases[i].wantlen &&
			    memcmp(got.data, cases[i].want, got.len) == 0;
		}
		if (!ok(same, "shape %zu", i))
			printf("# %.*s\n", (int)got.len, got.data);
	}
	lines_free(&l);
	buf_free(&got);
}

/* A line much longer than a read, between short ones. */
static void
test_long(void)
{
	size_t n = 1000000;
	struct lines l = { .fd = -1 };
	struct span line;
	char *s;
	int fd;

	if ((s = malloc(n)) == NULL)
		abort();
	memset(s, 'x', n);
	memcpy(s, "a\n", 2);
	memcpy(s + n - 3, "\nz\n", 3);
	fd = source(s, n, n);
	lines_open(&l, fd);
	ok(lines_next(&l, &line, NULL) == 1 && line.len == 1, "short");
	ok(lines_next(&l, &line, NULL) == 1 && line.len == n - 5 &&
	    memcmp(line.p, s + 2, n - 5) == 0, "long");
	ok(lines_next(&l, &line, NULL) == 1 && line.len == 1 &&
	    *line.p == 'z' && l.number == 3, "short again, the third");
	ok(lines_next(&l, &line, NULL) == 0, "the end");
	ok(lines_next(&l, &line, NULL) == 0, "still the end");
	(void)close(fd);
	(void)wait(NULL);
	lines_free(&l);
	free(s);
}

static bool
count_idle(void *arg)
{
	++*(int *)arg;
	return true;
}

static bool
give_up(void *arg)
{
	(void)arg;
	return false;
}

/* An idle that says no ends the file, and drops what has come of a line. */
static void
test_give_up(void)
{
	struct span line;
	int fds[2];
	struct lines l = { .fd = -1, .idle = give_up };

	if (pipe(fds) == -1 || write(fds[1], "a\nhalf", 6) != 6)
		abort();
	lines_open(&l, fds[0]);
	ok(lines_next(&l, &line, NULL) == 1 && line.len == 1,
	    "a line that is there is handed out");
	ok(lines_next(&l, &line, NULL) == 0, "half a line is not");
	ok(lines_next(&l, &line, NULL) == 0, "and the end stays the end");
	(void)close(fds[0]);
	(void)close(fds[1]);
	lines_free(&l);
}

/* idle is called before a wait, and only then. */
static void
test_idle(void)
{
	struct span line;
	int fds[2], idle = 0;
	struct lines l = { .fd = -1, .idle = count_idle, .arg = &idle };

	if (pipe(fds) == -1 || write(fds[1], "a\nb\n", 4) != 4)
		abort();
	lines_open(&l, fds[0]);
	(void)lines_next(&l, &line, NULL);
	(void)lines_next(&l, &line, NULL);
	ok(idle == 0, "not idle while there is something to read");
	(void)close(fds[1]);
	ok(lines_next(&l, &line, NULL) == 0 && idle == 0,
	    "nor at the end");
	(void)close(fds[0]);

	fds[0] = source(STR(""), 1);
	lines_open(&l, fds[0]);
	(void)lines_next(&l, &line, NULL);
	(void)close(fds[0]);
	(void)wait(NULL);

	if (pipe(fds) == -1)
		abort();
	idle = 0;
	if (fork() == 0) {
		(void)usleep(200000);
		_exit(write(fds[1], "c\n", 2) != 2);
	}
	(void)close(fds[1]);
	lines_open(&l, fds[0]);
	ok(lines_next(&l, &line, NULL) == 1 && idle == 1,
	    "idle before it waits");
	(void)close(fds[0]);
	(void)wait(NULL);
	lines_free(&l);
}

/* Lines that were read with the one at hand; the last one is not whole. */
static void
test_peek(void)
{
	struct lines l = { .fd = -1 };
	struct span line = { 0 }, next;
	size_t at = 0;
	int fd = source(STR("a\nbb\r\n\nccc"), 99);

	lines_open(&l, fd);
	ok(!lines_peek(&l, &at, &next) && at == 0, "nothing is read yet");
	(void)lines_next(&l, &line, NULL);
	ok(lines_peek(&l, &at, &next) && span_is(next, "bb") &&
	    lines_peek(&l, &at, &next) && next.len == 0,
	    "the lines to come");
	ok(!lines_peek(&l, &at, &next), "half a line is none");
	ok(span_is(line, "a") && lines_next(&l, &line, NULL) == 1 &&
	    span_is(line, "bb") && l.number == 2, "nothing has moved");
	at = 0;
	ok(lines_peek(&l, &at, &next) && next.len == 0 && at == 1,
	    "from there on");
	(void)close(fd);
	(void)wait(NULL);
	lines_free(&l);
}

static void
test_errors(void)
{
	struct lines l = { .fd = -1 };
	struct span line;
	int fd;

	lines_open(&l, -1);
	errno = 0;
	ok(lines_next(&l, &line, NULL) == -1 && errno == EBADF, "no file");
	fd = open("/", O_RDONLY);
	lines_open(&l, fd);
	ok(lines_next(&l, &line, NULL) == -1 && errno == EISDIR,
	    "a directory");
	(void)close(fd);
	lines_free(&l);
}

int
main(void)
{
	test_shapes();
	test_long();
	test_idle();
	test_give_up();
	test_peek();
	test_errors();
	return tap_done();
}
