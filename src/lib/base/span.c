/* The functions on spans that are too long for span.h. */
#include "span.h"

struct span
span_strip(struct span s)
{
	while (s.len > 0 && span_is_blank(s.p[s.len - 1]))
		s.len--;
	while (s.len > 0 && span_is_blank(*s.p))
		s = span_from(s, 1);
	return s;
}

bool
span_line(struct span *s, struct span *line)
{
	const char *end;

	if (s->len == 0)
		return false;
	end = memchr(s->p, '\n', s->len);
	line->p = s->p;
	line->len = end == NULL ? s->len : (size_t)(end - s->p);
	*s = span_from(*s, line->len + (end != NULL));
	if (end != NULL && line->len > 0 && line->p[line->len - 1] == '\r')
		line->len--;
	return true;
}
