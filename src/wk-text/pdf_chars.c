/* Makes the characters of a PDF plain, and tells their kinds. */
#include "pdf_chars.h"

#include "base/utf8.h"
#include "pdf_forms.h"

/* Whether cp stands in text for nothing that is read. */
static bool
is_dropped(uint32_t cp)
{
	return (cp < 0x20 && cp != '\n' && cp != '\t') || cp == 0x7f ||
	    cp == 0xad || (cp >= 0x202a && cp <= 0x202e) ||
	    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

static bool
is_private(uint32_t cp)
{
	return (cp >= 0xe000 && cp <= 0xf8ff) || cp >= 0xf0000;
}

void
pdf_chars_put(struct buf *b, struct span s, struct pdf_count *count)
{
	uint32_t cp;
	size_t i = 0, n;

	while (i < s.len) {
		/* Most text is ASCII. */
		for (n = i; n < s.len && (unsigned char)s.p[n] < 0x7f &&
		    (unsigned char)s.p[n] >= ' '; n++)
			count->visible += s.p[n] != ' ';
		buf_add(b, s.p + i, n - i);
		if ((i = n) == s.len)
			break;
		if ((n = utf8_decode(s.p + i, s.len - i, &cp)) == 0) {
			cp = 0xfffd;
			n = 1;
			buf_puts(b, UTF8_REPLACEMENT);
		} else if (cp >= 0x2e80 && (cp < 0x3000 || cp >= 0xfb00))
			pdf_forms_put(b, cp, (struct span){ s.p + i, n });
		else if (!is_dropped(cp))
			buf_add(b, s.p + i, n);
		count->visible += utf8_isvisible(cp);
		count->unreadable += cp == 0xfffd || is_private(cp);
		i += n;
	}
}

bool
pdf_is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x9fff) || (cp >= 0x3040 && cp <=
	    0x30ff) || (cp >= 0x3005 && cp <= 0x3007) || (cp >= 0xf900 && cp <=
	    0xfaff) || (cp >= 0x31f0 && cp <= 0x31ff) || (cp >= 0x2e80 && cp <=
	    0x2fdf) || (cp >= 0x20000 && cp <= 0x3ffff);
}

bool
pdf_is_wide_mark(uint32_t cp)
{
	return (cp >= 0x3001 && cp <= 0x3003) || (cp >= 0x3008 && cp <=
	    0x3011) || (cp >= 0x3014 && cp <= 0x301f) || (cp >= 0xff01 && cp <=
	    0xff0f) || (cp >= 0xff1a && cp <= 0xff20) || (cp >= 0xff3b && cp <=
	    0xff3d) || (cp >= 0xff5b && cp <= 0xff65);
}

uint32_t
pdf_first(struct span s)
{
	uint32_t cp;

	return utf8_decode(s.p, s.len, &cp) == 0 ? 0 : cp;
}

uint32_t
pdf_last(struct span s)
{
	uint32_t cp;

	return utf8_decode_last(s.p, s.len, &cp) == 0 ? 0 : cp;
}

size_t
pdf_width(struct span s)
{
	size_t i, width = 0;
	unsigned char c;

	/* A character of three bytes or more is Han, near enough. */
	for (i = 0; i < s.len; i++) {
		c = (unsigned char)s.p[i];
		width += c < 0x80 || (c >= 0xc0 && c < 0xe0) ? 1 :
		    c >= 0xe3 ? 2 : c == 0xe2;
	}
	return width;
}
