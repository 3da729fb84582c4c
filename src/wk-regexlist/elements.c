/* Reads lists in elements of HTML or XML: <question>, <li> and their like. */
#include "elements.h"

#include <string.h>

#include "base/buf.h"
#include "noise.h"
#include "strip.h"
#include "word.h"

/* Bytes of a tag with its attributes, at most. */
#define TAG_MAX 200

/* Tags that models put around a whole answer. */
static const char *const around[] = { "output_json", "output", "questions",
	"answer", "result", "json", "list", "response" };

/* Elements that are items, the likeliest first. */
static const char *const names[] = { "question", "q", "query", "问题", "item",
	"li" };

/*
 * The length of the tag of this name that s begins with, <name> or
 * <name class="a">, or with closing </name>; 0 if it is none.
 */
static size_t
tag(struct span s, const char *name, bool closing)
{
	size_t i = 1 + (size_t)closing;

	if (s.len < 3 || *s.p != '<' || (s.p[1] == '/') != closing ||
	    !word_begins(span_from(s, i), name))
		return 0;
	i += strlen(name);
	if (i == s.len || (s.p[i] != '>' && !span_is_blank(s.p[i])))
		return 0;
	for (; i < s.len && i < TAG_MAX && s.p[i] != '<'; i++)
		if (s.p[i] == '>')
			return i + 1;
	return 0;
}

/* The place of the next < in s from i on, or s.len. */
static size_t
next_angle(struct span s, size_t i)
{
	const char *p = i >= s.len ? NULL : memchr(s.p + i, '<', s.len - i);

	return p == NULL ? s.len : (size_t)(p - s.p);
}

/* Takes s up to the end of the next tag of this name off.  False: none. */
static bool
take_tag(struct span *s, const char *name)
{
	size_t i, len;

	for (i = next_angle(*s, 0); i < s->len; i = next_angle(*s, i + 1))
		if ((len = tag(span_from(*s, i), name, false)) > 0) {
			*s = span_from(*s, i + len);
			return true;
		}
	return false;
}

/*
 * Takes the content of an element off s, which begins behind its tag; it ends
 * at its closing tag, or before the next element.  Whether the closing tag is
 * there.
 */
static bool
take_content(struct span *s, const char *name, struct span *in)
{
	size_t i, len = 0;
	bool closed = false;

	for (i = next_angle(*s, 0); i < s->len; i = next_angle(*s, i + 1)) {
		len = tag(span_from(*s, i), name, true);
		closed = len > 0;
		if (closed || tag(span_from(*s, i), name, false) > 0)
			break;
	}
	*in = (struct span){ s->p, i };
	*s = span_from(*s, i + len);
	return closed;
}

/* The first line of s that is not blank, up to the end of a list in it. */
static struct span
first_line(struct span s)
{
	static const char *const ends[] = { "</ul", "</ol", "</questions",
		"</list", "</items" };
	const char *nl;
	size_t i, k;

	s = list_strip(s);
	if (s.len > 0 && (nl = memchr(s.p, '\n', s.len)) != NULL)
		s.len = (size_t)(nl - s.p);
	for (i = next_angle(s, 0); i < s.len; i = next_angle(s, i + 1))
		for (k = 0; k < LEN(ends); k++)
			if (word_begins(span_from(s, i), ends[k]))
				s.len = i;
	return list_strip(s);
}

/* The length of a tag of HTML that s begins with; 0: none. */
static size_t
any_tag(struct span s)
{
	size_t i;

	if (s.len < 3 || *s.p != '<' || ((s.p[1] | 0x20) < 'a' ||
	    (s.p[1] | 0x20) > 'z'))
		return 0;
	for (i = 2; i < s.len && i < TAG_MAX && s.p[i] != '<'; i++)
		if (s.p[i] == '>')
			return i + 1;
	return 0;
}

/* s without the elements that stand around all of it: <b>…</b>. */
static struct span
without_tags(struct span s)
{
	size_t len, i;
	const char *p;

	while ((len = any_tag(s = list_strip(s))) > 0 &&
	    s.p[s.len - 1] == '>' && (p = memrchr(s.p, '<', s.len)) != NULL &&
	    (i = (size_t)(p - s.p)) >= len && i + 1 < s.len && p[1] == '/')
		s = (struct span){ s.p + len, i - len };
	return s;
}

/* Adds the content of each <name>. */
static void
add_elements(struct list *l, struct span s, const char *name, bool cut)
{
	size_t from = l->n;
	bool closed, all = true, any = false;
	struct span in;

	while (take_tag(&s, name)) {
		closed = take_content(&s, name, &in);
		if (!closed) {
			in = first_line(in);
			/* Is it the end of the text that tore it? */
			if (s.len == 0 && (cut || any) && !noise_ends(in))
				break;
		}
		all &= closed;
		any |= closed;
		(void)list_add(l, without_tags(in), 0);
	}
	/* A tag alone may be what the text is about. */
	if (!all && l->n < from + 2)
		list_drop(l, from);
}

bool
elements_tag(struct span s, struct span *in)
{
	struct span rest;
	size_t i, at;

	if (s.len == 0 || memchr(s.p, '<', s.len) == NULL)
		return false;
	for (i = 0; i < LEN(around); i++) {
		rest = s;
		if (!take_tag(&rest, around[i]))
			continue;
		*in = rest;
		for (at = next_angle(rest, 0); at < rest.len &&
		    tag(span_from(rest, at), around[i], true) == 0;
		    at = next_angle(rest, at + 1))
			;
		in->len = at;
		return true;
	}
	return false;
}

bool
elements_read(struct list *l, struct span s, bool cut)
{
	size_t i, from = l->n;

	if (s.len == 0 || memchr(s.p, '<', s.len) == NULL)
		return false;
	for (i = 0; i < LEN(names) && l->n == from; i++)
		add_elements(l, s, names[i], cut);
	return l->n > from;
}
