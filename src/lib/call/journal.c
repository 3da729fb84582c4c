#include "journal.h"

#include <sys/file.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "journal_index.h"
#include "journal_line.h"
#include "base/lines.h"
#include "base/private.h"

/* A place is the number of a file and an offset in it, plus 1. */
#define OFFSET_BITS 48
#define FILES_MAX 0xffff

/* A line taken in and not yet written. */
struct fresh {
	unsigned char key[JOURNAL_KEY];
	size_t at;		/* in lines */
};

struct journal {
	struct journal_index index;
	int *fd;		/* that of the writer first, or -1 */
	size_t nfd;
	uint64_t length;	/* of the file that is written */
	struct buf line;	/* one that is looked up */
	struct buf lines;	/* to be written */
	struct fresh *fresh;
	size_t nfresh, size;
	bool lost;		/* no memory for a line */
	int error;		/* why nothing can be written any more, or 0 */
};

static uint64_t
hash_of(const unsigned char key[JOURNAL_KEY])
{
	uint64_t hash;

	memcpy(&hash, key, sizeof(hash));
	return hash;
}

static uint64_t
place(size_t file, uint64_t offset)
{
	return ((uint64_t)file << OFFSET_BITS | offset) + 1;
}

/* Reads the entry at that place.  0, or -1 with errno set. */
static int
read_entry(struct journal *j, uint64_t where, struct journal_line *entry)
{
	uint64_t at = (where - 1) & (((uint64_t)1 << OFFSET_BITS) - 1);
	int fd = j->fd[(where - 1) >> OFFSET_BITS];
	struct span line;

	if (journal_line_fetch(fd, at, &j->line, &line) == -1)
		return -1;
	if (journal_line_read(entry, line) == 0)
		return 0;
	/* It was one: somebody has changed the file. */
	errno = ESTALE;
	return -1;
}

/*
 * Notes where a key is; room has been made.  An older place that cannot be
 * read any more is taken for one of the same key: that is what it was, but
 * for one case in 2^64.
 */
static void
note(struct journal *j, const unsigned char key[JOURNAL_KEY], uint64_t where)
{
	uint64_t hash = hash_of(key);
	size_t at = SIZE_MAX;
	struct journal_slot *slot;
	struct journal_line entry;

	for (;;) {
		slot = journal_index_probe(&j->index, hash, &at);
		if (slot->where == 0) {
			journal_index_fill(&j->index, slot, hash, where);
			return;
		}
		if (read_entry(j, slot->where, &entry) == -1 ||
		    memcmp(entry.key, key, JOURNAL_KEY) == 0) {
			slot->where = where;
			return;
		}
	}
}

/*
 * Whether a line that is no entry is what a crash left: the last, with NULs
 * where its blocks were never written.
 */
static bool
is_ruin(struct lines *l, struct span line)
{
	return memchr(line.p, '\0', line.len) != NULL &&
	    lines_next(l, &line, NULL) == 0;
}

/*
 * Indexes a file's lines and finds its length up to the end of the last
 * whole one.  0, or -1 and why.
 */
static int
index_lines(struct journal *j, struct lines *l, size_t file, uint64_t *length,
    const char *path, struct buf *why)
{
	struct journal_line entry;
	struct span line;
	size_t number;
	bool torn;
	int more;

	*length = 0;
	while ((more = lines_next(l, &line, &torn)) == 1) {
		/* A byte order mark was passed over. */
		if (l->number == 1)
			*length = (uint64_t)(line.p - l->buf.data);
		if (torn)
			return 0;
		if (journal_line_read(&entry, line) == -1) {
			number = l->number;
			if (is_ruin(l, line))
				return 0;
			buf_printf(why, "%s:%zu: is no entry of a journal",
			    path, number);
			return -1;
		}
		if (!journal_index_reserve(&j->index, 1)) {
			buf_printf(why, "%s: %s", path, strerror(ENOMEM));
			return -1;
		}
		note(j, entry.key, place(file, *length));
		/* lines_next takes \r\n for an end of a line, too. */
		*length += line.len + 1 + (line.p[line.len] == '\r');
	}
	if (more == -1)
		buf_printf(why, "%s:%zu: %s", path, l->number + 1,
		    strerror(errno));
	return more;
}

/* Reads a file through; cuts off what is torn if it is the writer's. */
static int
load(struct journal *j, size_t file, const char *path, struct buf *why)
{
	struct lines l = { 0 };
	uint64_t length;
	int result;

	lines_open(&l, j->fd[file]);
	result = index_lines(j, &l, file, &length, path, why);
	lines_free(&l);
	if (result == -1 || file != 0)
		return result;
	j->length = length;
	if (lseek(j->fd[0], 0, SEEK_END) == (off_t)length ||
	    ftruncate(j->fd[0], (off_t)length) == 0)
		return 0;
	buf_printf(why, "%s: %s", path, strerror(errno));
	return -1;
}

/*
 * Opens the writer's file and locks it: the file that has the name, for it
 * may have been removed before the lock was had.
 */
static int
open_locked(const char *path, struct buf *why)
{
	int fd;

	for (;;) {
		fd = private_open(path, O_RDWR | O_APPEND, why);
		if (fd == -1)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) == -1)
			break;
		if (private_named(fd, path))
			return fd;
		(void)close(fd);
	}
	buf_printf(why, "%s: %s", path, errno == EWOULDBLOCK ?
	    "another process is writing it" : strerror(errno));
	(void)close(fd);
	return -1;
}

