/* Opens a document, copies a pipe to a file, reads its bytes. */
#include "source.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* Appends at most `most` bytes of fd to b.  0, or -1 with errno set. */
static int
read_most(int fd, struct buf *b, size_t most)
{
	ssize_t n = 1;

	while (most > 0 && n != 0) {
		if (!buf_reserve(b, most < SOURCE_HEAD ? most : SOURCE_HEAD)) {
			errno = EFBIG;
			return -1;
		}
		n = b->size - b->len < most ? (ssize_t)(b->size - b->len) :
		    (ssize_t)most;
		if ((n = read(fd, b->data + b->len, (size_t)n)) == -1) {
			if (errno == EINTR)
				continue;
			return -1;
		}
		b->len += (size_t)n;
		most -= (size_t)n;
	}
	return 0;
}

static int
write_all(int fd, struct span s)
{
	ssize_t n;

	for (; s.len > 0; s = span_from(s, (size_t)n))
		if ((n = write(fd, s.p, s.len)) == -1) {
			if (errno != EINTR)
				return -1;
			n = 0;
		}
	return 0;
}

/*
 * Copies a pipe to a temporary file without a name, of which *fd becomes the
 * descriptor.  0; -1 with errno set (EFBIG: it is longer than most bytes).
 */
static int
spool(int *fd, size_t most)
{
	struct buf b = { 0 };
	size_t total = 0;
	int copy, status = -1;

	if ((copy = file_temporary()) == -1)
		return -1;
	for (;;) {
		buf_clear(&b);
		if (read_most(*fd, &b, SOURCE_HEAD) == -1)
			break;
		if (b.len == 0) {
			status = 0;
			break;
		}
		if ((total += b.len) > most) {
			errno = EFBIG;
			break;
		}
		if (write_all(copy, buf_span(&b)) == -1)
			break;
	}
	buf_free(&b);
	if (status == -1)
		(void)close(copy);
	if (status == 0)
		*fd = copy;
	return status;
}

/* Opens path.  Its descriptor, or -1 with errno set. */
static int
open_file(const char *path)
{
	return strcmp(path, "-") == 0 ?
	    fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) :
	    open(path, O_RDONLY | O_CLOEXEC);
}

/* Says why the document cannot be read. */
static int
fail(struct source *s, struct sink *k)
{
	int error = errno;

	source_close(s);
	if (error == EFBIG)
		return sink_fail(k, "too_large", "more than %zu bytes"
		    " (--max-size allows more)", k->settings->most);
	return sink_fail(k, "unreadable", "%s", strerror(error));
}

int
source_open(struct source *s, const char *path, struct sink *k)
{
	struct stat st;
	int fd, pipe;

	s->name = strcmp(path, "-") == 0 ? k->source : path;
	s->size = 0;
	buf_clear(&s->head);
	if ((s->fd = open_file(path)) == -1 || fstat(s->fd, &st) == -1)
		return fail(s, k);
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return fail(s, k);
	}
	if (!S_ISREG(st.st_mode)) {
		fd = pipe = s->fd;
		if (spool(&fd, k->settings->most) == -1)
			return fail(s, k);
		s->fd = fd;
		(void)close(pipe);
		if (fstat(s->fd, &st) == -1)
			return fail(s, k);
	}
	s->size = (size_t)st.st_size;
	if (s->size > k->settings->most)
		errno = EFBIG;
	if (s->size > k->settings->most ||
	    lseek(s->fd, 0, SEEK_SET) == -1 ||
	    read_most(s->fd, &s->head, SOURCE_HEAD) == -1 ||
	    lseek(s->fd, 0, SEEK_SET) == -1)
		return fail(s, k);
	return 0;
}

int
source_read(struct source *s, struct buf *b, struct sink *k)
{
	if (lseek(s->fd, 0, SEEK_SET) == -1 ||
	    read_most(s->fd, b, k->settings->most) == -1)
		return fail(s, k);
	return 0;
}

void
source_close(struct source *s)
{
	if (s->fd != -1)
		(void)close(s->fd);
	s->fd = -1;
	buf_free(&s->head);
}
