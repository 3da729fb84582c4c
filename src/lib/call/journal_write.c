/* Writes replies at the end of a journal, and sets room aside for more. */
#include "journal_private.h"

#include <sys/resource.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

/*
 * Room to set aside for a reply to come: as much as the longest one took, but
 * within these bounds, in bytes.
 */
#define ROOM ((uint64_t)16 * 1024)
#define ROOM_MOST ((uint64_t)1024 * 1024)

/* journal.reserved where the file system cannot set room aside. */
#define NO_RESERVE UINT64_MAX

void
journal_add(struct journal *j, const unsigned char key[JOURNAL_KEY],
    struct span reply)
{
	size_t at = j->lines.len;

	if (j->fd[0] == -1)
		return;
	if (j->error != 0) {
		j->lost++;
		return;
	}
	journal_put(&j->lines, key, time(NULL), reply);
	if (j->lines.failed) {
		j->lines.len = at;
		j->lines.failed = false;
		j->lost++;
		j->too_long = true;
		return;
	}
	if (j->lines.len - at > j->room)
		j->room = j->lines.len - at;
	if (j->room > ROOM_MOST)
		j->room = ROOM_MOST;
	if (j->npending == j->size) {
		j->size += j->size / 2 + 16;
		j->pending = xreallocarray(j->pending, j->size,
		    sizeof(*j->pending));
	}
	memcpy(j->pending[j->npending].key, key, JOURNAL_KEY);
	j->pending[j->npending++].at = at;
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
 * Writes n bytes at the end of the file, which is `length` long, and syncs
 * them.  If they find no room, the file is as long as before.  After a failed
 * fdatasync the content of the disk is unknown, and another fdatasync would
 * not fail: so that error stays.
 */
static int
append(struct journal *j, const char *p, size_t n)
{
	int fd = j->fd[0], saved;

	if (write_all(fd, p, n) == -1) {
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

/* The bytes of n pending lines, from the i-th on. */
static size_t
bytes_of(const struct journal *j, size_t i, size_t n)
{
	size_t end = i + n < j->npending ? j->pending[i + n].at : j->lines.len;

	return end - j->pending[i].at;
}

/* Writes n pending lines, from the i-th on, and indexes them. */
static int
write_lines(struct journal *j, size_t i, size_t n)
{
	size_t from = j->pending[i].at, len = bytes_of(j, i, n);

	if (append(j, j->lines.data + from, len) == -1)
		return -1;
	for (; n > 0; i++, n--)
		journal_note(j, j->pending[i].key,
		    j->length + (j->pending[i].at - from) + 1);
	j->length += len;
	return 0;
}

/*
 * Writes those of the pending lines that find room, one by one; the others
 * stay pending.  -1 with the errno of the first of those, or 0.
 */
static int
write_some(struct journal *j)
{
	size_t i, at, len, n = 0, kept = 0;
	int error = 0;

	for (i = 0; i < j->npending; i++) {
		at = j->pending[i].at;
		len = bytes_of(j, i, 1);
		if (j->error == 0 && write_lines(j, i, 1) == 0)
			continue;
		if (error == 0)
			error = errno;
		memmove(j->lines.data + kept, j->lines.data + at, len);
		j->pending[n] = j->pending[i];
		j->pending[n++].at = kept;
		kept += len;
	}
	j->npending = n;
	j->lines.len = kept;
	errno = error;
	return error == 0 ? 0 : -1;
}

int
journal_sync(struct journal *j)
{
	if (j->error != 0) {
		errno = j->error;
		return -1;
	}
	if (j->npending > 0) {
		if (!journal_index_reserve(&j->index, j->npending)) {
			errno = EFBIG;
			return -1;
		}
		if (write_lines(j, 0, j->npending) == 0) {
			j->npending = 0;
			buf_clear(&j->lines);
		} else if (j->error != 0 || write_some(j) == -1)
			return -1;
	}
	if (j->too_long) {
		j->too_long = false;
		errno = EFBIG;
		return -1;
	}
	return 0;
}

size_t
journal_unsaved(const struct journal *j)
{
	return j->npending + j->lost;
}

/*
 * Sets blocks aside for the file up to an end.  0, also if the file system
 * cannot do that; -1 with errno set if there is no room.
 */
static int
set_aside(struct journal *j, uint64_t end)
{
	struct rlimit limit;
	int result;

	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
	    limit.rlim_cur != RLIM_INFINITY && end > limit.rlim_cur) {
		errno = EFBIG;
		return -1;
	}
#if defined(FALLOC_FL_KEEP_SIZE) && !defined(WK_POSIX)
	do
		result = fallocate(j->fd[0], FALLOC_FL_KEEP_SIZE,
		    (off_t)j->length, (off_t)(end - j->length));
	while (result == -1 && errno == EINTR);
	if (result == -1 && (errno == ENOSPC || errno == EDQUOT ||
	    errno == EFBIG))
		return -1;
#else
	result = -1;
#endif
	j->reserved = result == 0 ? end : NO_RESERVE;
	return 0;
}

int
journal_reserve(struct journal *j, size_t replies)
{
	uint64_t room = replies * (j->room < ROOM ? ROOM : j->room);
	uint64_t need = j->length + j->lines.len + room;

	if (j->fd[0] == -1 || need <= j->reserved)
		return 0;
	/* Twice as much saves calls of fallocate. */
	return set_aside(j, need + room) == 0 ? 0 : set_aside(j, need);
}

void
journal_release(struct journal *j)
{
	if (j->reserved > j->length && j->reserved != NO_RESERVE &&
	    j->error == 0 && lseek(j->fd[0], 0, SEEK_END) == (off_t)j->length)
		(void)!ftruncate(j->fd[0], (off_t)j->length);
}
