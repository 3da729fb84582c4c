/* Makes items clean, keeps them, and compares them. */
#include "items.h"

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "marker.h"
#include "noise.h"
#include "strip.h"
#include "text/html.h"

/* Quotes that may stand around an item. */
static const struct {
	const char *open, *close;
} wraps[] = { { "\"", "\"" }, { "'", "'" }, { "“", "”" }, { "‘", "’" },
	{ "「", "」" }, { "『", "』" }, { "`", "`" }, { "__", "__" },
	{ "*", "*" }, { "_", "_" }, { "”", "”" }, { "“", "“" } };

static const char *const separators[] = { ",", "，", "、", ";", "；" };

/* Whether a byte may begin a quote: most items begin with another. */
static bool
may_wrap(char c)
{
	return c == '\342' || c == '\343' || c == '"' || c == '\'' ||
	    c == '`' || c == '_' || c == '*';
}

/* Takes a pair of quotes off, if they belong together.  Whether it did. */
static bool
unwrap(struct span *s)
{
	size_t i, open, close;
	const char *in;

	if (s->len == 0 || !may_wrap(*s->p))
		return false;
	for (i = 0; i < LEN(wraps); i++) {
		if (*wraps[i].open != *s->p)
			continue;
		open = strlen(wraps[i].open);
		close = strlen(wraps[i].close);
		if (s->len < open + close ||
		    !span_begins(*s, wraps[i].open) ||
		    !span_ends(*s, wraps[i].close))
			continue;
		in = s->p + open;
		if (memmem(in, s->len - open - close, wraps[i].open, open) !=
		    NULL || memmem(in, s->len - open - close,
		    wraps[i].close, close) != NULL)
			continue;
		s->p = in;
		s->len -= open + close;
		return true;
	}
	return false;
}

static bool
drop_separator(struct span *s)
{
	char last = s->len == 0 ? '\0' : s->p[s->len - 1];
	size_t i;

	/* The last bytes of the separators: most items end otherwise. */
	if (last != ',' && last != ';' && last != '\214' && last != '\201' &&
	    last != '\233')
		return false;
	for (i = 0; i < LEN(separators); i++)
		if (span_ends(*s, separators[i])) {
			s->len -= strlen(separators[i]);
			return true;
		}
	return false;
}

/* Whether a marker is one that may stand inside the quotes of an item. */
static bool
is_numbering(const struct marker *m)
{
	return m->style != MARK_NONE && m->style != MARK_SPACE &&
	    m->style != MARK_LETTER && m->style != MARK_ANSWER;
}

struct span
list_trim(struct span s, bool numbering)
{
	enum marker_style last = MARK_NONE;
	struct marker m;
	bool more = true;
	size_t len;
	int rounds;

	for (rounds = 0; more && rounds < 8; rounds++) {
		s = list_strip(s);
		while (drop_separator(&s))
			s = list_strip(s);
		more = unwrap(&s);
		if (more || !numbering)
			continue;
		len = marker_read(s, &m);
		if (len == 0 || !is_numbering(&m) || m.style == last)
			continue;
		last = m.style;
		s = span_from(s, len);
		more = true;
	}
	return list_strip(s);
}

bool
list_are_questions(const struct list *l, size_t from, size_t to)
{
	size_t i, asking = 0;

	for (i = from; i < to; i++)
		asking += noise_asks(list_text(l, i));
	return to > from && 2 * asking >= to - from;
}

/*
 * Writes a code point to out (room for 4 bytes) as it goes into an item:
 * a control or invisible character as nothing, white space as a blank, an
 * invalid code point as U+FFFD.  Returns the length.
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

/* Reads \uXXXX, two of them, \xXX or \UXXXXXXXX.  Its length, or 0. */
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
 * Undoes the escape at s; its text goes to out.  Returns its length, or 0
 * for one that stays as it is: escapes of neither Python nor JSON, and \b
 * and \f, which are more often TeX than control characters.
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
list_undo_entities(struct buf *b, struct span s)
{
	char out[4];
	size_t len, outlen;
	const char *amp;

	while ((amp = s.len == 0 ? NULL : memchr(s.p, '&', s.len)) != NULL) {
		buf_add(b, s.p, (size_t)(amp - s.p));
		s = span_from(s, (size_t)(amp - s.p));
		if ((len = undo_entity(s.p, s.len, out, &outlen)) > 0)
			buf_add(b, out, outlen);
		else {
			buf_addc(b, '&');
			len = 1;
		}
		s = span_from(s, len);
	}
	buf_add(b, s.p, s.len);
}

