/* Reads a document whole, decodes it and translates its newlines. */
#include "document.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "encoding.h"
#include "format.h"

#define BLOCK ((size_t)1 << 20)	/* bytes read at once if the size is unknown */

static int
unreadable(struct document *d, int error)
{
	d->kind = "unreadable";
	d->error = error;
	(void)snprintf(d->message, sizeof(d->message), "%s", strerror(error));
	return -1;
}

static int
too_large(struct document *d)
{
	d->kind = "too_large";
	(void)snprintf(d->message, sizeof(d->message), "more than %zu bytes",
	    BUF_MAX);
	return -1;
}

/*
 * How many bytes to make room for: one more than the file has, so that the
 * read that meets its end needs no more room.
 */
static size_t
expected(int fd)
{
	struct stat st;
	off_t at;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (at = lseek(fd, 0, SEEK_CUR)) == -1 || st.st_size <= at)
		return BLOCK;
	if ((uintmax_t)(st.st_size - at) >= SIZE_MAX)
		return SIZE_MAX;
	return (size_t)(st.st_size - at) + 1;
}

/* Reads fd to its end into d->buf. */
static int
read_all(struct document *d, int fd)
{
	struct buf *b = &d->buf;
	size_t room = expected(fd);
	ssize_t n;

	/* Growing would copy the document before. */
	if (b->size < room)
		buf_free(b);
	buf_clear(b);
	do {
		if (b->size == b->len && !buf_reserve(b, room))
			return too_large(d);
		room = BLOCK;
		do
			n = read(fd, b->data + b->len, b->size - b->len);
		while (n == -1 && errno == EINTR);
		if (n == -1)
			return unreadable(d, errno);
		b->len += (size_t)n;
	} while (n > 0);
	return 0;
}

static int
undecodable(struct document *d, enum encoding_status status,
    const struct encoding *e)
{
	if (status == ENCODING_TOO_LARGE)
		return too_large(d);
	d->kind = status == ENCODING_NUL ? "binary" : "bad_encoding";
	d->offset = status == ENCODING_UNKNOWN ? 0 : e->at;
	if (status == ENCODING_UNKNOWN && e->error == EINVAL && !e->guessed)
		(void)snprintf(d->message, sizeof(d->message),
		    "no encoding is called \"%s\"", e->name);
	else if (status == ENCODING_UNKNOWN)
		(void)snprintf(d->message, sizeof(d->message),
		    "no converter from %s: %s", e->name,
		    strerror(e->error));
	else if (status == ENCODING_NUL)
		(void)snprintf(d->message, sizeof(d->message),
		    "byte %zu is NUL: not a text", e->at);
	else
		(void)snprintf(d->message, sizeof(d->message),
		    "byte %zu is not valid %s%s", e->at, e->name,
		    e->guessed ? ", the likeliest encoding" : "");
	return -1;
}

/* Turns \r\n and \r into \n, in place. */
static void
translate(struct document *d)
{
	char *from = d->buf.data + (d->text.p - d->buf.data), *to, *next;
	char *end = from + d->text.len;

	if ((from = memchr(from, '\r', d->text.len)) == NULL)
		return;
	for (to = from; from < end; from = next) {
		*to++ = '\n';
		from++;
		if (from < end && *from == '\n')
			from++;
		next = memchr(from, '\r', (size_t)(end - from));
		if (next == NULL)
			next = end;
		memmove(to, from, (size_t)(next - from));
		to += next - from;
	}
	d->text.len -= (size_t)(end - to);
}

int
document_read(struct document *d, int fd,
    const struct document_options *options)
{
	struct buf kept = d->buf;
	struct encoding e;
	enum encoding_status status;

	*d = (struct document){ .text = { "", 0 }, .buf = kept };
	if (read_all(d, fd) == -1)
		return -1;
	if ((d->format = format_of(buf_span(&d->buf))) != NULL) {
		d->kind = "binary";
		(void)snprintf(d->message, sizeof(d->message),
		    "%s: not a text", d->format);
		return -1;
	}
	status = options->declared != NULL &&
	    strcmp(options->encoding, ENCODING_AUTO) == 0 ?
	    encoding_decode_declared(&d->buf, options->declared, &e) :
	    encoding_decode(&d->buf, options->encoding, &e);
	d->encoding = e.name;
	d->guessed = e.guessed;
	d->doubtful = e.doubtful;
	if (status != ENCODING_OK)
		return undecodable(d, status, &e);
	d->text = e.text;
	if (!options->keep_newlines && d->text.len > 0)
		translate(d);
	return 0;
}

int
document_load(struct document *d, const char *path,
    const struct document_options *options)
{
	struct buf kept = d->buf;
	int fd, r;

	if (strcmp(path, "-") == 0)
		return document_read(d, STDIN_FILENO, options);
	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd == -1 && errno == EINTR);
	if (fd == -1) {
		*d = (struct document){ .text = { "", 0 }, .buf = kept };
		return unreadable(d, errno);
	}
	r = document_read(d, fd, options);
	close(fd);
	return r;
}

void
document_free(struct document *d)
{
	buf_free(&d->buf);
	d->text = (struct span){ "", 0 };
}
