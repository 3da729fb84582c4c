/* Reads the parts of a zip archive (libzip), within limits. */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/hex.h"
#include "base/memory.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "keytable.h"

/* An archive may have this many parts. */
#define PARTS 100000

/*
 * Beyond FREELY bytes, a part may be RATIO times as long as packed, and all
 * parts that were read RATIO times as long as the archive.  Real documents
 * reach some 50; deflate can do 1032.
 */
#define FREELY ((zip_uint64_t)16 << 20)
#define RATIO 300

struct archive {
	zip_t *zip;
	struct sink *sink;
	size_t n;
	char *folder;		/* all parts are in it, "" or with a slash */
	bool listed;		/* `names` is filled */
	struct keytable names;	/* places of parts (list_names) */
	size_t size;	/* bytes of the archive */
	size_t total;	/* bytes unpacked so far */
	struct buf *why;	/* where a broken part is told, not the sink */
	bool optional;	/* the document can do without the part at hand */
	char piece[65536];
};

/* The n bytes at p as a number, the lowest first. */
static uint64_t
number(const unsigned char *p, size_t n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 8 | p[n];
	return value;
}

/*
 * How many parts the end of the archive says that there are, since libzip
 * takes seconds to list a million; 0 if it cannot be told.
 */
static uint64_t
count_parts(const struct source *s)
{
	const size_t most = 20 + 22 + 65535;	/* zip64's locator, end, text */
	const size_t n = s->size < most ? s->size : most;
	unsigned char *p = xreallocarray(NULL, n + 1, 1), record[40];
	uint64_t parts = 0;
	ssize_t got = pread(s->fd, p, n, (off_t)(s->size - n));
	size_t i;

	for (i = got < 22 ? 0 : (size_t)got - 21; i-- > 0;) {
		if (number(p + i, 4) != 0x06054b50)
			continue;
		parts = number(p + i + 10, 2);
		if (i >= 20 && number(p + i - 20, 4) == 0x07064b50 &&
		    pread(s->fd, record, sizeof(record),
		    (off_t)(number(p + i - 12, 8) & INT64_MAX)) ==
		    (ssize_t)sizeof(record) &&
		    number(record, 4) == 0x06064b50)
			parts = number(record + 32, 8);
		break;
	}
	free(p);
	return parts;
}

/* Whether there are too many parts; then the document has failed. */
static bool
too_many(struct sink *k, uint64_t parts)
{
	if (parts <= PARTS)
		return false;
	(void)sink_fail(k, "too_large", "its zip archive has %llu parts;"
	    " %d at most", (unsigned long long)parts, PARTS);
	return true;
}

/*
 * The folder that all parts are in, with its slash: who unpacks a document and
 * packs it again packs the folder, too.  "" if there is none; the caller frees.
 */
static char *
find_folder(zip_t *zip, size_t parts)
{
	const char *name, *slash;
	char *folder = NULL;
	size_t i, n = 0;

	for (i = 0; i < parts; i++) {
		name = zip_get_name(zip, i, 0);
		if (name == NULL)
			break;
		if (strncmp(name, "__MACOSX/", 9) == 0)
			continue;
		if (folder == NULL && (slash = strchr(name, '/')) != NULL) {
			n = (size_t)(slash - name) + 1;
			folder = xstrdup(name);
			folder[n] = '\0';
		}
		if (folder == NULL || strncmp(name, folder, n) != 0)
			break;
	}
	if (folder == NULL || i < parts) {
		free(folder);
		return xstrdup("");
	}
	return folder;
}

