/* Keeps pages as files, with their metadata, and finds them again. */
#include "cache.h"

#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "json/json.h"
#include "media.h"

/* Temporary files of publish.h are left by a crash alone after so long. */
#define STALE 3600

/* The longest .meta that is read. */
#define META_MAX ((size_t)64 * 1024)

/* Whether a name is that of a temporary file: NAME.ending.XXXXXX. */
static bool
is_temporary(const char *name)
{
	static const char hex[] = "0123456789abcdef";
	const char *dot = strrchr(name, '.');

	return strspn(name, hex) == CACHE_NAME && name[CACHE_NAME] == '.' &&
	    dot != name + CACHE_NAME && strlen(dot + 1) == 6;
}

/* "directory/NAME", as a string of malloc(3). */
static char *
path_of(const struct cache *c, const char *name, const char *ending)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s/%s%s%s%c", c->directory, name,
	    ending == NULL ? "" : ".", ending == NULL ? "" : ending, 0);
	return b.data;
}

/* Removes what runs that were killed have left. */
static void
sweep(const struct cache *c, DIR *d)
{
	const time_t now = time(NULL);
	struct dirent *e;
	struct stat st;
	char *path;

	while ((e = readdir(d)) != NULL) {
		if (!is_temporary(e->d_name))
			continue;
		path = path_of(c, e->d_name, NULL);
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_mtime < now - STALE)
			(void)unlink(path);
		free(path);
	}
}

int
cache_open(struct cache *c, const char *directory)
{
	DIR *d;

	c->directory = directory;
	if (mkdir(directory, 0700) == -1 && errno != EEXIST)
		return -1;
	if ((d = opendir(directory)) == NULL)
		return -1;
	sweep(c, d);
	(void)closedir(d);
	return access(directory, W_OK | X_OK);
}

/* Writes the name of a URL's page. */
static void
name_of(char name[CACHE_NAME + 1], const char *url)
{
	char digits[SHA256_DIGEST_STRING_LENGTH];

	(void)SHA256Data((const void *)url, strlen(url), digits);
	(void)strlcpy(name, digits, CACHE_NAME + 1);
}

/* Appends the SHA-256 as 64 hex digits. */
static void
add_sum(struct buf *b, SHA2_CTX *ctx)
{
	char digits[SHA256_DIGEST_STRING_LENGTH];

	buf_puts(b, SHA256End(ctx, digits));
}

/* Appends the SHA-256 of the file at path.  0, or -1 with errno set. */
static int
add_sum_of_file(struct buf *b, const char *path)
{
	unsigned char piece[16384];
	SHA2_CTX ctx;
	ssize_t n;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) == -1)
		return -1;
	SHA256Init(&ctx);
	while ((n = read(fd, piece, sizeof(piece))) > 0 ||
	    (n == -1 && errno == EINTR))
		if (n > 0)
			SHA256Update(&ctx, piece, (size_t)n);
	(void)close(fd);
	if (n == 0)
		add_sum(b, &ctx);
	return n == 0 ? 0 : -1;
}

