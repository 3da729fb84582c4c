/*
 * Any bytes stand in a .meta of the cache, as the whole of it or in the place
 * of one value.  The page is then not there, or its file is the one that has
 * its name and its sum.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "cache.h"

#define URL "https://a.example/b"
#define TEXT "a page"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char directory[] = "/tmp/wk-fuzz-meta.XXXXXX";
static struct cache cache;
static struct buf good;		/* the .meta as it was written */
static char *meta, *page_path;

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
clean_up(void)
{
	(void)unlink(meta);
	(void)unlink(page_path);
	(void)rmdir(directory);
}

static void
read_good(void)
{
	char text[4096];
	ssize_t n;
	int fd = open(meta, O_RDONLY);

	must(fd != -1);
	n = read(fd, text, sizeof(text));
	must(n > 0);
	buf_add(&good, text, (size_t)n);
	must(close(fd) == 0);
}

/* Makes the cache, with one page in it. */
static void
begin(void)
{
	struct cache_file f;
	struct cached page = { .fetched = 1 };

	must(mkdtemp(directory) != NULL);
	must(cache_open(&cache, directory) == 0);
	must(cache_begin(&cache, &f, URL, span_of("text/html")) == 0);
	must((meta = strdup(f.name)) != NULL);
	must(cache_add(&f, span_of(TEXT)) == 0);
	buf_puts(&page.type, "text/html");
	buf_puts(&page.etag, "\"e\"");
	must(cache_commit(&f, URL, &page) == 0);
	must((page_path = strdup(page.path)) != NULL);
	cached_free(&page);
	must(atexit(clean_up) == 0);
	read_good();
}

static void
put(struct span s)
{
	int fd = open(meta, O_WRONLY | O_TRUNC);

	must(fd != -1 && write(fd, s.p, s.len) == (ssize_t)s.len);
	must(close(fd) == 0);
}

/* Puts s into the place of the nth value of the good .meta. */
static void
replace(struct buf *b, unsigned n, struct span s)
{
	const char *from = good.data, *to, *end = good.data + good.len;

	for (;; n--) {
		must((from = memmem(from, (size_t)(end - from), "\":", 2)) !=
		    NULL);
		from += 2;
		if (n == 0)
			break;
	}
	for (to = from; *to != '}' && !(*to == ',' && to[1] == '"'); to++)
		;
	buf_add(b, good.data, (size_t)(from - good.data));
	buf_add(b, s.p, s.len);
	buf_add(b, to, (size_t)(end - to));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = { (const char *)data, size };
	struct cached page = { 0 };
	struct buf b = { 0 };
	int found;

	if (size == 0)
		return 0;
	if (meta == NULL)
		begin();
	if (data[0] % 8 == 7)
		put(span_from(s, 1));
	else {
		replace(&b, data[0] % 8, span_from(s, 1));
		put(buf_span(&b));
	}
	found = cache_find(&cache, URL, &page);
	must(found == 0 || found == 1);
	if (found == 1)
		must(strcmp(page.path, page_path) == 0 &&
		    page.bytes == sizeof(TEXT) - 1);
	else
		must(page.path == NULL);
	cached_free(&page);
	buf_free(&b);
	return 0;
}
