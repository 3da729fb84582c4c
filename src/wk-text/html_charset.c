/* Finds the encoding of an HTML document, and converts it to UTF-8. */
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "html_tree.h"
#include "text/encoding.h"
#include "text/guess.h"
#include "text/unicode.h"

/* A meta element further down is not looked at. */
#define PRESCAN ((size_t)64 * 1024)

/* What browsers take a label for (WHATWG, Encoding, 4.2). */
static const struct label {
	const char *label, *name;
} labels[] = {
	{ "ascii", "CP1252" }, { "us-ascii", "CP1252" },
	{ "ansi_x3.4-1968", "CP1252" }, { "iso-8859-1", "CP1252" },
	{ "iso8859-1", "CP1252" }, { "iso_8859-1", "CP1252" },
	{ "latin1", "CP1252" }, { "latin-1", "CP1252" }, { "l1", "CP1252" },
	{ "windows-1252", "CP1252" }, { "cp1252", "CP1252" },
	{ "x-cp1252", "CP1252" },
	{ "iso-8859-9", "CP1254" }, { "iso8859-9", "CP1254" },
	{ "latin5", "CP1254" }, { "windows-1254", "CP1254" },
	{ "iso-8859-11", "CP874" }, { "tis-620", "CP874" },
	{ "windows-874", "CP874" }, { "dos-874", "CP874" },
	{ "iso-8859-8-i", "ISO-8859-8" }, { "logical", "ISO-8859-8" },
	{ "gb2312", "GB18030" }, { "gb_2312-80", "GB18030" },
	{ "gb_2312", "GB18030" }, { "csgb2312", "GB18030" },
	{ "chinese", "GB18030" }, { "gbk", "GB18030" },
	{ "x-gbk", "GB18030" }, { "gb18030", "GB18030" },
	{ "cp936", "GB18030" }, { "ms936", "GB18030" },
	{ "iso-ir-58", "GB18030" }, { "euc-cn", "GB18030" },
	{ "big5", "BIG5-HKSCS" }, { "big5-hkscs", "BIG5-HKSCS" },
	{ "cn-big5", "BIG5-HKSCS" }, { "csbig5", "BIG5-HKSCS" },
	{ "x-x-big5", "BIG5-HKSCS" }, { "cp950", "BIG5-HKSCS" },
	{ "shift_jis", "CP932" }, { "shift-jis", "CP932" },
	{ "sjis", "CP932" }, { "x-sjis", "CP932" }, { "ms_kanji", "CP932" },
	{ "windows-31j", "CP932" }, { "ms932", "CP932" },
	{ "csshiftjis", "CP932" },
	{ "euc-jp", "EUC-JP-MS" }, { "x-euc-jp", "EUC-JP-MS" },
	{ "cseucpkdfmtjapanese", "EUC-JP-MS" },
	{ "iso-2022-jp", "ISO-2022-JP" }, { "csiso2022jp", "ISO-2022-JP" },
	{ "euc-kr", "CP949" }, { "ks_c_5601-1987", "CP949" },
	{ "ks_c_5601-1989", "CP949" }, { "ks_c_5601", "CP949" },
	{ "ksc5601", "CP949" }, { "ksc_5601", "CP949" },
	{ "korean", "CP949" }, { "windows-949", "CP949" },
	{ "cseuckr", "CP949" }, { "iso-ir-149", "CP949" },
	{ "utf8", "UTF-8" }, { "unicode-1-1-utf-8", "UTF-8" },
	/* A document in which we can read this is not in UTF-16. */
	{ "utf-16", "UTF-8" }, { "utf-16le", "UTF-8" },
	{ "utf-16be", "UTF-8" }, { "unicode", "UTF-8" },
};

/* The name for iconv(3) of a label; "" if there is no such encoding. */
static void
name_of(struct span label, char name[HTML_CHARSET])
{
	size_t i;

	/* Of an e-mail in quoted-printable that nobody decoded. */
	if (label.len > 2 && strncasecmp(label.p, "3d", 2) == 0)
		label = span_from(label, 2);
	while (label.len > 0 && (label.p[0] == '"' || label.p[0] == '\'' ||
	    span_is_blank(label.p[0])))
		label = span_from(label, 1);
	name[0] = '\0';
	if (label.len >= HTML_CHARSET)
		return;
	for (i = 0; i < label.len; i++)
		name[i] = label.p[i];
	name[i] = '\0';
	for (i = 0; i < LEN(labels); i++)
		if (strcasecmp(name, labels[i].label) == 0) {
			(void)strlcpy(name, labels[i].name, HTML_CHARSET);
			return;
		}
	if (!encoding_known(name) || strcmp(name, ENCODING_AUTO) == 0)
		name[0] = '\0';
}

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

/* How many characters of s are UTF-8 beyond ASCII; how many bytes are bad. */
static size_t
count_utf8(struct span s, size_t *bad)
{
	size_t good, i, many = 0;

	for (*bad = 0; s.len > 0; s = span_from(s, good)) {
		good = utf8_valid(s.p, s.len);
		for (i = 0; i < good; i++)
			many += (unsigned char)s.p[i] >= 0xc0;
		if (good < s.len) {
			++*bad;
			good++;
		}
	}
	return many;
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

/* Whether s reads as Chinese, Japanese or Korean, in what encoding. */
static const char *
oriental(struct span s)
{
	struct guess guesses[GUESSES];
	size_t i;
	bool sense = false;

	for (i = 0; i < s.len && (unsigned char)s.p[i] < 0x80; i++)
		;
	if (i == s.len || guess_encodings(s.p + i, s.len - i, i, guesses,
	    &sense) == 0 || !sense || guesses[0].doubtful)
		return NULL;
	return guesses[0].name;
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
	    status == ENCODING_BAD ? e.name : "CP1252", HTML_CHARSET);
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
	if (strcmp(c->name, "CP1252") == 0 && oriental(s) != NULL)
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

/* Sets c->name to the encoding of b, and may convert it to `to`. */
static void
find(struct buf *b, struct buf *to, struct html_charset *c)
{
	struct span s = buf_span(b);
	const char *name;
	size_t bad, many;

	if ((name = encoding_marked(s)) == NULL &&
	    memchr(s.p, '\0', s.len) != NULL) {
		name = wide_order(s.p, s.len);
		if (name == NULL)
			drop_nuls(b);
		s = buf_span(b);
	}
	if (name != NULL) {
		(void)strlcpy(c->name, name, HTML_CHARSET);
		return;
	}
	name_of(find_label(s), c->name);
	many = count_utf8(s, &bad);
	if (bad * 20 <= many && strncmp(c->name, "ISO-2022", 8) != 0)
		(void)strlcpy(c->name, "UTF-8", HTML_CHARSET);
	else if (!try_label(to, s, c))
		detect(s, c);
}

void
html_decode(struct buf *b, const char *name, struct html_charset *c)
{
	struct buf to = { 0 };
	struct span s;

	*c = (struct html_charset){ .name = "UTF-8" };
	if (b->len == 0)
		return;
	if (name != NULL && strcmp(name, ENCODING_AUTO) != 0)
		name_of(span_of(name), c->name);
	else
		find(b, &to, c);
	if (c->name[0] == '\0')
		(void)strlcpy(c->name, "UTF-8", HTML_CHARSET);
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