struct archive *
archive_open(const struct source *s, struct sink *k)
{
	struct archive *a;
	zip_error_t e;
	zip_t *zip;
	int fd, code = 0;

	if (too_many(k, count_parts(s)))
		return NULL;
	if ((fd = fcntl(s->fd, F_DUPFD_CLOEXEC, 0)) == -1 ||
	    lseek(fd, 0, SEEK_SET) == -1) {
		(void)sink_fail(k, "unreadable", "%s", strerror(errno));
		return NULL;
	}
	if ((zip = zip_fdopen(fd, 0, &code)) == NULL) {
		zip_error_init_with_code(&e, code);
		(void)sink_fail(k, "bad_archive", "its zip archive cannot be"
		    " opened, perhaps it is cut off: %s",
		    zip_error_strerror(&e));
		zip_error_fini(&e);
		(void)close(fd);
		return NULL;
	}
	a = xcalloc(1, sizeof(*a));
	a->zip = zip;
	a->sink = k;
	a->size = s->size;
	a->n = (size_t)zip_get_num_entries(zip, 0);
	if (too_many(k, a->n)) {
		archive_close(a);
		return NULL;
	}
	a->folder = find_folder(zip, a->n);
	return a;
}

/* Puts a name into the table, in small letters and with slashes. */
static void
put_name(struct archive *a, struct buf *name, size_t at)
{
	size_t i, other;

	for (i = 0; i < name->len; i++)
		if (name->data[i] == '\\')
			name->data[i] = '/';
		else if (name->data[i] >= 'A' && name->data[i] <= 'Z')
			name->data[i] = (char)(name->data[i] - 'A' + 'a');
	if (!keytable_get(&a->names, buf_span(name), &other))
		keytable_put(&a->names, buf_span(name), at);
}

/* Appends a name in UTF-8.  False if it is not in that encoding. */
static bool
decode_name(struct buf *b, const char *name, const char *encoding)
{
	char *in = (char *)(uintptr_t)name, *out;
	size_t len = strlen(name), room = len * 4, n;
	iconv_t conversion = iconv_open("UTF-8", encoding);

	if (conversion == (iconv_t)-1 || !buf_reserve(b, room))
		return false;
	out = b->data + b->len;
	n = iconv(conversion, &in, &len, &out, &room);
	b->len = (size_t)(out - b->data);
	(void)iconv_close(conversion);
	return n != (size_t)-1;
}

/*
 * Lists the parts by what their names may be meant to be: programs for Windows
 * write backslashes, other letters than they say, and encodings of which the
 * archive does not tell.
 */
static void
list_names(struct archive *a)
{
	static const char *const encodings[] = { "GB18030", "BIG5-HKSCS",
	    "CP932", "CP949" };
	const char *name;
	struct buf b = { 0 };
	size_t i, j;

	a->listed = true;
	for (i = 0; i < a->n; i++) {
		name = zip_get_name(a->zip, i, ZIP_FL_ENC_RAW);
		if (name == NULL)
			continue;
		buf_clear(&b);
		buf_puts(&b, name);
		put_name(a, &b, i);
		if (utf8_valid(name, strlen(name)) == strlen(name))
			continue;
		for (j = 0; j < LEN(encodings); j++) {
			buf_clear(&b);
			if (decode_name(&b, name, encodings[j]))
				put_name(a, &b, i);
		}
	}
	buf_free(&b);
}

/* The place of the part of that whole name, or -1. */
static zip_int64_t
locate_whole(struct archive *a, const char *name)
{
	zip_int64_t at = zip_name_locate(a->zip, name, 0);
	struct buf b = { 0 };
	size_t i, found;

	if (at != -1)
		return at;
	if (!a->listed)
		list_names(a);
	for (i = 0; name[i] != '\0'; i++)
		buf_addc(&b, (char)(name[i] >= 'A' && name[i] <= 'Z' ?
		    name[i] - 'A' + 'a' : name[i]));
	if (keytable_get(&a->names, buf_span(&b), &found))
		at = (zip_int64_t)found;
	buf_free(&b);
	return at;
}

/* The place of a part, or -1. */
static zip_int64_t
locate(struct archive *a, const char *name)
{
	struct buf b = { 0 };
	zip_int64_t at;

	if (*a->folder == '\0')
		return locate_whole(a, name);
	buf_puts(&b, a->folder);
	buf_puts(&b, name);
	buf_addc(&b, '\0');
	at = b.failed ? -1 : locate_whole(a, b.data);
	buf_free(&b);
	return at;
}

