/* Counts the characters of a JSON text that tokens are estimated from. */
#include "tokens.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/hex.h"
#include "base/utf8.h"

/* Whether cp is an ideograph, kana, Hangul or wide punctuation. */
static bool
is_wide(uint32_t cp)
{
	return (cp >= 0x2e80 && cp <= 0x9fff) ||
	    (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) ||
	    (cp >= 0xff00 && cp <= 0xffef) || (cp >= 0x20000 && cp <= 0x3ffff);
}

/*
 * Reads the escape that s begins with; returns its length in bytes.  *cp is
 * the code point, a space for \n, \" and the like.
 */
static size_t
read_escape(struct span s, uint32_t *cp)
{
	size_t len = hex_escape(s.p, s.len, cp);

	if (len > 0)
		return len;
	*cp = ' ';
	return s.len < 2 ? 1 : 2;
}

void
tokens_count(struct token_count *n, struct span json)
{
	size_t len, i;
	bool inside = false;
	char out[4];
	uint32_t cp;

	for (i = 0; i < json.len; i += len) {
		len = 1;
		cp = (unsigned char)json.p[i];
		if (cp == '"')
			inside = !inside;
		if (cp == '"' || !inside)
			continue;
		if (cp == '\\')
			len = read_escape(span_from(json, i), &cp);
		else if (cp >= 0x80 && (len = utf8_decode(json.p + i,
		    json.len - i, &cp)) == 0) {
			len = 1;
			cp = ' ';
		}
		if (is_wide(cp))
			n->wide++;
		else
			n->bytes += cp < 0x80 ? 1 : utf8_encode(out, cp);
	}
}
