#include "serper_part.h"

#include <string.h>

#include "base/utf8.h"
#include "text/html.h"

/* The entity that s begins with: its length, or 0 if it is no character. */
static size_t
entity_at(struct span s, uint32_t *cp)
{
	const size_t n = html_entity(s, cp);

	if (n > 0 && (*cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff)))
		return 0;
	return n;
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
