/* archive: parts by their names, limits, and what is broken. */
#include "archive.h"

#include <sys/stat.h>

#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include "tap.h"

/* What the sink was told last. */
static struct buf kind, message, said;

static void
take_record(void *arg, struct span bytes)
{
	(void)arg;
	(void)bytes;
}

static void
take_line(void *arg, const char *name, struct span line)
{
	(void)arg;
	(void)name;
	buf_clear(&said);
	buf_add(&said, line.p, line.len);
}

static void
take_failure(void *arg, const char *k, struct span m)
{
	(void)arg;
	buf_clear(&kind);
	buf_puts(&kind, k);
	buf_clear(&message);
	buf_add(&message, m.p, m.len);
}

static struct settings settings = { .most = (size_t)64 << 20 };
static const struct sink_port port = { .record = take_record,
    .say = take_line, .fail = take_failure };
static struct sink sink = { .settings = &settings, .port = &port };
static struct source source;
static char path[] = "/tmp/wk-archive.XXXXXX";
static zip_t *zip;

static void
begin(void)
{
	zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
}

static void
add(const char *name, const void *p, size_t n)
{
	zip_source_t *s = zip_source_buffer(zip, p, n, 0);

	if (zip_file_add(zip, name, s, ZIP_FL_ENC_UTF_8) == -1)
		printf("# %s: %s\n", name, zip_strerror(zip));
}

static void
add_text(const char *name, const char *text)
{
	add(name, text, strlen(text));
}

/* Opens what was made. */
static struct archive *
opened(void)
{
	struct stat st;
	FILE *f;

	if (zip != NULL && zip_close(zip) == -1)
		printf("# %s\n", zip_strerror(zip));
	zip = NULL;
	buf_clear(&kind);
	buf_clear(&said);
	sink_begin(&sink, "a.zip", "zip");
	f = fopen(path, "r");
	if (f == NULL || fstat(fileno(f), &st) == -1)
		exit(1);
	source.name = "a.zip";
	source.fd = fileno(f);
	source.size = (size_t)st.st_size;
	return archive_open(&source, &sink);
}

/* Whether the kind of the last failure was this one. */
static void
failed(const char *want, const char *name)
{
	if (!ok(span_is(buf_span(&kind), want), "%s: %s", want, name))
		printf("# %.*s: %.*s\n", (int)kind.len, kind.data,
		    (int)message.len, message.data);
}

static void
names(void)
{
	struct archive *a;
	struct buf b = { 0 };

	begin();
	add_text("word/document.xml", "one");
	add_text("xl\\Sheet.xml", "two");
	add_text("../../etc/passwd", "three");
	add_text("目录/文.xml", "four");
	a = opened();
	ok(a != NULL && archive_count(a) == 4, "an archive has its parts");
	ok(archive_has(a, "word/document.xml") && !archive_has(a, "word"),
	    "a part has a name, a folder is none");
	ok(archive_read(a, "WORD/Document.xml", &b) == 0 &&
	    archive_read(a, "xl/sheet.XML", &b) == 0 &&
	    archive_read(a, "../../etc/passwd", &b) == 0 &&
	    archive_read(a, "目录/文.xml", &b) == 0 &&
	    span_is(buf_span(&b), "onetwothreefour"),
	    "parts are read whatever their case, slashes and dots");
	ok(strcmp(archive_name(a, 3), "目录/文.xml") == 0, "their names");
	ok(archive_read(a, "/etc/passwd", &b) == -1, "no file is read");
	failed("bad_archive", "a part that is not there");
	buf_clear(&b);
	ok(archive_try(a, "none", &kind, &b) == 1 && b.len > 0,
	    "a part may be missing");
	archive_close(a);
	buf_free(&b);
}

