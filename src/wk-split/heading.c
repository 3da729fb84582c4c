/* Writes the headings that a place in a text stands under as one line. */
#include "heading.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

#define DEPTH 6		/* levels of headings */

/* Takes the marks of a heading that is bold as a whole off. */
static struct span
without_bold(struct span s)
{
	static const char *const marks[] = { "**", "__" };
	size_t i;

	for (i = 0; i < LEN(marks); i++)
		if (s.len > 4 && span_begins(s, marks[i]) &&
		    span_ends(s, marks[i]))
			return (struct span){ s.p + 2, s.len - 4 };
	return s;
}

/*
 * Appends a heading as plain text: blanks in a row become one, and a
 * backslash before a mark goes.
 */
static void
put_heading(struct buf *b, struct span s)
{
	size_t at = b->len, i;

	s = without_bold(s);
	s.len = utf8_skip(s.p, s.len, HEADING_MOST);
	s = utf8_strip(s);
	if (s.len > 0 && at > 0)
		buf_puts(b, HEADING_BETWEEN);
	for (i = 0; i < s.len; i++)
		if (span_is_blank(s.p[i])) {
			if (b->len > 0 && b->data[b->len - 1] != ' ')
				buf_addc(b, ' ');
		} else if (s.p[i] != '\\' || i + 1 == s.len ||
		    !ispunct((unsigned char)s.p[i + 1]))
			buf_addc(b, s.p[i]);
		else
			buf_addc(b, s.p[++i]);
}

/* Makes the path to a heading below those in b. */
static void
put_path(struct buf *b, const struct markdown *md, size_t heading)
{
	size_t path[DEPTH], n = 0;

	for (; heading != MARKDOWN_NONE && n < DEPTH;
	    heading = md->headings[heading].parent)
		path[n++] = heading;
	while (n > 0)
		put_heading(b, md->headings[path[--n]].text);
}

void
heading_open(struct heading_path *p, struct span text, struct span outer)
{
	const struct span begin = utf8_strip(text);
	size_t first;
	struct span own;

	p->outer = outer;
	p->made = false;
	if (outer.len == 0 || begin.len == 0)
		return;
	first = heading_of(p->md, (size_t)(begin.p - text.p), text.len);
	if (first == MARKDOWN_NONE)
		return;
	buf_clear(&p->b);
	put_path(&p->b, p->md, first);
	own = buf_span(&p->b);
	if (own.len == 0 || own.len > outer.len || memcmp(own.p,
	    outer.p + outer.len - own.len, own.len) != 0)
		return;
	outer.len -= own.len;
	if (outer.len > 0 && !span_ends(outer, HEADING_BETWEEN))
		return;
	p->outer.len = outer.len == 0 ? 0 :
	    outer.len - strlen(HEADING_BETWEEN);
}

size_t
heading_of(const struct markdown *md, size_t start, size_t end)
{
	size_t at = markdown_heading_at(md, start);
	const struct markdown_heading *next;

	if (at == MARKDOWN_NONE || md->headings[at].end <= start)
		return at;
	for (; at + 1 < md->nheadings; at++) {
		next = &md->headings[at + 1];
		if (!next->follows || next->start >= end ||
		    next->level <= md->headings[at].level)
			break;
	}
	return at;
}

struct span
heading_path(struct heading_path *p, size_t heading)
{
	if (!p->made || p->at != heading) {
		buf_clear(&p->b);
		buf_add(&p->b, p->outer.p, p->outer.len);
		put_path(&p->b, p->md, heading);
		p->at = heading;
		p->made = true;
	}
	return p->b.len == 0 ? (struct span){ "", 0 } : buf_span(&p->b);
}

struct span
heading_fit(struct span path, size_t most)
{
	const size_t between = strlen(HEADING_BETWEEN);
	size_t n = utf8_count(path.p, path.len);
	const char *p;

	while (n > most) {
		p = memmem(path.p, path.len, HEADING_BETWEEN, between);
		if (p == NULL)
			break;
		p += between;
		n -= utf8_count(path.p, (size_t)(p - path.p));
		path = span_from(path, (size_t)(p - path.p));
	}
	path.len = utf8_skip(path.p, path.len, most);
	return utf8_strip(path);
}

void
heading_free(struct heading_path *p)
{
	buf_free(&p->b);
}
