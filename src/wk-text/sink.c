/* Takes the text that a reader extracts, and makes records of it. */
#include "sink.h"

#include <stdarg.h>

#include "base/utf8.h"
#include "json/json.h"
#include "stage/stage.h"

/* Text that flows goes out in pieces of this many bytes at least. */
#define FLOW ((size_t)256 * 1024)

void
sink_begin(struct sink *k, const char *source, const char *type)
{
	buf_clear(&k->text);
	buf_clear(&k->title);
	k->source = source;
	k->type = type;
	k->records = k->pages = k->empty = 0;
	k->flows = false;
}

void
sink_type(struct sink *k, const char *type)
{
	k->type = type;
	if (k->port->type != NULL)
		k->port->type(k->port->arg, type);
}

void
sink_resume(struct sink *k, bool flows)
{
	k->flows = flows;
}

/* Sends what was made of the record. */
static void
send(struct sink *k)
{
	k->port->record(k->port->arg, buf_span(&k->record));
	buf_clear(&k->record);
}

/* Adds text as the inside of a JSON string; invalid bytes become U+FFFD. */
static void
put_inside(struct buf *b, struct span s)
{
	size_t good;

	while ((good = utf8_valid(s.p, s.len)) < s.len) {
		json_put_inside(b, s.p, good);
		buf_puts(b, UTF8_REPLACEMENT);
		s = span_from(s, good + 1);
	}
	if (s.len > 0)
		json_put_inside(b, s.p, s.len);
}

static void
put_member(struct buf *b, const char *name, const char *value)
{
	buf_addc(b, '"');
	buf_puts(b, name);
	buf_puts(b, "\":");
	json_put(b, value);
}

/* Adds the members of a record behind its text. */
static void
put_rest(struct sink *k, const char *unit, size_t number)
{
	struct buf *b = &k->record;

	put_member(b, "source", k->source);
	if (k->type != NULL) {
		buf_addc(b, ',');
		put_member(b, "type", k->type);
	}
	if (unit != NULL) {
		buf_puts(b, ",\"");
		buf_puts(b, unit);
		buf_puts(b, "\":");
		buf_addu(b, number);
	}
	if (k->title.len > 0) {
		buf_puts(b, ",\"title\":");
		json_put_string(b, k->title.data, k->title.len);
	}
}

/* The longest beginning of s that does not end within a character. */
static size_t
whole_characters(struct span s)
{
	size_t n = s.len;

	while (n > 0 && s.len - n < 4 && ((unsigned char)s.p[n - 1] & 0xc0) ==
	    0x80)
		n--;
	return n > 0 && (unsigned char)s.p[n - 1] >= 0xc0 ? n - 1 : s.len;
}

/* Begins the record, unless it has begun. */
static void
put_begin(struct sink *k)
{
	if (!k->flows)
		buf_puts(&k->record, "{\"text\":\"");
}

/*
 * Sends a piece of the text, up to a whole character; how many bytes that
 * were.
 */
static size_t
put_piece(struct sink *k, struct span s)
{
	s.len = whole_characters(s);
	put_begin(k);
	put_inside(&k->record, s);
	send(k);
	k->flows = true;
	return s.len;
}

/* Makes the record of what is in `text`. */
static void
make_record(struct sink *k, const char *unit, size_t number)
{
	struct span s = buf_span(&k->text);

	while (s.len > 2 * FLOW)
		s = span_from(s, put_piece(k, (struct span){ s.p, FLOW }));
	put_begin(k);
	put_inside(&k->record, s);
	buf_puts(&k->record, "\",");
	put_rest(k, unit, number);
	buf_puts(&k->record, "}\n");
	send(k);
	buf_clear(&k->text);
	k->records++;
	k->pages = 0;
	k->flows = false;
}

/* Makes an error record, of a page, a row or the document. */
static void __attribute__((format(printf, 5, 0)))
make_error(struct sink *k, const char *unit, size_t number, const char *kind,
    const char *fmt, va_list ap)
{
	static const struct stage stage = { .name = "wk-text" };
	const struct span none = { 0 };
	struct buf message = { 0 };

	buf_printf(&message, "%s: ", k->source);
	if (unit != NULL)
		buf_printf(&message, "%s %zu: ", unit, number);
	buf_vprintf(&message, fmt, ap);
	buf_addc(&k->record, '{');
	put_rest(k, unit, number);
	buf_puts(&k->record, ",\"error\":");
	stage_error(&k->record, &stage, kind, buf_span(&message), none);
	buf_puts(&k->record, "}\n");
	send(k);
	k->port->fail(k->port->arg, kind, buf_span(&message));
	buf_free(&message);
	k->records++;
}

static void __attribute__((format(printf, 2, 0)))
say(struct sink *k, const char *fmt, va_list ap)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s: ", k->source);
	buf_vprintf(&b, fmt, ap);
	k->port->say(k->port->arg, fmt, buf_span(&b));
	buf_free(&b);
}

void
sink_page(struct sink *k, size_t number)
{
	if (k->settings->pages)
		make_record(k, "page", number);
	else if (k->text.len > k->pages) {
		buf_puts(&k->text, "\n\n");
		k->pages = k->text.len;
	}
}

void
sink_page_error(struct sink *k, size_t number, const char *kind,
    const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	if (k->settings->pages)
		make_error(k, "page", number, kind, fmt, ap);
	else {
		buf_vprintf(&b, fmt, ap);
		sink_warn(k, "page %zu: %.*s", number, (int)b.len, b.data);
		buf_free(&b);
	}
	va_end(ap);
}

void
sink_row(struct sink *k, size_t number)
{
	make_record(k, "row", number);
}

void
sink_row_error(struct sink *k, size_t number, const char *kind,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	make_error(k, "row", number, kind, fmt, ap);
	va_end(ap);
}

void
sink_flow(struct sink *k)
{
	size_t n;

	if (k->text.len < FLOW)
		return;
	n = put_piece(k, buf_span(&k->text));
	memmove(k->text.data, k->text.data + n, k->text.len - n);
	k->text.len -= n;
}

bool
sink_has_text(const struct sink *k)
{
	return k->flows || k->text.len > 0;
}

void
sink_warn(struct sink *k, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(k, fmt, ap);
	va_end(ap);
}

void
sink_note(struct sink *k, const char *fmt, ...)
{
	va_list ap;

	if (!k->settings->verbose)
		return;
	va_start(ap, fmt);
	say(k, fmt, ap);
	va_end(ap);
}

int
sink_fail(struct sink *k, const char *kind, const char *fmt, ...)
{
	va_list ap;

	if (k->flows)
		make_record(k, NULL, 0);	/* what has gone out */
	buf_clear(&k->text);
	va_start(ap, fmt);
	make_error(k, NULL, 0, kind, fmt, ap);
	va_end(ap);
	return -1;
}

void
sink_end(struct sink *k, bool failed)
{
	if (failed)
		return;
	if (k->pages > 0 && k->text.len == k->pages)
		k->text.len -= 2;	/* no page comes after the last */
	if (k->text.failed)
		(void)sink_fail(k, "too_large", "its text is too long");
	else if (k->flows || k->text.len > 0 || k->records == 0)
		make_record(k, NULL, 0);
}

void
sink_free(struct sink *k)
{
	buf_free(&k->text);
	buf_free(&k->title);
	buf_free(&k->record);
}
