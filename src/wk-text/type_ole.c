/* Tells which kind of document an OLE file (MS-CFB) is. */
#include "type_private.h"

#include <unistd.h>

/* Limits of what is looked at. */
#define SECTORS 4096	/* of the directory */
#define RECORDS 16	/* at the beginning of a workbook */

#define ENTRY 128	/* bytes of an entry of the directory */
#define DIFAT 109	/* sectors of the FAT that the header lists */
#define NONE ((uint32_t)-1)

struct ole {
	int fd;
	unsigned char header[512];
	size_t sector;		/* bytes of one */
	struct buf entries;	/* the directory */
	struct buf seen;	/* a byte for each entry that was visited */
};

/*
 * A stream of the outermost storage, and what a file that has it is.  The
 * streams of embedded documents stand in storages further in.
 */
static const struct {
	const char *stream, *type;
} kinds[] = {
	{ "EncryptedPackage", "encrypted" },
	{ "EncryptedSummary", "encrypted" },
	{ "WordDocument", "doc" },
	{ "PowerPoint Document", "ppt" },
	{ "PP97_DUALSTORAGE", "ppt" },
	{ "Workbook", "xls" },
	{ "Book", "xls" },
	{ "__properties_version1.0", "msg" },
	{ "VisioDocument", "visio" },
	{ "Quill", "publisher" },
	{ "BodyText", "hwp" },
	{ "Catalog", "thumbs" }
};

