/* Finds the rows of the table `vectors` in the mapped file. */
#include "kb_pages.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/map.h"
#include "base/memory.h"

/* No tree of SQLite's is deeper. */
#define DEPTH 20

/* Bytes before the cells' places in a leaf, and in an inner page. */
#define LEAF 0x0d
#define LEAF_HEAD 8
#define INNER 0x05
#define INNER_HEAD 12

static uint32_t
get16(const unsigned char *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t
get32(const unsigned char *p)
{
	return get16(p) << 16 | get16(p + 2);
}

/* Reads a number of SQLite's of 1 to 9 bytes.  NULL: it passes the end. */
static const unsigned char *
get_varint(const unsigned char *p, const unsigned char *end, uint64_t *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < 8 && p < end; i++) {
		*n = *n << 7 | (*p & 0x7f);
		if ((*p++ & 0x80) == 0)
			return p;
	}
	if (p >= end)
		return NULL;
	*n = *n << 8 | *p;
	return p + 1;
}

/* A page by its number, from 1; NULL if the file does not have it. */
static const unsigned char *
get_page(const struct kb_pages *p, uint32_t number)
{
	if (number < 2 || number > p->len / p->page_size)
		return NULL;
	return p->map + (size_t)(number - 1) * p->page_size;
}

/* How many bytes of a row lie in its leaf. */
static size_t
local_bytes(const struct kb_pages *p, size_t payload)
{
	const size_t usable = p->step + 4, most = usable - 35;
	const size_t least = (usable - 12) * 32 / 255 - 23;
	size_t n;

	if (payload <= most)
		return payload;
	n = least + (payload - least) % p->step;
	return n <= most ? n : least;
}

static struct kb_blob *
add_blob(struct kb_pages *p)
{
	if (p->n == p->size) {
		p->size = p->size * 2 + 64;
		p->blob = xreallocarray(p->blob, p->size, sizeof(*p->blob));
	}
	return &p->blob[p->n++];
}

/* Follows the chain of pages that hold the rest of a row.  0 or -1. */
static int
read_chain(struct kb_pages *p, uint32_t number, size_t left)
{
	const unsigned char *page;

	while (left > 0) {
		if ((page = get_page(p, number)) == NULL ||
		    p->visited++ > p->len / p->page_size)
			return -1;
		if (p->npages == p->pages_size) {
			p->pages_size = p->pages_size * 2 + 1024;
			p->page = xreallocarray(p->page, p->pages_size,
			    sizeof(*p->page));
		}
		p->page[p->npages++] = number;
		number = get32(page);
		left -= left < p->step ? left : p->step;
	}
	return 0;
}

/* Reads a row: an id that is the key, and a blob.  0 or -1. */
static int
read_cell(struct kb_pages *p, const unsigned char *cell,
    const unsigned char *end)
{
	uint64_t payload, key, head, id, type;
	const unsigned char *s, *record;
	struct kb_blob *b;
	size_t local;

	if ((record = get_varint(cell, end, &payload)) == NULL ||
	    (record = get_varint(record, end, &key)) == NULL ||
	    payload > INT_MAX || key > INT64_MAX)
		return -1;
	local = local_bytes(p, (size_t)payload);
	if ((size_t)(end - record) < local + (local < payload ? 4 : 0) ||
	    (s = get_varint(record, record + local, &head)) == NULL ||
	    (s = get_varint(s, record + local, &id)) == NULL ||
	    (s = get_varint(s, record + local, &type)) == NULL ||
	    s != record + head || id != 0 || type < 12 || type % 2 != 0 ||
	    (type - 12) / 2 != payload - head)
		return -1;
	b = add_blob(p);
	*b = (struct kb_blob){ .id = (sqlite3_int64)key,
		.len = (size_t)(payload - head), .head = s,
		.headlen = local - (size_t)head, .page = p->npages };
	return local == payload ? 0 :
	    read_chain(p, get32(record + local), (size_t)payload - local);
}

/* Reads the rows in a page and in those below it.  0 or -1. */
static int
read_tree(struct kb_pages *p, uint32_t number, unsigned int depth)
{
	const unsigned char *page = get_page(p, number), *end, *at;
	size_t i, n, head;
	int result = 0;

	if (page == NULL || depth > DEPTH ||
	    p->visited++ > p->len / p->page_size ||
	    (page[0] != LEAF && page[0] != INNER))
		return -1;
	head = page[0] == LEAF ? LEAF_HEAD : INNER_HEAD;
	end = page + p->step + 4;
	n = get16(page + 3);
	for (i = 0; result == 0 && i < n; i++) {
		if (head + 2 * n > p->step)
			return -1;
		at = page + get16(page + head + 2 * i);
		if (page[0] == LEAF)
			result = read_cell(p, at, end);
		else
			result = at + 4 > end ? -1 :
			    read_tree(p, get32(at), depth + 1);
	}
	return result == 0 && page[0] == INNER ?
	    read_tree(p, get32(page + 8), depth + 1) : result;
}

