/* Takes white space and invisible characters off the ends of a text. */
#include "strip.h"

#include <stdint.h>

#include "base/utf8.h"

static bool
invisible(uint32_t cp)
{
	return utf8_isspace(cp) || cp == 0x200b || cp == 0x200c ||
	    cp == 0x200d || cp == 0x2060 || cp == 0xfeff;
}

struct span
list_strip_ends(struct span s)
{
	uint32_t cp;
	size_t len;

	while (s.len > 0 && !list_begins_visible(*s.p) &&
	    (len = utf8_decode(s.p, s.len, &cp)) > 0 && invisible(cp))
		s = span_from(s, len);
	while (s.len > 0 && !list_ends_visible(s) &&
	    (len = utf8_decode_last(s.p, s.len, &cp)) > 0 && invisible(cp))
		s.len -= len;
	return s;
}
