/* Turns the bytes of code pages in RTF into \u escapes. */
#include "rtf.h"

#include <iconv.h>
#include <stdio.h>

#include "base/hex.h"
#include "base/utf8.h"

/* Groups may stand in one another so deep, and fonts be so many. */
#define DEPTH 256
#define FONTS 1024

#define WESTERN 1252

/* Settings that hold until the end of their group. */
struct state {
	int page;	/* the code page of its bytes */
	int skip;	/* how many characters stand for a \u escape */
	bool fonts;	/* it is in the table of fonts */
};

struct rtf {
	struct buf *out;
	struct span rest;
	struct state stack[DEPTH];
	size_t depth;		/* may be more than DEPTH */
	int page;		/* of the document */
	int fonts[FONTS];	/* their code pages; 0: the document's */
	int font;		/* which is being defined */
	bool letter;		/* one of ASCII came last, of the text */
	iconv_t iconv;
	int open;		/* the code page that iconv reads */
};

static struct state *
top(struct rtf *r)
{
	return &r->stack[r->depth < DEPTH ? r->depth : DEPTH - 1];
}

/* The code page of a \fcharset; 0: that of the document. */
static int
page_of_charset(int charset)
{
	static const struct {
		int charset, page;
	} pages[] = { { 0, WESTERN }, { 2, WESTERN }, { 134, 936 },
	    { 136, 950 }, { 128, 932 }, { 129, 949 }, { 204, 1251 },
	    { 238, 1250 }, { 161, 1253 }, { 162, 1254 }, { 163, 1258 },
	    { 177, 1255 }, { 178, 1256 }, { 186, 1257 }, { 222, 874 } };
	size_t i;

	for (i = 0; i < LEN(pages); i++)
		if (pages[i].charset == charset)
			return pages[i].page;
	return 0;
}

/* Takes a byte, \'b5 or as it is, that is no part of RTF itself. */
static bool
take_byte(struct span *s, char *byte)
{
	uint32_t value;

	if (s->len >= 4 && s->p[0] == '\\' && s->p[1] == '\'' &&
	    hex_read(s->p + 2, 2, 2, &value) == 2) {
		*byte = (char)value;
		*s = span_from(*s, 4);
		return true;
	}
	if (s->len == 0 || (unsigned char)s->p[0] < 0x80)
		return false;
	*byte = s->p[0];
	*s = span_from(*s, 1);
	return true;
}

/* Whether characters of the page have two bytes. */
static bool
is_double(int page)
{
	return page == 936 || page == 950 || page == 932 || page == 949;
}

/* Whether a byte of such a page needs a second one. */
static bool
is_lead(int page, char byte)
{
	const unsigned char c = (unsigned char)byte;

	return is_double(page) && c > 0x80 && c < 0xff &&
	    !(page == 932 && c >= 0xa0 && c < 0xe0);
}

/* Has r->iconv read the page.  Whether it can. */
static bool
open_page(struct rtf *r, int page)
{
	char name[16];

	if (r->open == page)
		return r->iconv != (iconv_t)-1;
	if (r->iconv != (iconv_t)-1)
		(void)iconv_close(r->iconv);
	(void)snprintf(name, sizeof(name), page == 936 ? "GB18030" : "CP%d",
	    page);
	r->iconv = iconv_open("UTF-8", name);
	r->open = page;
	return r->iconv != (iconv_t)-1;
}

/* Decodes bytes.  False: they are not of that page. */
static bool
decode(struct rtf *r, int page, struct span bytes, struct buf *text)
{
	union { const char *in; char *out; } p = { bytes.p };
	char *from = p.out, *to;
	size_t left = bytes.len, room = bytes.len * 4;

	if (!open_page(r, page) || !buf_reserve(text, room))
		return false;
	(void)iconv(r->iconv, NULL, NULL, NULL, NULL);
	to = text->data + text->len;
	if (iconv(r->iconv, &from, &left, &to, &room) == (size_t)-1)
		return false;
	text->len = (size_t)(to - text->data);
	return true;
}

/* Writes text as \u escapes, in a group so that \uc0 ends with it. */
static void
put_escapes(struct buf *out, struct span text)
{
	uint32_t cp;
	size_t n;

	buf_puts(out, "{\\uc0");
	for (; (n = utf8_decode(text.p, text.len, &cp)) > 0;
	    text = span_from(text, n))
		if (cp < 0x80 && cp >= ' ' && strchr("\\{}", (char)cp) == NULL)
			buf_printf(out, "\\'%02x", (unsigned)cp);
		else if (cp < 0x10000)
			buf_printf(out, "\\u%d ", cp < 0x8000 ? (int)cp :
			    (int)cp - 0x10000);
		else
			buf_printf(out, "\\u%d \\u%d ", (int)(0xd800 +
			    ((cp - 0x10000) >> 10)) - 0x10000, (int)(0xdc00 +
			    (cp & 0x3ff)) - 0x10000);
	buf_addc(out, '}');
}

/* Takes the second byte of a character; it may be a letter. */
static void
take_second(struct rtf *r, struct buf *bytes)
{
	char byte;

	if (take_byte(&r->rest, &byte))
		buf_addc(bytes, byte);
	else if (r->rest.len > 0 && (unsigned char)r->rest.p[0] >= 0x40 &&
	    strchr("\\{}", r->rest.p[0]) == NULL) {
		buf_addc(bytes, r->rest.p[0]);
		r->rest = span_from(r->rest, 1);
	}
}

