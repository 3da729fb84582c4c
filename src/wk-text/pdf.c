/* Reads PDF, by pdftotext, page by page. */
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "child.h"
#include "pdf_chars.h"
#include "pdf_heads.h"
#include "pdf_page.h"
#include "pdf_title.h"
#include "readers.h"

/*
 * Pages are read so far ahead of the one that is written, to know what
 * repeats on them; or fewer, if they are more than so many bytes.
 */
#define AHEAD 32
#define AHEAD_BYTES ((size_t)16 << 20)

/* Percentage of unreadable characters from which a page counts as garbled. */
#define GARBLED 30

/* A page that waits until those behind it are known. */
struct page {
	struct buf text;
	struct pdf_count count;
};

/* Numbers of pages in a list: "3, 7-9". */
struct numbers {
	struct buf b;
	size_t first, last;	/* of the run at its end */
};

struct pdf {
	struct sink *sink;
	struct child_end end;
	struct buf raw;		/* of the page at hand, as it comes */
	bool begun;		/* the head of the HTML is over */
	struct page pages[AHEAD];
	size_t read, written;	/* pages */
	size_t waiting;		/* bytes of pages read and not written */
	struct pdf_heads *heads;
	struct pdf_lines lines;
	struct pdf_end last;
	struct pdf_count count;	/* of all pages */
	size_t blank;		/* pages before the first with text */
	struct numbers empty, garbled;
	size_t heard;		/* bytes of stderr that were looked at */
	bool lacks_data;	/* poppler-data is not installed */
};

/* Ends the run of numbers at the end of a list. */
static void
end_run(struct numbers *l)
{
	if (l->first == 0)
		return;
	buf_printf(&l->b, "%s%zu", l->b.len > 0 ? ", " : "", l->first);
	if (l->last > l->first)
		buf_printf(&l->b, "-%zu", l->last);
}

static void
add_number(struct numbers *l, size_t n)
{
	if (l->first != 0 && n == l->last + 1) {
		l->last = n;
		return;
	}
	end_run(l);
	l->first = l->last = n;
}

static bool
is_garbled(const struct pdf_count *c)
{
	return c->unreadable * 100 > c->visible * GARBLED;
}

/* Writes the text of the page: whole lines, or paragraphs without heads. */
static void
put_text(struct pdf *p, const struct page *page, size_t number)
{
	struct buf *text = &p->sink->text;
	struct span s = buf_span(&page->text);

	if (p->sink->settings->pages)
		p->last = (struct pdf_end){ 0 };
	if (p->sink->settings->keep_layout) {
		while (s.len > 0 && s.p[s.len - 1] == '\n')
			s.len--;
		while (s.len > 0 && s.p[0] == '\n')
			s = span_from(s, 1);
		if (p->last.text)
			buf_puts(text, "\n\n");
		buf_add(text, s.p, s.len);
		p->last.text = true;
		return;
	}
	pdf_lines_split(&p->lines, s);
	pdf_heads_take(p->heads, number, &p->lines);
	pdf_page_put(text, p->lines.lines, p->lines.n, &p->last);
}

/* Reports the pages without text before the first page with text. */
static void
tell_blank(struct pdf *p)
{
	const size_t n = p->blank;
	size_t i;

	p->blank = 0;
	for (i = 1; i <= n && p->sink->settings->pages; i++)
		sink_page_error(p->sink, i, "scanned", "it has no text");
}

/* Writes the oldest of the pages that wait. */
static void
write_page(struct pdf *p)
{
	struct page *page = &p->pages[p->written % AHEAD];
	const bool pages = p->sink->settings->pages;
	const size_t number = ++p->written, text = p->sink->text.len;

	p->waiting -= page->text.len;
	if (is_garbled(&page->count))
		add_number(&p->garbled, number);
	else
		put_text(p, page, number);
	if (is_garbled(&page->count) && pages) {
		tell_blank(p);
		sink_page_error(p->sink, number, "garbled", "%zu of its %zu"
		    " characters cannot be read", page->count.unreadable,
		    page->count.visible);
	} else if (p->sink->text.len > text) {
		tell_blank(p);
		if (pages)
			sink_page(p->sink, number);
	} else if (!is_garbled(&page->count)) {
		add_number(&p->empty, number);
		if (p->blank == number - 1)
			p->blank = number;
		else if (pages)
			sink_page_error(p->sink, number, "scanned",
			    "it has no text");
	}
	buf_clear(&page->text);
}

