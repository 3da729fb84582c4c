/* Finds the encoding of an HTML document, and converts it to UTF-8. */
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "html_tree.h"
#include "text/declared.h"
#include "text/encoding.h"
#include "text/unicode.h"

/* A meta element further down is not looked at. */
#define PRESCAN ((size_t)64 * 1024)

/* The value of charset, or encoding, in a tag; .p NULL if it has none. */
static struct span
value_in(struct span tag, const char *name)
{
	const size_t n = strlen(name);
	struct span v = { 0 };
	size_t i;

	for (i = 0; i + n < tag.len; i++) {
		if (strncasecmp(tag.p + i, name, n) != 0)
			continue;
		v = span_from(tag, i + n);
		while (v.len > 0 && span_is_blank(v.p[0]))
			v = span_from(v, 1);
		if (!span_take(&v, "="))
			continue;
		while (v.len > 0 && (span_is_blank(v.p[0]) ||
		    v.p[0] == '"' || v.p[0] == '\''))
			v = span_from(v, 1);
		for (i = 0; i < v.len && v.p[i] != '"' &&
		    v.p[i] != '\'' && v.p[i] != ';' && v.p[i] != '>' &&
		    v.p[i] != '?' && !span_is_blank(v.p[i]); i++)
			;
		return (struct span){ v.p, i };
	}
	return (struct span){ 0 };
}

/* The tag that s begins with, up to its end. */
static struct span
tag_at(struct span s)
{
	const char *gt = memchr(s.p, '>', s.len);

	return (struct span){ s.p, gt == NULL ? s.len :
	    (size_t)(gt - s.p) + 1 };
}

/* The label that the document gives itself; .p NULL: none. */
static struct span
find_label(struct span s)
{
	const char *lt;
	struct span tag, label = { 0 };

	if (s.len > PRESCAN)
		s.len = PRESCAN;
	while (s.len > 0 && span_is_blank(s.p[0]))
		s = span_from(s, 1);
	if (span_begins(s, "<?xml"))
		label = value_in(tag_at(s), "encoding");
	while (label.p == NULL && s.len > 0 &&
	    (lt = memchr(s.p, '<', s.len)) != NULL) {
		s = span_from(s, (size_t)(lt - s.p));
		if (span_begins(s, "<!--")) {
			lt = memmem(s.p, s.len, "-->", 3);
			s = span_from(s, lt == NULL ? s.len :
			    (size_t)(lt - s.p));
			continue;
		}
		tag = tag_at(s);
		if (tag.len > 6 && strncasecmp(tag.p, "<meta", 5) == 0 &&
		    (span_is_blank(tag.p[5]) || tag.p[5] == '/'))
			label = value_in(tag, "charset");
		s = span_from(s, 1);
	}
	return label;
}

/* Appends UTF-8 to `to`; invalid bytes become U+FFFD, and are counted. */
static size_t
repair(struct buf *to, struct span s)
{
	size_t good, bad = 0;

	while ((good = utf8_valid(s.p, s.len)) < s.len) {
		buf_add(to, s.p, good);
		buf_puts(to, UTF8_REPLACEMENT);
		s = span_from(s, good + 1);
		bad++;
	}
	buf_add(to, s.p, s.len);
	return bad;
}

/*
 * Appends s, in the encoding called name, to `to`, as UTF-8; bytes that
 * cannot be decoded become U+FFFD.  How many: SIZE_MAX if there is no such
 * encoding.
 */
static size_t
convert(struct buf *to, struct span s, const char *name)
{
	char out[32768], *in, *o;
	size_t left, room, bad = 0, r;
	iconv_t cd;
	int error;

	if (strcasecmp(name, "UTF-8") == 0)
		return repair(to, s);
	if ((cd = iconv_open("UTF-8", name)) == (iconv_t)-1)
		return SIZE_MAX;
	/* iconv does not write to what it reads. */
	memcpy(&in, &s.p, sizeof(in));
	left = s.len;
	do {
		o = out;
		room = sizeof(out);
		r = iconv(cd, &in, &left, &o, &room);
		error = r == (size_t)-1 ? errno : 0;
		if (error == 0)
			(void)iconv(cd, NULL, NULL, &o, &room);
		bad += repair(to, (struct span){ out, sizeof(out) - room });
		if (error == EILSEQ || error == EINVAL) {
			(void)iconv(cd, NULL, NULL, NULL, NULL);
			buf_puts(to, UTF8_REPLACEMENT);
			bad++;
			in++;
			left--;
		}
	} while (error != 0 && (left > 0 || error == E2BIG));
	iconv_close(cd);
	return bad;
}

/* How many bytes of s are not ASCII. */
static size_t
count_high(struct span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.len; i++)
		n += (unsigned char)s.p[i] >= 0x80;
	return n;
}

