/*
 * A journal of any bytes is refused and not touched, or opened: what is cut
 * off is its last line alone, what is left is found, and it can be written
 * behind and opened again.  A reply of any bytes comes back as it went in.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "call/journal.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[64];

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
take_away(void)
{
	(void)unlink(path);
}

static void
put_file(const uint8_t *data, size_t size)
{
	int fd;

	if (path[0] == '\0') {
		(void)snprintf(path, sizeof(path), "/tmp/wk-fuzz-journal.%ld",
		    (long)getpid());
		(void)atexit(take_away);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	must(fd != -1 && write(fd, data, size) == (ssize_t)size);
	must(close(fd) == 0);
}

/* A reply that goes in comes out again, and its line is one line. */
static void
try_reply(struct span reply)
{
	/* A line begins {"key":"...","at":"...","reply": or "text": */
	const size_t name = strlen("{\"key\":\"\",\"at\":\"\",") +
	    2 * JOURNAL_KEY + strlen("1970-01-01T00:00:00Z");
	static const unsigned char key[JOURNAL_KEY] = { 1, 2, 255 };
	struct buf line = { 0 }, want = { 0 }, got = { 0 }, why = { 0 };
	struct journal *j;
	bool text;
	size_t i;

	put_file(NULL, 0);
	must((j = journal_open(path, NULL, &why)) != NULL);
	journal_add(j, key, reply);
	must(journal_sync(j) == 0 && journal_find(j, key, &got) == 1);
	must(journal_close(j) == 0);
	must(file_read(path, &line) == 0);
	must(line.len > 0 && line.data[line.len - 1] == '\n');
	must(memchr(line.data, '\n', line.len - 1) == NULL);
	text = span_begins(span_from(buf_span(&line), name), "\"text\":");
	if (text)
		utf8_repair(&want, reply.p, reply.len);
	else
		buf_add(&want, utf8_strip(reply).p, utf8_strip(reply).len);
	must(got.len == want.len);
	for (i = 0; i < got.len; i++)
		must(got.data[i] == want.data[i] || (!text &&
		    got.data[i] == ' ' && want.data[i] == '\n'));
	buf_free(&line);
	buf_free(&want);
	buf_free(&got);
}

/* The file after it was opened is a beginning of what it was. */
static void
look_at_file(const uint8_t *data, size_t size, bool opened)
{
	struct buf b = { 0 };

	must(file_read(path, &b) == 0);
	must(b.len <= size && (b.len == 0 ||
	    memcmp(b.data, data, b.len) == 0));
	must(opened || b.len == size);
	/* A last line with NULs in it may have had its end. */
	if (opened && b.len < size)
		must(memchr(data + b.len, '\n', size - b.len - 1) == NULL);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char key[JOURNAL_KEY] = { 7 };
	struct buf why = { 0 }, b = { 0 };
	struct journal *j;
	size_t n;

	try_reply((struct span){ (const char *)data, size });
	put_file(data, size);
	j = journal_open(path, NULL, &why);
	look_at_file(data, size, j != NULL);
	must((j == NULL) == (why.len > 0));
	if (j != NULL) {
		n = journal_entries(j);
		must(journal_find(j, key, &b) >= 0);
		journal_add(j, key, (struct span){ "[1]", 3 });
		must(journal_sync(j) == 0);
		must(journal_entries(j) - n <= 1);
		n = journal_entries(j);
		must(journal_close(j) == 0);
		j = journal_open(path, NULL, &why);
		must(j != NULL && journal_entries(j) == n);
		buf_clear(&b);
		must(journal_find(j, key, &b) == 1 && b.len == 3);
		must(journal_close(j) == 0);
	}
	buf_free(&why);
	buf_free(&b);
	return 0;
}
