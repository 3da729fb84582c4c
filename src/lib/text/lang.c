/* Distinguishes Chinese text from other text. */
#include "lang.h"

#include "base/utf8.h"

static bool
is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x4dbf) ||
	    (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0xf900 && cp <= 0xfaff) ||
	    (cp >= 0x20000 && cp <= 0x3ffff);
}

bool
lang_is_chinese(struct span s)
{
	size_t i, n, han = 0, letters = 0;
	uint32_t cp;

	for (i = 0; i < s.len; i += n) {
		if ((n = utf8_decode(s.p + i, s.len - i, &cp)) == 0)
			break;
		if (cp >= 0x3041 && cp <= 0x30fa)
			return false;	/* kana: Japanese */
		han += is_han(cp);
		letters += (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
	}
	return han > 0 && 4 * han >= letters;
}
