/* document: files and pipes, read whole, newlines and all. */
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text/document.h"
#include "text/encoding.h"
#include "tap.h"

static const struct document_options plain = { .encoding = ENCODING_AUTO };
static const struct document_options keep = {
	.encoding = ENCODING_AUTO, .keep_newlines = true
};
static struct document d;
static char dir[] = "/tmp/wk-document.XXXXXX";

static void
put(const char *name, const char *bytes, size_t n)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd == -1 || write(fd, bytes, n) != (ssize_t)n || close(fd) == -1)
		abort();
}

/* A file of these bytes is read as this text. */
static void
reads(const char *bytes, size_t n, const struct document_options *options,
    const char *text, size_t len, const char *what)
{
	put("f", bytes, n);
	if (ok(document_load(&d, "f", options) == 0, "%s: read", what))
		is_mem(d.text.p, d.text.len, text, len, what);
	else
		printf("# %s: %s\n", d.kind, d.message);
}

/* Reading path fails. */
static void
fails(const char *path, const struct document_options *options,
    const char *kind, size_t offset, const char *message)
{
	int r = document_load(&d, path, options);

	if (ok(r == -1 && strcmp(d.kind, kind) == 0 && d.offset == offset &&
	    d.text.len == 0, "%s: %s", path, kind))
		is_mem(d.message, strlen(d.message), message, strlen(message),
		    "and why");
	else
		printf("# %d\n", r);
}

static void
test_newlines(void)
{
#define T(in, out) reads(in, sizeof(in) - 1, &plain, out, sizeof(out) - 1, #in)
	T("", "");
	T("a\n", "a\n");
	T("a\r\nb\r\n", "a\nb\n");
	T("a\rb\r", "a\nb\n");
	T("\r", "\n");
	T("\r\n", "\n");
	T("\r\r\n\n\r", "\n\n\n\n");
	T("a\n\rb", "a\n\nb");
	T("\357\273\277\r\nx", "\nx");
	T("\xce\xf2\xbf\xd5\xa3\xac\xce\xd2\xc0\xb4\xc1\xcb\r\n",
	    "悟空，我来了\n");
	T("\377\376\r\0\n\0\x9f\x60\r\0", "\n悟\n");
#undef T
	reads("\357\273\277a\r\nb\rc", 9, &keep, "a\r\nb\rc", 6, "kept");
	ok(strcmp(d.encoding, "UTF-8") == 0 && !d.guessed && d.kind == NULL,
	    "and told");
}

static void
test_failures(void)
{
	struct document_options told = { .encoding = "UTF-8" };

	fails("missing", &plain, "unreadable", 0, strerror(ENOENT));
	ok(d.error == ENOENT, "with errno");
	fails(".", &plain, "unreadable", 0, strerror(EISDIR));
	put("nul", "abc\0d", 5);
	fails("nul", &plain, "binary", 4,
	    "byte 4 is NUL: not a text");
	ok(d.error == 0, "without errno");
	put("bad", "caf\351", 4);
	fails("bad", &told, "bad_encoding", 4, "byte 4 is not valid UTF-8");
	/* Chinese, with a byte that GB18030 does not have. */
	put("gb", "\xce\xd2\xb5\xc4\xca\xc7\xb2\xbb\xd4\xda\xff\n", 12);
	fails("gb", &plain, "bad_encoding", 11,
	    "byte 11 is not valid GB18030, the likeliest encoding");
	told.encoding = "x-none";
	fails("bad", &told, "bad_encoding", 0,
	    "no encoding is called \"x-none\"");
	reads("fine", 4, &plain, "fine", 4, "after all that");
	ok(d.offset == 0 && d.kind == NULL && d.error == 0 &&
	    d.message[0] == '\0', "nothing is left of it");
}

static void
test_too_large(void)
{
	int fd = open("huge", O_WRONLY | O_CREAT, 0600);

	if (fd == -1 || ftruncate(fd, (off_t)BUF_MAX + 1) == -1) {
		ok(true, "too large # SKIP no sparse files");
	} else {
		ok(document_load(&d, "huge", &plain) == -1 &&
		    strcmp(d.kind, "too_large") == 0, "too large");
		printf("# %s\n", d.message);
	}
	close(fd);
	unlink("huge");
}