/* Opens and indexes a journal that is only read, unless it is open. */
static int
load_other(struct journal *j, const char *path, struct buf *why)
{
	size_t i;
	int fd;

	if ((fd = private_open(path, O_RDONLY, why)) == -1)
		return -1;
	for (i = 0; i < j->nfd; i++)
		if (j->fd[i] != -1 && private_same(j->fd[i], fd)) {
			(void)close(fd);
			return 0;
		}
	j->fd[j->nfd++] = fd;
	return load(j, j->nfd - 1, path, why);
}

/* The writer's own entries come last, so they count. */
static int
load_all(struct journal *j, const char *path, const char *const *others,
    struct buf *why)
{
	for (; others != NULL && *others != NULL; others++)
		if (load_other(j, *others, why) == -1)
			return -1;
	return path == NULL ? 0 : load(j, 0, path, why);
}

static void
journal_free(struct journal *j)
{
	size_t i;

	for (i = 0; i < j->nfd; i++)
		if (j->fd[i] != -1)
			(void)close(j->fd[i]);
	free(j->fd);
	free(j->fresh);
	buf_free(&j->line);
	buf_free(&j->lines);
	journal_index_free(&j->index);
	free(j);
}

struct journal *
journal_open(const char *path, const char *const *others, struct buf *why)
{
	struct journal *j;
	size_t n = 1;

	while (others != NULL && others[n - 1] != NULL)
		n++;
	if (n > FILES_MAX) {
		buf_puts(why, "too many journals");
		return NULL;
	}
	if ((j = calloc(1, sizeof(*j))) == NULL ||
	    (j->fd = calloc(n, sizeof(*j->fd))) == NULL ||
	    !journal_index_reserve(&j->index, 1)) {
		buf_puts(why, strerror(ENOMEM));
		if (j != NULL)
			journal_free(j);
		return NULL;
	}
	j->fd[j->nfd++] = path == NULL ? -1 : open_locked(path, why);
	if ((path != NULL && j->fd[0] == -1) ||
	    load_all(j, path, others, why) == -1) {
		journal_free(j);
		return NULL;
	}
	return j;
}

size_t
journal_entries(const struct journal *j)
{
	return j->index.used;
}

const struct journal_index *
journal_index_of(const struct journal *j)
{
	return &j->index;
}

int
journal_find(struct journal *j, const unsigned char key[JOURNAL_KEY],
    struct buf *b)
{
	struct journal_slot *slot;
	struct journal_line entry;
	size_t at = SIZE_MAX;

	for (;;) {
		slot = journal_index_probe(&j->index, hash_of(key), &at);
		if (slot->where == 0)
			return 0;
		if (read_entry(j, slot->where, &entry) == -1)
			return -1;
		if (memcmp(entry.key, key, JOURNAL_KEY) == 0)
			break;
	}
	journal_line_reply(&entry, b);
	if (b->failed) {
		errno = ENOMEM;
		return -1;
	}
	return 1;
}

void
journal_add(struct journal *j, const unsigned char key[JOURNAL_KEY],
    struct span reply)
{
	size_t at = j->lines.len, size = j->size + j->size / 2 + 16;
	struct fresh *more;

	if (j->fd[0] == -1 || j->error != 0)
		return;
	if (j->nfresh == j->size) {
		more = reallocarray(j->fresh, size, sizeof(*more));
		if (more == NULL) {
			j->lost = true;
			return;
		}
		j->fresh = more;
		j->size = size;
	}
	journal_line_put(&j->lines, key, time(NULL), reply);
	if (j->lines.failed) {
		j->lines.len = at;
		j->lines.failed = false;
		j->lost = true;
		return;
	}
	memcpy(j->fresh[j->nfresh].key, key, JOURNAL_KEY);
	j->fresh[j->nfresh++].at = at;
}

static int
write_all(int fd, const char *p, size_t n)
{
	ssize_t done;

	for (; n > 0; p += done, n -= (size_t)done) {
		do
			done = write(fd, p, n);
		while (done == -1 && errno == EINTR);
		if (done == -1)
			return -1;
		if (done == 0) {
			errno = EIO;
			return -1;
		}
	}
	return 0;
}

/*
 * Writes the lines and sees them on the disk.  Lines that found no room are
 * taken back whole, and may be tried again.  After a failed fdatasync nobody
 * knows what is there, and the next would say that all is well.
 */
static int
write_lines(struct journal *j)
{
	int fd = j->fd[0], saved;

	if (write_all(fd, j->lines.data, j->lines.len) == -1) {
		saved = errno;
		if (ftruncate(fd, (off_t)j->length) == -1)
			j->error = saved;
		errno = saved;
		return -1;
	}
	if (fdatasync(fd) == -1) {
		j->error = errno;
		(void)!ftruncate(fd, (off_t)j->length);
		errno = j->error;
		return -1;
	}
	return 0;
}

int
journal_sync(struct journal *j)
{
	size_t i;

	if (j->error != 0) {
		errno = j->error;
		return -1;
	}
	if (j->nfresh > 0) {
		if (!journal_index_reserve(&j->index, j->nfresh)) {
			errno = ENOMEM;
			return -1;
		}
		if (write_lines(j) == -1)
			return -1;
		for (i = 0; i < j->nfresh; i++)
			note(j, j->fresh[i].key,
			    place(0, j->length + j->fresh[i].at));
		j->length += j->lines.len;
		j->nfresh = 0;
		buf_clear(&j->lines);
	}
	if (j->lost) {
		j->lost = false;
		errno = ENOMEM;
		return -1;
	}
	return 0;
}

int
journal_close(struct journal *j)
{
	int result, saved;

	if (j == NULL)
		return 0;
	result = journal_sync(j);
	saved = errno;
	journal_free(j);
	errno = saved;
	return result;
}
