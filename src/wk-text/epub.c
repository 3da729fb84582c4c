/* Reads EPUB: the chapters in the order of the spine. */
#include "readers.h"

#include <stdlib.h>
#include <strings.h>

#include "archive.h"
#include "base/memory.h"
#include "epub_package.h"
#include "html.h"
#include "keytable.h"
#include "md.h"

/* Of chapters that are missing or broken, so many are told one by one. */
#define TOLD 3

/* A table of contents has less text than this besides its links, in bytes. */
#define CONTENTS_TEXT 200

struct epub {
	struct archive *archive;
	struct sink *sink;
	struct epub_package package;
	struct keytable read;	/* names of parts that were read */
	struct buf bytes;	/* of the chapter at hand */
	struct buf why;
	size_t good, bad;	/* chapters that can be read, or not */
	size_t unknown;		/* places of the spine that name no item */
	size_t contents;	/* tables of contents */
	size_t notes;		/* marks of footnotes */
	size_t other;		/* places of the spine without text */
};

/* A chapter cannot be had; the others go on. */
static void
skip_chapter(struct epub *b, size_t place, const char *name, const char *why)
{
	if (b->bad++ < TOLD || b->sink->settings->pages)
		sink_page_error(b->sink, place, "bad_archive", "%s: %s", name,
		    why);
}

/* Whether the tag that s begins with, behind its "<", has that name. */
static bool
is_tag(struct span s, const char *name)
{
	const size_t n = strlen(name);

	return s.len > n && strncasecmp(s.p, name, n) == 0 &&
	    (s.p[n] == '>' || s.p[n] == '/' || span_is_blank(s.p[n]));
}

/*
 * Whether a page is a table of contents and no more: outside of links its body
 * has few letters.
 */
static bool
is_contents(struct span s)
{
	size_t letters = 0;
	const char *at;
	bool link = false;

	if (s.len > 5 && (at = memmem(s.p, s.len, "<body", 5)) != NULL)
		s = span_from(s, (size_t)(at - s.p));
	for (; s.len > 0 && letters < CONTENTS_TEXT; s = span_from(s, 1)) {
		if (s.p[0] != '<') {
			letters += !link && ((unsigned char)s.p[0] >= 0x80 ||
			    (s.p[0] >= 'A' && s.p[0] <= 'z'));
			continue;
		}
		s = span_from(s, 1);
		if (is_tag(s, "a"))
			link = true;
		else if (is_tag(s, "/a"))
			link = false;
		at = s.len == 0 ? NULL : memchr(s.p, '>', s.len);
		if (at == NULL)
			break;
		s = span_from(s, (size_t)(at - s.p));
	}
	return letters < CONTENTS_TEXT;
}

/* Reads the chapter at a place of the spine.  0, or as sink_fail. */
static int
read_chapter(struct epub *b, size_t place, const struct epub_item *item)
{
	const char *name = epub_item_name(&b->package, b->archive, item);
	const size_t begin = b->sink->text.len;
	size_t before;
	struct md md;
	int status;

	/* Several items can be places in one part. */
	if (keytable_get(&b->read, span_of(name), &before))
		return 0;
	keytable_put(&b->read, span_of(name), place);
	buf_clear(&b->bytes);
	buf_clear(&b->why);
	status = archive_try(b->archive, name, &b->bytes, &b->why);
	if (status != 0) {
		buf_addc(&b->why, '\0');
		if (status > 0)
			skip_chapter(b, place, name, b->why.data);
		return status > 0 ? 0 : status;
	}
	b->good++;
	if ((item->nav || item->contents) && b->package.ntext > 1 &&
	    is_contents(buf_span(&b->bytes))) {
		b->contents++;
		return 0;
	}
	md_open(&md, &b->sink->text);
	status = html_fragment(buf_span(&b->bytes), NULL, &md,
	    &b->notes);
	md_close(&md);
	if (status == -1)
		skip_chapter(b, place, name, "it is no HTML");
	else if (b->sink->text.len > begin)
		sink_page(b->sink, place);
	return 0;
}

/* Tells what could not be read.  0, or as sink_fail. */
static int
tell(const struct epub *b)
{
	const bool pages = b->sink->settings->pages;

	if (b->unknown > 0)
		sink_warn(b->sink, "places of the spine that name no part: %zu",
		    b->unknown);
	if (b->contents > 0)
		sink_note(b->sink, "tables of contents left out: %zu",
		    b->contents);
	if (b->notes > 0)
		sink_note(b->sink, "footnotes left out: %zu", b->notes);
	if (b->other > 0)
		sink_note(b->sink, "images and the like in the spine: %zu",
		    b->other);
	if (b->bad > TOLD && !pages)
		sink_warn(b->sink, "chapters that cannot be read: %zu", b->bad);
	return b->good > 0 || b->bad == 0 || pages ? 0 :
	    sink_fail(b->sink, "bad_archive", "none of its chapters can be"
	    " read");
}

/* Reads the chapters.  0, or as sink_fail. */
static int
read_spine(struct epub *b)
{
	struct epub_item *item;
	size_t i;
	int status = 0;

	for (i = 0; i < b->package.nspine && status == 0; i++) {
		item = epub_spine(&b->package, i);
		if (item == NULL)
			b->unknown++;
		else if (item->used)
			continue;
		else if (!item->text)
			b->other++;
		else
			status = read_chapter(b, i + 1, item);
		if (item != NULL)
			item->used = true;
	}
	return status == 0 ? tell(b) : status;
}

int
epub_read(struct source *s, struct sink *k)
{
	struct epub *b = xcalloc(1, sizeof(*b));
	int status = -1;

	b->sink = k;
	if ((b->archive = archive_open(s, k)) != NULL) {
		status = epub_open(&b->package, b->archive, k);
		if (status == 0)
			status = read_spine(b);
		if (status == 0)
			status = archive_scanned(b->archive);
		epub_close(&b->package);
		archive_close(b->archive);
	}
	keytable_free(&b->read);
	buf_free(&b->bytes);
	buf_free(&b->why);
	free(b);
	return status;
}