/* Puts the page at hand into the line of those that wait. */
static void
end_page(struct pdf *p)
{
	struct page *page;

	while (p->read - p->written == AHEAD || (p->read > p->written &&
	    p->waiting > AHEAD_BYTES))
		write_page(p);
	page = &p->pages[p->read % AHEAD];
	page->count = (struct pdf_count){ 0, 0 };
	pdf_chars_put(&page->text, buf_span(&p->raw), &page->count);
	buf_clear(&p->raw);
	p->count.visible += page->count.visible;
	p->count.unreadable += page->count.unreadable;
	p->waiting += page->text.len;
	p->read++;
	pdf_lines_split(&p->lines, buf_span(&page->text));
	pdf_heads_note(p->heads, p->read, p->lines.lines, p->lines.n);
}

/* Looks for what pdftotext says when it leaves text out, and goes on. */
static void
listen(struct pdf *p)
{
	static const char *const lacks[] = { "Missing language pack",
	    "Couldn't find ToUnicode CMap" };
	const struct buf *said = &p->end.errors;
	size_t i;

	if (said->len == p->heard)
		return;
	p->heard = said->len;
	for (i = 0; i < LEN(lacks); i++)
		p->lacks_data |= memmem(said->data, said->len, lacks[i],
		    strlen(lacks[i])) != NULL;
}

/* Takes the head of the HTML, with the title, off what was read. */
static bool
take_head(struct pdf *p)
{
	static const char pre[] = "<pre>\n";
	const char *end = p->raw.len == 0 ? NULL :
	    memmem(p->raw.data, p->raw.len, pre, strlen(pre));
	size_t n;

	if (end == NULL)
		return false;
	n = (size_t)(end - p->raw.data);
	pdf_title_put(&p->sink->title, (struct span){ p->raw.data, n });
	n += strlen(pre);
	p->raw.len -= n;
	memmove(p->raw.data, p->raw.data + n, p->raw.len);
	return true;
}

/* Takes a piece of what pdftotext writes. */
static bool
take_piece(void *arg, struct span s)
{
	struct pdf *p = arg;
	const char *feed;
	size_t n;

	listen(p);
	if (p->lacks_data)
		return false;
	if (!p->begun) {
		buf_add(&p->raw, s.p, s.len);
		if (!take_head(p))
			return true;
		p->begun = true;
		/* What is behind the head comes again, as a piece. */
		struct buf rest = p->raw;

		p->raw = (struct buf){ 0 };
		(void)take_piece(p, buf_span(&rest));
		buf_free(&rest);
		return true;
	}
	while (s.len > 0 && (feed = memchr(s.p, '\f', s.len)) != NULL) {
		n = (size_t)(feed - s.p);
		buf_add(&p->raw, s.p, n);
		end_page(p);
		s = span_from(s, n + 1);
	}
	buf_add(&p->raw, s.p, s.len);
	return !p->raw.failed && !p->sink->text.failed;
}

static bool
said(const struct pdf *p, const char *what)
{
	return p->end.errors.len > 0 && memmem(p->end.errors.data,
	    p->end.errors.len, what, strlen(what)) != NULL;
}

/* pdftotext did not end well: why. */
static int
fail(struct pdf *p, const struct child *c)
{
	struct buf b = { 0 };
	int status;

	if (p->end.missing)
		return sink_fail(p->sink, "no_converter", "pdftotext reads it:"
		    " install poppler-utils, and poppler-data for Chinese");
	if (p->lacks_data)
		return sink_fail(p->sink, "no_converter", "pdftotext lacks"
		    " tables of Chinese, Japanese or Korean: install"
		    " poppler-data");
	if (said(p, "Incorrect password"))
		return sink_fail(p->sink, "encrypted", "a password is needed"
		    " to read it");
	if (p->end.status == 99 && said(p, "Wrong page range"))
		return sink_fail(p->sink, "scanned", "it has no pages");
	child_why(c, &p->end, &b);
	status = sink_fail(p->sink, "converter_failed", "pdftotext: %.*s",
	    (int)b.len, b.data);
	buf_free(&b);
	return status;
}

/* Whether the file holds one of the words, which are not compressed. */
static bool
holds(const struct source *s, const char *word)
{
	const void *all = map_file(s->fd, s->size, s->name);
	bool found;

	if (all == NULL)
		return false;
	found = memmem(all, s->size, word, strlen(word)) != NULL;
	map_free(all);
	return found;
}

static bool
add_output(void *arg, struct span s)
{
	buf_add(arg, s.p, s.len);
	return true;
}