bool
archive_has(struct archive *a, const char *name)
{
	return locate(a, name) != -1;
}

size_t
archive_count(const struct archive *a)
{
	return a->n;
}

const char *
archive_name(struct archive *a, size_t i)
{
	const char *name = zip_get_name(a->zip, i, 0);
	const size_t n = strlen(a->folder);

	return name == NULL || strncmp(name, a->folder, n) != 0 ? name :
	    name + n;
}

/* The part at hand cannot be read.  Returns -1. */
static int __attribute__((format(printf, 3, 4)))
part_fail(struct archive *a, const char *kind, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	if (a->optional)
		sink_warn(a->sink, "left out: %.*s", (int)b.len, b.data);
	else
		(void)sink_fail(a->sink, kind, "%.*s", (int)b.len, b.data);
	buf_free(&b);
	return -1;
}

/* Whether a part is within the limits; else it cannot be read. */
static int
check_part(struct archive *a, const char *name, const zip_stat_t *st)
{
	const size_t most = a->sink->settings->most;

	if (st->encryption_method != ZIP_EM_NONE)
		return part_fail(a, "encrypted", "%s in it is locked with"
		    " a password", name);
	if (st->size > most - a->total)
		return part_fail(a, "too_large", "%s in it unpacks to"
		    " %llu bytes, %zu at most (--max-size allows more)", name,
		    (unsigned long long)st->size, most);
	if (st->size > FREELY && st->size / RATIO > st->comp_size)
		return part_fail(a, "too_large", "%s in it unpacks to"
		    " %llu bytes, over %d times what is packed", name,
		    (unsigned long long)st->size, RATIO);
	if (st->size + a->total > FREELY &&
	    (st->size + a->total) / RATIO > a->size)
		return part_fail(a, "too_large", "%s in it and the parts"
		    " before unpack to %llu bytes, over %d times what the"
		    " archive has", name,
		    (unsigned long long)st->size + a->total, RATIO);
	return 0;
}

/* A part cannot be read: what sink_fail returns, or 1. */
static int
broken(struct archive *a, const char *name, const char *why)
{
	if (a->why != NULL) {
		buf_puts(a->why, why);
		return 1;
	}
	return part_fail(a, "bad_archive", "%s in it: %s", name, why);
}

/* Opens a part; *size is how long it says that it is.  0, -1 or 1. */
static int
open_part(struct archive *a, const char *name, zip_file_t **file,
    size_t *size)
{
	zip_int64_t at = locate(a, name);
	zip_stat_t st;

	if (at == -1)
		return broken(a, name, "there is no such part");
	if (zip_stat_index(a->zip, (zip_uint64_t)at, 0, &st) == -1)
		return broken(a, name, zip_strerror(a->zip));
	if (check_part(a, name, &st) == -1)
		return -1;
	*size = (size_t)st.size;
	*file = zip_fopen_index(a->zip, (zip_uint64_t)at, 0);
	return *file == NULL ? broken(a, name, zip_strerror(a->zip)) : 0;
}

/* Reads a part, each piece of it into b, or into the parser. */
static int
read_part(struct archive *a, const char *name, struct buf *b, struct xml *x)
{
	zip_file_t *file = NULL;
	zip_int64_t n;
	size_t size = 0, got = 0;
	int status;

	if ((status = open_part(a, name, &file, &size)) != 0)
		return status;
	while (status == 0 &&
	    (n = zip_fread(file, a->piece, sizeof(a->piece))) != 0) {
		if (n == -1)
			status = broken(a, name, zip_file_strerror(file));
		else if ((got += (size_t)n) > size)
			status = broken(a, name, "it is longer than it says");
		else if (b != NULL)
			buf_add(b, a->piece, (size_t)n);
		else if (xml_feed(x, a->piece, (size_t)n) == -1)
			status = broken(a, name, xml_why(x));
	}
	if (status == 0 && got < size)
		status = broken(a, name, "it is cut off");
	a->total += got < size ? got : size;
	(void)zip_fclose(file);
	return status;
}

