#include "serper_part.h"

#include <string.h>

#include "base/utf8.h"

/* The longest entity, its & and ; included, in bytes: "&thetasym;" */
#define ENTITY_MAX 10

static const struct {
	const char *name;
	uint32_t cp;
} entities[] = {
	{ "amp", '&' }, { "apos", '\'' }, { "bull", 0x2022 },
	{ "cent", 0xa2 }, { "copy", 0xa9 }, { "deg", 0xb0 },
	{ "divide", 0xf7 }, { "emsp", 0x2003 }, { "ensp", 0x2002 },
	{ "euro", 0x20ac }, { "frac12", 0xbd }, { "gt", '>' },
	{ "hellip", 0x2026 }, { "laquo", 0xab }, { "ldquo", 0x201c },
	{ "lsquo", 0x2018 }, { "lt", '<' }, { "mdash", 0x2014 },
	{ "middot", 0xb7 }, { "minus", 0x2212 }, { "nbsp", ' ' },
	{ "ndash", 0x2013 }, { "para", 0xb6 }, { "plusmn", 0xb1 },
	{ "pound", 0xa3 }, { "quot", '"' }, { "raquo", 0xbb },
	{ "rdquo", 0x201d }, { "reg", 0xae }, { "rsquo", 0x2019 },
	{ "sect", 0xa7 }, { "shy", 0xad }, { "sup2", 0xb2 },
	{ "thinsp", 0x2009 }, { "times", 0xd7 }, { "trade", 0x2122 },
	{ "yen", 0xa5 }, { "zwj", 0x200d }, { "zwnj", 0x200c },
};

static int
digit(char c, uint32_t base)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The number of "#39" or "#x27"; false if it names no character. */
static bool
read_number(const char *p, size_t n, uint32_t *cp)
{
	uint32_t base = 10;
	size_t i = 1;
	int d;

	if (n > 1 && (p[1] == 'x' || p[1] == 'X')) {
		base = 16;
		i = 2;
	}
	if (i == n)
		return false;
	for (*cp = 0; i < n; i++) {
		if ((d = digit(p[i], base)) == -1)
			return false;
		*cp = *cp * base + (uint32_t)d;
		if (*cp > 0x10ffff)
			return false;
	}
	return *cp < 0xd800 || *cp > 0xdfff;
}

/* The entity that s, which starts with &, begins with: its length, or 0. */
static size_t
entity_at(struct span s, uint32_t *cp)
{
	const size_t most = s.len < ENTITY_MAX ? s.len : ENTITY_MAX;
	const char *end = memchr(s.p, ';', most), *name = s.p + 1;
	size_t i, n;

	if (end == NULL || end == name)
		return 0;
	n = (size_t)(end - name);
	if (*name == '#')
		return read_number(name, n, cp) ? n + 2 : 0;
	for (i = 0; i < LEN(entities); i++)
		if (strlen(entities[i].name) == n &&
		    memcmp(entities[i].name, name, n) == 0) {
			*cp = entities[i].cp;
			return n + 2;
		}
	return 0;
}

/* What does not show, or turns the text around it. */
static bool
is_hidden(uint32_t cp)
{
	return (cp >= 0x7f && cp < 0xa0) || cp == 0xad || cp == 0x61c ||
	    cp == 0x200b || cp == 0x200e || cp == 0x200f ||
	    (cp >= 0x202a && cp <= 0x202e) || cp == 0x2060 ||
	    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff ||
	    (cp >= 0xfff9 && cp <= 0xfffb) || (cp & 0xfffe) == 0xfffe;
}

static void
clean(struct buf *b, struct span s, size_t most, bool decode)
{
	const size_t start = b->len;
	size_t i, n, count = 0;
	bool blank = false;
	uint32_t cp;
	char c[4];

	for (i = 0; i < s.len && count < most; i += n) {
		n = 0;
		if (decode && s.p[i] == '&')
			n = entity_at((struct span){ s.p + i, s.len - i }, &cp);
		if (n == 0 && (n = utf8_decode(s.p + i, s.len - i, &cp)) == 0)
			return;	/* it was to be valid */
		if (cp < ' ' || utf8_isspace(cp)) {
			blank = true;
			continue;
		}
		if (is_hidden(cp))
			continue;
		if (blank && b->len > start) {
			if (++count == most)
				return;
			buf_addc(b, ' ');
		}
		blank = false;
		buf_add(b, c, utf8_encode(c, cp));
		count++;
	}
}

void
serper_clean(struct buf *b, struct span s, size_t most)
{
	clean(b, s, most, true);
}

void
serper_one_line(struct buf *b, struct span s, size_t most)
{
	clean(b, s, most, false);
}