/* Sets c->name to the encoding of s by its characters. */
static void
detect(struct span s, struct html_charset *c)
{
	struct encoding e;
	struct buf b = { 0 };
	enum encoding_status status;

	buf_add(&b, s.p, s.len);
	status = encoding_decode(&b, ENCODING_AUTO, &e);
	(void)strlcpy(c->name, status == ENCODING_OK ||
	    status == ENCODING_BAD ? e.name : "CP1252", CHARSET_NAME);
	c->guessed = true;
	buf_free(&b);
}

/*
 * Whether the label, in c->name, is to be believed: most bytes decode, and
 * a page that claims to be Latin-1, as editors write unasked, is not plainly
 * Chinese.  If so, s is converted to `to`.
 */
static bool
try_label(struct buf *to, struct span s, struct html_charset *c)
{
	if (c->name[0] == '\0' || strcasecmp(c->name, "UTF-8") == 0)
		return false;
	if (strcmp(c->name, "CP1252") == 0 && declared_oriental(s) != NULL)
		return false;
	c->replaced = convert(to, s, c->name);
	if (c->replaced == 0 || (c->replaced != SIZE_MAX &&
	    c->replaced <= 1 + count_high(s) / 100))
		return true;
	buf_clear(to);
	return false;
}

static void
drop_nuls(struct buf *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->len; i++)
		if (b->data[i] != '\0')
			b->data[n++] = b->data[i];
	b->len = n;
}

/*
 * Whether s is in the encoding that it declares itself, if that is neither
 * UTF-8 nor Latin-1, which c->name becomes; then s is converted to `to`.
 */
static bool
try_own(struct buf *to, struct span s, struct html_charset *c)
{
	charset_name(find_label(s), c->name);
	return strcmp(c->name, "CP1252") != 0 && try_label(to, s, c);
}

/*
 * Whether s is in the encoding that was declared, or, if that is Latin-1, which
 * servers declare unasked, in its own.  c->name becomes it; then s may be
 * converted to `to`.
 */
static bool
try_declared(struct buf *to, struct span s, const char *declared,
    struct html_charset *c)
{
	/* A page in UTF-16 has NULs: it is known by them, or is not in it. */
	if (declared == NULL || strncasecmp(declared, "UTF-16", 6) == 0 ||
	    !declared_fits(s, declared))
		return false;
	if (strcmp(declared, "CP1252") == 0 && try_own(to, s, c))
		return true;
	(void)strlcpy(c->name, declared, CHARSET_NAME);
	return strcasecmp(declared, "UTF-8") == 0 || try_label(to, s, c);
}

/* Sets c->name to the encoding of b, and may convert it to `to`. */
static void
find(struct buf *b, struct buf *to, const char *declared,
    struct html_charset *c)
{
	struct span s = buf_span(b);
	struct declared_utf8 u;
	const char *name;

	if ((name = encoding_marked(s)) == NULL &&
	    memchr(s.p, '\0', s.len) != NULL) {
		name = wide_order(s.p, s.len);
		if (name == NULL)
			drop_nuls(b);
		s = buf_span(b);
	}
	if (name != NULL) {
		(void)strlcpy(c->name, name, CHARSET_NAME);
		return;
	}
	if (try_declared(to, s, declared, c))
		return;
	charset_name(find_label(s), c->name);
	u = declared_count(s);
	if (u.bad * 20 <= u.many && strncmp(c->name, "ISO-2022", 8) != 0)
		(void)strlcpy(c->name, "UTF-8", CHARSET_NAME);
	else if (!try_label(to, s, c))
		detect(s, c);
}

void
html_decode(struct buf *b, const char *name, const char *declared,
    struct html_charset *c)
{
	struct buf to = { 0 };
	struct span s;

	*c = (struct html_charset){ .name = "UTF-8" };
	if (b->len == 0)
		return;
	if (name != NULL && strcmp(name, ENCODING_AUTO) != 0)
		charset_name(span_of(name), c->name);
	else
		find(b, &to, declared, c);
	if (c->name[0] == '\0')
		(void)strlcpy(c->name, "UTF-8", CHARSET_NAME);
	s = buf_span(b);
	if (to.len == 0 && (strcmp(c->name, "UTF-8") != 0 ||
	    utf8_valid(s.p, s.len) < s.len))
		c->replaced = convert(&to, s, c->name);
	if (to.len > 0) {
		buf_free(b);
		*b = to;
	}
	if (b->len > 0 && memchr(b->data, '\0', b->len) != NULL)
		drop_nuls(b);
	s = buf_span(b);
	if (span_take(&s, UTF8_BOM)) {
		memmove(b->data, s.p, s.len);
		b->len = s.len;
	}
}
