#include <stdlib.h>
#include <string.h>

#include "list_parts.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "text/html.h"

/*
 * The text of one code point, as it goes into a line: controls are
 * dropped, white space is a blank.  Its length.
 */
static size_t
put_point(char *out, uint32_t cp)
{
	if (cp == '\t' || cp == '\n' || cp == '\r' || cp == '\v' ||
	    cp == '\f' || cp == 0x85 || cp == 0xa0 || cp == 0x2028 ||
	    cp == 0x2029) {
		out[0] = ' ';
		return 1;
	}
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xad ||
	    cp == 0x200b || cp == 0x200e || cp == 0x200f ||
	    (cp >= 0x202a && cp <= 0x202e) || cp == 0x2060 ||
	    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff)
		return 0;
	if ((cp >= 0xd800 && cp <= 0xdfff) || cp > 0x10ffff)
		cp = 0xfffd;
	return utf8_encode(out, cp);
}

/* \uXXXX, a pair of them, \xXX and \UXXXXXXXX.  0 if it is none of them. */
static size_t
point_escape(const char *s, size_t n, uint32_t *cp)
{
	switch (s[1]) {
	case 'u':
		return hex_escape(s, n, cp);
	case 'x':
		return hex_read(s + 2, n - 2, 2, cp) == 2 ? 4 : 0;
	case 'U':
		return hex_read(s + 2, n - 2, 8, cp) == 8 ? 10 : 0;
	default:
		return 0;
	}
}

/*
 * The escape at s.  What neither language has, and \b and \f, stay as they
 * are: they are more often TeX than control characters.
 */
static size_t
undo_escape(const char *s, size_t n, char *out, size_t *outlen)
{
	uint32_t cp;
	size_t len;

	if (n < 2)
		return 0;
	if (strchr("\"'\\/", s[1]) != NULL && s[1] != '\0') {
		out[0] = s[1];
		*outlen = 1;
		return 2;
	}
	if (s[1] == 'n' || s[1] == 'r' || s[1] == 't' || s[1] == '\n') {
		out[0] = ' ';
		*outlen = s[1] != '\n';
		return 2;
	}
	if ((unsigned char)s[1] == 0xe2 && n >= 4 && s[2] == '\200') {
		*outlen = 0;	/* a backslash before “ ” ‘ ’ */
		return 1;
	}
	if ((len = point_escape(s, n, &cp)) > 0)
		*outlen = put_point(out, cp);
	return len;
}

/* The HTML entity at s: its length, or 0; its text goes to out. */
static size_t
undo_entity(const char *s, size_t n, char *out, size_t *outlen)
{
	uint32_t cp;
	size_t len = html_entity((struct span){ s, n }, &cp);

	if (len > 0)
		*outlen = put_point(out, cp);
	return len;
}

void
list_undo(struct buf *b, struct span s)
{
	char out[4];
	size_t len, outlen;
	const char *amp;

	while ((amp = s.len == 0 ? NULL : memchr(s.p, '&', s.len)) != NULL) {
		buf_add(b, s.p, (size_t)(amp - s.p));
		s.len -= (size_t)(amp - s.p);
		s.p = amp;
		if ((len = undo_entity(s.p, s.len, out, &outlen)) > 0)
			buf_add(b, out, outlen);
		else
			buf_addc(b, s.p[(len = 1) - 1]);
		s.p += len;
		s.len -= len;
	}
	buf_add(b, s.p, s.len);
}

/* Copying of a text into one line. */
struct copy {
	struct buf *b;
	struct span s;
	unsigned int how;
	size_t start;	/* of the copy, in b */
	bool bold;	/* a ** was left out, and its twin is to come */
	bool plain;	/* there is no more ** that has a twin */
};

/*
 * Two stars or more that open or close bold type: their length, or 0.
 * 2**3 and a single **kwargs are none.
 */
static size_t
bold_stars(struct copy *c, size_t i)
{
	const char *s = c->s.p;
	size_t n = c->s.len, len = 0;

	while (i + len < n && s[i + len] == '*')
		len++;
	if (len < 2 || c->plain || (c->how & CLEAN_ONLY) != 0)
		return 0;
	if (c->bold) {
		c->bold = false;
		return len;
	}
	if (i + len == n || s[i + len] == ' ' ||
	    (i > 0 && s[i - 1] >= '0' && s[i - 1] <= '9'))
		return 0;
	if (memmem(s + i + len, n - i - len, "**", 2) == NULL) {
		c->plain = true;
		return 0;
	}
	c->bold = true;
	return len;
}

