/* Makes up questions and answers about the passage that a prompt holds. */
#include "stub.h"

#include <string.h>

#define PAIRS 4		/* at most */

struct span
next_line(struct span *s)
{
	const char *end = s->len > 0 ? memchr(s->p, '\n', s->len) : NULL;
	struct span line = { s->p, end == NULL ? s->len :
	    (size_t)(end - s->p) };
	size_t used = line.len + (end != NULL);

	s->p += used;
	s->len -= used;
	return line;
}

struct span
prompt_passage(struct span prompt)
{
	struct span rest = prompt, fence, line, later, found = prompt;
	const char *begin;

	while (rest.len > 0) {
		fence = next_line(&rest);
		if (fence.len < 3)
			continue;
		begin = rest.p;
		for (later = rest; later.len > 0;) {
			line = next_line(&later);
			if (line.len != fence.len ||
			    memcmp(line.p, fence.p, line.len) != 0)
				continue;
			found = (struct span){ begin,
			    (size_t)(line.p - begin) };
			begin = later.p;
		}
		if (begin != rest.p)
			break;
	}
	return found;
}

size_t
first_sentence(struct span s)
{
	static const char stop[] = "\343\200\202";	/* 。 */
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (s.p[i] == '\n')
			return i + 1;
		if (s.p[i] == '.' && i + 1 < s.len && s.p[i + 1] == ' ')
			return i + 1;
		if (s.len - i >= 3 && memcmp(s.p + i, stop, 3) == 0)
			return i + 3;
	}
	return s.len;
}

static void
put_pair(struct buf *b, struct span s)
{
	struct buf question = { 0 };
	size_t n = s.len < 24 ? s.len : 24;

	while (n < s.len && (s.p[n] & 0xc0) == 0x80)
		n++;
	buf_add(&question, s.p, n);
	buf_puts(&question, "?");
	buf_puts(b, "{\"type\":\"fact\",\"question\":");
	json_put_string(b, question.data, question.len);
	buf_puts(b, ",\"answer\":");
	json_put_string(b, s.p, s.len);
	buf_puts(b, ",\"evidence\":");
	json_put_string(b, s.p, s.len);
	buf_puts(b, "}");
	buf_free(&question);
}

void
put_pairs(struct buf *b, const struct buf *prompt)
{
	struct span rest = prompt_passage(buf_span(prompt)), one;
	size_t n = 0;

	buf_puts(b, "{\"pairs\":[");
	while (rest.len > 0 && n < PAIRS) {
		one = (struct span){ rest.p, first_sentence(rest) };
		rest.p += one.len;
		rest.len -= one.len;
		while (one.len > 0 && strchr(" \n", one.p[0]) != NULL) {
			one.p++;
			one.len--;
		}
		while (one.len > 0 && strchr(" \n", one.p[one.len - 1]) != NULL)
			one.len--;
		if (one.len < 12)
			continue;
		if (n++ > 0)
			buf_puts(b, ",");
		put_pair(b, one);
	}
	buf_puts(b, "]}");
}
