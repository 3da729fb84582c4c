#include "chat.h"

#include "base/utf8.h"

void
chat_message(struct buf *b, const char *role, struct span content)
{
	if (b->len > 0 && b->data[b->len - 1] != '[')
		buf_addc(b, ',');
	buf_puts(b, "{\"role\":");
	json_put(b, role);
	buf_puts(b, ",\"content\":");
	json_put_string(b, content.p, content.len);
	buf_addc(b, '}');
}

/* Ideographs and what is set among them: kana, Hangul, wide punctuation. */
static bool
is_wide(uint32_t cp)
{
	return (cp >= 0x2e80 && cp <= 0x9fff) ||
	    (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) ||
	    (cp >= 0xff00 && cp <= 0xffef) || (cp >= 0x20000 && cp <= 0x3ffff);
}

/* What an escape, of s's first bytes, says; its length is returned. */
static size_t
read_escape(struct span s, uint32_t *cp)
{
	uint32_t low;

	*cp = ' ';
	if (s.len < 2 || s.p[1] != 'u')
		return s.len < 2 ? 1 : 2;
	if ((*cp = json_hex4(s.p + 2, s.p + s.len)) == UINT32_MAX) {
		*cp = ' ';
		return 2;
	}
	if (*cp < 0xd800 || *cp > 0xdbff || s.len < 12)
		return 6;
	low = json_hex4(s.p + 8, s.p + s.len);
	if (low < 0xdc00 || low > 0xdfff)
		return 6;
	*cp = 0x10000 + ((*cp - 0xd800) << 10) + (low - 0xdc00);
	return 12;
}

size_t
chat_estimate(struct span json)
{
	size_t tokens = 0, bytes = 0, len, i;
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
			len = read_escape((struct span){ json.p + i,
			    json.len - i }, &cp);
		else if (cp >= 0x80 && (len = utf8_decode(json.p + i,
		    json.len - i, &cp)) == 0) {
			len = 1;
			cp = ' ';
		}
		if (is_wide(cp))
			tokens++;
		else
			bytes += cp < 0x80 ? 1 : utf8_encode(out, cp);
	}
	return tokens + (bytes + 3) / 4;
}
