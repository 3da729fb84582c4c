/* Reads HTML's character references, such as &amp; and &#39;. */
#include "html.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"

/* The longest reference that is read, from & to ;, in bytes: "&#x10ffff;" */
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

/* The number that "39" or "x27" gives.  False if s is not a number. */
static bool
read_number(struct span s, uint32_t *cp)
{
	size_t i;

	if (s.len > 0 && (*s.p == 'x' || *s.p == 'X'))
		return s.len > 1 &&
		    hex_read(s.p + 1, s.len - 1, 8, cp) == s.len - 1;
	for (*cp = 0, i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*cp = *cp * 10 + (uint32_t)(s.p[i] - '0');
	}
	return s.len > 0;
}

size_t
html_entity(struct span s, uint32_t *cp)
{
	const size_t most = s.len < ENTITY_MAX ? s.len : ENTITY_MAX;
	const char *end;
	struct span name;
	size_t i;

	if (s.len == 0 || *s.p != '&' ||
	    (end = memchr(s.p, ';', most)) == NULL)
		return 0;
	name = (struct span){ s.p + 1, (size_t)(end - s.p) - 1 };
	if (span_take(&name, "#"))
		return read_number(name, cp) ? (size_t)(end - s.p) + 1 : 0;
	for (i = 0; i < LEN(entities); i++)
		if (span_is(name, entities[i].name)) {
			*cp = entities[i].cp;
			return (size_t)(end - s.p) + 1;
		}
	return 0;
}