/* Whatever stdin is: a pipe whose writer takes its time. */
static void
test_pipe(void)
{
	static char big[3000000];
	size_t i, n;
	int p[2], saved = dup(STDIN_FILENO);
	pid_t pid;

	for (i = 0; i < sizeof(big); i++)
		big[i] = i % 61 == 0 ? '\n' : (char)('a' + i % 23);
	(void)fflush(stdout);
	if (pipe(p) == -1 || (pid = fork()) == -1)
		abort();
	if (pid == 0) {
		close(p[0]);
		for (i = 0; i < sizeof(big); i += n) {
			n = sizeof(big) - i < 77777 ? sizeof(big) - i : 77777;
			if (write(p[1], big + i, n) != (ssize_t)n)
				_exit(1);
		}
		_exit(0);
	}
	close(p[1]);
	dup2(p[0], STDIN_FILENO);
	close(p[0]);
	ok(document_load(&d, "-", &plain) == 0, "a pipe is read");
	is_mem(d.text.p, d.text.len, big, sizeof(big), "whole");
	dup2(saved, STDIN_FILENO);
	close(saved);
	waitpid(pid, NULL, 0);

	(void)fflush(stdout);
	if (mkfifo("fifo", 0600) == -1 || (pid = fork()) == -1)
		abort();
	if (pid == 0) {
		put("fifo", "from a fifo\r\n", 13);
		_exit(0);
	}
	ok(document_load(&d, "fifo", &plain) == 0, "a FIFO is read");
	is_mem(d.text.p, d.text.len, "from a fifo\n", 12, "whole");
	waitpid(pid, NULL, 0);
}

static void
test_offset(void)
{
	int fd;

	put("f", "first second", 12);
	fd = open("f", O_RDONLY);
	ok(lseek(fd, 6, SEEK_SET) == 6 && document_read(&d, fd, &plain) == 0,
	    "a descriptor is read from where it stands");
	is_mem(d.text.p, d.text.len, "second", 6, "to the end");
	close(fd);
	ok(document_load(&d, "/proc/self/status", &plain) == 0 &&
	    d.text.len > 0, "a file that says it is empty is read");
}

/* A document takes its size and less than 8 MB, whatever came before. */
static void
test_memory(void)
{
	enum { SIZE = 30000000 };
	char *big = malloc(SIZE);
	size_t i;

	if (big == NULL)
		abort();
	for (i = 0; i < SIZE; i++)
		big[i] = i % 50 == 48 ? '\r' : i % 50 == 49 ? '\n' : 'x';
	put("half", big, SIZE / 2);
	put("full", big, SIZE);
	document_free(&d);
	ok(document_load(&d, "half", &plain) == 0 &&
	    d.buf.size < SIZE / 2 + 8000000, "half as large");
	ok(document_load(&d, "full", &plain) == 0 &&
	    d.text.len == SIZE / 50 * 49 && d.buf.size < SIZE + 8000000,
	    "memory is the size of the document and little more");

	/* GB18030: two bytes become three. */
	for (i = 0; i < SIZE / 2; i += 2)
		memcpy(big + i, "\xb5\xc4", 2);
	put("half", big, SIZE / 2);
	free(big);
	document_free(&d);
	ok(document_load(&d, "half", &plain) == 0 &&
	    strcmp(d.encoding, "GB18030") == 0 && d.guessed &&
	    d.text.len == SIZE / 4 * 3 && d.buf.size < SIZE / 4 * 3 + 8000000,
	    "or that of the text");
}

int
main(void)
{
	static const char *const names[] = {
		"f", "nul", "bad", "gb", "fifo", "half", "full"
	};
	size_t i;

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		return 1;
	test_newlines();
	test_failures();
	test_too_large();
	test_pipe();
	test_offset();
	test_memory();
	document_free(&d);
	document_free(&d);
	for (i = 0; i < LEN(names); i++)
		unlink(names[i]);
	rmdir(dir);
	return tap_done();
}