int
archive_read(struct archive *a, const char *name, struct buf *b)
{
	return read_part(a, name, b, NULL);
}

int
archive_try(struct archive *a, const char *name, struct buf *b,
    struct buf *why)
{
	int status;

	a->why = why;
	status = read_part(a, name, b, NULL);
	a->why = NULL;
	return status;
}

int
archive_xml(struct archive *a, const char *name, const struct xml_handler *h,
    void *arg)
{
	struct xml *x = xml_open(h, arg);
	int status = read_part(a, name, NULL, x);

	if (status == 0 && xml_finish(x) == -1)
		status = broken(a, name, xml_why(x));
	xml_close(x);
	return status;
}

void
archive_xml_optional(struct archive *a, const char *name,
    const struct xml_handler *h, void *arg)
{
	a->optional = true;
	(void)archive_xml(a, name, h, arg);
	a->optional = false;
}

/* Appends one name of a path, or steps back for "..". */
static void
add_step(struct buf *b, size_t begin, struct span step, bool percent)
{
	uint32_t byte;
	size_t i;

	if (step.len == 0 || span_is(step, "."))
		return;
	if (span_is(step, "..")) {
		while (b->len > begin && b->data[--b->len] != '/')
			;
		return;
	}
	if (b->len > begin)
		buf_addc(b, '/');
	for (i = 0; i < step.len; i++)
		if (percent && step.p[i] == '%' && hex_read(step.p + i + 1,
		    step.len - i - 1, 2, &byte) == 2) {
			buf_addc(b, (char)byte);
			i += 2;
		} else
			buf_addc(b, step.p[i]);
}

/* Appends the names of a path. */
static void
add_path(struct buf *b, size_t begin, struct span path, bool percent)
{
	const char *slash;
	size_t n;

	while (path.len > 0) {
		slash = memchr(path.p, '/', path.len);
		n = slash == NULL ? path.len : (size_t)(slash - path.p);
		add_step(b, begin, (struct span){ path.p, n }, percent);
		path = span_from(path, slash == NULL ? n : n + 1);
	}
}

void
archive_resolve(struct buf *b, const char *base, struct span target,
    bool percent)
{
	const size_t begin = b->len;
	const char *slash = strrchr(base, '/'), *hash;

	hash = target.len == 0 ? NULL : memchr(target.p, '#', target.len);
	if (hash != NULL)
		target.len = (size_t)(hash - target.p);
	if ((target.len == 0 || target.p[0] != '/') && slash != NULL)
		add_path(b, begin, (struct span){ base,
		    (size_t)(slash - base) }, false);
	add_path(b, begin, target, percent);
	buf_addc(b, '\0');
	b->len--;
}

/* Whether a part is a picture, and none of the program's. */
static bool
is_picture(const char *name)
{
	static const char *const endings[] = { "png", "jpg", "jpeg", "gif",
	    "bmp", "tif", "tiff", "emf", "wmf", "webp", "svg" };
	const char *dot = strrchr(name, '.');
	size_t i;

	if (dot == NULL || strcasestr(name, "thumbnail") != NULL)
		return false;
	for (i = 0; i < LEN(endings); i++)
		if (strcasecmp(dot + 1, endings[i]) == 0)
			return true;
	return false;
}

int
archive_scanned(struct archive *a)
{
	size_t i, pictures = 0;
	const char *name;

	if (a->sink->records > 0 || sink_has_text(a->sink))
		return 0;
	for (i = 0; i < archive_count(a); i++)
		pictures += (name = archive_name(a, i)) != NULL &&
		    is_picture(name);
	return pictures == 0 ? 0 : sink_fail(a->sink, "scanned", "it has no"
	    " text, but %zu picture%s", pictures, plural(pictures));
}

void
archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	zip_discard(a->zip);
	free(a->folder);
	keytable_free(&a->names);
	free(a);
}
