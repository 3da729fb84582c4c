/* Shows a document of any size as UTF-8, a window of it at a time. */
#include "window.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/utf8.h"
#include "plain.h"
#include "text/declared.h"
#include "text/encoding.h"
#include "text/unicode.h"

/* The first window, and how much is read at once. */
#define PIECE ((size_t)1 << 20)

/* Adds at most n bytes of the file to w->bytes.  0, or what sink_fail does. */
static int
read_piece(struct window *w, size_t n)
{
	struct buf *b = &w->bytes;
	ssize_t got;

	if (!buf_reserve(b, n))
		return sink_fail(w->sink, "too_large", "more than %zu bytes in"
		    " one record", BUF_MAX);
	do
		got = read(w->fd, b->data + b->len, n);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		return sink_fail(w->sink, "unreadable", "%s", strerror(errno));
	b->len += (size_t)got;
	w->last = got == 0;
	return 0;
}

/* Goes back to the beginning of the file. */
static int
rewind_file(struct window *w)
{
	buf_clear(&w->bytes);
	w->last = false;
	if (lseek(w->fd, 0, SEEK_SET) == -1)
		return sink_fail(w->sink, "unreadable", "%s", strerror(errno));
	return 0;
}

/* Sets *valid to whether the whole file is UTF-8. */
static int
validate(struct window *w, bool *valid)
{
	struct buf *b = &w->bytes;
	size_t good;

	*valid = false;
	if (rewind_file(w) == -1)
		return -1;
	do {
		if (read_piece(w, w->piece) == -1)
			return -1;
		good = utf8_valid(b->data, b->len);
		if (b->len - good >= 4)
			return 0;
		memmove(b->data, b->data + good, b->len - good);
		b->len -= good;
	} while (!w->last);
	*valid = b->len == 0;
	return 0;
}

/*
 * Whether bytes may be UTF-8 by the option -e, by what a server declared, and
 * by their beginning.
 */
static bool
may_be_utf8(const struct source *s, const struct sink *k)
{
	const char *name = k->settings->encoding;

	if (strcmp(name, ENCODING_AUTO) == 0)
		return wide_order(s->head.data, s->head.len) == NULL &&
		    (s->charset == NULL || strcasecmp(s->charset, "UTF-8") ==
		    0 || !declared_fits(buf_span(&s->head), s->charset));
	return strcasecmp(name, "UTF-8") == 0 || strcasecmp(name, "UTF8") == 0;
}

/* Decodes the whole file. */
static int
decode(struct window *w, bool broken)
{
	const struct document_options options = {
		.encoding = w->sink->settings->encoding,
		.declared = w->charset,
		.keep_newlines = true };
	struct document *d = &w->document;

	if (rewind_file(w) == -1)
		return -1;
	if (document_read(d, w->fd, &options) == -1) {
		if (broken && strcmp(d->kind, "bad_encoding") == 0)
			return 1;
		return plain_fail(d, w->sink);
	}
	plain_say_encoding(d, w->sink);
	w->rest = d->text;
	w->last = true;
	return 0;
}

int
window_open(struct window *w, struct source *s, struct sink *k, bool broken)
{
	bool valid = false;
	int status;

	*w = (struct window){ .fd = s->fd, .sink = k, .charset = s->charset,
	    .piece = s->size < PIECE ? s->size + 1 : PIECE };
	if (may_be_utf8(s, k) && validate(w, &valid) == -1)
		return -1;
	if (!valid && (status = decode(w, broken)) != 1)
		return status;
	if (rewind_file(w) == -1)
		return -1;
	while (w->bytes.len < w->piece && !w->last)
		if (read_piece(w, w->piece - w->bytes.len) == -1)
			return -1;
	w->rest = buf_span(&w->bytes);
	(void)span_take(&w->rest, UTF8_BOM);
	return 0;
}

void
window_skip(struct window *w, size_t n)
{
	w->rest = span_from(w->rest, n);
}

int
window_more(struct window *w)
{
	struct buf *b = &w->bytes;
	const size_t wanted = w->rest.len < w->piece ? w->piece :
	    2 * w->rest.len;

	if (w->last)
		return 0;
	memmove(b->data, w->rest.p, w->rest.len);
	b->len = w->rest.len;
	while (b->len < wanted && !w->last)
		if (read_piece(w, wanted - b->len) == -1)
			return -1;
	w->rest = buf_span(b);
	return 0;
}

void
window_close(struct window *w)
{
	buf_free(&w->bytes);
	document_free(&w->document);
}
