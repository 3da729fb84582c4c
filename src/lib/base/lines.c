/* Reads lines. */
#include "lines.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "utf8.h"

#define READ_SIZE ((size_t)64 * 1024)

void
lines_open(struct lines *l, int fd)
{
	l->fd = fd;
	l->start = l->number = 0;
	l->eof = false;
	buf_clear(&l->buf);
}

/* Whether a read would block. */
static bool
would_wait(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) == 0;
}

/* Reads more bytes behind those in the buffer.  0 or -1. */
static int
fill(struct lines *l)
{
	ssize_t n;

	if (l->start > 0) {
		l->buf.len -= l->start;
		memmove(l->buf.data, l->buf.data + l->start, l->buf.len);
		l->start = 0;
	}
	if (!buf_reserve(&l->buf, READ_SIZE)) {
		errno = EFBIG;
		return -1;
	}
	if (l->idle != NULL && would_wait(l->fd) && !l->idle(l->arg)) {
		l->start = l->buf.len;
		l->eof = true;
		return 0;
	}
	do
		n = read(l->fd, l->buf.data + l->buf.len,
		    l->buf.size - l->buf.len);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	if (n == 0)
		l->eof = true;
	l->buf.len += (size_t)n;
	return 0;
}

/* Hands out the line of len bytes at l->start. */
static struct span
take(struct lines *l, size_t len, bool *torn)
{
	struct span line = { l->buf.data + l->start, len };
	bool ended = l->start + len < l->buf.len;

	l->start += len + ended;
	l->number++;
	if (torn != NULL)
		*torn = !ended;
	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	if (l->number == 1)
		(void)span_take(&line, UTF8_BOM);
	return line;
}

int
lines_next(struct lines *l, struct span *line, bool *torn)
{
	const char *end;
	size_t seen = 0, left;

	for (;;) {
		left = l->buf.len - l->start;
		end = left <= seen ? NULL :
		    memchr(l->buf.data + l->start + seen, '\n', left - seen);
		if (end != NULL) {
			*line = take(l, (size_t)(end - l->buf.data) - l->start,
			    torn);
			return 1;
		}
		if (l->eof) {
			if (left == 0)
				return 0;
			*line = take(l, left, torn);
			return 1;
		}
		seen = left;
		if (fill(l) == -1)
			return -1;
	}
}

bool
lines_peek(const struct lines *l, size_t *at, struct span *line)
{
	const size_t left = l->buf.len - l->start - *at;
	const char *end;

	line->p = l->buf.data + (left == 0 ? 0 : l->start + *at);
	if (left == 0 || (end = memchr(line->p, '\n', left)) == NULL)
		return false;
	line->len = (size_t)(end - line->p);
	*at += line->len + 1;
	if (line->len > 0 && line->p[line->len - 1] == '\r')
		line->len--;
	return true;
}

int
lines_rest(struct lines *l, struct span *line)
{
	l->start = (size_t)(line->p - l->buf.data);
	while (!l->eof)
		if (fill(l) == -1)
			return -1;
	*line = (struct span){ l->buf.data + l->start,
		l->buf.len - l->start };
	l->start = l->buf.len;
	return 0;
}

void
lines_free(struct lines *l)
{
	buf_free(&l->buf);
}