/* Reads the number that a statement returns; -1: it failed. */
static sqlite3_int64
read_number(const struct kb_db *db, const char *sql, struct buf *why)
{
	sqlite3_stmt *st;
	sqlite3_int64 n;

	if (kb_db_prepare(db, sql, &st, why) == -1)
		return -1;
	n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) :
	    kb_db_error(db, why);
	sqlite3_finalize(st);
	return n;
}

/*
 * Maps the file, beyond the 2 GiB that SQLite would map.  False if it cannot
 * be mapped or is not watched (kb_db.h).
 */
static bool
map_pages(struct kb_pages *p, const struct kb_db *db)
{
	const struct kb_watch *w = &db->watch;

	if (!w->on || w->size < 1024 || (uint64_t)w->size > SIZE_MAX)
		return false;
	p->len = (size_t)w->size;
	if ((p->map = map_file(w->fd, p->len, db->path)) == NULL)
		return false;
	p->page_size = get16(p->map + 16);
	if (p->page_size == 1)
		p->page_size = 65536;
	p->step = p->page_size - p->map[20] - 4;
	return p->page_size >= 512 &&
	    p->page_size - p->map[20] >= 480;
}

/* Reads all blobs into memory.  0 or -1. */
static int
copy_blobs(struct kb_pages *p, const struct kb_db *db, struct buf *why)
{
	sqlite3_int64 bytes;
	sqlite3_stmt *st;
	unsigned char *to;
	struct kb_blob *b;
	const void *blob;
	size_t len, left;
	int row;

	if ((bytes = read_number(db, "SELECT ifnull(sum(length(vectors)), 0)"
	    " FROM vectors", why)) == -1 || kb_db_prepare(db,
	    "SELECT id, vectors FROM vectors ORDER BY id", &st, why) == -1)
		return -1;
	left = bytes > 0 ? (size_t)bytes : 0;
	to = p->copy = xreallocarray(NULL, left + 1, 1);
	while ((row = sqlite3_step(st)) == SQLITE_ROW) {
		blob = sqlite3_column_blob(st, 1);
		len = (size_t)sqlite3_column_bytes(st, 1);
		if (blob == NULL || len > left)
			break;
		b = add_blob(p);
		*b = (struct kb_blob){ .id = sqlite3_column_int64(st, 0),
			.len = len, .head = to, .headlen = len };
		memcpy(to, blob, len);
		to += len;
		left -= len;
	}
	if (row != SQLITE_DONE && row != SQLITE_ROW)
		(void)kb_db_error(db, why);
	else if (row == SQLITE_ROW)
		buf_printf(why, "%s: damaged: a row of vectors is empty",
		    db->path);
	sqlite3_finalize(st);
	return row == SQLITE_DONE ? 0 : -1;
}

int
kb_pages_open(struct kb_pages *p, const struct kb_db *db, struct buf *why)
{
	sqlite3_int64 root;

	if ((root = read_number(db, "SELECT rootpage FROM sqlite_master "
	    "WHERE type = 'table' AND name = 'vectors'", why)) == -1)
		return -1;
	if (!map_pages(p, db))
		return copy_blobs(p, db, why);
	if (root <= UINT32_MAX && read_tree(p, (uint32_t)root, 0) == 0)
		return 0;
	buf_printf(why, "%s: damaged: its vectors cannot be read", db->path);
	return -1;
}

struct span
kb_pages_part(const struct kb_pages *p, const struct kb_blob *b, size_t at)
{
	struct span s;
	size_t past;

	if (at < b->headlen) {
		s.p = (const char *)b->head + at;
		s.len = b->headlen - at;
	} else {
		past = (at - b->headlen) % p->step;
		s.p = (const char *)get_page(p,
		    p->page[b->page + (at - b->headlen) / p->step]) + 4 + past;
		s.len = p->step - past;
	}
	if (s.len > b->len - at)
		s.len = b->len - at;
	return s;
}

void
kb_pages_close(struct kb_pages *p)
{
	map_free(p->map);
	free(p->blob);
	free(p->page);
	free(p->copy);
	*p = (struct kb_pages){ 0 };
}
