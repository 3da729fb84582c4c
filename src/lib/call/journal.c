/* Keeps replies in an append-only file of JSON lines and finds them again. */
#include "journal_private.h"

#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/lines.h"
#include "base/memory.h"
#include "base/file.h"
#include "json/json.h"

/* Bytes that are read first of a line that is looked up. */
#define GUESS ((size_t)4096)

/* A place is the number of a file and an offset in it, plus 1. */
#define OFFSET_BITS 48
#define FILES_MAX 0xffff

/* An entry as read from its line. */
struct entry {
	unsigned char key[JOURNAL_KEY];
	struct json_value reply;	/* a string if it came as "text" */
	bool text;
};

/*
 * Reads the line that begins at `at` in a file into b, and says where it is
 * there; the end of the file ends it, too.  0, or -1 with errno set: ESTALE
 * if the file ends at `at`.
 */
static int
fetch_line(int fd, uint64_t at, struct buf *b, struct span *line)
{
	const char *end;
	ssize_t n;

	for (buf_clear(b);; b->len += (size_t)n) {
		if (!buf_reserve(b, b->len > GUESS ? b->len : GUESS)) {
			errno = EFBIG;
			return -1;
		}
		do
			n = pread(fd, b->data + b->len, b->size - b->len,
			    (off_t)(at + b->len));
		while (n == -1 && errno == EINTR);
		if (n == -1)
			return -1;
		if (n == 0 && b->len == 0) {
			errno = ESTALE;
			return -1;
		}
		end = b->data + b->len;
		if (n == 0 || (end = memchr(end, '\n', (size_t)n)) != NULL)
			break;
	}
	*line = (struct span){ b->data, (size_t)(end - b->data) };
	return 0;
}

/* Reads a line without its \n.  0, or -1 if it is not an entry. */
static int
read_line(struct entry *entry, struct span line)
{
	struct json_value name, value;
	struct json j;
	bool key = false, reply = false;
	int more;

	json_open(&j, line.p, line.len);
	if (json_object(&j) == -1)
		return -1;
	while ((more = json_member(&j, &name, &value)) == 1) {
		if (json_is(&name, "key")) {
			if (key || !journal_unhex(entry->key, &value))
				return -1;
			key = true;
		} else if (json_is(&name, "reply") || json_is(&name, "text")) {
			entry->text = json_is(&name, "text");
			if (reply || (entry->text &&
			    value.type != JSON_STRING))
				return -1;
			entry->reply = value;
			reply = true;
		}
	}
	return more == 0 && key && reply && json_end(&j) == 0 ? 0 : -1;
}

/* Appends the reply of an entry. */
static void
put_reply(struct buf *b, const struct entry *entry)
{
	const struct json_value *v = &entry->reply;

	if (!entry->text)
		buf_add(b, v->p, v->len);
	else if (v->escaped)
		(void)json_string(v, b);
	else
		buf_add(b, v->p + 1, v->len - 2);
}

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
read_entry(struct journal *j, uint64_t where, struct entry *entry)
{
	uint64_t at = (where - 1) & (((uint64_t)1 << OFFSET_BITS) - 1);
	int fd = j->fd[(where - 1) >> OFFSET_BITS];
	struct span line;

	if (fetch_line(fd, at, &j->line, &line) == -1)
		return -1;
	if (read_line(entry, line) == 0)
		return 0;
	/* The line was an entry before: somebody has changed the file. */
	errno = ESTALE;
	return -1;
}