/* A blank, if there is not one already. */
static void
put_blank(struct copy *c)
{
	if (c->b->len > c->start && c->b->data[c->b->len - 1] != ' ')
		buf_addc(c->b, ' ');
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * What to do with the odd byte at i: returns how many bytes to take in
 * place of which out goes into the copy, or 0 if it stays.
 */
static size_t
odd_byte(struct copy *c, size_t i, char *out, size_t *outlen)
{
	const char *s = c->s.p + i;
	size_t n = c->s.len - i, len;
	uint32_t cp;

	*outlen = 0;
	switch (*s) {
	case '\\':
		return (c->how & CLEAN_ESCAPES) == 0 ? 0 :
		    undo_escape(s, n, out, outlen);
	case '&':
		return undo_entity(s, n, out, outlen);
	case '*':
		return bold_stars(c, i);
	case '\357':
		if (n < 2 || s[1] != '\273')
			return 0;
		break;
	case '\342':
		if (n < 2 || (s[1] != '\200' && s[1] != '\201'))
			return 0;
		break;
	default:
		break;
	}
	if ((len = utf8_decode(s, n, &cp)) == 0)
		return 0;
	*outlen = put_point(out, cp);
	if (*outlen == len)
		return 0;
	return len;
}

/* Bytes that list_copy must look at: the last three lead invisible ones. */
static const bool odd[256] = {
	[0x00] = true, [0x01] = true, [0x02] = true, [0x03] = true,
	[0x04] = true, [0x05] = true, [0x06] = true, [0x07] = true,
	[0x08] = true, [0x09] = true, [0x0a] = true, [0x0b] = true,
	[0x0c] = true, [0x0d] = true, [0x0e] = true, [0x0f] = true,
	[0x10] = true, [0x11] = true, [0x12] = true, [0x13] = true,
	[0x14] = true, [0x15] = true, [0x16] = true, [0x17] = true,
	[0x18] = true, [0x19] = true, [0x1a] = true, [0x1b] = true,
	[0x1c] = true, [0x1d] = true, [0x1e] = true, [0x1f] = true,
	[0x7f] = true, ['\\'] = true, ['&'] = true, ['*'] = true,
	[0xc2] = true, [0xe2] = true, [0xef] = true
};

size_t
list_copy(struct list *l, struct span s, unsigned int how)
{
	struct copy c = { &l->text, s, how, l->text.len, false, false };
	size_t i, run, len, outlen;
	char out[4];

	for (i = run = 0; i < s.len; i += len) {
		len = 1;
		if ((i = list_skip_han(s.p, i, s.len)) == s.len)
			break;
		if (!odd[(unsigned char)s.p[i]])
			continue;
		if (is_blank(s.p[i])) {
			while (i + len < s.len && is_blank(s.p[i + len]))
				len++;
			outlen = 1;
			out[0] = ' ';
		} else if ((len = odd_byte(&c, i, out, &outlen)) == 0) {
			/* A run of stars is looked at once. */
			for (len = 1; s.p[i] == '*' && i + len < s.len &&
			    s.p[i + len] == '*'; len++)
				;
			continue;
		}
		buf_add(&l->text, s.p + run, i - run);
		run = i + len;
		if (outlen == 1 && out[0] == ' ')
			put_blank(&c);
		else
			buf_add(&l->text, out, outlen);
	}
	buf_add(&l->text, s.p + run, s.len - run);
	return c.start;
}

void
list_push(struct list *l, size_t at, size_t len)
{
	struct list_item *item;
	size_t size = l->size * 2 + 64;

	if (l->text.failed)
		return;
	if (l->n == l->size) {
		item = reallocarray(l->item, size, sizeof(*item));
		if (item == NULL) {
			l->text.failed = true;
			return;
		}
		l->item = item;
		l->size = size;
	}
	l->item[l->n++] = (struct list_item){ at, len };
}

bool
list_add(struct list *l, struct span s, unsigned int how)
{
	size_t at = list_copy(l, s, how);
	struct span text;

	if (l->text.failed)
		return false;
	text = (struct span){ l->text.data + at, l->text.len - at };
	text = (how & CLEAN_ONLY) != 0 ? list_strip(text) :
	    list_trim(text, true);
	if (text.len == 0) {
		l->text.len = at;
		return false;
	}
	at = (size_t)(text.p - l->text.data);
	l->text.len = at + text.len;
	list_push(l, at, text.len);
	return true;
}

void
list_drop(struct list *l, size_t n)
{
	if (n < l->n)
		l->n = n;
}

void
list_close_up(struct list *l, size_t to, size_t from)
{
	if (to == from)
		return;
	memmove(l->item + to, l->item + from,
	    (l->n - from) * sizeof(*l->item));
	l->n -= from - to;
}