/* Reports attached files; a portfolio consists of them. */
static void
tell_attached(const struct source *s, struct sink *k)
{
	static const char *const argv[] = { "pdfdetach", "-list", "/dev/stdin",
	    NULL };
	struct buf list = { 0 };
	const struct child c = { .argv = argv, .in = s->fd, .most = 1 << 20,
	    .timeout = k->settings->timeout, .output = add_output,
	    .arg = &list };
	struct child_end end = { 0 };
	struct span rest, line;
	size_t n = 0;

	if (!holds(s, "/EmbeddedFile"))
		return;
	if (child_run(&c, &end) == 0) {
		rest = buf_span(&list);
		(void)span_line(&rest, &line);	/* "2 embedded files" */
		while (span_line(&rest, &line))
			n += line.len > 0;
		if (n > 0)
			sink_warn(k, "%zu attached %s not read (pdfdetach"
			    " -saveall takes %s out)", n, n == 1 ? "file is" :
			    "files are", n == 1 ? "it" : "them");
	}
	buf_free(&list);
	buf_free(&end.errors);
}

/* Tells what is amiss with a document of which some text was read. */
static void
tell_damage(struct pdf *p)
{
	struct sink *k = p->sink;

	end_run(&p->empty);
	end_run(&p->garbled);
	if (!k->settings->pages && p->empty.b.len > 0)
		sink_warn(k, "no text on page%s %.*s",
		    memchr(p->empty.b.data, ',', p->empty.b.len) != NULL ||
		    memchr(p->empty.b.data, '-', p->empty.b.len) != NULL ?
		    "s" : "", (int)p->empty.b.len, p->empty.b.data);
	if (!k->settings->pages && p->garbled.b.len > 0)
		sink_warn(k, "left out, as their characters cannot be read:"
		    " page%s %.*s",
		    memchr(p->garbled.b.data, ',', p->garbled.b.len) != NULL ||
		    memchr(p->garbled.b.data, '-', p->garbled.b.len) != NULL ?
		    "s" : "", (int)p->garbled.b.len, p->garbled.b.data);
	if (said(p, "No font in show"))
		sink_warn(k, "some of its text may be missing: pdftotext does"
		    " not find the font");
	if (said(p, "Couldn't read xref table") ||
	    said(p, "Couldn't find trailer dictionary"))
		sink_warn(k, "it is damaged, perhaps cut off; pdftotext read"
		    " what it could");
	else if (p->end.errors.len > 0)
		sink_note(k, "pdftotext said: %.*s", (int)p->end.errors.len,
		    p->end.errors.data);
}

/* All pages were read: writes those that wait, or says that none has text. */
static int
finish(struct pdf *p)
{
	struct sink *k = p->sink;

	while (p->written < p->read)
		write_page(p);
	if (p->count.visible == 0 || p->blank == p->read)
		return sink_fail(k, "scanned", "%s",
		    p->read == 1 ? "its page has no text" : p->read == 0 ?
		    "it has no pages" : "none of its pages has text");
	if (is_garbled(&p->count) && !k->settings->pages)
		return sink_fail(k, "garbled", "%zu of its %zu characters"
		    " cannot be read", p->count.unreadable, p->count.visible);
	tell_damage(p);
	return 0;
}

int
pdf_read(struct source *s, struct sink *k)
{
	const char *argv[] = { "pdftotext", "-enc", "UTF-8", "-htmlmeta",
	    "/dev/stdin", "-", NULL, NULL };
	struct pdf *p = xcalloc(1, sizeof(*p));
	const struct child c = { .argv = argv, .in = s->fd,
	    .most = k->settings->most, .timeout = k->settings->timeout,
	    .output = take_piece, .arg = p };
	size_t i;
	int status;

	if (k->settings->keep_layout) {
		argv[4] = "-layout";
		argv[5] = "/dev/stdin";
		argv[6] = "-";
	}
	p->sink = k;
	p->heads = pdf_heads_new();
	status = child_run(&c, &p->end);
	listen(p);
	status = status == -1 || p->lacks_data ? fail(p, &c) : finish(p);
	if (status == 0)
		tell_attached(s, k);
	for (i = 0; i < AHEAD; i++)
		buf_free(&p->pages[i].text);
	pdf_heads_free(p->heads);
	pdf_lines_free(&p->lines);
	buf_free(&p->raw);
	buf_free(&p->end.errors);
	buf_free(&p->empty.b);
	buf_free(&p->garbled.b);
	free(p);
	return status;
}