/* Whether the file of a page has the size and the sum that its .meta says. */
static int
is_whole(const char *path, unsigned long long bytes,
    const struct json_value *sum)
{
	struct buf digits = { 0 };
	struct stat st;
	int whole;

	if (lstat(path, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (unsigned long long)st.st_size != bytes)
		return 0;
	whole = add_sum_of_file(&digits, path);
	if (whole == 0) {
		buf_addc(&digits, '\0');
		whole = json_is(sum, digits.data);
	}
	buf_free(&digits);
	return whole;
}

enum { URL, FILE_NAME, TYPE, MOVED, ETAG, MODIFIED, FETCHED, BYTES, SUM, N };

static const char *const names[] = { "url", "file", "type", "moved", "etag",
	"last_modified", "fetched", "bytes", "sha256" };

/* Takes from a .meta what the page is; 1 if all of it fits, 0, or -1. */
static int
take_meta(const struct cache *c, const char *name, const char *url,
    const struct json_value *top, struct cached *page)
{
	struct json_value v[N];
	struct buf file = { 0 };
	long long bytes, fetched;
	int found = 0;

	json_find_all(top, names, v, N);
	if (v[URL].p == NULL || !json_is(&v[URL], url) || v[SUM].p == NULL ||
	    v[BYTES].p == NULL || json_integer(&v[BYTES], &bytes) == -1 ||
	    v[FETCHED].p == NULL || json_integer(&v[FETCHED], &fetched) == -1 ||
	    !json_add_text(&file, &v[FILE_NAME]))
		goto out;
	/* Nothing in a .meta names another file than its own. */
	if (file.len > CACHE_NAME + 8 || !span_begins(buf_span(&file), name) ||
	    memchr(file.data, '/', file.len) != NULL ||
	    memchr(file.data, '\0', file.len) != NULL)
		goto out;
	buf_addc(&file, '\0');
	page->path = path_of(c, file.data, NULL);
	page->bytes = (unsigned long long)bytes;
	page->fetched = fetched;
	(void)json_add_text(&page->type, &v[TYPE]);
	(void)json_add_text(&page->moved, &v[MOVED]);
	(void)json_add_text(&page->etag, &v[ETAG]);
	(void)json_add_text(&page->modified, &v[MODIFIED]);
	found = is_whole(page->path, page->bytes, &v[SUM]);
out:
	buf_free(&file);
	return found;
}

int
cache_find(const struct cache *c, const char *url, struct cached *page)
{
	char name[CACHE_NAME + 1], *path;
	struct json_value top;
	struct buf b = { 0 };
	struct stat st;
	struct json j;
	int found = 0;

	name_of(name, url);
	path = path_of(c, name, "meta");
	if (lstat(path, &st) == -1)
		found = errno == ENOENT ? 0 : -1;
	else if (!S_ISREG(st.st_mode) || (size_t)st.st_size > META_MAX)
		found = 0;
	else if (file_read(path, &b) == -1)
		found = -1;
	else {
		json_open(&j, b.data, b.len);
		if (b.len > 0 && json_read(&j, &top) == 0 &&
		    json_end(&j) == 0 && top.type == JSON_OBJECT)
			found = take_meta(c, name, url, &top, page);
	}
	if (found != 1)
		cached_free(page);
	buf_free(&b);
	free(path);
	return found;
}

/* Removes what stands in the way of a file: a link would lead elsewhere. */
static int
clear_way(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return unlink(path);
	return 0;
}

int
cache_begin(const struct cache *c, struct cache_file *f, const char *url,
    struct span type)
{
	const char *ending = media_ending(type);
	char name[CACHE_NAME + 1];

	*f = (struct cache_file){ .body = PUBLISH_CLOSED };
	name_of(name, url);
	f->name = path_of(c, name, "meta");
	f->path = path_of(c, name, ending == NULL ? "page" : ending);
	SHA256Init(&f->sum);
	f->open = true;
	if (clear_way(f->path) == 0 && publish_open(&f->body, f->path) == 0)
		return 0;
	cache_abort(f);
	return -1;
}

int
cache_add(struct cache_file *f, struct span s)
{
	SHA256Update(&f->sum, (const void *)s.p, s.len);
	f->bytes += s.len;
	out_bytes(&f->body.out, s.p, s.len);
	out_pace(&f->body.out);
	errno = f->body.out.error;
	return f->body.out.error == 0 ? 0 : -1;
}

static void
put_member(struct buf *b, int member, struct span value)
{
	if (value.len == 0)
		return;
	buf_printf(b, ",\"%s\":", names[member]);
	json_put_string(b, value.p, value.len);
}

/* Writes a .meta, whose sum is 64 hex digits.  0, or -1 with errno set. */
static int
write_meta(const char *meta, const char *url, const struct cached *page,
    struct span sum)
{
	struct publish p;
	struct buf b = { 0 };

	if (clear_way(meta) == -1 || publish_open(&p, meta) == -1)
		return -1;
	buf_puts(&b, "{\"url\":");
	json_put(&b, url);
	put_member(&b, FILE_NAME, span_of(strrchr(page->path, '/') + 1));
	put_member(&b, TYPE, buf_span(&page->type));
	put_member(&b, MOVED, buf_span(&page->moved));
	put_member(&b, ETAG, buf_span(&page->etag));
	put_member(&b, MODIFIED, buf_span(&page->modified));
	buf_printf(&b, ",\"fetched\":%lld,\"bytes\":%llu",
	    (long long)page->fetched, page->bytes);
	put_member(&b, SUM, sum);
	buf_puts(&b, "}\n");
	out_bytes(&p.out, b.data, b.len);
	buf_free(&b);
	return publish_commit(&p);
}

int
cache_commit(struct cache_file *f, const char *url, struct cached *page)
{
	struct buf sum = { 0 };
	int status;

	add_sum(&sum, &f->sum);
	page->bytes = f->bytes;
	free(page->path);
	page->path = xstrdup(f->path);
	status = publish_commit(&f->body);
	if (status == 0)
		status = write_meta(f->name, url, page, buf_span(&sum));
	buf_free(&sum);
	cache_abort(f);
	return status;
}

int
cache_renew(const struct cache *c, const char *url, const struct cached *page)
{
	struct buf sum = { 0 };
	char name[CACHE_NAME + 1], *meta;
	int status;

	name_of(name, url);
	meta = path_of(c, name, "meta");
	status = add_sum_of_file(&sum, page->path);
	if (status == 0)
		status = write_meta(meta, url, page, buf_span(&sum));
	buf_free(&sum);
	free(meta);
	return status;
}

void
cache_abort(struct cache_file *f)
{
	int saved = errno;

	if (f->open)
		publish_abort(&f->body);
	f->open = false;
	free(f->name);
	free(f->path);
	f->name = f->path = NULL;
	errno = saved;
}

void
cached_free(struct cached *page)
{
	free(page->path);
	buf_free(&page->type);
	buf_free(&page->moved);
	buf_free(&page->etag);
	buf_free(&page->modified);
	*page = (struct cached){ 0 };
}