/* Whether all of a text is Chinese, Japanese or Korean. */
static bool
is_eastern(struct span s)
{
	uint32_t cp;
	size_t n;

	for (; (n = utf8_decode(s.p, s.len, &cp)) > 0; s = span_from(s, n))
		if (cp < 0x3000 && (cp < 0x2010 || cp > 0x203f))
			return false;
	return s.len == 0;
}

/*
 * Decodes the bytes of a run.  A font of the West in a document of the East
 * may have characters of the East all the same.
 */
static bool
decode_run(struct rtf *r, int page, struct span bytes, struct buf *text)
{
	if (page != WESTERN)
		return decode(r, page, bytes, text);
	return is_double(r->page) && bytes.len % 2 == 0 && !r->letter &&
	    decode(r, r->page, bytes, text) && is_eastern(buf_span(text));
}

/* Takes a run of bytes of the page at hand, and writes them. */
static void
take_run(struct rtf *r)
{
	const struct span begin = r->rest;
	const int page = top(r)->page;
	struct buf bytes = { 0 }, text = { 0 };
	char byte;

	while (take_byte(&r->rest, &byte)) {
		buf_addc(&bytes, byte);
		if (is_lead(page, byte))
			take_second(r, &bytes);
	}
	if (!top(r)->fonts && decode_run(r, page, buf_span(&bytes), &text))
		put_escapes(r->out, buf_span(&text));
	else
		buf_add(r->out, begin.p, begin.len - r->rest.len);
	buf_free(&bytes);
	buf_free(&text);
}

/* Copies n bytes. */
static void
copy(struct rtf *r, size_t n)
{
	n = n < r->rest.len ? n : r->rest.len;
	buf_add(r->out, r->rest.p, n);
	r->rest = span_from(r->rest, n);
}

/* Copies what stands for a \u escape where it is not understood. */
static void
copy_skipped(struct rtf *r)
{
	int n;

	for (n = top(r)->skip; n > 0 && r->rest.len > 0; n--) {
		if (r->rest.p[0] == '{' || r->rest.p[0] == '}')
			return;
		if (r->rest.p[0] != '\\')
			copy(r, 1);
		else if (r->rest.len > 1 && r->rest.p[1] == '\'')
			copy(r, 4);
		else
			return;
	}
}

/* Does what a control word asks. */
static void
obey(struct rtf *r, struct span word, int value, bool valued)
{
	struct state *s = top(r);

	if (span_is(word, "ansicpg")) {
		r->page = value;
		s->page = value;
	} else if (span_is(word, "uc"))
		s->skip = value;
	else if (span_is(word, "fonttbl"))
		s->fonts = true;
	else if (span_is(word, "f") && valued && value >= 0 && value < FONTS) {
		if (s->fonts)
			r->font = value;
		else
			s->page = r->fonts[value] == 0 ? r->page :
			    r->fonts[value];
	} else if (span_is(word, "fcharset") && s->fonts)
		r->fonts[r->font] = page_of_charset(value);
	else if (span_is(word, "plain"))
		s->page = r->page;
	else if (span_is(word, "bin") && value > 0)
		copy(r, (size_t)value);
	else if (span_is(word, "u") && valued)
		copy_skipped(r);
}

/* Copies a control word, and obeys it. */
static void
take_word(struct rtf *r)
{
	const struct span s = r->rest;
	size_t n = 1, end;
	bool minus, valued;
	int value = 0;

	while (n < s.len && (s.p[n] | 0x20) >= 'a' && (s.p[n] | 0x20) <= 'z')
		n++;
	if (n == 1) {
		copy(r, 2);
		return;
	}
	end = n;
	minus = n < s.len && s.p[n] == '-';
	for (n += minus, valued = false; n < s.len && s.p[n] >= '0' &&
	    s.p[n] <= '9'; n++, valued = true)
		if (value < 100000000)
			value = value * 10 + (s.p[n] - '0');
	if (n < s.len && s.p[n] == ' ')
		n++;
	copy(r, n);
	obey(r, (struct span){ s.p + 1, end - 1 }, minus ? -value : value,
	    valued);
}

void
rtf_unicode(struct buf *out, struct span in)
{
	static const struct state begin = { WESTERN, 1, false };
	struct rtf r = { .out = out, .rest = in, .page = WESTERN,
	    .iconv = (iconv_t)-1 };
	char byte;

	r.stack[0] = begin;
	while (r.rest.len > 0) {
		struct span next = r.rest;
		bool letter = false;

		if (r.rest.p[0] == '{') {
			const struct state inner = *top(&r);

			r.depth++;
			*top(&r) = inner;
			copy(&r, 1);
		} else if (r.rest.p[0] == '}') {
			if (r.depth > 0)
				r.depth--;
			copy(&r, 1);
		} else if (take_byte(&next, &byte))
			take_run(&r);
		else if (r.rest.p[0] == '\\')
			take_word(&r);
		else {
			letter = (r.rest.p[0] | 0x20) >= 'a' &&
			    (r.rest.p[0] | 0x20) <= 'z';
			copy(&r, 1);
		}
		r.letter = letter;
	}
	if (r.iconv != (iconv_t)-1)
		(void)iconv_close(r.iconv);
}