/*
 * The length of the <br>, <br />, </br>, <p> or </p> at s.p, its angle
 * brackets perhaps &lt; and &gt;; or 0.
 */
static size_t
break_tag(struct span s)
{
	size_t i = span_begins(s, "<") ? 1 : span_begins(s, "&lt;") ? 4 : 0;
	const char *close = i == 4 ? "&gt;" : ">";

	if (i == 0 || s.len < i + 2)
		return 0;
	i += s.p[i] == '/';
	if ((s.p[i] | 0x20) == 'b' && i + 1 < s.len && (s.p[i + 1] | 0x20) ==
	    'r')
		i += 2;
	else if ((s.p[i] | 0x20) == 'p')
		i++;
	else
		return 0;
	while (i < s.len && s.p[i] == ' ')
		i++;
	i += i < s.len && s.p[i] == '/';
	return span_begins(span_from(s, i), close) ? i + strlen(close) : 0;
}

size_t
list_break(struct span s, size_t i)
{
	size_t len = break_tag(span_from(s, i)), n;
	struct span before = list_strip((struct span){ s.p, i });
	struct span after = len == 0 ? s : list_strip(span_from(s, i + len));
	struct marker m;

	if (len == 0)
		return 0;
	/* Who writes &lt;br&gt; may mean the tag itself. */
	if (before.len == 0 || after.len == 0)
		return s.p[i] == '<' ? len : 0;
	if (noise_ends(before) || span_ends(before, ">") ||
	    span_ends(before, ":") || span_ends(before, "：") ||
	    break_tag(after) > 0)
		return len;
	n = marker_read(after, &m);
	return n > 0 && m.style != MARK_SPACE ? len : 0;
}

/* A text that is copied into one line. */
struct copy {
	struct buf *b;
	struct span s;
	unsigned int how;
	size_t start;	/* of the copy, in b */
	bool bold;	/* a ** was left out; its twin comes later */
	bool plain;	/* no ** with a twin is left */
};

/*
 * The length of two stars or more that open or close bold type, or 0: 2**3
 * and a single **kwargs are not bold.
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

/* Appends a blank, unless the copy begins here or ends with a blank. */
static void
put_blank(struct copy *c)
{
	if (c->b->len > c->start && c->b->data[c->b->len - 1] != ' ')
		buf_addc(c->b, ' ');
}

/*
 * Looks at the odd byte at i.  Returns the number of bytes that out stands
 * for in the copy, or 0 if the byte stays.
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
		if ((len = list_break(c->s, i)) > 0) {
			out[0] = ' ';
			*outlen = 1;
			return len;
		}
		return undo_entity(s, n, out, outlen);
	case '*':
		return bold_stars(c, i);
	case '<':
		out[0] = ' ';
		*outlen = 1;
		return list_break(c->s, i);
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
	return *outlen == len ? 0 : len;
}

/*
 * Bytes that list_copy must look at.  The last three are the first bytes of
 * invisible characters.
 */