static uint32_t
get16(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
get32(const unsigned char *p)
{
	return get16(p) | get16(p + 2) << 16;
}

/* Reads n bytes at a place of the file; false if there are fewer. */
static bool
read_at(const struct ole *o, void *to, size_t n, uint64_t at)
{
	return pread(o->fd, to, n, (off_t)at) == (ssize_t)n;
}

static uint64_t
place_of(const struct ole *o, uint32_t sector)
{
	return ((uint64_t)sector + 1) * o->sector;
}

/* The sector of the FAT that is the i-th; NONE if the file lacks it. */
static uint32_t
fat_sector(const struct ole *o, size_t i)
{
	const size_t each = o->sector / 4 - 1;
	unsigned char number[4];
	uint32_t at;

	if (i < DIFAT)
		return get32(o->header + 76 + 4 * i);
	/* Files over 7 MB have a chain of sectors that list the others. */
	i -= DIFAT;
	for (at = get32(o->header + 68); i >= each; i -= each) {
		if (!read_at(o, number, 4, place_of(o, at) + 4 * each))
			return NONE;
		at = get32(number);
	}
	return read_at(o, number, 4, place_of(o, at) + 4 * i) ?
	    get32(number) : NONE;
}

/* The sector behind another in a chain; NONE: there is none. */
static uint32_t
next_sector(const struct ole *o, uint32_t sector)
{
	const size_t each = o->sector / 4;
	unsigned char number[4];
	uint32_t fat;

	/* Each sector of a DIFAT chain costs a read: no more than 2 GB. */
	if (sector / each > 40000 ||
	    (fat = fat_sector(o, sector / each)) >= NONE - 5 ||
	    !read_at(o, number, 4, place_of(o, fat) + 4 * (sector % each)))
		return NONE;
	return get32(number) >= NONE - 5 ? NONE : get32(number);
}

/* Reads the directory, as far as it can be read. */
static void
read_directory(struct ole *o)
{
	uint32_t sector = get32(o->header + 48);
	size_t n;

	for (n = 0; n < SECTORS && sector != NONE; n++) {
		if (!buf_reserve(&o->entries, o->sector) ||
		    !read_at(o, o->entries.data + o->entries.len, o->sector,
		    place_of(o, sector)))
			return;
		o->entries.len += o->sector;
		sector = next_sector(o, sector);
	}
}

/* An entry of the directory, or NULL. */
static const unsigned char *
entry(const struct ole *o, uint32_t i)
{
	return i < o->entries.len / ENTRY ?
	    (const unsigned char *)o->entries.data + (size_t)i * ENTRY : NULL;
}

/* Whether an entry has this name, which is in UTF-16. */
static bool
is_called(const unsigned char *e, const char *name)
{
	size_t i, n = strlen(name);

	if (get16(e + 64) != 2 * (n + 1))
		return false;
	for (i = 0; i < n; i++)
		if (e[2 * i] != (unsigned char)name[i] || e[2 * i + 1] != 0)
			return false;
	return true;
}

/*
 * Whether a document of Word 97 or later is encrypted: the FIB at its
 * beginning says so.
 */
static bool
word_encrypted(const struct ole *o, const unsigned char *e)
{
	unsigned char fib[12];

	return read_at(o, fib, sizeof(fib), place_of(o, get32(e + 116))) &&
	    get16(fib) == 0xa5ec && (get16(fib + 10) & 0x0100) != 0;
}

/* Whether a workbook is encrypted: one of its first records is FILEPASS. */
static bool
excel_encrypted(const struct ole *o, const unsigned char *e)
{
	uint64_t at = place_of(o, get32(e + 116));
	unsigned char record[4];
	int i;

	for (i = 0; i < RECORDS && read_at(o, record, 4, at); i++) {
		if (i == 0 && record[1] > 0x08)
			return false;	/* not BOF */
		if (get16(record) == 0x2f)
			return true;
		at += 4 + get16(record + 2);
	}
	return false;
}

/* The place among kinds of what an entry says that the file is. */
static size_t
kind_of(const unsigned char *e)
{
	size_t i;

	for (i = 0; i < LEN(kinds); i++)
		if (is_called(e, kinds[i].stream))
			break;
	return i;
}

/* Puts an entry on the list of those to visit, once. */
static void
push(struct ole *o, struct buf *list, uint32_t i)
{
	if (i >= o->seen.len || o->seen.data[i] != 0)
		return;
	o->seen.data[i] = 1;
	buf_add(list, &i, sizeof(i));
}

/* Finds the entry of the outermost storage that tells most. */
static const unsigned char *
find(struct ole *o, size_t *kind)
{
	const unsigned char *e = entry(o, 0), *best = NULL;
	struct buf list = { 0 };
	uint32_t i;
	size_t k;

	*kind = LEN(kinds);
	for (i = 0; i < o->entries.len / ENTRY; i++)
		buf_addc(&o->seen, 0);
	if (e != NULL)
		push(o, &list, get32(e + 76));
	while (list.len > 0) {
		list.len -= sizeof(i);
		memcpy(&i, list.data + list.len, sizeof(i));
		if ((e = entry(o, i)) == NULL)
			continue;
		push(o, &list, get32(e + 68));
		push(o, &list, get32(e + 72));
		if ((k = kind_of(e)) < *kind) {
			*kind = k;
			best = e;
		}
	}
	buf_free(&list);
	return best;
}

/* Whether a piece of the file holds the name of a stream, in UTF-16. */
static bool
holds(struct span piece, const char *name)
{
	char wide[64];
	size_t i, n = strlen(name);

	for (i = 0; i < n; i++) {
		wide[2 * i] = name[i];
		wide[2 * i + 1] = '\0';
	}
	return memmem(piece.p, piece.len, wide, 2 * n) != NULL;
}

/*
 * Searches the whole file for names of streams, for its directory is broken.
 * The place among kinds.
 */
static size_t
search(const struct ole *o)
{
	const size_t overlap = 64;
	struct buf b = { 0 };
	size_t i, kind = LEN(kinds);
	off_t at = 0;
	ssize_t n;

	(void)buf_reserve(&b, SOURCE_HEAD);
	while ((n = pread(o->fd, b.data, SOURCE_HEAD, at)) > 0) {
		for (i = 0; i < kind; i++)
			if (holds((struct span){ b.data, (size_t)n },
			    kinds[i].stream))
				kind = i;
		if ((size_t)n <= overlap)
			break;
		at += n - (ssize_t)overlap;
	}
	buf_free(&b);
	return kind;
}

const char *
type_of_ole(struct source *s, struct sink *k)
{
	struct ole o = { .fd = s->fd };
	const unsigned char *e;
	const char *type = "ole";
	bool locked = false;
	size_t kind;

	if (read_at(&o, o.header, sizeof(o.header), 0)) {
		o.sector = get16(o.header + 30) == 12 ? 4096 : 512;
		read_directory(&o);
	}
	if ((e = find(&o, &kind)) == NULL)
		kind = search(&o);
	if (kind < LEN(kinds))
		type = kinds[kind].type;
	locked = strcmp(type, "encrypted") == 0 || (e != NULL &&
	    ((strcmp(type, "doc") == 0 && word_encrypted(&o, e)) ||
	    (strcmp(type, "xls") == 0 && excel_encrypted(&o, e))));
	buf_free(&o.entries);
	buf_free(&o.seen);
	if (!locked)
		return type;
	(void)sink_fail(k, "encrypted", "a password protects it");
	return NULL;
}