static void
limits(void)
{
	const size_t n = (size_t)40 << 20;
	char *zeros = calloc(n, 1);
	struct archive *a;
	struct buf b = { 0 };

	begin();
	add("bomb", zeros, n);
	a = opened();
	ok(archive_read(a, "bomb", &b) == -1 && b.len == 0,
	    "a bomb is not unpacked");
	failed("too_large", "40 MB of zeros");
	archive_close(a);

	begin();
	add("1", zeros, (size_t)10 << 20);
	add("2", zeros, (size_t)10 << 20);
	a = opened();
	ok(archive_read(a, "1", &b) == 0, "a part of 10 MB of zeros may be");
	ok(archive_read(a, "2", &b) == -1, "but not a second");
	failed("too_large", "both together");
	archive_close(a);

	begin();
	add("stored", zeros, n);
	(void)zip_set_file_compression(zip, 0, ZIP_CM_STORE, 0);
	a = opened();
	buf_clear(&b);
	ok(archive_read(a, "stored", &b) == 0 && b.len == n,
	    "the same is read if it is not packed");
	ok(archive_read(a, "stored", &b) == -1, "not twice");
	failed("too_large", "more than --max-size");
	archive_close(a);
	buf_free(&b);
	free(zeros);
}

/* Changes the byte at the place of the archive, from its end if negative. */
static void
spoil(long at, int with)
{
	FILE *f = fopen(path, "r+");

	if (f != NULL) {
		(void)fseek(f, at, at < 0 ? SEEK_END : SEEK_SET);
		(void)fputc(with, f);
		(void)fclose(f);
	}
}

static void
broken(void)
{
	struct archive *a;
	struct buf b = { 0 };

	begin();
	add_text("a", "some text, some text, some text, some text, some text");
	a = opened();
	archive_close(a);
	spoil(40, 0xff);
	a = opened();
	ok(a != NULL && archive_read(a, "a", &b) == -1, "a damaged part");
	failed("bad_archive", "its data do not unpack");
	archive_close(a);
	ok(truncate(path, 60) == 0 && opened() == NULL, "an archive cut off");
	failed("bad_archive", "its end is not there");
	ok(truncate(path, 0) == 0 && opened() == NULL, "an empty file");
	failed("bad_archive", "nothing is there");

	begin();
	add_text("a", "b");
	archive_close(opened());
	spoil(-12, 0xff);	/* both counts of its parts, at the end */
	spoil(-11, 0xff);
	ok(opened() == NULL, "65,535 parts that are not there");
	failed("bad_archive", "the count of parts is wrong");
	buf_free(&b);
}

/* An archive of 200,000 parts, as its end says, is not even listed. */
static void
many(void)
{
	static const char end[] =
	    "PK\6\6\54\0\0\0\0\0\0\0\55\0\55\0\0\0\0\0\0\0\0\0"
	    "\x40\x0d\3\0\0\0\0\0\x40\x0d\3\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "PK\6\7\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0"
	    "PK\5\6\0\0\0\0\xff\xff\xff\xff"
	    "\0\0\0\0\0\0\0\0\7\0a text";
	FILE *f = fopen(path, "w");

	ok(f != NULL && fwrite(end, 1, sizeof(end), f) == sizeof(end) &&
	    fclose(f) == 0 && opened() == NULL, "200,000 parts");
	failed("too_large", "more than may be");
}

static void
resolve(const char *base, const char *target, bool percent, const char *want)
{
	struct buf b = { 0 };

	archive_resolve(&b, base, span_of(target), percent);
	if (!ok(strcmp(b.data, want) == 0, "%s from %s is %s", target, base,
	    want))
		printf("# %s\n", b.data);
	buf_free(&b);
}

static void
resolves(void)
{
	resolve("word/document.xml", "media/a.png", false, "word/media/a.png");
	resolve("word/document.xml", "/xl/a.xml", false, "xl/a.xml");
	resolve("a/b/c.opf", "../t/./x%20y.html#p", true, "a/t/x y.html");
	resolve("a/b/c.opf", "x%2.html", true, "a/b/x%2.html");
	resolve("a/b/c.opf", "x%20y", false, "a/b/x%20y");
	resolve("a.opf", "../../../etc/passwd", false, "etc/passwd");
	resolve("a.opf", "/../%2e%2E/x", true, "../x");	/* a name, no path */
	resolve("a", "#x", false, "");
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd == -1)
		return 1;
	(void)close(fd);
	names();
	limits();
	broken();
	many();
	resolves();
	(void)unlink(path);
	sink_free(&sink);
	buf_free(&kind);
	buf_free(&message);
	buf_free(&said);
	return tap_done();
}