static const bool odd[256] = {
	[0x00] = true, [0x01] = true, [0x02] = true, [0x03] = true,
	[0x04] = true, [0x05] = true, [0x06] = true, [0x07] = true,
	[0x08] = true, [0x09] = true, [0x0a] = true, [0x0b] = true,
	[0x0c] = true, [0x0d] = true, [0x0e] = true, [0x0f] = true,
	[0x10] = true, [0x11] = true, [0x12] = true, [0x13] = true,
	[0x14] = true, [0x15] = true, [0x16] = true, [0x17] = true,
	[0x18] = true, [0x19] = true, [0x1a] = true, [0x1b] = true,
	[0x1c] = true, [0x1d] = true, [0x1e] = true, [0x1f] = true,
	[0x7f] = true, ['\\'] = true, ['&'] = true, ['*'] = true, ['<'] = true,
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
		if (span_is_blank(s.p[i])) {
			while (i + len < s.len && span_is_blank(s.p[i + len]))
				len++;
			outlen = 1;
			out[0] = ' ';
		} else if ((len = odd_byte(&c, i, out, &outlen)) == 0) {
			/* Stars that are not bold stay, all of the run. */
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
	if (l->n == l->size) {
		l->size = l->size * 2 + 64;
		l->item = xreallocarray(l->item, l->size, sizeof(*l->item));
	}
	l->item[l->n++] = (struct list_item){ at, len, 0 };
}

void
list_push_object(struct list *l, size_t at, size_t len,
    const struct list_object *o, const struct list_value *value)
{
	size_t i, n = l->members->n;

	if (l->objects == l->objects_size) {
		l->objects_size = l->objects_size * 2 + 64;
		l->object = xreallocarray(l->object, l->objects_size,
		    sizeof(*l->object));
	}
	if (l->values + n > l->values_size) {
		l->values_size = l->values_size * 2 + 16 * n;
		l->value = xreallocarray(l->value, l->values_size,
		    sizeof(*l->value));
	}
	list_push(l, at, len);
	l->item[l->n - 1].object = l->objects;
	l->object[l->objects] = *o;
	l->object[l->objects++].first = l->values;
	for (i = 0; i < n; i++)
		l->value[l->values++] = value[i];
}

const struct list_object *
list_object(const struct list *l, size_t i)
{
	return &l->object[l->item[i].object];
}

bool
list_add(struct list *l, struct span s, unsigned int how)
{
	size_t at = list_copy(l, s, how);
	struct span text = span_from(buf_span(&l->text), at);

	text = (how & CLEAN_ONLY) != 0 ? list_strip(text) :
	    list_trim(text, true);
	if (!noise_has_word(text) ||
	    ((how & CLEAN_ONLY) == 0 && noise_counts(text))) {
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

struct span
list_text(const struct list *l, size_t i)
{
	return (struct span){ l->text.data + l->item[i].at, l->item[i].len };
}

/* FNV-1a, over words of eight bytes. */
static size_t
hash(struct span s)
{
	uint64_t h = UINT64_C(14695981039346656037), w;

	for (; s.len >= 8; s.p += 8, s.len -= 8) {
		memcpy(&w, s.p, 8);
		h = (h ^ w) * UINT64_C(1099511628211);
		h ^= h >> 32;
	}
	for (w = 0; s.len > 0; s.p++, s.len--)
		w = w << 8 | (unsigned char)*s.p;
	h = (h ^ w) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 29);
}

/*
 * Empties the hash table and gives it room for all items.  Returns its
 * size, a power of two, less one.
 */
static size_t
make_table(struct list *l)
{
	size_t size = 64;

	while (size < l->n * 2)
		size *= 2;
	if (size > l->slots) {
		l->slot = xreallocarray(l->slot, size, sizeof(*l->slot));
		l->slots = size;
	}
	memset(l->slot, 0, size * sizeof(*l->slot));
	return size - 1;
}

/* Whether an item equals one in the table; if not, it is put there. */
static bool
seen(struct list *l, size_t i, size_t mask)
{
	struct span s = list_text(l, i);
	size_t at;

	for (at = hash(s) & mask; l->slot[at] != 0; at = (at + 1) & mask)
		if (span_same(s, list_text(l, l->slot[at] - 1)))
			return true;
	l->slot[at] = i + 1;
	return false;
}

size_t
list_unique(struct list *l)
{
	size_t i, kept = 0, all = l->n, mask = make_table(l);

	for (i = 0; i < all; i++) {
		l->item[kept] = l->item[i];
		if (!seen(l, kept, mask))
			kept++;
	}
	l->n = kept;
	return all - kept;
}

void
list_free(struct list *l)
{
	buf_free(&l->text);
	buf_free(&l->undone);
	buf_free(&l->unquoted);
	buf_free(&l->inner);
	free(l->item);
	free(l->line);
	free(l->object);
	free(l->value);
	free(l->slot);
	*l = (struct list){ 0 };
}
