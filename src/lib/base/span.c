/* The functions on spans that are too long for span.h. */
#include "span.h"

size_t
span_one_of(struct span s, const char *const *strings, size_t n)
{
	size_t i;

	/* Most do not even have the first byte. */
	for (i = 0; i < n && s.len > 0; i++)
		if (*strings[i] == *s.p && span_begins(s, strings[i]))
			return strlen(strings[i]);
	return 0;
}

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