void
journal_note(struct journal *j, const unsigned char key[JOURNAL_KEY],
    uint64_t where)
{
	uint64_t hash = hash_of(key);
	size_t at = SIZE_MAX;
	struct journal_slot *slot;
	struct entry entry;

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
 * Whether a crash may have left this of an entry: it is {"key":" and the hex
 * digits of a key, or the beginning of that.  Behind a NUL anything may
 * stand, where blocks of the file were never written.
 */
static bool
begins_entry(struct span line)
{
	static const char start[] = "{\"key\":\"";
	const char *nul = memchr(line.p, '\0', line.len);
	size_t i, n = sizeof(start) - 1;
	uint32_t digit;

	if (nul != NULL)
		line.len = (size_t)(nul - line.p);
	if (line.len < n)
		n = line.len;
	if (memcmp(line.p, start, n) != 0)
		return false;
	line = span_from(line, n);
	for (i = 0; i < line.len && i < (size_t)2 * JOURNAL_KEY; i++)
		if (hex_read(line.p + i, 1, 1, &digit) == 0)
			return false;
	return i == line.len || line.p[i] == '"';
}

/*
 * Whether the last line of a file is a torn tail.  Of one that is all NULs
 * that can be told only where whole entries stand before it.
 */
static bool
is_torn(struct span line, bool has_entries)
{
	return begins_entry(line) && (has_entries || line.p[0] != '\0');
}

/* Whether a whole line is torn: the last one, with NULs in it. */
static bool
is_torn_line(struct lines *l, struct span line, bool has_entries)
{
	return memchr(line.p, '\0', line.len) != NULL &&
	    is_torn(line, has_entries) && lines_next(l, &line, NULL) == 0;
}

/*
 * Indexes a file's lines and finds its length up to the end of the last
 * entry.  Sets *open if that entry lacks its newline.  0, or -1 and why.
 */
static int
index_lines(struct journal *j, struct lines *l, size_t file, uint64_t *length,
    bool *open, const char *path, struct buf *why)
{
	struct entry entry;
	struct span line;
	size_t number;
	bool torn, bad;
	int more;

	*length = 0;
	*open = false;
	while ((more = lines_next(l, &line, &torn)) == 1) {
		/* lines_next skips a byte order mark. */
		if (l->number == 1)
			*length = (uint64_t)(line.p - l->buf.data);
		number = l->number;
		bad = read_line(&entry, line) == -1;
		if (bad && (torn ? is_torn(line, number > 1) :
		    is_torn_line(l, line, number > 1)))
			return 0;
		if (bad) {
			buf_printf(why, "%s:%zu: not an entry of a journal; "
			    "the file was not changed", path, number);
			return -1;
		}
		if (!journal_index_reserve(&j->index, 1)) {
			buf_printf(why, "%s: too many entries", path);
			return -1;
		}
		journal_note(j, entry.key, place(file, *length));
		/* A line may end in \r\n, too. */
		*length += line.len;
		if (!torn)
			*length += line.p[line.len] == '\r' ? 2 : 1;
		*open = torn;
	}
	if (more == -1)
		buf_printf(why, "%s:%zu: %s", path, l->number + 1,
		    strerror(errno));
	return more;
}

/*
 * Makes the writer's file end behind its last entry, at `length`: cuts off a
 * torn tail, and adds the newline that an entry lacks.  0, or -1 with errno
 * set.
 */
static int
mend_end(struct journal *j, uint64_t length, bool open)
{
	j->length = length + open;
	if (lseek(j->fd[0], 0, SEEK_END) != (off_t)length &&
	    ftruncate(j->fd[0], (off_t)length) == -1)
		return -1;
	return open && write(j->fd[0], "\n", 1) == -1 ? -1 : 0;
}

/* Indexes a file, and mends its end if it is the writer's. */
static int
load(struct journal *j, size_t file, const char *path, struct buf *why)
{
	struct lines l = { 0 };
	uint64_t length;
	bool open;
	int result;

	lines_open(&l, j->fd[file]);
	result = index_lines(j, &l, file, &length, &open, path, why);
	lines_free(&l);
	if (result == -1 || file != 0 || mend_end(j, length, open) == 0)
		return result;
	buf_printf(why, "%s: %s", path, strerror(errno));
	return -1;
}

/* Opens and indexes a journal for reading, unless it is open already. */
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

/* Indexes all journals; the writer's last, so that its entries count. */
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
	free(j->pending);
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
	j = xcalloc(1, sizeof(*j));
	j->fd = xcalloc(n, sizeof(*j->fd));
	(void)journal_index_reserve(&j->index, 1);
	j->fd[j->nfd++] = path == NULL ? -1 : private_lock(path, why);
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
	struct entry entry;
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
	put_reply(b, &entry);
	if (b->failed) {
		errno = EFBIG;
		return -1;
	}
	return 1;
}

int
journal_close(struct journal *j)
{
	int result, saved;

	if (j == NULL)
		return 0;
	result = journal_sync(j);
	saved = errno;
	journal_release(j);
	journal_free(j);
	errno = saved;
	return result;
}
